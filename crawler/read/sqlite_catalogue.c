/* The schema of an SQLite database, and whose its pages are. */
#include "crawler/read/sqlite_state.h"
#include "crawler/read/sqlite_tree.h"

#include <string.h>

#define SCHEMA_MAX ((size_t)64 << 20) /* bytes of it that are read */

/* Reads a row of the schema: type, name, table, root page, statement. */
static bool reader_take_schema(struct sqlite_reader *reader)
{
    struct sqlite_value values[5];
    struct sqlite_table table = {0};
    struct buffer name;
    for (size_t i = 0; i < 5; i++) {
        if (!sqlite_record_next(&reader->record, &values[i]))
            return true;
    }
    struct span text = sqlite_value_text(reader, &values[0]);
    const bool is_table = text.len == 5 && memcmp(text.ptr, "table", 5) == 0;
    table.is_index = text.len == 5 && memcmp(text.ptr, "index", 5) == 0;
    /* Virtual tables have 0. */
    const bool has_root = values[3].kind == SQLITE_INTEGER && values[3].integer != 1 &&
                          values[3].integer >= 0 && values[3].integer <= UINT32_MAX;
    if (!has_root || (!is_table && !table.is_index))
        return true;
    table.root = (uint32_t)values[3].integer;
    buffer_init(&name, SQLITE_TEXT_MAX);
    text = sqlite_value_text(reader, &values[1]);
    buffer_append(&name, text.ptr, text.len);
    const bool is_added =
        sqlite_schema_add(&reader->schema, table, (struct span){name.ptr, name.len},
                          sqlite_value_text(reader, &values[4]));
    buffer_free(&name);
    return is_added;
}

static enum status reader_read_schema_page(struct sqlite_reader *reader)
{
    for (uint32_t i = 0; i < reader->page.cells; i++) {
        struct sqlite_cell cell;
        const size_t at = sqlite_page_cell(&reader->page, i);
        if (at == 0 || !sqlite_cell_read(&reader->page, at, &cell))
            continue;
        /* Overflow pages are read again with their pages, and claimed then. */
        const enum status status = sqlite_begin_record(reader, &cell);
        if (status != STATUS_OK)
            return status;
        const uint32_t *const pages = (const uint32_t *)(const void *)reader->payload.pages.ptr;
        for (size_t page = 0; page < reader->payload.pages.len / sizeof *pages; page++)
            reader->owners[pages[page] - 1] = 0;
        reader->schema_bytes += reader->payload.whole.len;
        if ((reader->has_record && !reader_take_schema(reader)) ||
            reader->schema_bytes > SCHEMA_MAX) {
            coverage_add(reader->coverage, REASON_LIMIT_MEMORY);
            break;
        }
    }
    reader->has_record = false;
    return STATUS_OK;
}

enum status sqlite_read_schema(struct sqlite_reader *reader)
{
    enum status status = sqlite_tree_claim(&reader->file, reader->owners, 1, SQLITE_OWNER_SCHEMA);
    for (uint32_t i = 1; i <= reader->file.pages && status == STATUS_OK; i++) {
        if (reader->owners[i - 1] != SQLITE_OWNER_SCHEMA || reader->schema_bytes > SCHEMA_MAX)
            continue;
        reader->number = i;
        status = sqlite_file_read(&reader->file, i, reader->bytes);
        if (status == STATUS_OK && sqlite_tree_page(&reader->file, reader->bytes, &reader->page) &&
            reader->page.type == SQLITE_TABLE_LEAF)
            status = reader_read_schema_page(reader);
        if (status == STATUS_SKIP)
            status = STATUS_OK;
    }
    return status;
}

enum status sqlite_claim_tables(struct sqlite_reader *reader)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sqlite_schema_count(&reader->schema) && status == STATUS_OK; i++) {
        const struct sqlite_table *const table = sqlite_schema_table(&reader->schema, i);
        /* What an index in a log copies may be in the database only. */
        if (table->is_index && reader->file.is_log)
            continue;
        status = sqlite_tree_claim(&reader->file, reader->owners, table->root,
                                   table->is_index ? SQLITE_OWNER_INDEX : (uint16_t)(i + 1));
    }
    sqlite_log_share(&reader->file.log, reader->owners, SQLITE_OWNER_SCHEMA);
    return status;
}
