/*
 * SQLite databases: rows by their tables and columns, page by page, then what stands in pages and
 * gaps that are free: deleted rows.
 */
#include "crawler/base/range_source.h"
#include "crawler/base/utf8.h"
#include "crawler/read/bytes_text.h"
#include "crawler/read/columns.h"
#include "crawler/read/number_text.h"
#include "crawler/read/record.h"
#include "crawler/read/sqlite_file.h"
#include "crawler/read/sqlite_payload.h"
#include "crawler/read/sqlite_record.h"
#include "crawler/read/sqlite_schema.h"
#include "crawler/read/sqlite_tree.h"
#include "crawler/unpack/charset.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define OWNER_SCHEMA 0xFFFD
#define PAGES_MAX ((uint32_t)32 << 20) /* whose owners are remembered in 64 MiB */
#define SCHEMA_MAX ((size_t)64 << 20)  /* bytes of it that are read */
#define RUN_MIN 4                      /* readable characters that may be text */
#define TEXT_MAX (4 * SQLITE_PAYLOAD_MAX)
#define REAL_DIGITS 15
#define NO_TABLE SIZE_MAX

enum sqlite_stage {
    STAGE_OWNED, /* pages of trees */
    STAGE_REST,  /* pages of nobody */
    STAGE_END
};

struct sqlite_reader {
    const struct field_rules *rules;
    struct coverage *coverage;
    struct range_source *copy; /* of a member that is only a stream; NULL */
    struct sqlite_file file;
    struct sqlite_schema schema;
    size_t schema_bytes;
    uint16_t *owners; /* one a page: OWNER_, or 1 + the table; 0: nobody */
    struct sqlite_payload payload;
    struct columns columns; /* of the table at hand */
    struct sqlite_columns *layout;
    size_t table;     /* in the schema; NO_TABLE */
    uint64_t ordinal; /* of a row without a rowid */
    enum status end;  /* what next() answers when there is nothing more */
    /* the page at hand */
    enum sqlite_stage stage;
    uint32_t number;
    uint8_t *bytes, *used; /* its bytes; 1: not to be looked at again */
    struct sqlite_page page;
    bool has_cells;   /* its cells are read one by one */
    bool has_records; /* ... and are no copies, nor without any */
    uint32_t cell;
    size_t there; /* bytes of it that are there, and usable */
    size_t carve; /* from where on deleted rows are looked for */
    size_t gap;   /* from where on free bytes are looked for */
    /* the record at hand */
    bool has_record;
    bool is_deleted; /* it was carved */
    struct sqlite_record record;
    int64_t rowid;
    size_t column; /* of the next value */
    struct sqlite_value value;
    size_t piece, piece_end; /* of a text that is given in pieces: what is left of it */
    bool is_joined;
    struct buffer text;
};

/* ---- life ---- */

