/*
 * Lines of logs: key=value, the JSON at their ends, and query strings of requests, each pair of a
 * name and a value as a field. For access logs, application logs, logfmt, syslog, and those of load
 * balancers and content networks.
 */
#include "crawler/read/reader.h"
#include "crawler/read/table_sniff.h"

#include "crawler/read/json_string.h"
#include "crawler/read/name_hash.h"
#include "detectors/ascii.h"

#include <stdlib.h>
#include <string.h>

#define KEY_MAX 64
#define KNOWN_MAX 512
#define BLANKS_MAX 8 /* between a key of JSON and its value */
#define LINES_LOOKED_AT 40
#define TIME_WITHIN 96 /* a line of a log tells the time so near to its start */

/* The meanings of keys seen lately. */
struct log_known {
    uint64_t hash; /* 0: none */
    struct field_meaning meaning;
};

struct log_reader {
    const struct field_rules *rules;
    uint64_t at;   /* offset of the next byte */
    uint64_t done; /* signs in front of this are part of a value */
    struct log_known known[KNOWN_MAX];
    uint8_t value[READER_VALUE_MAX];
};

static void *log_create(const struct field_rules *rules)
{
    struct log_reader *const log = calloc(1, sizeof *log);
    if (log != NULL)
        log->rules = rules;
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
        const uint8_t *const end = memchr(head.ptr + at, '\n', head.len - at);
        const size_t stop = end == NULL ? head.len : (size_t)(end - head.ptr);
        const struct span line = ascii_trim(head.ptr + at, stop - at);
        at = stop + 1;
        if (line.len == 0 || line.ptr[0] == '#' || (end == NULL && !is_whole && lines > 0))
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
           !(table_sniff(log->rules, head, is_whole, &dialect) && dialect.has_header);
}

/* ---- keys ---- */

static struct field_meaning log_find_meaning(struct log_reader *log, struct span key)
{
    const uint64_t hash = name_hash(NAME_HASH_START, key) | 1;
    /* Two places a hash: keys of one line that share a place do not drive each other out. */
    const uint64_t mixed = hash * 0x9e3779b97f4a7c15 >> 32; /* short keys differ in few bits */
    struct log_known *const known = &log->known[mixed % (KNOWN_MAX / 2) * 2];
    if (known[0].hash == hash || known[1].hash == hash)
        return known[known[0].hash != hash].meaning;
    known[1] = known[0];
    known[0] = (struct log_known){hash, field_meaning_of_name(log->rules, key)};
    return known[0].meaning;
}

static bool log_is_key_byte(uint8_t byte)
{
    return ascii_is_alnum(byte) || byte == '_' || byte == '-' || byte == '.';
}

/* The key that ends in front of text[end]; front bytes stand in front of text[0]. Empty when there
 * is none, or a longer one. */
static struct span log_key(const uint8_t *text, size_t end, size_t front)
{
    const uint8_t *const stop = text + end;
    size_t len = 0;
    while (len <= KEY_MAX && len < end + front && log_is_key_byte(stop[-1 - (ptrdiff_t)len]))
        len++;
    return (struct span){stop - len, len > KEY_MAX ? 0 : len};
}

/* ---- values ---- */

struct log_pair {
    struct span key;
    size_t value;   /* where the value starts, its quote included */
    bool is_query;  /* '+' stands for a blank, '&' ends the value */
    bool is_json;   /* escapes of JSON; no bare words */
    bool is_quoted; /* within a string: quotes are written \" */
};

/* The pair whose sign is text[at]; its key is empty when it is none. */
static struct log_pair log_find_pair(const struct segment *segment, size_t at)
{
    const uint8_t *const text = segment->text;
    struct log_pair pair = {.value = at + 1};
    if (text[at] == '=') {
        pair.key = log_key(text, at, segment->before);
        const size_t front = segment->before + at - pair.key.len;
        const uint8_t before = front > 0 ? pair.key.ptr[-1] : 0;
        pair.is_query = before == '?' || before == '&' ||
                        (front > 4 && memcmp(pair.key.ptr - 5, "&amp;", 5) == 0);
        return pair;
    }
    pair.is_json = true;
    pair.is_quoted = segment->before + at > 1 && (text + at)[-2] == '\\';
    const size_t quotes = pair.is_quoted ? 2 : 1;
    if (segment->before + at < quotes)
        return pair;
    pair.key = log_key(text + at - quotes, 0, segment->before + at - quotes);
    const size_t front = segment->before + at - quotes - pair.key.len;
    if (front == 0 || pair.key.ptr[-1] != '"')
        pair.key.len = 0;
    return pair;
}

