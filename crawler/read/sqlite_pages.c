/* The pages of an SQLite database: their cells, and the deleted rows between them. */
#include "crawler/base/range_source.h"
#include "crawler/read/sqlite_state.h"
#include "crawler/read/sqlite_tree.h"

#include <string.h>

/* Reads the cell that stands at a place of the page at hand as a record. */
enum status sqlite_begin_record(struct sqlite_reader *reader, const struct sqlite_cell *cell)
{
    reader->payload.offset = sqlite_file_offset(&reader->file, reader->number) + cell->start;
    const enum status status =
        sqlite_payload_read(&reader->payload, &reader->file, reader->owners, &reader->page, cell);
    if (status != STATUS_OK)
        return status;
    reader->has_record = sqlite_record_begin(&reader->record, reader->payload.whole);
    reader->rowid = cell->rowid;
    reader->column = 0;
    reader->piece = reader->piece_end = 0;
    return STATUS_OK;
}

/* Lets the columns see the values of the page at hand. */
static void reader_sample(struct sqlite_reader *reader)
{
    for (uint32_t i = 0; i < reader->page.cells; i++) {
        struct sqlite_cell cell;
        struct sqlite_value value;
        const size_t at = sqlite_page_cell(&reader->page, i);
        if (at == 0 || !sqlite_cell_read(&reader->page, at, &cell) || cell.overflow != 0 ||
            !sqlite_record_begin(&reader->record,
                                 (struct span){reader->page.bytes.ptr + cell.start, cell.local}))
            continue;
        for (size_t column = 0; sqlite_record_next(&reader->record, &value); column++) {
            if (columns_is_named(&reader->columns, column) && value.kind != SQLITE_NULL)
                columns_sample(&reader->columns, column, sqlite_value_text(reader, &value));
        }
    }
}

/* The columns of the page at hand, whose owner is a table. */
static void reader_find_columns(struct sqlite_reader *reader, size_t index)
{
    if (reader->table == index)
        return;
    reader->table = index;
    const struct sqlite_table *const table = sqlite_schema_table(&reader->schema, index);
    const struct span index_sql =
        sqlite_schema_content(&reader->schema, sqlite_schema_name(&reader->schema, table));
    if (index_sql.len > 0)
        sqlite_columns_read_content(reader->layout, index_sql);
    else
        sqlite_columns_read(reader->layout, sqlite_schema_sql(&reader->schema, table));
    columns_clear(&reader->columns);
    for (size_t i = 0; i < reader->layout->count; i++)
        columns_add(&reader->columns, reader->layout->names[i]);
    columns_end(&reader->columns);
    reader_sample(reader);
}

/* Finds out how the page at hand is to be read. */
static void reader_begin_page(struct sqlite_reader *reader)
{
    const uint16_t owner = reader->owners[reader->number - 1];
    const bool is_table = owner > 0 && owner < SQLITE_OWNER_SCHEMA;
    reader->has_cells = sqlite_tree_page(&reader->file, reader->bytes, &reader->page);
    reader->has_records = reader->has_cells && reader->page.type == SQLITE_TABLE_LEAF;
    memset(reader->used, 0, reader->file.page_size);
    if (reader->has_cells)
        memset(reader->used, 1, reader->page.head);
    /* An older page of a log may have had another use. */
    if (owner != 0 && !reader->has_cells && !reader->file.is_log)
        coverage_add(reader->coverage, REASON_CORRUPT);
    if (owner == 0)
        reader->has_cells = reader->has_records;
    if (is_table && reader->has_cells) {
        reader_find_columns(reader, (size_t)owner - 1);
        const bool is_index =
            reader->page.type == SQLITE_INDEX_LEAF || reader->page.type == SQLITE_INDEX_INTERIOR;
        reader->has_records |= is_index && reader->layout->has_no_rowid;
    } else {
        reader->table = SQLITE_NO_TABLE;
    }
    reader->cell = 0;
    reader->carve = reader->gap = 0;
    reader->there = reader->file.usable;
    if (reader->has_cells)
        memset(reader->used + reader->page.head, 1,
               reader->page.cells_at + 2 * (size_t)reader->page.cells - reader->page.head);
}

