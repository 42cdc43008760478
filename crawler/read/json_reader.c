/* JSON (RFC 8259), NDJSON and texts of several JSON values; FHIR with its own meanings. */
#include "crawler/read/json_file.h"
#include "crawler/read/json_sniff.h"
#include "crawler/read/json_state.h"
#include "crawler/read/json_string.h"
#include "detectors/ascii.h"

#include <stdlib.h>

static void *json_create(const struct field_rules *rules)
{
    struct json_reader *const json = calloc(1, sizeof *json);
    if (json != NULL) {
        json->path.rules = rules;
        json_rows_init(&json->rows, rules);
    }
    return json;
}

static void json_free(void *state)
{
    struct json_reader *const json = state;
    json_rows_free(&json->rows);
    free(json);
}

static void json_restart(struct json_reader *json, uint64_t at)
{
    json->at = at;
    json->expect = EXPECT_VALUE;
    json->deeper = 0;
    json->is_inside = json->is_escaped = json->is_lost = false;
    json_path_reset(&json->path);
}

static void json_reset(struct json_reader *json)
{
    json_restart(json, 0);
    json->is_broken = false;
    json->members = json->values = 0;
    json->facts = (struct reader_facts){false, false};
}

/* ---- tokens ---- */

static void json_end_value(struct json_reader *json)
{
    json->values += json->path.depth == 0;
    json->expect = json->path.depth > 0 ? EXPECT_COMMA_OR_END : EXPECT_VALUE;
}

static bool json_expects_value(const struct json_reader *json)
{
    return json->expect == EXPECT_VALUE || json->expect == EXPECT_VALUE_OR_END;
}

static bool json_open(struct json_reader *json, bool is_object)
{
    if (!json_expects_value(json))
        return false;
    if (json->path.depth == JSON_DEPTH_MAX) {
        json->deeper = 1;
        return true;
    }
    json_path_push(&json->path, is_object);
    if (!is_object)
        json_rows_open(&json->rows, &json->path, json->values == 0);
    json->expect = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
    return true;
}

static bool json_close(struct json_reader *json, bool is_object, struct field_sink *sink)
{
    const struct json_frame *const top = json_path_top(&json->path);
    const enum expect empty = is_object ? EXPECT_KEY_OR_END : EXPECT_VALUE_OR_END;
    if (top == NULL || top->is_object != is_object ||
        (json->expect != EXPECT_COMMA_OR_END && json->expect != empty))
        return false;
    json_rows_close(&json->rows, &json->path);
    json_file_close(sink->embedded, &json->path);
    json_path_pop(&json->path);
    json_end_value(json);
    return true;
}

static bool json_separate(struct json_reader *json, uint8_t byte)
{
    if (byte == ':') {
        const bool is_right = json->expect == EXPECT_COLON;
        json->members += is_right;
        json->expect = EXPECT_VALUE;
        return is_right;
    }
    const struct json_frame *const top = json_path_top(&json->path);
    if (top == NULL || json->expect != EXPECT_COMMA_OR_END)
        return false;
    json_path_step(&json->path);
    json->expect = top->is_object ? EXPECT_KEY : EXPECT_VALUE;
    return true;
}

/* One of {}[],: ; false when it may not stand here. */
static bool json_read_sign(struct json_reader *json, uint8_t byte, struct field_sink *sink)
{
    if (json->deeper > 0) {
        json->deeper += byte == '{' || byte == '[';
        json->deeper -= byte == '}' || byte == ']';
        if (json->deeper == 0)
            json_end_value(json);
        return true;
    }
    switch (byte) {
    case '{':
    case '[':
        return json_open(json, byte == '{');
    case '}':
    case ']':
        return json_close(json, byte == '}', sink);
    default:
        return json_separate(json, byte);
    }
}

static bool json_is_key(const struct json_reader *json)
{
    return json->expect == EXPECT_KEY || json->expect == EXPECT_KEY_OR_END;
}

