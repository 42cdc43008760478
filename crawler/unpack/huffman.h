/*
 * Prefix codes as deflate has them.
 *
 * Source: RFC 1951, section 3.2.2.
 */
#ifndef CRAWLER_UNPACK_HUFFMAN_H
#define CRAWLER_UNPACK_HUFFMAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HUFFMAN_BITS 15 /* of the longest code */
#define HUFFMAN_SYMBOLS 288
#define HUFFMAN_FAST 10 /* bits that one look decides on */
#define HUFFMAN_NONE 0xFFFFU

struct huffman {
    uint16_t fast[1 << HUFFMAN_FAST];  /* symbol << 4 | length; 0: a longer code, or none */
    uint16_t count[HUFFMAN_BITS + 1];  /* codes of a length */
    uint16_t symbols[HUFFMAN_SYMBOLS]; /* in the order of their codes */
};

/* Makes the code in which symbol i has lengths[i] bits (at most HUFFMAN_BITS; 0: it does not
 * occur). count is at most HUFFMAN_SYMBOLS. False when there are too many codes of some length; too
 * few are right. */
bool huffman_make(struct huffman *code, const uint8_t *lengths, size_t count);

/* The symbol that bits start with, lowest bit first, and how many of them it takes: HUFFMAN_NONE,
 * and HUFFMAN_BITS of them, when no code fits. */
unsigned huffman_decode(const struct huffman *code, uint32_t bits, unsigned *len);

#endif