/* What stands behind the last whole page. */
static enum status reader_begin_tail(struct sqlite_reader *reader)
{
    const uint64_t at = sqlite_file_offset(&reader->file, reader->file.pages + 1);
    const uint64_t size = reader->file.ranges->size;
    reader->stage = STAGE_END;
    if (at >= size || size - at >= reader->file.page_size)
        return STATUS_OK;
    const size_t len = (size_t)(size - at);
    memset(reader->bytes, 0, reader->file.page_size);
    memset(reader->used, 0, reader->file.page_size);
    const enum status status = range_source_read_at(reader->file.ranges, at, reader->bytes, len);
    if (status == STATUS_SKIP)
        coverage_add(reader->coverage, reader->file.ranges->fault.reason);
    if (status != STATUS_OK)
        return status == STATUS_SKIP ? STATUS_OK : status;
    reader->number = reader->file.pages + 1;
    reader->table = SQLITE_NO_TABLE;
    reader->there = len < reader->file.usable ? len : reader->file.usable;
    reader->carve = reader->gap = 0;
    return STATUS_OK;
}

static bool reader_wants(const struct sqlite_reader *reader, uint32_t number)
{
    const uint16_t owner = reader->owners[number - 1];
    return reader->stage == STAGE_OWNED ? owner != 0 && owner != SQLITE_OWNER_CLAIMED : owner == 0;
}

/* Reads the next page; END when none is left. */
enum status sqlite_next_page(struct sqlite_reader *reader)
{
    reader->has_cells = false;
    reader->carve = reader->gap = SQLITE_PAGE_MAX;
    while (reader->stage != STAGE_END) {
        if (reader->number >= reader->file.pages) {
            if (reader->stage == STAGE_REST)
                return reader_begin_tail(reader);
            reader->stage = STAGE_REST;
            reader->number = 0;
            continue;
        }
        reader->number++;
        if (!reader_wants(reader, reader->number))
            continue;
        const enum status status = sqlite_file_read(&reader->file, reader->number, reader->bytes);
        if (status == STATUS_OK)
            reader_begin_page(reader);
        if (status != STATUS_SKIP)
            return status;
    }
    return reader->end;
}

/* Looks at the next cell of the page at hand; false when there is none. */
bool sqlite_next_cell(struct sqlite_reader *reader, enum status *status)
{
    struct sqlite_cell cell;
    if (!reader->has_cells || reader->cell == reader->page.cells)
        return false;
    const size_t at = sqlite_page_cell(&reader->page, reader->cell++);
    /* Cells that stand in one another would be read again and again. */
    if (at == 0 || !sqlite_cell_read(&reader->page, at, &cell) ||
        memchr(reader->used + at, 1, cell.end - at) != NULL) {
        if (reader->stage == STAGE_OWNED)
            coverage_add(reader->coverage, REASON_CORRUPT);
        return true;
    }
    reader->is_deleted = false;
    if (reader->has_records)
        *status = sqlite_begin_record(reader, &cell);
    if (!reader->has_records || reader->has_record)
        memset(reader->used + at, 1, cell.end - at);
    return true;
}

/* Looks for a deleted row in the free bytes of the page at hand; false when there is none. */
bool sqlite_next_deleted(struct sqlite_reader *reader, enum status *status)
{
    const struct span bytes = {reader->bytes, reader->there};
    while (reader->carve < bytes.len) {
        struct sqlite_cell cell;
        const size_t at = reader->carve++;
        if (reader->used[at] != 0 || !sqlite_cell_carve(bytes, at, &cell) ||
            memchr(reader->used + at, 1, cell.end - at) != NULL)
            continue;
        reader->page.bytes = bytes;
        reader->is_deleted = true;
        *status = sqlite_begin_record(reader, &cell);
        memset(reader->used + at, 1, cell.end - at);
        reader->carve = cell.end;
        return true;
    }
    return false;
}
