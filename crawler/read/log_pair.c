/* A name and its value in a line of a log. */
#include "crawler/read/log_pair.h"

#include "crawler/read/json_string.h"
#include "crawler/read/lane_bits.h"
#include "crawler/read/name_hash.h"

#include <string.h>

#define BLANKS_MAX 8 /* between a key of JSON and its value */

/* Which of sixteen bytes are letters, digits, '_' or one of the first signs of "-./". */
static uint64_t log_word_bits(const uint8_t *text, uint8_t signs)
{
    byte_lanes bytes;
    memcpy(&bytes, text, sizeof bytes);
    const byte_lanes words = (byte_lanes)((bytes | 0x20) - 'a' < 26) |
                             (byte_lanes)(bytes - '0' < 10) | (byte_lanes)(bytes - '-' < signs) |
                             (byte_lanes)(bytes == '_');
    return lane_bits(&words);
}

/* ---- keys ---- */

/* The len bytes in front of stop; front bytes stand there. */
struct log_key {
    const uint8_t *stop;
    size_t len, front;
};

static struct field_meaning log_keys_find(struct log_keys *keys, const struct log_key *key)
{
    const uint64_t hash = name_hash_in(NAME_HASH_START, key->stop, key->len, key->front) | 1;
    /* Two places a hash: keys of one line that share a place do not drive each other out. */
    struct log_known *const known = &keys->known[hash >> 8 & (LOG_KNOWN_MAX - 2)];
    if (known[0].hash == hash || known[1].hash == hash)
        return known[known[0].hash != hash].meaning;
    const struct span name = {key->stop - key->len, key->len};
    known[1] = known[0];
    known[0] = (struct log_known){hash, field_meaning_of_name(keys->rules, name)};
    return known[0].meaning;
}

/* Letters, digits and "_-.": a bit for each byte below 128, from 0 and from 64 on. */
static bool log_is_key_byte(uint8_t byte)
{
    static const uint64_t bits[4] = {UINT64_C(0x03FF600000000000), UINT64_C(0x07FFFFFE87FFFFFE)};
    return (bits[byte / 64] >> (byte % 64) & 1) != 0;
}

/* The key in front of stop, with front bytes there. Empty when there is none, or a longer one. */
static struct log_key log_key_find(const uint8_t *stop, size_t front)
{
    size_t len = 0;
    if (front >= LANE_BYTES) {
        const uint64_t others = ~log_word_bits(stop - LANE_BYTES, 2) << (64 - LANE_BYTES);
        len = others == 0 ? LANE_BYTES : (size_t)__builtin_clzll(others);
    }
    if (len == LANE_BYTES || front < LANE_BYTES) {
        while (len <= LOG_KEY_MAX && len < front && log_is_key_byte(stop[-1 - (ptrdiff_t)len]))
            len++;
    }
    return (struct log_key){stop, len > LOG_KEY_MAX ? 0 : len, front};
}

bool log_pair_find(struct log_keys *keys, const struct segment *segment, size_t at, bool is_query,
                   struct log_pair *pair)
{
    const uint8_t *const sign = segment->text + at;
    const size_t front = segment->before + at;
    const bool is_json = *sign != '=';
    const bool is_quoted = is_json && front > 1 && sign[-2] == '\\';
    const size_t quotes = is_json + is_quoted;
    if (front < quotes)
        return false;
    const struct log_key key = log_key_find(sign - quotes, front - quotes);
    const uint8_t before = key.front > key.len ? *(key.stop - key.len - 1) : 0;
    if (key.len == 0 || (is_json && before != '"'))
        return false;
    const struct field_meaning meaning = log_keys_find(keys, &key);
    if (meaning.detector < 0)
        return false;
    const uint8_t *const start = key.stop - key.len;
    const bool is_parameter =
        !is_json && (is_query || before == '?' || before == '&' ||
                     (key.front - key.len > 4 && memcmp(start - 5, "&amp;", 5) == 0));
    *pair = (struct log_pair){.key = {start, key.len},
                              .meaning = meaning,
                              .value = at + 1,
                              .is_query = is_parameter,
                              .is_json = is_json,
                              .is_quoted = is_quoted};
    return true;
}

/* ---- values ---- */

/* A value in quotes at text[at]; its inside, or len 0 when it does not end within limit. */
static struct span log_quoted(const struct log_pair *pair, const uint8_t *text, size_t at,
                              size_t limit)
{
    const size_t start = at + (pair->is_quoted ? 2 : 1);
    if (start > limit)
        return (struct span){text + at, 0};
    const uint8_t quote = text[start - 1];
    size_t stop = start;
    while (stop < limit && text[stop] != quote && text[stop] != '\n')
        stop += text[stop] == '\\' && !pair->is_quoted ? 2 : 1;
    if (stop >= limit || text[stop] != quote)
        return (struct span){text + start, 0};
    const bool is_escaped = pair->is_quoted && stop > start && text[stop - 1] == '\\';
    return (struct span){text + start, stop - start - is_escaped};
}

static bool log_ends_bare(const struct log_pair *pair, const struct log_text *text, size_t at)
{
    const uint8_t byte = text->segment->text[at];
    if (byte == ' ' && pair->is_query)
        return log_text_is_plain(text, at);
    if (byte <= ' ' || ascii_is_one_of(byte, "\"'<>|"))
        return true;
    return pair->is_query ? byte == '&' || byte == '#' : ascii_is_one_of(byte, ",;&)]}");
}

/* Where a value without quotes ends that starts at text[at]. */
static size_t log_find_end(const struct log_pair *pair, const struct log_text *log_text, size_t at,
                           size_t limit)
{
    const uint8_t *const text = log_text->segment->text;
    while (at < limit) {
        const uint64_t words = limit - at >= LANE_BYTES ? log_word_bits(text + at, 3) : 0;
        at += (size_t)__builtin_ctzll(~words); /* none of these ends a value */
        if (at < limit && (words + 1) >> LANE_BYTES == 0) {
            if (log_ends_bare(pair, log_text, at))
                break;
            at++;
        }
    }
    return at;
}

struct span log_pair_value(const struct log_pair *pair, const struct log_text *log_text,
                           size_t limit)
{
    const uint8_t *const text = log_text->segment->text;
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
    const size_t stop = log_find_end(pair, log_text, at, limit);
    return (struct span){text + at, stop - at};
}

struct span log_pair_decode(const struct log_pair *pair, const struct log_text *text,
                            struct span raw, uint8_t *out)
{
    if (pair->is_json)
        return json_string_decode(raw, out);
    if (!pair->is_query || memchr(raw.ptr, '+', raw.len) == NULL)
        return raw;
    const size_t at = (size_t)(raw.ptr - text->segment->text);
    for (size_t i = 0; i < raw.len; i++)
        out[i] = raw.ptr[i] == '+' && log_text_is_plain(text, at + i) ? ' ' : raw.ptr[i];
    return (struct span){out, raw.len};
}
