/* The hashes of words, for all who look them up; private to wordmap*.c. */
#ifndef DETECTORS_WORDMAP_HASH_H
#define DETECTORS_WORDMAP_HASH_H

#include <stdint.h>

/* Odd numbers whose bits are well mixed. */
#define WORDMAP_FACTOR_LOW 0x9e3779b1U
#define WORDMAP_FACTOR_HIGH 0x85ebca6bU
#define WORDMAP_FACTOR_NEXT 0xc2b2ae35U
#define WORDMAP_FACTOR_STEM 0x27d4eb2fU

/* The hash of a word's first letters; its upper bits are an index. */
static inline uint32_t wordmap_hash(uint64_t letters)
{
    return (uint32_t)letters * WORDMAP_FACTOR_LOW + (uint32_t)(letters >> 32) * WORDMAP_FACTOR_HIGH;
}

/* The same of a word and what follows it; its upper bits are an index that is independent of the
 * other. */
static inline uint32_t wordmap_hash_pair(uint32_t hash, unsigned next)
{
    return (hash + next) * WORDMAP_FACTOR_NEXT;
}

#endif
