/* What all variants of stage 3 have in common; private to wordmap*.c. */
#ifndef DETECTORS_WORDMAP_RULES_H
#define DETECTORS_WORDMAP_RULES_H

#include "detectors/wordmap.h"

#include <string.h>

/* Odd numbers whose bits are well mixed. */
#define WORDMAP_FACTOR_LOW 0x9e3779b1U
#define WORDMAP_FACTOR_HIGH 0x85ebca6bU
#define WORDMAP_FACTOR_STEM 0x27d4eb2fU

/* Of thousands the one with which the fewest words of prose, logs and source code share a place
 * with a pair that was entered: "of" may stand everywhere. */
#define WORDMAP_FACTOR_NEXT 0xa0875d6fU

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

/* Where in the hash of a stem six bits are that choose a byte of a set, and three that choose its
 * bit. */
static const struct {
    uint8_t byte;
    uint8_t bit;
} wordmap_set_tests[WORDMAP_SET_TESTS] = {{0, 6}, {9, 15}, {18, 24}};

/* Empties the first words words of all rows but labels. */
static inline void wordmap_clear(struct wordmap *map, size_t words)
{
    uint64_t *const rows[] = {map->places, map->doubts, map->terms, map->forms, map->stems};
    map->gate_count = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memset(rows[i], 0, words * sizeof rows[i][0]);
    }
}

/* Takes parts of camelCase out of the terms of a word, and what stands behind a digit but forms. */
static inline void wordmap_limit_terms(const struct shapemap *shapes, size_t word,
                                       struct wordmap *map)
{
    const uint64_t *letter = shapes->letter + 1 + word;
    const uint64_t *alnum = shapes->alnum + 1 + word;
    const uint64_t is_part = letter[0] << 1 | letter[-1] >> 63;
    const uint64_t is_behind = alnum[0] << 1 | alnum[-1] >> 63;
    map->terms[word] &= ~is_part & (~is_behind | map->forms[word]);
}

#endif
