/*
 * Access logs in columns: what a web server, a load balancer, a content network or a bucket writes
 * of each request. Cells are values under the names of their columns; the pairs of query strings,
 * cookies and JSON in them are values under their own, as in any log.
 */
#include "crawler/read/access_form.h"
#include "crawler/read/columns.h"
#include "crawler/read/log_pair.h"
#include "crawler/read/reader.h"

#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

enum access_state {
    ACCESS_LINE,    /* at the start of a line */
    ACCESS_CELL,    /* at the start of a cell, or blanks in front of it */
    ACCESS_PARTS,   /* in a cell, pairs of which are looked for */
    ACCESS_BEHIND,  /* in what ends a cell */
    ACCESS_COMMENT, /* in a line that is none of the table */
};

struct access_reader {
    struct log_keys keys;
    struct columns columns;
    struct access_form form;
    int16_t service_date, url; /* detectors */
    enum access_state state;
    uint64_t at;     /* offset of the next byte; of a sign, while its value is not owned */
    uint64_t placed; /* parts of the cell up to here are emitted */
    uint64_t stop;   /* where the cell ends; UINT64_MAX: it is longer than a value */
    uint64_t looked; /* up to where the end of such a cell was looked for ... */
    uint64_t found;  /* ... and where it is, or as far */
    uint8_t closing; /* what ends the cell, when it began with its counterpart; else 0 */
    bool is_naming;  /* the line names the columns */
    uint64_t row;    /* from 1; 0: none yet */
    size_t column;   /* from 0 */
    uint8_t value[READER_VALUE_MAX];
};

static void *access_create(const struct field_rules *rules)
{
    struct access_reader *const access = calloc(1, sizeof *access);
    if (access == NULL)
        return NULL;
    access->keys.rules = rules;
    access->service_date = field_meaning_of("service-date").detector;
    access->url = field_meaning_of("url").detector;
    columns_init(&access->columns, rules);
    return access;
}

static void access_free(void *state)
{
    struct access_reader *const access = state;
    columns_free(&access->columns);
    free(access);
}

static void access_add_columns(struct access_reader *access, const char *names)
{
    while (*names != '\0') {
        const size_t len = strcspn(names, " ");
        columns_add(&access->columns, (struct span){(const uint8_t *)names, len});
        names += len + (names[len] == ' ');
    }
    columns_end(&access->columns);
}

static bool access_begin(void *state, struct span head, bool is_whole)
{
    struct access_reader *const access = state;
    if (!access_form_find(head, is_whole, &access->form))
        return false;
    columns_clear(&access->columns);
    if (access->form.columns != NULL)
        access_add_columns(access, access->form.columns);
    access->state = ACCESS_LINE;
    access->at = access->placed = access->row = 0;
    access->column = 0;
    access->is_naming = false;
    return true;
}

/* ---- cells ---- */

static bool access_is_delimiter(const struct access_reader *access, const struct log_text *text,
                                size_t at)
{
    const uint8_t byte = text->segment->text[at];
    if (access->form.delimiter != ' ')
        return byte == access->form.delimiter;
    return (byte == ' ' || byte == '\t') && log_text_is_plain(text, at);
}

static bool access_is_line_end(uint8_t byte)
{
    return byte == '\n' || byte == '\r';
}

/* Where the cell ends that text[at] is in: at its delimiter, line end or closing sign; limit when
 * that is not in front of it. */
static size_t access_find_end(const struct access_reader *access, const struct log_text *text,
                              size_t at, size_t limit)
{
    const uint8_t *const bytes = text->segment->text;
    const size_t end = text->segment->len + text->segment->after;
    for (; at < limit && !access_is_line_end(bytes[at]); at++) {
        if (access->closing == 0 && access_is_delimiter(access, text, at))
            break;
        if (access->closing == 0 || bytes[at] != access->closing)
            continue;
        const bool is_doubled = bytes[at] == '"' && at + 1 < end && bytes[at + 1] == '"';
        const bool is_escaped = at + text->segment->before > 0 && bytes[(ptrdiff_t)at - 1] == '\\';
        if (!is_doubled && !is_escaped)
            break;
        at += is_doubled;
    }
    return at < limit ? at : limit;
}

/* What the name of the column says. Of the server itself ("s-ip") it tells nothing of a person, the
 * date is that of a request, and an address on the web is looked at for its parts. */
