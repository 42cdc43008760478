/* Dumps of databases in SQL: INSERT and COPY rows become fields by their list of columns. */
#include "crawler/read/reader.h"

#include "crawler/read/sql_sniff.h"
#include "crawler/read/sql_statement.h"
#include "crawler/read/sql_token.h"
#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

static void *sql_create(const struct field_rules *rules)
{
    struct sql_reader *const sql = calloc(1, sizeof *sql);
    if (sql == NULL)
        return NULL;
    columns_init(&sql->columns, rules);
    sql_tables_init(&sql->tables);
    return sql;
}

static void sql_free(void *state)
{
    struct sql_reader *const sql = state;
    columns_free(&sql->columns);
    sql_tables_free(&sql->tables);
    free(sql);
}

static bool sql_begin(void *state, struct span head, bool is_whole)
{
    struct sql_reader *const sql = state;
    (void)is_whole;
    if (!sql_sniff(head))
        return false;
    columns_clear(&sql->columns);
    sql_tables_clear(&sql->tables);
    sql->at = 0;
    sql->step = SQL_START;
    sql->open = SQL_NOT_OPEN;
    sql->has_backslash = memchr(head.ptr, '`', head.len) != NULL;
    sql->listed = sql->list = sql->table = 0;
    sql->depth = sql->column = 0;
    sql->row = 0;
    return true;
}

/* ---- values ---- */

static void sql_emit(struct sql_reader *sql, struct span raw, uint64_t offset, bool is_string,
                     struct field_sink *sink)
{
    struct field field = {.meaning = FIELD_NO_MEANING, .offset = offset, .length = raw.len};
    if (sql->open == SQL_NOT_OPEN)
        field.meaning = columns_meaning(&sql->columns, sql->column);
    if (raw.len == 0 || !field_sink_wants(sink, field.meaning, offset + raw.len))
        return;
    if (field.meaning.detector >= 0)
        field.value = is_string ? sql_string_decode(raw, sql->has_backslash, sql->value) : raw;
    field.row = sql->row;
    field.column = sql->column + 1;
    field.name = columns_name(&sql->columns, sql->column);
    sink->emit(sink->user, &field);
}

/* Reads the token at text[at]; returns where to go on. */
static size_t sql_read_token(struct sql_reader *sql, const struct segment *segment, size_t at,
                             struct field_sink *sink)
{
    const size_t limit = reader_value_limit(segment, at);
    switch (segment->text[at]) { /* most tokens of most dumps */
    case '(':
    case ')':
    case ',':
    case ';':
        sql_statement_sign(sql, segment->text[at]);
        return at + 1;
    case ' ':
        return at + 1;
    default:
        break;
    }
    const struct sql_token token = sql_token_read(segment->text, at, limit, sql->has_backslash);
    const uint64_t offset =
        segment->offset + (token.text.ptr != NULL ? (size_t)(token.text.ptr - segment->text) : at);
    switch (token.kind) {
    case SQL_LINE:
        sql->open = SQL_OPEN_LINE;
        break;
    case SQL_BLOCK:
        sql->open = SQL_OPEN_BLOCK;
        break;
    case SQL_LONG:
        sql->open = SQL_OPEN_STRING;
        sql->quote = token.quote;
        break;
    case SQL_WORD:
        if (sql_statement_word(sql, &token, segment->offset + at > 0))
            sql_emit(sql, token.text, offset, false, sink);
        break;
    case SQL_STRING:
        if (sql->step == SQL_ROW && sql->is_expecting)
            sql_emit(sql, token.text, offset, true, sink);
        sql->is_expecting = false;
        break;
    case SQL_SIGN:
        sql_statement_sign(sql, token.text.ptr[0]);
        break;
    default:
        break;
    }
    return token.next;
}

/* ---- what is open ---- */

/* A string that is too long for a field goes on: to its end, or to the end of what is owned. */
static size_t sql_skip_string(struct sql_reader *sql, const struct segment *segment, size_t at,
                              struct field_sink *sink)
{
    const size_t end = segment->len + segment->after, start = at;
    const uint8_t *const text = segment->text;
    bool is_end = false;
    while (at < segment->len && !is_end) {
        const bool is_quote = text[at] == sql->quote;
        const bool is_doubled = is_quote && at + 1 < end && text[at + 1] == sql->quote;
        is_end = is_quote && !is_doubled;
        at += is_doubled || (sql->has_backslash && text[at] == '\\' && sql->quote == '\'') ? 2 : 1;
    }
    at = at < end ? at : end;
    if (sql->step == SQL_ROW)
        sql_emit(sql, (struct span){text + start, at - is_end - start}, segment->offset + start,
                 true, sink);
    if (is_end) {
        sql->open = SQL_NOT_OPEN;
        sql->is_expecting = false;
    }
    return at;
}

