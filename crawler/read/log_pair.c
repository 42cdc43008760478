/* A name and its value in a line of a log. */
#include "crawler/read/log_pair.h"

#include "crawler/read/json_string.h"
#include "crawler/read/name_hash.h"

#include <string.h>

#define BLANKS_MAX 8 /* between a key of JSON and its value */

struct field_meaning log_keys_find(struct log_keys *keys, struct span key)
{
    const uint64_t hash = name_hash_whole(NAME_HASH_START, key) | 1;
    /* Two places a hash: keys of one line that share a place do not drive each other out. */
    const uint64_t mixed = hash * 0x9e3779b97f4a7c15 >> 32; /* short keys differ in few bits */
    struct log_known *const known = &keys->known[mixed % (LOG_KNOWN_MAX / 2) * 2];
    if (known[0].hash == hash || known[1].hash == hash)
        return known[known[0].hash != hash].meaning;
    known[1] = known[0];
    known[0] = (struct log_known){hash, field_meaning_of_name(keys->rules, key)};
    return known[0].meaning;
}

/* ---- keys ---- */

/* Letters, digits and "_-.": a bit for each byte below 128, from 0 and from 64 on. */
static bool log_is_key_byte(uint8_t byte)
{
    static const uint64_t bits[4] = {UINT64_C(0x03FF600000000000), UINT64_C(0x07FFFFFE87FFFFFE)};
    return (bits[byte / 64] >> (byte % 64) & 1) != 0;
}

/* The key that ends in front of text[end]; front bytes stand in front of text[0]. Empty when there
 * is none, or a longer one. */
static struct span log_key(const uint8_t *text, size_t end, size_t front)
{
    const uint8_t *const stop = text + end;
    size_t len = 0;
    while (len <= LOG_KEY_MAX && len < end + front && log_is_key_byte(stop[-1 - (ptrdiff_t)len]))
        len++;
    return (struct span){stop - len, len > LOG_KEY_MAX ? 0 : len};
}

static struct log_pair log_find_json(const struct segment *segment, size_t at)
{
    const uint8_t *const text = segment->text;
    struct log_pair pair = {.value = at + 1, .is_json = true};
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

struct log_pair log_pair_find(const struct segment *segment, size_t at, bool is_query)
{
    const uint8_t *const text = segment->text;
    if (text[at] != '=')
        return log_find_json(segment, at);
    struct log_pair pair = {.value = at + 1};
    pair.key = log_key(text, at, segment->before);
    const size_t front = segment->before + at - pair.key.len;
    const uint8_t before = front > 0 ? pair.key.ptr[-1] : 0;
    pair.is_query = is_query || before == '?' || before == '&' ||
                    (front > 4 && memcmp(pair.key.ptr - 5, "&amp;", 5) == 0);
    return pair;
}

/* ---- values ---- */

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

static bool log_ends_bare(const struct log_pair *pair, const struct log_text *text, size_t at)
{
    const uint8_t byte = text->segment->text[at];
    if (byte == ' ' && pair->is_query)
        return log_text_is_plain(text, at);
    if (byte <= ' ' || ascii_is_one_of(byte, "\"'<>|"))
        return true;
    return pair->is_query ? byte == '&' || byte == '#' : ascii_is_one_of(byte, ",;&)]}");
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
    size_t stop = at;
    while (stop < limit && !log_ends_bare(pair, log_text, stop))
        stop++;
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
