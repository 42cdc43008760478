/*
 * Lines of logs: key=value, the JSON at their ends, and query strings of requests, each pair of a
 * name and a value as a field. For access logs, application logs, logfmt, syslog, and those of load
 * balancers and content networks.
 */
#include "crawler/read/reader.h"
#include "crawler/read/table_sniff.h"

#include "crawler/read/log_pair.h"
#include "crawler/read/marks.h"
#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define LINES_LOOKED_AT 40
#define TIME_WITHIN 96 /* a line of a log tells the time so near to its start */

struct log_reader {
    struct log_keys keys;
    uint64_t at;   /* offset of the next byte */
    uint64_t done; /* signs in front of this are part of a value */
    uint8_t value[READER_VALUE_MAX];
};

static void *log_create(const struct field_rules *rules)
{
    struct log_reader *const log = calloc(1, sizeof *log);
    if (log != NULL)
        log->keys.rules = rules;
    return log;
}

static void log_free(void *state)
{
    free(state);
}

/* ---- is it a log ---- */

/* "10:30:00" near the start of the line. */
static bool log_tells_time(struct span line)
{
    static const char form[] = "dd:dd:dd";
    const size_t len = sizeof form - 1;
    for (size_t at = 0; at + len <= line.len && at < TIME_WITHIN; at++) {
        size_t i = 0;
        while (i < len && (form[i] == 'd' ? ascii_is_digit(line.ptr[at + i])
                                          : line.ptr[at + i] == (uint8_t)form[i]))
            i++;
        if (i == len)
            return true;
    }
    return false;
}

static bool log_is_sign(const uint8_t *text, size_t at)
{
    return at > 0 && ((text[at] == '=' && (ascii_is_alnum(text[at - 1]) || text[at - 1] == '_')) ||
                      (text[at] == ':' && text[at - 1] == '"'));
}

static size_t log_count_signs(struct span line)
{
    size_t count = 0;
    for (size_t at = 1; at < line.len; at++)
        count += log_is_sign(line.ptr, at);
    return count;
}

/* Lines that tell the time, or are nothing but pairs; and a pair somewhere. */
static bool log_looks_right(struct span head, bool is_whole)
{
    size_t lines = 0, regular = 0, signs = 0;
    for (size_t at = 0; at < head.len && lines < LINES_LOOKED_AT;) {
        const size_t stop = text_line_end(head, at);
        const struct span line = ascii_trim(head.ptr + at, stop - at);
        at = stop + 1;
        if (line.len == 0 || line.ptr[0] == '#' || (stop == head.len && !is_whole && lines > 0))
            continue;
        const size_t pairs = log_count_signs(line);
        lines++;
        signs += pairs;
        regular += log_tells_time(line) || pairs >= 4;
    }
    return signs > 0 && regular * 2 > lines;
}

static bool log_begin(void *state, struct span head, bool is_whole)
{
    struct log_reader *const log = state;
    struct table_dialect dialect;
    log->at = log->done = 0;
    return log_looks_right(head, is_whole) &&
           !(table_sniff(log->keys.rules, head, is_whole, &dialect) && dialect.has_header);
}

/* ---- values ---- */

/* Emits the pair whose sign is text[at]; false when its value starts behind what is owned. */
static bool log_take(struct log_reader *log, const struct segment *segment, size_t at,
                     struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    struct log_pair pair;
    if (!log_pair_find(&log->keys, segment, at, false, &pair))
        return true;
    struct field field = {.meaning = pair.meaning, .path = pair.key};
    const struct log_text text = {segment, sink->text};
    const struct span raw = log_pair_value(&pair, &text, limit);
    const size_t start = (size_t)(raw.ptr - segment->text);
    if (raw.len == 0 || (start + raw.len == limit && limit < end))
        return true;
    if (start >= segment->len)
        return false;
    field.offset = segment->offset + start;
    field.length = raw.len;
    field.value = log_pair_decode(&pair, &text, raw, log->value);
    if (!reader_may_show(field.path))
        field.path = (struct span){NULL, 0};
    log->done = field.offset + field.length;
    sink->emit(sink->user, &field);
    return true;
}

static bool log_feed(void *state, const struct segment *given, struct field_sink *sink)
{
    struct log_reader *const log = state;
    /* A sign stood at the very end of what was owned before, its value did not. */
    const struct segment reached = reader_reach_back(given, log->at);
    const struct segment *const segment = &reached;
    const size_t len = segment->len;
    struct marks signs = marks_of(MARK_SIGN, segment->text, segment->before,
                                  (size_t)(log->at - segment->offset), len);
    for (size_t at = marks_take(&signs); at < len; at = marks_take(&signs)) {
        log->at = segment->offset + at;
        if (log->at >= log->done && !log_take(log, segment, at, sink))
            return true;
    }
    log->at = segment->offset + len;
    return true;
}

const struct reader_ops log_reader_ops = {"log", log_create, log_free, log_begin, log_feed, NULL};