static struct field_meaning access_meaning(const struct access_reader *access)
{
    const struct span name = columns_name(&access->columns, access->column);
    const struct field_meaning meaning = columns_meaning(&access->columns, access->column);
    const bool is_server = name.len > 2 && name.ptr[0] == 's' && name.ptr[1] == '-';
    return is_server || meaning.detector == access->service_date || meaning.detector == access->url
               ? FIELD_NO_MEANING
               : meaning;
}

/* A field of the cell at hand. */
static struct field access_field(const struct access_reader *access, uint64_t offset, size_t len)
{
    return (struct field){.meaning = FIELD_NO_MEANING,
                          .offset = offset,
                          .length = len,
                          .row = access->row,
                          .column = access->column + 1,
                          .name = columns_name(&access->columns, access->column)};
}

static void access_take_value(struct access_reader *access, const struct log_text *text,
                              struct span raw, struct field_sink *sink)
{
    const uint64_t offset = text->segment->offset + (uint64_t)(raw.ptr - text->segment->text);
    struct field field = access_field(access, offset, raw.len);
    const struct log_pair blanks = {.is_query = access->form.columns == NULL};
    field.meaning = access_meaning(access);
    field.value = log_pair_decode(&blanks, text, raw, access->value);
    sink->emit(sink->user, &field);
}

/* Starts the cell at text[at]; returns where reading goes on. */
static size_t access_open_cell(struct access_reader *access, const struct log_text *text, size_t at,
                               struct field_sink *sink)
{
    const uint8_t *const bytes = text->segment->text;
    const size_t limit = reader_value_limit(text->segment, at);
    access->closing = bytes[at] == '"' ? '"' : 0;
    if (bytes[at] == '[' && access->form.delimiter == ' ')
        access->closing = ']';
    const size_t start = at + (access->closing != 0);
    const size_t stop = access_find_end(access, text, start, limit);
    const bool is_long = stop == limit && limit < text->segment->len + text->segment->after;
    const struct span raw = {bytes + start, is_long ? 0 : stop - start};
    access->stop = is_long ? UINT64_MAX : text->segment->offset + stop;
    access->looked = access->found = 0;
    access->state = is_long ? ACCESS_PARTS : ACCESS_BEHIND;
    if (access->is_naming) {
        columns_add(&access->columns, raw);
        return is_long ? start : stop;
    }
    if (!is_long && access_meaning(access).detector >= 0) {
        if (raw.len > 0)
            access_take_value(access, text, raw, sink);
        return stop;
    }
    access->state = ACCESS_PARTS;
    return start;
}

/* ---- parts of a cell ---- */

/* Whether the cell is a query string, in which the first pair has no '?' in front. */
static bool access_is_query(const struct access_reader *access)
{
    const struct span name = columns_name(&access->columns, access->column);
    return name.len > 0 && memmem(name.ptr, name.len, "query", 5) != NULL;
}

/* The pair whose sign is at; false when it is none that means something and ends. */
static bool access_read_pair(struct access_reader *access, const struct log_text *text, size_t at,
                             struct field *field)
{
    const struct segment *const segment = text->segment;
    struct log_pair pair;
    if (!log_pair_find(&access->keys, segment, at, access_is_query(access), &pair))
        return false;
    const size_t limit = reader_value_limit(segment, at);
    const size_t stop =
        segment->offset + limit < access->stop ? limit : (size_t)(access->stop - segment->offset);
    const struct span raw = log_pair_value(&pair, text, stop);
    const size_t start = (size_t)(raw.ptr - segment->text);
    if (raw.len == 0 || (start + raw.len == limit && limit < segment->len + segment->after))
        return false;
    *field = access_field(access, segment->offset + start, raw.len);
    field->meaning = pair.meaning;
    field->value = log_pair_decode(&pair, text, raw, access->value);
    field->path = reader_may_show(pair.key) ? pair.key : (struct span){NULL, 0};
    return true;
}

/* Finds the next pair that means something with a sign in [*at, stop), which *at becomes; false
 * when there is none. */
static bool access_find_pair(struct access_reader *access, const struct log_text *text, size_t *at,
                             size_t stop, struct field *field)
{
    for (; *at < stop; (*at)++) {
        if (log_pair_is_sign(text->segment, *at) && access_read_pair(access, text, *at, field))
            return true;
    }
    return false;
}

/* Emits the part of the cell up to offset, that has no name of its own, where it is asked for. */
static void access_place(struct access_reader *access, uint64_t from, uint64_t offset,
                         struct field_sink *sink)
{
    if (from < access->placed)
        from = access->placed;
    if (from >= offset)
        return;
    access->placed = offset;
    if (!field_sink_wants(sink, FIELD_NO_MEANING, offset))
        return;
    const struct field field = access_field(access, from, (size_t)(offset - from));
    sink->emit(sink->user, &field);
}

