/* Prefix codes as deflate has them. */
#include "crawler/unpack/huffman.h"

#include <string.h>

/* All looks that begin with a code, whose bits come highest first. */
static void huffman_fill(struct huffman *code, unsigned value, unsigned len, unsigned symbol)
{
    unsigned look = 0;
    for (unsigned i = 0; i < len; i++)
        look |= (value >> i & 1) << (len - 1 - i);
    for (; look < 1U << HUFFMAN_FAST; look += 1U << len)
        code->fast[look] = (uint16_t)(symbol << 4 | len);
}

bool huffman_make(struct huffman *code, const uint8_t *lengths, size_t count)
{
    unsigned first[HUFFMAN_BITS + 2] = {0}; /* place in symbols of the first code of a length */
    unsigned next[HUFFMAN_BITS + 2] = {0};  /* code of a length */
    int left = 1;
    memset(code->fast, 0, sizeof code->fast);
    memset(code->count, 0, sizeof code->count);
    for (size_t i = 0; i < count; i++)
        code->count[lengths[i]]++;
    code->count[0] = 0;
    for (unsigned len = 1; len <= HUFFMAN_BITS; len++) {
        left = 2 * left - code->count[len];
        if (left < 0)
            return false;
        first[len + 1] = first[len] + code->count[len];
        next[len + 1] = (next[len] + code->count[len]) << 1;
    }
    for (size_t i = 0; i < count; i++) {
        const unsigned len = lengths[i];
        if (len == 0)
            continue;
        if (len <= HUFFMAN_FAST)
            huffman_fill(code, next[len], len, (unsigned)i);
        code->symbols[first[len]++] = (uint16_t)i;
        next[len]++;
    }
    return true;
}

unsigned huffman_decode(const struct huffman *code, uint32_t bits, unsigned *len)
{
    const unsigned fast = code->fast[bits & ((1U << HUFFMAN_FAST) - 1)];
    unsigned value = 0, first = 0, at = 0;
    *len = fast & 15;
    if (fast != 0)
        return fast >> 4;
    for (*len = 1; *len <= HUFFMAN_BITS; ++*len, bits >>= 1) {
        const unsigned count = code->count[*len];
        value |= bits & 1;
        if (value < first + count)
            return code->symbols[at + value - first];
        at += count;
        first = (first + count) << 1;
        value <<= 1;
    }
    *len = HUFFMAN_BITS;
    return HUFFMAN_NONE;
}
