/* Looks for the marks between cells, eight bytes at a time. */
#include "crawler/read/table_mark.h"

#include "crawler/read/lane_bits.h"

#define MARK_EACH UINT64_C(0x0101010101010101) /* one in each byte */

/* Bit 7 of the bytes of word that are byte; exact up to the lowest of them. */
static uint64_t table_mark_equal(uint64_t word, uint8_t byte)
{
    const uint64_t other = word ^ MARK_EACH * byte;
    return (other - MARK_EACH) & ~other & MARK_EACH << 7;
}

uint64_t table_mark_bits(const uint8_t *text, size_t len, uint8_t delimiter)
{
    uint8_t rest[TABLE_MARK_BLOCK];
    uint64_t bits = 0;
    if (len < TABLE_MARK_BLOCK) {
        memset(rest, delimiter ^ '\n' ^ 1, sizeof rest);
        memcpy(rest, text, len);
        text = rest;
    }
    for (size_t i = 0; i < TABLE_MARK_BLOCK; i += LANE_BYTES) {
        byte_lanes bytes;
        memcpy(&bytes, text + i, sizeof bytes);
        const byte_lanes marks = (byte_lanes)(bytes == delimiter) | (byte_lanes)(bytes == '\n');
        bits |= lane_bits(&marks) << i;
    }
    return len < TABLE_MARK_BLOCK ? bits & ((UINT64_C(1) << len) - 1) : bits;
}

size_t table_mark_find(const uint8_t *text, size_t at, size_t limit, uint8_t delimiter)
{
    uint64_t word;
    for (; limit - at >= sizeof word; at += sizeof word) {
        memcpy(&word, text + at, sizeof word);
        word = le64toh(word);
        const uint64_t marks = table_mark_equal(word, delimiter) | table_mark_equal(word, '\n');
        if (marks != 0)
            return at + (size_t)__builtin_ctzll(marks) / 8;
    }
    while (at < limit && text[at] != delimiter && text[at] != '\n')
        at++;
    return at;
}
