/* Looks for signs between names and values. */
#include "crawler/read/log_sign.h"

#include "crawler/read/lane_bits.h"

#include <stdbool.h>

static uint64_t log_sign_bits(const struct marks *marks, size_t len)
{
    const uint8_t *text = marks->text + marks->block;
    const bool has_front = marks->before + marks->block > 0;
    uint8_t copy[1 + MARKS_BLOCK];
    uint64_t bits = 0;
    if (len < MARKS_BLOCK || !has_front) {
        memset(copy, 0, sizeof copy);
        memcpy(copy + 1 - has_front, text - has_front, has_front + len);
        text = copy + 1;
    }
    for (size_t i = 0; i < MARKS_BLOCK; i += LANE_BYTES) {
        byte_lanes bytes, last;
        memcpy(&bytes, text + i, sizeof bytes);
        memcpy(&last, text + i - 1, sizeof last);
        const byte_lanes signs =
            (byte_lanes)(bytes == '=') | (byte_lanes)((bytes == ':') & (last == '"'));
        bits |= lane_bits(&signs) << i;
    }
    return bits;
}

struct marks log_signs_of(const uint8_t *text, size_t before, size_t at, size_t limit)
{
    struct marks marks = {log_sign_bits, text, before, limit, at, 0, 0};
    marks_load(&marks);
    return marks;
}
