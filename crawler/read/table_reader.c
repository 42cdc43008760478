/* Delimited tables: CSV (RFC 4180), TSV, semicolons, pipes; rows may be ragged. */
#include "crawler/read/reader.h"
#include "crawler/read/table_mark.h"
#include "crawler/read/table_sniff.h"
#include "crawler/read/table_vote.h"

#include "crawler/read/columns.h"
#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define TABLE_JUDGED_MAX 256

struct table_reader {
    const struct field_rules *rules;
    struct table_dialect dialect;
    struct columns columns;
    struct table_vote votes[TABLE_VOTE_COLUMNS]; /* where there is no header */
    uint8_t value[READER_VALUE_MAX];

    uint64_t at;               /* offset of the next byte */
    uint64_t row;              /* of data, from 1; 0: the header */
    size_t column;             /* from 0 */
    bool is_inside, is_quoted; /* of a cell that is too long for a field */
    bool is_row_empty;
    bool is_sampling, has_columns;
    bool is_judged[TABLE_JUDGED_MAX]; /* columns_is_judged() of the first columns */
    bool has_judged;                  /* columns_are_judged() */
};

static void *table_create(const struct field_rules *rules)
{
    struct table_reader *const table = calloc(1, sizeof *table);
    if (table == NULL)
        return NULL;
    table->rules = rules;
    columns_init(&table->columns, rules);
    return table;
}

static void table_free(void *state)
{
    struct table_reader *const table = state;
    columns_free(&table->columns);
    free(table);
}

/* ---- cells ---- */

/* The value of a cell without quotes, doubled ones made single. */
static struct span table_decode(struct table_reader *table, struct span raw)
{
    if (raw.len > sizeof table->value || memchr(raw.ptr, '"', raw.len) == NULL)
        return raw;
    size_t len = 0;
    for (size_t i = 0; i < raw.len; i++) {
        table->value[len++] = raw.ptr[i];
        i += raw.ptr[i] == '"' && i + 1 < raw.len && raw.ptr[i + 1] == '"';
    }
    return (struct span){table->value, len};
}

static void table_sample(struct table_reader *table, struct span raw)
{
    if (table->dialect.has_header && columns_is_named(&table->columns, table->column))
        columns_sample(&table->columns, table->column, table_decode(table, raw));
    if (!table->dialect.has_header && table->column < TABLE_VOTE_COLUMNS && !table->is_inside)
        table_vote_add(&table->votes[table->column], table->rules, table_decode(table, raw));
}

static bool table_is_header(const struct table_reader *table)
{
    return table->dialect.has_header && table->row == 0;
}

/* True when the cell at hand may be a finding by what its column means. */
static bool table_is_judged(const struct table_reader *table)
{
    return table->column < TABLE_JUDGED_MAX ? table->is_judged[table->column]
                                            : columns_is_judged(&table->columns, table->column);
}

/* A cell whose value (or the part of it in the segment) is raw. */
static void table_take(struct table_reader *table, struct span raw, uint64_t offset,
                       struct field_sink *sink)
{
    if (table_is_header(table)) {
        if (!table->has_columns && !table->is_inside)
            columns_add(&table->columns, table_decode(table, raw));
        return;
    }
    if (table->is_sampling) {
        table_sample(table, raw);
        return;
    }
    struct field_meaning meaning = FIELD_NO_MEANING;
    if (!table->is_inside && table_is_judged(table))
        meaning = columns_meaning(&table->columns, table->column);
    if (!field_sink_wants(sink, meaning, offset + raw.len))
        return;
    const struct span nothing = {NULL, 0};
    const struct field field = {.meaning = meaning,
                                .value = meaning.detector >= 0 ? table_decode(table, raw) : nothing,
                                .offset = offset,
                                .length = raw.len,
                                .row = table->row,
                                .column = table->column + 1,
                                .name = columns_name(&table->columns, table->column),
                                .path = nothing};
    sink->emit(sink->user, &field);
}

/* Columns that have no names, as far as their values tell what they are. */
static void table_count_votes(struct table_reader *table)
{
    size_t count = TABLE_VOTE_COLUMNS;
    while (count > 0 && table->votes[count - 1].filled == 0)
        count--;
    for (size_t i = 0; i < count; i++)
        columns_add_known(&table->columns, table_vote_decide(table->votes, count, i));
    table->has_columns = true;
}

