/* Bytes that should be text, or may hold some. */
#include "crawler/read/bytes_text.h"

#include "crawler/base/unit_text.h"
#include "crawler/base/utf8.h"
#include "crawler/read/number_text.h"

#include <stdbool.h>
#include <string.h>

#define RUN_MIN 4

static bool bytes_is_control(uint8_t byte)
{
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F;
}

/* How many bytes at the start of bytes are one readable character; 0: none. */
static size_t bytes_readable(struct span bytes)
{
    uint32_t point;
    if (bytes.ptr[0] < 0x80)
        return !bytes_is_control(bytes.ptr[0]);
    return utf8_decode(bytes, &point);
}

static bool bytes_has_control(struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++) {
        if (bytes_is_control(bytes.ptr[i]))
            return true;
    }
    return false;
}

/* How many characters of UTF-16LE below U+0100 start bytes. */
static size_t bytes_wide_len(struct span bytes)
{
    size_t count = 0;
    while (2 * count + 1 < bytes.len && bytes.ptr[2 * count + 1] == 0 &&
           bytes.ptr[2 * count] != 0 && !bytes_is_control(bytes.ptr[2 * count]))
        count++;
    return count;
}

void bytes_append_runs(struct buffer *out, struct span bytes)
{
    size_t at = 0;
    while (at < bytes.len) {
        const struct span rest = {bytes.ptr + at, bytes.len - at};
        const size_t wide = bytes_wide_len(rest);
        size_t len = 0, count = 0, step;
        while (wide < RUN_MIN && len < rest.len &&
               (step = bytes_readable((struct span){rest.ptr + len, rest.len - len})) > 0) {
            len += step;
            count++;
        }
        if (wide >= RUN_MIN) {
            unit_text_append(UNIT_UTF16LE, (struct span){rest.ptr, 2 * wide}, out);
            len = 2 * wide;
        } else if (count >= RUN_MIN) {
            buffer_append(out, rest.ptr, len);
        }
        if (wide >= RUN_MIN || count >= RUN_MIN)
            buffer_append_char(out, '\n');
        at += len > 0 ? len : 1;
    }
}

/* What was appended to scratch behind start. */
static struct span bytes_appended(const struct buffer *scratch, size_t start)
{
    if (scratch->is_failed || scratch->len == start)
        return (struct span){NULL, 0};
    return (struct span){scratch->ptr + start, scratch->len - start};
}

struct span bytes_text(struct span bytes, struct buffer *scratch)
{
    const bool has_control = bytes_has_control(bytes);
    if (bytes.len == 0 || (!has_control && utf8_is_valid(bytes)))
        return bytes;
    const size_t start = scratch->len;
    const size_t wide = bytes_wide_len(bytes);
    if (!has_control)
        unit_text_append(UNIT_LATIN_1, bytes, scratch);
    else if (2 * wide == bytes.len)
        unit_text_append(UNIT_UTF16LE, bytes, scratch);
    else
        bytes_append_runs(scratch, bytes);
    return bytes_appended(scratch, start);
}

struct span bytes_fixed_text(struct span bytes, struct buffer *scratch)
{
    if (!bytes_has_control(bytes) && utf8_is_valid(bytes))
        return bytes;
    const size_t start = scratch->len;
    number_append_hex(scratch, bytes);
    return bytes_appended(scratch, start);
}
