/*
 * SQLite databases: rows by their tables and columns, page by page, then what stands in pages and
 * gaps that are free: deleted rows.
 */
#include "crawler/base/range_source.h"
#include "crawler/read/sqlite_state.h"

#include <stdlib.h>

#define PAGES_MAX ((uint32_t)32 << 20) /* whose owners are remembered in 64 MiB */

static void *reader_create_state(const struct field_rules *rules)
{
    struct sqlite_reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->rules = rules;
    columns_init(&reader->columns, rules);
    sqlite_schema_init(&reader->schema);
    buffer_init(&reader->text, SQLITE_TEXT_MAX);
    reader->end = STATUS_END;
    reader->stage = STAGE_END;
    return reader;
}

static void reader_release(struct sqlite_reader *reader)
{
    sqlite_file_close(&reader->file);
    sqlite_schema_free(&reader->schema);
    sqlite_schema_init(&reader->schema);
    sqlite_payload_free(&reader->payload);
    free(reader->owners);
    free(reader->layout);
    free(reader->bytes);
    range_source_close(reader->copy);
    reader->owners = NULL;
    reader->layout = NULL;
    reader->bytes = reader->used = NULL;
    reader->copy = NULL;
}

static void sqlite_free_state(void *state)
{
    struct sqlite_reader *const reader = state;
    reader_release(reader);
    columns_free(&reader->columns);
    sqlite_schema_free(&reader->schema);
    buffer_free(&reader->text);
    free(reader);
}

static enum status reader_allocate(struct sqlite_reader *reader)
{
    if (reader->file.pages > PAGES_MAX) {
        coverage_add(reader->coverage, REASON_LIMIT_MEMORY);
        return STATUS_SKIP;
    }
    reader->owners = calloc(reader->file.pages, sizeof *reader->owners);
    reader->layout = malloc(sizeof *reader->layout);
    reader->bytes = malloc(2 * SQLITE_PAGE_MAX);
    const bool is_ready = sqlite_payload_init(&reader->payload);
    if (!is_ready || reader->owners == NULL || reader->layout == NULL || reader->bytes == NULL)
        return STATUS_NO_MEMORY;
    reader->used = reader->bytes + SQLITE_PAGE_MAX;
    return STATUS_OK;
}

static enum status reader_open(struct sqlite_reader *reader, struct byte_source *bytes)
{
    struct range_source *ranges = bytes->ranges;
    if (ranges == NULL) {
        const enum status status = range_source_copy(bytes, RANGE_COPY_MAX, &reader->copy);
        if (status == STATUS_OK)
            coverage_add(reader->coverage, REASON_LIMIT_MEMORY);
        ranges = reader->copy;
        if (ranges == NULL)
            return status;
    }
    enum status status = sqlite_file_open(&reader->file, ranges, reader->coverage);
    if (status == STATUS_OK)
        status = reader_allocate(reader);
    if (status == STATUS_OK)
        status = sqlite_read_schema(reader);
    return status == STATUS_OK ? sqlite_claim_tables(reader) : status;
}

static void sqlite_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct sqlite_reader *const reader = state;
    reader_release(reader);
    reader->coverage = coverage;
    reader->table = SQLITE_NO_TABLE;
    reader->ordinal = 0;
    reader->schema_bytes = 0;
    reader->has_record = reader->has_cells = reader->is_deleted = false;
    reader->piece = reader->piece_end = 0;
    reader->carve = reader->gap = SQLITE_PAGE_MAX;
    reader->end = reader_open(reader, bytes);
    reader->number = 0;
    reader->stage = reader->end == STATUS_OK ? STAGE_OWNED : STAGE_END;
    if (reader->end == STATUS_OK)
        reader->end = STATUS_END;
}

static enum status sqlite_next(void *state, struct record_value *value)
{
    struct sqlite_reader *const reader = state;
    enum status status = STATUS_OK;
    if (reader->stage == STAGE_END && reader->end != STATUS_END)
        return reader->end;
    while (status == STATUS_OK) {
        if (sqlite_give_value(reader, value))
            return STATUS_OK;
        if (sqlite_next_cell(reader, &status) || sqlite_next_deleted(reader, &status))
            continue;
        if (sqlite_give_gap(reader, value))
            return STATUS_OK;
        status = sqlite_next_page(reader);
    }
    return status;
}

const struct record_ops sqlite_record_ops = {
    .format = FORMAT_SQLITE,
    .create = reader_create_state,
    .free = sqlite_free_state,
    .begin = sqlite_begin,
    .next = sqlite_next,
};
