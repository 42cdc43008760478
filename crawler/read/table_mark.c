/* Looks for the marks between cells. */
#include "crawler/read/table_mark.h"

#include "crawler/read/lane_bits.h"

#include <string.h>

struct marks table_marks_of(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter)
{
    struct marks marks = {
        mark_find_choose(MARK_CELL, MARKS_BLOCK), text, 0, limit, at, 0, delimiter};
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

/* What tells lines apart in a block. */
struct line_bits {
    uint64_t ends, returns, quotes;
};

static struct line_bits table_line_bits(const uint8_t *text)
{
    struct line_bits bits = {0, 0, 0};
    for (size_t i = 0; i < MARKS_BLOCK; i += LANE_BYTES) {
        byte_lanes bytes;
        memcpy(&bytes, text + i, sizeof bytes);
        const byte_lanes ends = (byte_lanes)(bytes == '\n');
        const byte_lanes returns = (byte_lanes)(bytes == '\r');
        const byte_lanes quotes = (byte_lanes)(bytes == '"');
        bits.ends |= lane_bits(&ends) << i;
        bits.returns |= lane_bits(&returns) << i;
        bits.quotes |= lane_bits(&quotes) << i;
    }
    return bits;
}

size_t table_mark_pass_lines(const uint8_t *text, size_t at, size_t limit, uint64_t *lines)
{
    size_t start = at;
    uint64_t begins = 1;  /* a line begins with the block */
    uint64_t returns = 0; /* ... or in front of it, with a carriage return */
    for (; limit - at >= MARKS_BLOCK; at += MARKS_BLOCK) {
        const struct line_bits bits = table_line_bits(text + at);
        const uint64_t first_quote = bits.quotes & -bits.quotes;
        const uint64_t ends = bits.ends & (first_quote - 1); /* all of them, where there is none */
        begins |= ends << 1;
        const uint64_t empty = begins | returns | (bits.returns & begins) << 1;
        *lines += (uint64_t)__builtin_popcountll(ends & ~empty);
        if (ends != 0)
            start = at + MARKS_BLOCK - (size_t)__builtin_clzll(ends);
        if (first_quote != 0)
            break;
        returns = (bits.returns & begins) >> (MARKS_BLOCK - 1);
        begins = ends >> (MARKS_BLOCK - 1);
    }
    return start;
}
