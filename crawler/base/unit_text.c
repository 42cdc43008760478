/* Text of UTF-16 and of Latin-1. */
#include "crawler/base/unit_text.h"

#include "crawler/base/utf8.h"

static uint32_t unit_at(enum unit_text units, const uint8_t *bytes)
{
    if (units == UNIT_LATIN_1)
        return bytes[0];
    return units == UNIT_UTF16LE ? (uint32_t)(bytes[0] | bytes[1] << 8)
                                 : (uint32_t)(bytes[0] << 8 | bytes[1]);
}

size_t unit_text_next(enum unit_text units, struct span raw, size_t *at, uint8_t out[4])
{
    const size_t len = units == UNIT_LATIN_1 ? 1 : 2;
    uint32_t point = unit_at(units, raw.ptr + *at);
    *at += len;
    if (point < 0xD800 || point > 0xDFFF)
        return utf8_encode(point, out);
    const bool is_first = point < 0xDC00 && *at + len <= raw.len;
    const uint32_t second = is_first ? unit_at(units, raw.ptr + *at) : 0;
    if (second < 0xDC00 || second > 0xDFFF)
        return utf8_encode(UTF8_REPLACEMENT, out);
    *at += len;
    point = 0x10000 + ((point - 0xD800) << 10 | (second - 0xDC00));
    return utf8_encode(point, out);
}

void unit_text_append(enum unit_text units, struct span raw, struct buffer *out)
{
    const size_t len = units == UNIT_LATIN_1 ? 1 : 2;
    for (size_t at = 0; at + len <= raw.len;) {
        uint8_t text[4];
        buffer_append(out, text, unit_text_next(units, raw, &at, text));
    }
}
