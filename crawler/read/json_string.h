/* Strings and literals of JSON, RFC 8259 sections 3, 6 and 7. Pure. */
#ifndef CRAWLER_READ_JSON_STRING_H
#define CRAWLER_READ_JSON_STRING_H

#include "crawler/read/lane_bits.h"
#include "detectors/ascii.h"
#include "detectors/span.h"

#include <stdbool.h>

/* The first quote or backslash in text[at, limit); limit when there is none. */
static inline size_t json_string_sign(const uint8_t *text, size_t at, size_t limit)
{
    for (; limit - at >= LANE_BYTES; at += LANE_BYTES) {
        byte_lanes bytes;
        memcpy(&bytes, text + at, sizeof bytes);
        const byte_lanes signs = (byte_lanes)(bytes == '"') | (byte_lanes)(bytes == '\\');
        const uint64_t bits = lane_bits(&signs);
        if (bits != 0)
            return at + (size_t)__builtin_ctzll(bits);
    }
    for (; limit - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        const uint64_t word = lane_load(text + at);
        const uint64_t signs = lane_find(word, '"') | lane_find(word, '\\');
        if (signs != 0)
            return at + (size_t)__builtin_ctzll(signs) / 8;
    }
    while (at < limit && text[at] != '"' && text[at] != '\\')
        at++;
    return at;
}

/* Where the string that goes on at text[at] ends: the place of its closing quote, or limit.
 * *is_escaped: the byte in front was a backslash that escapes this one; kept for the next call. */
size_t json_string_end(const uint8_t *text, size_t at, size_t limit, bool *is_escaped);

/* The same of a whole string, from behind its opening quote on; has_escapes: json_string_decode()
 * would change it. */
static inline size_t json_string_stop(const uint8_t *text, size_t at, size_t limit,
                                      bool *has_escapes)
{
    bool is_escaped = false;
    at = json_string_sign(text, at, limit);
    *has_escapes = at < limit && text[at] == '\\';
    return *has_escapes ? json_string_end(text, at, limit, &is_escaped) : at;
}

/* The first byte of text[at, limit) that is of no number, true, false or null; limit when there is
 * none. */
static inline size_t json_literal_end(const uint8_t *text, size_t at, size_t limit)
{
    while (at < limit &&
           (ascii_is_alnum(text[at]) || text[at] == '.' || text[at] == '-' || text[at] == '+'))
        at++;
    return at;
}

/*
 * raw with its escapes resolved, in out (of raw.len bytes at least), or raw itself when it has
 * none. What is no escape stays as it is; half a pair of surrogates becomes U+FFFD.
 */
struct span json_string_decode(struct span raw, uint8_t *out);

#endif
