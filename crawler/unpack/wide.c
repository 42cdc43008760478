/* Passwords in UTF-16LE. */
#include "crawler/unpack/wide.h"

#include "crawler/base/utf8.h"

size_t wide_encode(struct span text, uint8_t *out)
{
    const bool is_utf8 = utf8_is_valid(text);
    size_t len = 0;
    for (size_t at = 0; at < text.len;) {
        uint32_t point = text.ptr[at];
        at += is_utf8 ? utf8_decode((struct span){text.ptr + at, text.len - at}, &point) : 1;
        const bool is_pair = point >= 0x10000;
        const uint32_t high = is_pair ? 0xD800 + ((point - 0x10000) >> 10) : point;
        const uint32_t low = 0xDC00 + ((point - 0x10000) & 0x3FF);
        out[len++] = (uint8_t)high;
        out[len++] = (uint8_t)(high >> 8);
        if (is_pair) {
            out[len++] = (uint8_t)low;
            out[len++] = (uint8_t)(low >> 8);
        }
    }
    return len;
}
