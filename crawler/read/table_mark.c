/* Looks for the marks between cells, eight bytes at a time. */
#include "crawler/read/table_mark.h"

#include <endian.h>
#include <string.h>

#define MARK_EACH UINT64_C(0x0101010101010101) /* one in each byte */

/* Bit 7 of the bytes of word that are byte; exact up to the lowest of them. */
static uint64_t table_mark_equal(uint64_t word, uint8_t byte)
{
    const uint64_t other = word ^ MARK_EACH * byte;
    return (other - MARK_EACH) & ~other & MARK_EACH << 7;
}

/* Vectors are those of the compiler: a comparison gives lanes of 0 and -1. */
typedef uint8_t mark_lanes __attribute__((vector_size(16)));

/* The lowest bit of each of eight bytes. */
static uint64_t table_mark_pack(uint64_t lanes)
{
    return (le64toh(lanes) & MARK_EACH) * UINT64_C(0x0102040810204080) >> 56;
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
    for (size_t i = 0; i < TABLE_MARK_BLOCK; i += sizeof(mark_lanes)) {
        mark_lanes bytes;
        uint64_t halves[2];
        memcpy(&bytes, text + i, sizeof bytes);
        const mark_lanes marks = (mark_lanes)(bytes == delimiter) | (mark_lanes)(bytes == '\n');
        memcpy(halves, &marks, sizeof halves);
        bits |= (table_mark_pack(halves[0]) | table_mark_pack(halves[1]) << 8) << i;
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
