/* Strings of JSON. */
#include "crawler/read/json_string.h"

#include "crawler/base/utf8.h"
#include "detectors/ascii.h"

#include <string.h>

size_t json_string_end(const uint8_t *text, size_t at, size_t limit, bool *is_escaped)
{
    if (*is_escaped && at < limit) {
        *is_escaped = false;
        at++;
    }
    for (at = json_string_sign(text, at, limit); at < limit && text[at] != '"';
         at = json_string_sign(text, at + 2, limit)) {
        if (at + 1 >= limit) {
            *is_escaped = true;
            return limit;
        }
    }
    return at;
}

/* The number of four hexadecimal digits at text[at], or -1. */
static int32_t read_hex(struct span text, size_t at)
{
    int32_t number = 0;
    if (at + 4 > text.len)
        return -1;
    for (size_t i = at; i < at + 4; i++) {
        const uint8_t byte = ascii_to_lower(text.ptr[i]);
        if (!ascii_is_hex(byte))
            return -1;
        number = number * 16 + (ascii_is_digit(byte) ? byte - '0' : byte - 'a' + 10);
    }
    return number;
}

/* Decodes \uXXXX at raw[at], a pair of them when they belong together; returns its length, 0 when
 * it is none. */
static size_t read_unicode(struct span raw, size_t at, uint32_t *point)
{
    const int32_t first = read_hex(raw, at + 2);
    if (first < 0)
        return 0;
    *point = (uint32_t)first;
    if (first < 0xD800 || first > 0xDFFF)
        return 6;
    *point = UTF8_REPLACEMENT;
    const bool is_pair =
        first < 0xDC00 && at + 12 <= raw.len && raw.ptr[at + 6] == '\\' && raw.ptr[at + 7] == 'u';
    const int32_t second = is_pair ? read_hex(raw, at + 8) : -1;
    if (second < 0xDC00 || second > 0xDFFF)
        return 6;
    *point = 0x10000 + ((uint32_t)(first - 0xD800) << 10 | (uint32_t)(second - 0xDC00));
    return 12;
}

/* Decodes the escape at raw[at] to out; returns its length. */
static size_t decode_escape(struct span raw, size_t at, uint8_t *out, size_t *len)
{
    static const char letters[] = "\"\\/bfnrt";
    static const char bytes[] = "\"\\/\b\f\n\r\t";
    if (at + 1 < raw.len && raw.ptr[at + 1] == 'u') {
        uint32_t point = 0;
        const size_t taken = read_unicode(raw, at, &point);
        if (taken > 0) {
            *len += utf8_encode(point, out + *len);
            return taken;
        }
    }
    const char *const letter =
        at + 1 < raw.len && raw.ptr[at + 1] != '\0' ? strchr(letters, raw.ptr[at + 1]) : NULL;
    if (letter == NULL) {
        out[(*len)++] = raw.ptr[at];
        return 1;
    }
    out[(*len)++] = (uint8_t)bytes[letter - letters];
    return 2;
}

struct span json_string_decode(struct span raw, uint8_t *out)
{
    if (raw.len == 0 || memchr(raw.ptr, '\\', raw.len) == NULL)
        return raw;
    size_t len = 0;
    for (size_t at = 0; at < raw.len;) {
        if (raw.ptr[at] == '\\')
            at += decode_escape(raw, at, out, &len);
        else
            out[len++] = raw.ptr[at++];
    }
    return (struct span){out, len};
}