/* Goes on behind the end of a comment, or to the end of what is owned. */
static size_t sql_skip_comment(struct sql_reader *sql, const struct segment *segment, size_t at)
{
    const char *const close = sql->open == SQL_OPEN_LINE ? "\n" : "*/";
    const size_t len = strlen(close), end = segment->len + segment->after;
    const size_t limit = segment->len + len - 1 < end ? segment->len + len - 1 : end;
    const uint8_t *const found =
        at < limit ? memmem(segment->text + at, limit - at, close, len) : NULL;
    if (found == NULL)
        return segment->len;
    sql->open = SQL_NOT_OPEN;
    return (size_t)(found - segment->text) + len;
}

/* ---- COPY ---- */

static size_t sql_cell_end(const uint8_t *text, size_t at, size_t limit)
{
    while (at < limit && text[at] != '\t' && text[at] != '\n')
        at++;
    return at;
}

/* Behind the tab or line end at text[at], or at the end of the text. */
static size_t sql_end_cell(struct sql_reader *sql, const uint8_t *text, size_t at, size_t end)
{
    sql->open = SQL_NOT_OPEN;
    if (at >= end)
        return end;
    sql->column = text[at] == '\n' ? 0 : sql->column + 1;
    return at + 1;
}

/* Emits a cell, or a part of a long one; \\N is NULL. */
static void sql_emit_cell(struct sql_reader *sql, struct span raw, uint64_t offset,
                          struct field_sink *sink)
{
    const bool had_backslash = sql->has_backslash;
    if (raw.len == 2 && memcmp(raw.ptr, "\\N", 2) == 0)
        return;
    sql->has_backslash = true;
    sql_emit(sql, raw, offset, true, sink);
    sql->has_backslash = had_backslash;
}

/* A cell that is too long for a field goes on. */
static size_t sql_skip_cell(struct sql_reader *sql, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    const size_t stop = sql_cell_end(segment->text, at, segment->len);
    const struct span raw = {segment->text + at, stop - at};
    sql_emit_cell(sql, raw, segment->offset + at, sink);
    const bool is_open = stop < end && segment->text[stop] != '\t' && segment->text[stop] != '\n';
    return is_open ? stop : sql_end_cell(sql, segment->text, stop, end);
}

/* A cell of COPY; a line of \. is the end. */
static size_t sql_read_cell(struct sql_reader *sql, const struct segment *segment, size_t at,
                            struct field_sink *sink)
{
    const uint8_t *const text = segment->text;
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    const size_t stop = sql_cell_end(text, at, limit);
    const struct span raw = {text + at, stop - at};
    if (sql->column == 0 && raw.len >= 2 && memcmp(raw.ptr, "\\.", 2) == 0) {
        sql->step = SQL_START;
        return stop;
    }
    sql->row += sql->column == 0;
    if (stop == limit && limit < end) {
        sql->open = SQL_OPEN_CELL;
        return at;
    }
    sql_emit_cell(sql, raw, segment->offset + at, sink);
    return sql_end_cell(sql, text, stop, end);
}

/* ---- a member ---- */

static size_t sql_read(struct sql_reader *sql, const struct segment *segment, size_t at,
                       struct field_sink *sink)
{
    if (sql->open == SQL_OPEN_LINE || sql->open == SQL_OPEN_BLOCK)
        return sql_skip_comment(sql, segment, at);
    if (sql->open == SQL_OPEN_STRING)
        return sql_skip_string(sql, segment, at, sink);
    if (sql->open == SQL_OPEN_CELL)
        return sql_skip_cell(sql, segment, at, sink);
    if (sql->step == SQL_COPY_ROWS)
        return sql_read_cell(sql, segment, at, sink);
    if (sql->step != SQL_COPY_LINE)
        return sql_read_token(sql, segment, at, sink);
    const uint8_t *const line = memchr(segment->text + at, '\n', segment->len - at);
    if (line == NULL)
        return segment->len;
    sql->step = SQL_COPY_ROWS;
    sql->column = 0;
    return (size_t)(line - segment->text) + 1;
}

static bool sql_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct sql_reader *const sql = state;
    while (sql->at < segment->offset + segment->len) {
        const size_t at = (size_t)(sql->at - segment->offset);
        sql->at = segment->offset + sql_read(sql, segment, at, sink);
    }
    return true;
}

const struct reader_ops sql_reader_ops = {"sql", sql_create, sql_free, sql_begin, sql_feed, NULL};