static void *reader_create_state(const struct field_rules *rules)
{
    struct sqlite_reader *const reader = calloc(1, sizeof *reader);
    if (reader == NULL)
        return NULL;
    reader->rules = rules;
    columns_init(&reader->columns, rules);
    sqlite_schema_init(&reader->schema);
    buffer_init(&reader->text, TEXT_MAX);
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

/* ---- text ---- */

/* Appends text of the database's encoding as UTF-8. */
static void reader_append_utf16(struct sqlite_reader *reader, struct span text)
{
    const enum charset charset =
        reader->file.encoding == SQLITE_UTF16LE ? CHARSET_UTF16LE : CHARSET_UTF16BE;
    for (size_t at = 0; at + 2 <= text.len; at += 2) {
        uint32_t point = charset_read_unit(charset, text.ptr + at);
        const bool is_first = point >= 0xD800 && point < 0xDC00 && at + 4 <= text.len;
        const uint32_t second = is_first ? charset_read_unit(charset, text.ptr + at + 2) : 0;
        if (second >= 0xDC00 && second < 0xE000) {
            point = 0x10000 + ((point - 0xD800) << 10 | (second - 0xDC00));
            at += 2;
        } else if (point >= 0xD800 && point < 0xE000) {
            point = UTF8_REPLACEMENT;
        }
        uint8_t encoded[4];
        buffer_append(&reader->text, encoded, utf8_encode(point, encoded));
    }
}

/* Text of the database as UTF-8; valid until the next call. */
static struct span reader_text(struct sqlite_reader *reader, struct span raw)
{
    if (reader->file.encoding == SQLITE_UTF8)
        return raw;
    buffer_clear(&reader->text);
    reader_append_utf16(reader, raw);
    return (struct span){reader->text.ptr, reader->text.len};
}

/* The bytes of a value, as many as are at hand. */
static struct span reader_raw(const struct sqlite_reader *reader, const struct sqlite_value *value)
{
    const struct span whole = reader->record.payload;
    if (value->at >= whole.len)
        return (struct span){NULL, 0};
    const size_t left = whole.len - value->at;
    return (struct span){whole.ptr + value->at,
                         value->length < left ? (size_t)value->length : left};
}

/* A value as it is judged; empty for what has no text. */
static struct span reader_value_text(struct sqlite_reader *reader, const struct sqlite_value *value)
{
    if (value->kind == SQLITE_TEXT)
        return reader_text(reader, reader_raw(reader, value));
    buffer_clear(&reader->text);
    if (value->kind == SQLITE_BLOB)
        return bytes_text(reader_raw(reader, value), &reader->text);
    if (value->kind == SQLITE_INTEGER)
        buffer_append_format(&reader->text, "%" PRId64, value->integer);
    if (value->kind == SQLITE_REAL)
        number_append_float(&reader->text, value->real, REAL_DIGITS);
    return (struct span){reader->text.ptr, reader->text.len};
}

/* ---- the schema ---- */

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
    struct span text = reader_value_text(reader, &values[0]);
    const bool is_table = text.len == 5 && memcmp(text.ptr, "table", 5) == 0;
    table.is_index = text.len == 5 && memcmp(text.ptr, "index", 5) == 0;
    const bool has_root = values[3].kind == SQLITE_INTEGER && values[3].integer > 1 &&
                          values[3].integer <= UINT32_MAX;
    if (!has_root || (!is_table && !table.is_index))
        return true;
    table.root = (uint32_t)values[3].integer;
    buffer_init(&name, TEXT_MAX);
    text = reader_value_text(reader, &values[1]);
    buffer_append(&name, text.ptr, text.len);
    const bool is_added =
        sqlite_schema_add(&reader->schema, table, (struct span){name.ptr, name.len},
                          reader_value_text(reader, &values[4]));
    buffer_free(&name);
    return is_added;
}

/* Reads the cell that stands at a place of the page at hand as a record. */
static enum status reader_begin_record(struct sqlite_reader *reader, const struct sqlite_cell *cell)
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

static enum status reader_read_schema_page(struct sqlite_reader *reader)
{
    for (uint32_t i = 0; i < reader->page.cells; i++) {
        struct sqlite_cell cell;
        const size_t at = sqlite_page_cell(&reader->page, i);
        if (at == 0 || !sqlite_cell_read(&reader->page, at, &cell))
            continue;
        /* Overflow pages are read again with their pages, and claimed then. */
        const enum status status = reader_begin_record(reader, &cell);
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

static enum status reader_read_schema(struct sqlite_reader *reader)
{
    enum status status = sqlite_tree_claim(&reader->file, reader->owners, 1, OWNER_SCHEMA);
    for (uint32_t i = 1; i <= reader->file.pages && status == STATUS_OK; i++) {
        if (reader->owners[i - 1] != OWNER_SCHEMA || reader->schema_bytes > SCHEMA_MAX)
            continue;
        reader->number = i;
        status = sqlite_file_read(&reader->file, i, reader->bytes);
        if (status == STATUS_OK &&
            sqlite_tree_page(&reader->file, i, reader->bytes, &reader->page) &&
            reader->page.type == SQLITE_TABLE_LEAF)
            status = reader_read_schema_page(reader);
        if (status == STATUS_SKIP)
            status = STATUS_OK;
    }
    return status;
}

static enum status reader_claim_tables(struct sqlite_reader *reader)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < sqlite_schema_count(&reader->schema) && status == STATUS_OK; i++) {
        const struct sqlite_table *const table = sqlite_schema_table(&reader->schema, i);
        status = sqlite_tree_claim(&reader->file, reader->owners, table->root,
                                   table->is_index ? SQLITE_OWNER_INDEX : (uint16_t)(i + 1));
    }
    return status;
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
        status = reader_read_schema(reader);
    return status == STATUS_OK ? reader_claim_tables(reader) : status;
}

