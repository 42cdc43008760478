/* The values of SQLite records, and what can be read of free bytes. */
#include "crawler/base/unit_text.h"
#include "crawler/read/bytes_text.h"
#include "crawler/read/number_text.h"
#include "crawler/read/sqlite_state.h"

#include <inttypes.h>

#define RUN_MIN 4 /* readable characters that may be text */
#define REAL_DIGITS 15

/* ---- text ---- */

/* How a text is written. Where nothing says it, its first character does: of UTF-16 one byte is
 * zero when it is a digit or a Latin letter, of UTF-8 none. */
static enum sqlite_encoding reader_encoding(const struct sqlite_reader *reader, struct span raw)
{
    if (reader->file.encoding != SQLITE_UNKNOWN)
        return reader->file.encoding;
    if (raw.len < 2 || (raw.ptr[0] == 0) == (raw.ptr[1] == 0))
        return SQLITE_UTF8;
    return raw.ptr[1] == 0 ? SQLITE_UTF16LE : SQLITE_UTF16BE;
}

/* Text of the database as UTF-8; valid until the next call. */
static struct span reader_text(struct sqlite_reader *reader, struct span raw)
{
    const enum sqlite_encoding encoding = reader_encoding(reader, raw);
    if (encoding == SQLITE_UTF8)
        return raw;
    buffer_clear(&reader->text);
    unit_text_append(encoding == SQLITE_UTF16LE ? UNIT_UTF16LE : UNIT_UTF16BE, raw, &reader->text);
    return (struct span){reader->text.ptr, reader->text.len};
}

/* The bytes of a value, as many as are at hand. */
struct span sqlite_value_raw(const struct sqlite_reader *reader, const struct sqlite_value *value)
{
    const struct span whole = reader->record.payload;
    if (value->at >= whole.len)
        return (struct span){NULL, 0};
    const size_t left = whole.len - value->at;
    return (struct span){whole.ptr + value->at,
                         value->length < left ? (size_t)value->length : left};
}

/* A value as it is judged; empty for what has no text. */
struct span sqlite_value_text(struct sqlite_reader *reader, const struct sqlite_value *value)
{
    if (value->kind == SQLITE_TEXT)
        return reader_text(reader, sqlite_value_raw(reader, value));
    buffer_clear(&reader->text);
    if (value->kind == SQLITE_BLOB)
        return bytes_text(sqlite_value_raw(reader, value), &reader->text);
    if (value->kind == SQLITE_INTEGER)
        buffer_append_format(&reader->text, "%" PRId64, value->integer);
    if (value->kind == SQLITE_REAL)
        number_append_float(&reader->text, value->real, REAL_DIGITS);
    return (struct span){reader->text.ptr, reader->text.len};
}

/* ---- values ---- */

/* Gives the place that all values of a record share. */
static void reader_fill_cell(struct sqlite_reader *reader, size_t column,
                             struct record_value *value)
{
    if (reader->table == SQLITE_NO_TABLE)
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
    const struct span raw = sqlite_value_raw(reader, &reader->value);
    value->text = text;
    value->offset = sqlite_payload_place(&reader->payload, reader->value.at, &left);
    value->length = raw.len < left ? raw.len : left;
    value->is_raw = text.ptr == raw.ptr && text.len == raw.len && raw.len <= left;
}

/* Fills value with the one at hand; false when it is nothing to be read. */
static bool reader_fill(struct sqlite_reader *reader, size_t column, struct record_value *value)
{
    const bool is_number = reader->value.kind == SQLITE_INTEGER;
    if (reader->value.kind == SQLITE_NULL && reader->table != SQLITE_NO_TABLE &&
        column == reader->layout->rowid) {
        reader->value.kind = SQLITE_INTEGER;
        reader->value.integer = reader->rowid;
    } else if (reader->value.kind == SQLITE_NULL || (is_number && reader->value.length == 0)) {
        return false;
    }
    reader_fill_cell(reader, column, value);
    if (reader->table != SQLITE_NO_TABLE)
        value->meaning = columns_meaning(&reader->columns, column);
    const struct span text = sqlite_value_text(reader, &reader->value);
    const struct span raw = sqlite_value_raw(reader, &reader->value);
    const bool is_plain =
        reader->value.kind == SQLITE_TEXT && reader_encoding(reader, raw) == SQLITE_UTF8;
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
bool sqlite_give_value(struct sqlite_reader *reader, struct record_value *value)
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
bool sqlite_give_gap(struct sqlite_reader *reader, struct record_value *value)
{
    const bool is_wide =
        reader->file.encoding == SQLITE_UTF16LE || reader->file.encoding == SQLITE_UTF16BE;
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