/* A value in quotes at text[at]; its inside, or len 0 when it does not end within limit. */
static struct span log_quoted(const struct log_pair *pair, const uint8_t *text, size_t at,
                              size_t limit)
{
    const size_t start = at + (pair->is_quoted ? 2 : 1);
    const uint8_t quote = text[start - 1];
    size_t stop = start;
    while (stop < limit && text[stop] != quote && text[stop] != '\n')
        stop += text[stop] == '\\' && !pair->is_quoted ? 2 : 1;
    if (stop >= limit || text[stop] != quote)
        return (struct span){text + start, 0};
    const bool is_escaped = pair->is_quoted && stop > start && text[stop - 1] == '\\';
    return (struct span){text + start, stop - start - is_escaped};
}

static bool log_ends_bare(const struct log_pair *pair, uint8_t byte)
{
    if (byte <= ' ' || ascii_is_one_of(byte, "\"'<>|"))
        return true;
    return pair->is_query ? byte == '&' || byte == '#' : ascii_is_one_of(byte, ",;&)]}");
}

/* The value of a pair; len 0 when there is none that ends within limit. */
static struct span log_value(const struct log_pair *pair, const uint8_t *text, size_t limit)
{
    size_t at = pair->value;
    while (pair->is_json && at < limit && text[at] == ' ' && at - pair->value < BLANKS_MAX)
        at++;
    if (at >= limit)
        return (struct span){text + at, 0};
    const bool is_inner = pair->is_quoted && at + 1 < limit && text[at] == '\\';
    if (is_inner ? text[at + 1] == '"' : ascii_is_one_of(text[at], "\"'"))
        return log_quoted(pair, text, at, limit);
    if (pair->is_json && !ascii_is_digit(text[at]) && text[at] != '-')
        return (struct span){text + at, 0};
    size_t stop = at;
    while (stop < limit && !log_ends_bare(pair, text[stop]))
        stop++;
    return (struct span){text + at, stop - at};
}

static struct span log_decode(struct log_reader *log, const struct log_pair *pair, struct span raw)
{
    if (pair->is_json)
        return json_string_decode(raw, log->value);
    if (!pair->is_query || memchr(raw.ptr, '+', raw.len) == NULL)
        return raw;
    for (size_t i = 0; i < raw.len; i++)
        log->value[i] = raw.ptr[i] == '+' ? ' ' : raw.ptr[i];
    return (struct span){log->value, raw.len};
}

/* Emits the pair whose sign is text[at]; false when its value starts behind what is owned. */
static bool log_take(struct log_reader *log, const struct segment *segment, size_t at,
                     struct field_sink *sink)
{
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    const struct log_pair pair = log_find_pair(segment, at);
    if (pair.key.len == 0)
        return true;
    struct field field = {.meaning = log_find_meaning(log, pair.key), .path = pair.key};
    if (field.meaning.detector < 0)
        return true;
    const struct span raw = log_value(&pair, segment->text, limit);
    const size_t start = (size_t)(raw.ptr - segment->text);
    if (raw.len == 0 || (start + raw.len == limit && limit < end))
        return true;
    if (start >= segment->len)
        return false;
    field.offset = segment->offset + start;
    field.length = raw.len;
    field.value = log_decode(log, &pair, raw);
    if (!reader_may_show(field.path))
        field.path = (struct span){NULL, 0};
    log->done = field.offset + field.length;
    sink->emit(sink->user, &field);
    return true;
}

/* The next byte from at on, of the first len. */
static size_t log_find(const uint8_t *text, size_t at, size_t len, uint8_t byte)
{
    const uint8_t *const found = at < len ? memchr(text + at, byte, len - at) : NULL;
    return found == NULL ? len : (size_t)(found - text);
}

static bool log_feed(void *state, const struct segment *given, struct field_sink *sink)
{
    struct log_reader *const log = state;
    /* A sign stood at the very end of what was owned before, its value did not. */
    const struct segment reached = reader_reach_back(given, log->at);
    const struct segment *const segment = &reached;
    const uint8_t *const text = segment->text;
    const size_t len = segment->len;
    size_t at = (size_t)(log->at - segment->offset);
    size_t equals = log_find(text, at, len, '='), colon = log_find(text, at, len, ':');
    while ((at = equals < colon ? equals : colon) < len) {
        const bool is_pair =
            text[at] == '=' || (segment->before + at > 0 && (text + at)[-1] == '"');
        log->at = segment->offset + at;
        if (is_pair && log->at >= log->done && !log_take(log, segment, at, sink))
            return true;
        if (at == equals)
            equals = log_find(text, at + 1, len, '=');
        else
            colon = log_find(text, at + 1, len, ':');
    }
    log->at = segment->offset + len;
    return true;
}

static struct reader_facts log_facts(const void *state)
{
    (void)state;
    return (struct reader_facts){false, false};
}

const struct reader_ops log_reader_ops = {"log",     log_create, log_free,
                                          log_begin, log_feed,   log_facts};