/* A string has ended: it was a key or a value. */
static void json_end_string(struct json_reader *json)
{
    json->is_inside = false;
    if (json->deeper > 0)
        return;
    if (json_is_key(json))
        json->expect = EXPECT_COLON;
    else
        json_end_value(json);
}

/* Steps over the ':' or ',' that nearly always stands directly behind a string, at text[at]: one of
 * three tokens less to be told apart. */
static size_t json_pass_sign(struct json_reader *json, const struct segment *segment, size_t at)
{
    if (json->deeper > 0 || at >= segment->len)
        return at;
    const uint8_t byte = segment->text[at];
    const bool is_due = (byte == ':' && json->expect == EXPECT_COLON) ||
                        (byte == ',' && json->expect == EXPECT_COMMA_OR_END);
    return is_due && json_separate(json, byte) ? at + 1 : at;
}

static void json_take_key(struct json_reader *json, struct span raw, size_t front)
{
    const struct span key = json_decode(json, raw);
    json_path_set_key(&json->path, key, key.ptr == raw.ptr ? front : 0);
    if (key.ptr != raw.ptr)
        json_path_keep(&json->path);
}

/* The key at text[at], a quote, with the ':' behind it, when it is the one that came here last
 * time; returns where to go on, or 0. */
static size_t json_guess_key(struct json_reader *json, const struct segment *segment, size_t at)
{
    const size_t start = at + 1;
    if (start + JSON_GUESS_BYTES > segment->len)
        return 0;
    const size_t len = json_path_guess_key(&json->path, segment->text + start);
    if (len == 0)
        return 0;
    json->expect = EXPECT_VALUE;
    json->members++;
    return start + len;
}

/* The string at text[at], a quote; returns where to go on. */
static size_t json_read_string(struct json_reader *json, const struct segment *segment, size_t at,
                               struct field_sink *sink)
{
    const size_t limit = reader_value_limit(segment, at);
    const size_t start = at + 1;
    const bool is_key = json->deeper == 0 && json_is_key(json);
    const size_t guessed = is_key ? json_guess_key(json, segment, at) : 0;
    if (guessed > 0)
        return guessed;
    const size_t stop = json_string_stop(segment->text, start, limit, &json->has_escapes);
    const struct span raw = {segment->text + start, stop - start};
    if (stop == limit) {
        json->is_inside = true;
        json->is_escaped = false;
        json->held = 0;
        if (is_key)
            json_path_set_key(&json->path, (struct span){raw.ptr, 0}, 0);
        return start;
    }
    if (is_key)
        json_take_key(json, raw, segment->before + start);
    else if (json->deeper == 0)
        json_take(json, raw, segment->offset + start, sink);
    if (!json_is_key(json) && json_file_may_be(&json->path, raw.len))
        json_take_file(json, raw, true, sink);
    json_end_string(json);
    return json_pass_sign(json, segment, stop + 1);
}

/* A string that is too long for a field goes on. */
static size_t json_skip_long(struct json_reader *json, const struct segment *segment, size_t at,
                             struct field_sink *sink)
{
    const size_t stop = json_string_end(segment->text, at, segment->len, &json->is_escaped);
    const struct span piece = {segment->text + at, stop - at};
    if (json->deeper == 0 && !json_is_key(json)) {
        json_take(json, piece, segment->offset + at, sink);
        json_take_file_piece(json, piece, stop < segment->len, sink);
    }
    if (stop == segment->len)
        return stop;
    json_end_string(json);
    return stop + 1;
}

/* A number, true, false or null: at least one byte. Returns where it ends, or 0 when it is none of
 * these. */
