/* Looks for the marks between cells. */
#include "crawler/read/table_mark.h"

#include "crawler/read/lane_bits.h"

static uint64_t table_mark_bits(const struct marks *marks, size_t len)
{
    const uint8_t *text = marks->text + marks->block;
    uint8_t copy[MARKS_BLOCK];
    uint64_t bits = 0;
    if (len < MARKS_BLOCK) {
        memset(copy, 0, sizeof copy);
        memcpy(copy, text, len);
        text = copy;
    }
    for (size_t i = 0; i < MARKS_BLOCK; i += LANE_BYTES) {
        byte_lanes bytes;
        memcpy(&bytes, text + i, sizeof bytes);
        const byte_lanes found = (byte_lanes)(bytes == marks->wanted) | (byte_lanes)(bytes == '\n');
        bits |= lane_bits(&found) << i;
    }
    return bits;
}

struct marks table_marks_of(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter)
{
    struct marks marks = {table_mark_bits, text, 0, limit, at, 0, delimiter};
    marks_load(&marks);
    return marks;
}

size_t table_mark_find(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter)
{
    for (; limit - at >= sizeof(uint64_t); at += sizeof(uint64_t)) {
        const uint64_t word = lane_load(text + at);
        const uint64_t marks = lane_find(word, delimiter) | lane_find(word, '\n');
        if (marks != 0)
            return at + (size_t)__builtin_ctzll(marks) / 8;
    }
    while (at < limit && text[at] != delimiter && text[at] != '\n')
        at++;
    return at;
}
