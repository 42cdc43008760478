/* UTF-8, RFC 3629. */
#include "crawler/base/utf8.h"

#include <string.h>

/* Length by the first byte; 0: no first byte. */
static size_t utf8_length(uint8_t first)
{
    if (first < 0x80)
        return 1;
    if (first >= 0xC2 && first <= 0xDF)
        return 2;
    if (first >= 0xE0 && first <= 0xEF)
        return 3;
    return first >= 0xF0 && first <= 0xF4 ? 4 : 0;
}

size_t utf8_decode(struct span text, uint32_t *point)
{
    static const uint8_t first_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    *point = UTF8_REPLACEMENT;
    const size_t len = utf8_length(text.ptr[0]);
    if (len == 0 || len > text.len)
        return 0;
    uint32_t value = text.ptr[0] & first_bits[len];
    for (size_t i = 1; i < len; i++) {
        if ((text.ptr[i] & 0xC0) != 0x80)
            return 0;
        value = value << 6 | (text.ptr[i] & 0x3F);
    }
    if (value < smallest[len] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
        return 0;
    *point = value;
    return len;
}

size_t utf8_encode(uint32_t point, uint8_t out[4])
{
    if (point < 0x80) {
        out[0] = (uint8_t)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (uint8_t)(0xC0 | point >> 6);
        out[1] = (uint8_t)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (uint8_t)(0xE0 | point >> 12);
        out[1] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | point >> 18);
    out[1] = (uint8_t)(0x80 | (point >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (point & 0x3F));
    return 4;
}

/* How many bytes at the start of text are ASCII, eight at a time. */
static size_t utf8_ascii_len(struct span text)
{
    size_t len = 0;
    uint64_t word = 0;
    while (text.len - len >= sizeof word) {
        memcpy(&word, text.ptr + len, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0)
            break;
        len += sizeof word;
    }
    return len;
}

bool utf8_is_valid(struct span text)
{
    while (text.len > 0) {
        const size_t ascii = utf8_ascii_len(text);
        text.ptr += ascii;
        text.len -= ascii;
        if (text.len == 0)
            break;
        uint32_t point;
        const size_t len = utf8_decode(text, &point);
        if (len == 0)
            return false;
        text.ptr += len;
        text.len -= len;
    }
    return true;
}