static size_t json_read_literal(struct json_reader *json, const struct segment *segment, size_t at,
                                struct field_sink *sink)
{
    const uint8_t *const text = segment->text;
    const size_t end = segment->len + segment->after;
    const size_t limit = reader_value_limit(segment, at);
    const size_t stop = json_literal_end(text, at, limit);
    if (stop == at || (stop == limit && limit < end))
        return 0;
    if (json->deeper > 0)
        return stop;
    if (!json_expects_value(json))
        return 0;
    const struct span raw = {text + at, stop - at};
    const bool is_word = ascii_is_alpha(text[at]);
    if (is_word && !ascii_is_one_of(text[at], "tfn"))
        return 0;
    json->has_escapes = false;
    if (!is_word)
        json_take(json, raw, segment->offset + at, sink);
    json_end_value(json);
    return stop;
}

/* Reads what starts at text[at]; returns where to go on, or 0 when it is no JSON. */
static size_t json_read_token(struct json_reader *json, const struct segment *segment, size_t at,
                              struct field_sink *sink)
{
    const uint8_t byte = segment->text[at];
    if (json->is_inside)
        return json_skip_long(json, segment, at, sink);
    if (byte == '"') {
        const bool may_stand = json->deeper > 0 || json_is_key(json) || json_expects_value(json);
        return may_stand ? json_read_string(json, segment, at, sink) : 0;
    }
    const uint8_t brace = byte | 0x20; /* a bracket is a brace without this bit */
    if (brace == '{' || brace == '}' || byte == ',' || byte == ':')
        return json_read_sign(json, byte, sink) ? at + 1 : 0;
    return ascii_is_white(byte) ? at + 1 : json_read_literal(json, segment, at, sink);
}

/* Reads from at on, up to the end of what is owned or to what is no JSON. */
static void json_read(struct json_reader *json, const struct segment *segment, size_t at,
                      struct field_sink *sink)
{
    while (at < segment->len) {
        const size_t next = json_read_token(json, segment, at, sink);
        if (next == 0) {
            json->is_lost = json->is_broken = true;
            break;
        }
        at = next;
    }
    json->at = segment->offset + at;
}

static bool json_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct json_reader *const json = state;
    json->seen_end = segment->text + segment->len + segment->after;
    while (json->at < segment->offset + segment->len) {
        const size_t at = (size_t)(json->at - segment->offset);
        if (!json->is_lost) {
            json_read(json, segment, at, sink);
            continue;
        }
        bool is_found = false; /* the next record of NDJSON: at, or behind */
        json->at = segment->offset + json_sniff_line(segment, at, &is_found);
        if (!is_found)
            continue;
        embedded_close(sink->embedded);
        json_rows_reset(&json->rows);
        json_restart(json, json->at);
    }
    json_path_keep(&json->path); /* the text is given up */
    return true;
}

static void json_ignore(void *user, const struct field *field)
{
    (void)user, (void)field;
}

/* What breaks before any member had a key and a value was never JSON: "[2026-01-02] started". */
static bool json_begin(void *state, struct span head, bool is_whole)
{
    struct json_reader *const json = state;
    if (!json_sniff(head, is_whole))
        return false;
    struct field_sink nobody = {.emit = json_ignore, .wanted = UINT64_MAX};
    const struct segment segment = {.text = head.ptr, .len = head.len};
    json_rows_reset(&json->rows);
    json->rows.lists = 0;
    json_reset(json);
    json_feed(json, &segment, &nobody);
    const bool is_json = !json->is_broken || json->members > 0;
    if (!is_whole || json->is_broken || !json_rows_are_behind(&json->rows))
        json_rows_reset(&json->rows);
    json_reset(json);
    return is_json;
}

static struct reader_facts json_facts(const void *state)
{
    return ((const struct json_reader *)state)->facts;
}

struct reader_format json_reader_format(const void *state)
{
    const struct json_reader *const json = state;
    const char *const plain = json->values > 1 ? "ndjson" : "json";
    return (struct reader_format){.name = json->facts.is_health_format ? "fhir-json" : plain,
                                  .is_broken = json->is_broken};
}

const struct reader_ops json_reader_ops = {"json",     json_create, json_free,
                                           json_begin, json_feed,   json_facts};