static void table_settle(struct table_reader *table)
{
    for (size_t i = 0; i < TABLE_JUDGED_MAX; i++)
        table->is_judged[i] = columns_is_judged(&table->columns, i);
    table->has_judged = columns_are_judged(&table->columns);
}

static void table_end_row(struct table_reader *table)
{
    table->column = 0;
    if (table->is_row_empty)
        return;
    if (table->dialect.has_header && table->row == 0 && !table->has_columns) {
        columns_end(&table->columns);
        table->has_columns = true;
        table_settle(table);
    }
    table->row++;
    table->is_row_empty = true;
}

/* Goes on behind the delimiter or line end at text[at], or at the end of the text. */
static size_t table_end_cell(struct table_reader *table, const uint8_t *text, size_t at, size_t end)
{
    table->is_inside = false;
    if (at >= end || text[at] == '\n') {
        table_end_row(table);
        return at < end ? at + 1 : end;
    }
    table->column++;
    table->is_row_empty = false;
    return at + 1;
}

/* Where the cell ends whose text starts at text[at]: at its delimiter, line end or closing quote;
 * limit when it does not end in front of that. */
static size_t table_find_end(const struct table_reader *table, const uint8_t *text, size_t at,
                             size_t limit)
{
    if (!table->is_quoted)
        return table_mark_find(text, at, limit, table->dialect.delimiter);
    while (at < limit) {
        const uint8_t *const quote = memchr(text + at, '"', limit - at);
        if (quote == NULL)
            return limit;
        at = (size_t)(quote - text);
        if (at + 1 >= limit || text[at + 1] != '"')
            return at;
        at += 2;
    }
    return limit;
}

/* What stands between a closing quote and the delimiter is none of the value. */
static size_t table_skip_rest(const struct table_reader *table, const uint8_t *text, size_t at,
                              size_t end)
{
    if (!table->is_quoted)
        return at;
    while (at < end && text[at] != table->dialect.delimiter && text[at] != '\n')
        at++;
    return at;
}

/* A cell that is too long for a field goes on: to its end, or to the end of what is owned. */
static size_t table_skip_long(struct table_reader *table, const struct segment *segment, size_t at,
                              struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    /* One byte more shows whether a quote at the end is doubled. */
    const size_t limit = segment->len < end ? segment->len + 1 : end;
    size_t stop = table_find_end(table, segment->text, at, limit);
    const bool is_open = stop >= segment->len && end > segment->len;
    if (is_open && stop > segment->len && segment->text[segment->len - 1] != '"')
        stop = segment->len;
    table_take(table, (struct span){segment->text + at, stop - at}, segment->offset + at, sink);
    if (is_open)
        return stop;
    stop = table_skip_rest(table, segment->text, stop, end);
    return table_end_cell(table, segment->text, stop, end);
}

/* Spreadsheets write '02115 for a text that looks like a number; some programs quote by it. */
static struct span table_trim_apostrophe(struct span raw)
{
    if (raw.len < 2 || raw.ptr[0] != '\'')
        return raw;
    raw.len -= 1 + (size_t)(raw.ptr[raw.len - 1] == '\'');
    raw.ptr++;
    return raw;
}

/* raw is the value of a cell, up to its delimiter, line end or closing quote. */
static void table_end_value(struct table_reader *table, const struct segment *segment,
                            struct span raw, struct field_sink *sink)
{
    const uint8_t *const stop = raw.ptr + raw.len;
    const uint8_t *const end = segment->text + segment->len + segment->after;
    const bool is_line_end = stop == end || *stop == '\n';
    if (!table->is_quoted && is_line_end && raw.len > 0 && stop[-1] == '\r')
        raw.len--;
    if (!table->is_quoted)
        raw = table_trim_apostrophe(raw);
    table->is_row_empty = table->is_row_empty && raw.len == 0 && !table->is_quoted;
    const bool is_name = table_is_header(table) && !(table->is_row_empty && is_line_end);
    if (raw.len > 0 || is_name)
        table_take(table, raw, segment->offset + (uint64_t)(raw.ptr - segment->text), sink);
}

static size_t table_read_cell(struct table_reader *table, const struct segment *segment, size_t at,
                              struct field_sink *sink)
{
    const uint8_t *const text = segment->text;
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    if (text[at] == '=' && at + 1 < limit && text[at + 1] == '"')
        return at + 1; /* ="02115": a text that spreadsheets would take for a number */
    table->is_quoted = text[at] == '"';
    const size_t start = at + table->is_quoted;
    const size_t stop = table_find_end(table, text, start, limit);
    const size_t rest = table_skip_rest(table, text, stop, limit);
    if (rest == limit && limit < end) {
        table->is_inside = true;
        table->is_row_empty = false;
        if (table_is_header(table) && !table->has_columns)
            columns_add(&table->columns, (struct span){NULL, 0});
        return start;
    }
    table_end_value(table, segment, (struct span){text + start, stop - start}, sink);
    return table_end_cell(table, text, rest, end);
}