static void sqlite_begin(void *state, struct byte_source *bytes, struct coverage *coverage)
{
    struct sqlite_reader *const reader = state;
    reader_release(reader);
    reader->coverage = coverage;
    reader->table = NO_TABLE;
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

/* ---- pages ---- */

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
                columns_sample(&reader->columns, column, reader_value_text(reader, &value));
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
    const bool is_table = owner > 0 && owner < OWNER_SCHEMA;
    reader->has_cells =
        sqlite_tree_page(&reader->file, reader->number, reader->bytes, &reader->page);
    reader->has_records = reader->has_cells && reader->page.type == SQLITE_TABLE_LEAF;
    memset(reader->used, 0, reader->file.page_size);
    if (reader->number == 1)
        memset(reader->used, 1, SQLITE_HEADER);
    if (owner != 0 && !reader->has_cells)
        coverage_add(reader->coverage, REASON_CORRUPT);
    if (owner == 0)
        reader->has_cells = reader->has_records;
    if (is_table && reader->has_cells) {
        reader_find_columns(reader, (size_t)owner - 1);
        const bool is_index =
            reader->page.type == SQLITE_INDEX_LEAF || reader->page.type == SQLITE_INDEX_INTERIOR;
        reader->has_records |= is_index && reader->layout->has_no_rowid;
    } else {
        reader->table = NO_TABLE;
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
    const uint64_t at = (uint64_t)reader->file.pages * reader->file.page_size;
    const size_t len = (size_t)(reader->file.ranges->size - at);
    reader->stage = STAGE_END;
    if (len == 0 || len >= reader->file.page_size)
        return STATUS_OK;
    memset(reader->bytes, 0, reader->file.page_size);
    memset(reader->used, 0, reader->file.page_size);
    const enum status status = range_source_read_at(reader->file.ranges, at, reader->bytes, len);
    if (status == STATUS_SKIP)
        coverage_add(reader->coverage, reader->file.ranges->fault.reason);
    if (status != STATUS_OK)
        return status == STATUS_SKIP ? STATUS_OK : status;
    reader->number = reader->file.pages + 1;
    reader->table = NO_TABLE;
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
static enum status reader_next_page(struct sqlite_reader *reader)
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
static bool reader_next_cell(struct sqlite_reader *reader, enum status *status)
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
        *status = reader_begin_record(reader, &cell);
    if (!reader->has_records || reader->has_record)
        memset(reader->used + at, 1, cell.end - at);
    return true;
}

/* Looks for a deleted row in the free bytes of the page at hand; false when there is none. */
static bool reader_next_carved(struct sqlite_reader *reader, enum status *status)
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
        *status = reader_begin_record(reader, &cell);
        memset(reader->used + at, 1, cell.end - at);
        reader->carve = cell.end;
        return true;
    }
    return false;
}

/* ---- values ---- */

/* Gives the place that all values of a record share. */
static void reader_fill_cell(struct sqlite_reader *reader, size_t column,
                             struct record_value *value)
{
    if (reader->table == NO_TABLE)
        return;
    const struct sqlite_table *const table = sqlite_schema_table(&reader->schema, reader->table);
    const struct span name = sqlite_schema_name(&reader->schema, table);
    if (reader_may_show(name))
        value->path = name;
    if (reader->is_deleted)
        return; /* it is in no row any more */
    value->row = reader->layout->has_no_rowid || reader->rowid <= 0 ? reader->ordinal
                                                                    : (uint64_t)reader->rowid;
    value->column = column + 1;
    value->name = columns_name(&reader->columns, column);
}

/* A text as it stands in its pages, up to the next border of one. */
static void reader_fill_piece(struct sqlite_reader *reader, struct record_value *value)
{
    size_t left = 0;
    value->offset = sqlite_payload_place(&reader->payload, reader->piece, &left);
    const size_t rest = reader->piece_end - reader->piece;
    const size_t len = left > 0 && left < rest ? left : rest;
    value->text = (struct span){reader->record.payload.ptr + reader->piece, len};
    value->length = len;
    value->is_raw = true;
    value->is_joined = reader->is_joined;
    reader->is_joined = true;
    reader->piece += len;
}

/* A value that is given whole. */
static void reader_fill_whole(struct sqlite_reader *reader, struct span text,
                              struct record_value *value)
{
    size_t left = 0;
    const struct span raw = reader_raw(reader, &reader->value);
    value->text = text;
    value->offset = sqlite_payload_place(&reader->payload, reader->value.at, &left);
    value->length = raw.len < left ? raw.len : left;
    value->is_raw = text.ptr == raw.ptr && text.len == raw.len && raw.len <= left;
}

