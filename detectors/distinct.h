/*
 * A set of 64-bit hashes, to count distinct values: exact up to its cap, bounded in memory, and
 * cheap to empty for the next of millions of small objects.
 */
#ifndef DETECTORS_DISTINCT_H
#define DETECTORS_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISTINCT_SMALL 512 /* slots that need no allocation */

struct distinct {
    uint64_t small[DISTINCT_SMALL];
    uint64_t *slots; /* small, or allocated; 0 marks a free slot */
    size_t capacity; /* of slots, a power of two */
    size_t count;
    size_t max;   /* of count */
    bool is_full; /* a hash was not entered: it was over the maximum, or memory was short */
};

/* Makes an empty set of at most max hashes. The set must not be moved afterwards. */
void distinct_init(struct distinct *set, size_t max);

/* Empties the set and gives back what it allocated. */
void distinct_reset(struct distinct *set);

/* Fetches the place of hash into the cache, for distinct_add() a little later. */
void distinct_expect(const struct distinct *set, uint64_t hash);

/* Enters hash; true when it was not in the set before. False also when it could not be entered: see
 * is_full. */
bool distinct_add(struct distinct *set, uint64_t hash);

#endif