/* ---- cells that nobody asks for: most of most tables ---- */

/* How many of the owned bytes from at on can end in such cells: at most up to what is wanted. */
static size_t table_unwanted_end(const struct segment *segment, const struct field_sink *sink)
{
    const uint64_t wanted = sink->wanted < segment->offset ? 0 : sink->wanted - segment->offset;
    return wanted < segment->len ? (size_t)wanted : segment->len;
}

/*
 * Steps over whole cells, without quotes, whose columns make no findings, that end in front of what
 * is wanted, or over whole lines of them; does what table_read_cell() does for each. Returns where
 * it stopped, perhaps at at.
 */
static size_t table_skip_cells(struct table_reader *table, const struct segment *segment, size_t at,
                               const struct field_sink *sink)
{
    const uint8_t *const text = segment->text;
    const size_t limit = table_unwanted_end(segment, sink);
    if (at >= limit || table_is_judged(table))
        return at;
    if (!table->has_judged && table->column == 0)
        at = table_mark_pass_lines(text, at, limit, &table->row);
    struct marks marks = table_marks_of(text, at, limit, table->dialect.delimiter);
    while (at < limit && text[at] != '"' && text[at] != '=' && !table_is_judged(table)) {
        const size_t stop = marks_take(&marks);
        if (stop == limit || stop - at >= READER_VALUE_MAX)
            return at;
        if (text[stop] != '\n') {
            table->column++;
            table->is_row_empty = false;
        } else {
            const bool is_empty = stop == at || (stop == at + 1 && text[at] == '\r');
            table->is_row_empty = table->is_row_empty && is_empty;
            table_end_row(table);
        }
        at = stop + 1;
    }
    return at;
}

static bool table_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct table_reader *const table = state;
    while (table->at < segment->offset + segment->len) {
        size_t at = (size_t)(table->at - segment->offset);
        if (!table->is_inside && !table->is_sampling && !table_is_header(table)) {
            const size_t behind = table_skip_cells(table, segment, at, sink);
            table->at += behind - at;
            if (behind == segment->len)
                break;
            at = behind;
        }
        const size_t next = table->is_inside ? table_skip_long(table, segment, at, sink)
                                             : table_read_cell(table, segment, at, sink);
        table->at = segment->offset + next;
    }
    return true;
}

/* ---- a member ---- */

static void table_restart(struct table_reader *table)
{
    table->at = table->dialect.preamble;
    table->row = table->dialect.has_header ? 0 : 1;
    table->column = 0;
    table->is_inside = table->is_quoted = false;
    table->is_row_empty = true;
}

static bool table_begin(void *state, struct span head, bool is_whole)
{
    struct table_reader *const table = state;
    columns_clear(&table->columns);
    table->has_columns = false;
    if (!table_sniff(table->rules, head, is_whole, &table->dialect))
        return false;
    /* The columns and a sample of their values, from whole rows of the head. */
    size_t len = head.len;
    while (!is_whole && len > 0 && head.ptr[len - 1] != '\n')
        len--;
    struct field_sink nobody = {0};
    const struct segment sample = {.text = head.ptr, .len = len};
    table_restart(table);
    memset(table->votes, 0, sizeof table->votes);
    table->is_sampling = true;
    table_feed(table, &sample, &nobody);
    table->is_sampling = false;
    if (!table->dialect.has_header)
        table_count_votes(table);
    if (!table->has_columns) /* a header longer than the head: read once more */
        columns_clear(&table->columns);
    table_settle(table);
    table_restart(table);
    return true;
}

struct reader_format table_reader_format(const void *state)
{
    const struct table_reader *const table = state;
    struct reader_format format = {.name = "csv",
                                   .pseudonyms = columns_pseudonyms(&table->columns)};
    if (table->dialect.delimiter == '\t')
        format.name = "tsv";
    if (table->dialect.delimiter == '|')
        format.name = "psv";
    return format;
}

const struct reader_ops table_reader_ops = {"table",     table_create, table_free,
                                            table_begin, table_feed,   NULL};