/* Fills value with the one at hand; false when it is nothing to be read. */
static bool reader_fill(struct sqlite_reader *reader, size_t column, struct record_value *value)
{
    const bool is_number = reader->value.kind == SQLITE_INTEGER;
    if (reader->value.kind == SQLITE_NULL && reader->table != NO_TABLE &&
        column == reader->layout->rowid) {
        reader->value.kind = SQLITE_INTEGER;
        reader->value.integer = reader->rowid;
    } else if (reader->value.kind == SQLITE_NULL || (is_number && reader->value.length == 0)) {
        return false;
    }
    reader_fill_cell(reader, column, value);
    if (reader->table != NO_TABLE)
        value->meaning = columns_meaning(&reader->columns, column);
    const struct span text = reader_value_text(reader, &reader->value);
    const bool is_plain = reader->value.kind == SQLITE_TEXT && reader->file.encoding == SQLITE_UTF8;
    if (is_plain && (value->meaning.detector < 0 || text.len > READER_VALUE_MAX)) {
        reader->piece = reader->value.at;
        reader->piece_end = reader->value.at + text.len;
        reader->is_joined = false;
        if (text.len > 0)
            reader_fill_piece(reader, value);
    } else {
        reader_fill_whole(reader, text, value);
    }
    return value->text.len > 0;
}

/* Gives the next value of the record at hand; false when it has no more. */
static bool reader_give_value(struct sqlite_reader *reader, struct record_value *value)
{
    if (reader->piece < reader->piece_end) {
        reader_fill_cell(reader, reader->column - 1, value);
        reader_fill_piece(reader, value);
        return true;
    }
    while (reader->has_record) {
        if (reader->column == 0 && !reader->is_deleted)
            reader->ordinal++;
        if (!sqlite_record_next(&reader->record, &reader->value))
            break;
        *value = (struct record_value){.meaning = FIELD_NO_MEANING};
        if (reader_fill(reader, reader->column++, value))
            return true;
    }
    reader->has_record = false;
    return false;
}

/* ---- what is free ---- */

static bool is_readable(uint8_t byte)
{
    return (byte >= ' ' && byte != 0x7F) || byte == '\t' || byte == '\n' || byte == '\r';
}

/* The next stretch of the page at hand that nobody used. */
static struct span reader_next_gap(struct sqlite_reader *reader)
{
    const size_t end = reader->file.page_size;
    size_t at = reader->gap;
    while (at < end && reader->used[at] != 0)
        at++;
    const size_t start = at;
    while (at < end && reader->used[at] == 0)
        at++;
    return (struct span){reader->bytes + start, at - start};
}

/* A readable run at the start of gap, or behind it. */
static struct span run_of(struct span gap)
{
    size_t at = 0;
    while (at < gap.len && !is_readable(gap.ptr[at]))
        at++;
    const size_t start = at;
    while (at < gap.len && is_readable(gap.ptr[at]))
        at++;
    return (struct span){gap.ptr + start, at - start};
}

/* Gives what can be read of free bytes; false when no more is there. */
static bool reader_give_gap(struct sqlite_reader *reader, struct record_value *value)
{
    const bool is_wide = reader->file.encoding != SQLITE_UTF8;
    while (reader->gap < reader->file.page_size) {
        const struct span gap = reader_next_gap(reader);
        struct span raw = is_wide ? gap : run_of(gap);
        struct span text = raw;
        reader->gap = (size_t)(raw.ptr - reader->bytes) + raw.len;
        if (is_wide) {
            buffer_clear(&reader->text);
            bytes_append_runs(&reader->text, raw);
            text = (struct span){reader->text.ptr, reader->text.len};
        }
        if (text.len < RUN_MIN)
            continue;
        *value = (struct record_value){
            .meaning = FIELD_NO_MEANING,
            .text = text,
            .offset = sqlite_file_offset(&reader->file, reader->number) +
                      (uint64_t)(raw.ptr - reader->bytes),
            .length = raw.len,
            .is_raw = !is_wide,
        };
        return true;
    }
    return false;
}

static enum status sqlite_next(void *state, struct record_value *value)
{
    struct sqlite_reader *const reader = state;
    enum status status = STATUS_OK;
    if (reader->stage == STAGE_END && reader->end != STATUS_END)
        return reader->end;
    while (status == STATUS_OK) {
        if (reader_give_value(reader, value))
            return STATUS_OK;
        if (reader_next_cell(reader, &status) || reader_next_carved(reader, &status))
            continue;
        if (reader_give_gap(reader, value))
            return STATUS_OK;
        status = reader_next_page(reader);
    }
    return status;
}

static struct reader_facts sqlite_facts(const void *state)
{
    (void)state;
    return (struct reader_facts){false, false};
}

const struct record_ops sqlite_record_ops = {
    .format = FORMAT_SQLITE,
    .create = reader_create_state,
    .free = sqlite_free_state,
    .begin = sqlite_begin,
    .next = sqlite_next,
    .facts = sqlite_facts,
};