/* Where a cell ends that is longer than a value, within what is owned: looked for once, not for
 * each of its pairs. */
static size_t access_long_end(struct access_reader *access, const struct log_text *text, size_t at)
{
    const struct segment *const segment = text->segment;
    const uint64_t end = segment->offset + segment->len;
    if (access->looked != end || segment->offset + at >= access->found) {
        access->looked = end;
        access->found = segment->offset + access_find_end(access, text, at, segment->len);
    }
    return (size_t)(access->found - segment->offset);
}

/* Goes on in a cell from text[at]; false when the value of a pair starts behind what is owned. */
static bool access_read_parts(struct access_reader *access, const struct log_text *text, size_t at,
                              struct field_sink *sink)
{
    const struct segment *const segment = text->segment;
    const bool is_known = access->stop != UINT64_MAX;
    const size_t stop =
        is_known ? (size_t)(access->stop - segment->offset) : access_long_end(access, text, at);
    size_t sign = at;
    struct field field;
    if (!access->is_naming && access_find_pair(access, text, &sign, stop, &field)) {
        access_place(access, segment->offset + at, field.offset, sink);
        access->at = segment->offset + sign;
        if (field.offset >= segment->offset + segment->len)
            return false;
        access->at = access->placed = field.offset + field.length;
        sink->emit(sink->user, &field);
        return true;
    }
    if (!access->is_naming)
        access_place(access, segment->offset + at, segment->offset + stop, sink);
    access->at = segment->offset + stop;
    if (is_known || stop < segment->len)
        access->state = ACCESS_BEHIND;
    return true;
}

/* ---- lines ---- */

static size_t access_begin_line(struct access_reader *access, const struct segment *segment,
                                size_t at)
{
    const struct span line = {segment->text + at, segment->len + segment->after - at};
    access->column = 0;
    access->is_naming = false;
    access->state = ACCESS_CELL;
    if (access_is_line_end(line.ptr[0])) {
        access->state = ACCESS_LINE;
        return at + 1;
    }
    if (line.ptr[0] != '#' || access->form.columns != NULL) {
        access->row++;
        return at;
    }
    const size_t names = access_form_directive(line);
    access->is_naming = names > 0;
    access->state = names > 0 ? ACCESS_CELL : ACCESS_COMMENT;
    if (names > 0)
        columns_clear(&access->columns);
    return at + names;
}

/* Steps over what stands behind a cell: the rest behind its quote, and its delimiter. */
static size_t access_end_cell(struct access_reader *access, const struct log_text *text, size_t at)
{
    const uint8_t byte = text->segment->text[at];
    if (access_is_line_end(byte)) {
        if (access->is_naming)
            columns_end(&access->columns);
        access->state = ACCESS_LINE;
    } else if (access_is_delimiter(access, text, at)) {
        access->column++;
        access->state = ACCESS_CELL;
    }
    return at + 1;
}

/* Goes on at text[at], not in the parts of a cell; returns where to go on then. */
static size_t access_step_on(struct access_reader *access, const struct log_text *text, size_t at,
                             struct field_sink *sink)
{
    const uint8_t *const bytes = text->segment->text;
    const uint8_t *newline;
    switch (access->state) {
    case ACCESS_LINE:
        return access_begin_line(access, text->segment, at);
    case ACCESS_COMMENT:
        newline = memchr(bytes + at, '\n', text->segment->len - at);
        if (newline == NULL)
            return text->segment->len;
        access->state = ACCESS_LINE;
        return (size_t)(newline - bytes);
    case ACCESS_BEHIND:
        return access_end_cell(access, text, at);
    default:
        if (access->form.delimiter == ' ' && access_is_delimiter(access, text, at))
            return at + 1;
        return access_open_cell(access, text, at, sink);
    }
}

static bool access_feed(void *state, const struct segment *given, struct field_sink *sink)
{
    struct access_reader *const access = state;
    const uint64_t end = given->offset + given->len;
    while (access->at < end) {
        const struct segment segment = reader_reach_back(given, access->at);
        const struct log_text text = {&segment, sink->text};
        const size_t at = (size_t)(access->at - segment.offset);
        if (access->state != ACCESS_PARTS)
            access->at = segment.offset + access_step_on(access, &text, at, sink);
        else if (!access_read_parts(access, &text, at, sink))
            return true;
    }
    return true;
}

const struct reader_ops access_reader_ops = {"log",        access_create, access_free,
                                             access_begin, access_feed,   NULL};
