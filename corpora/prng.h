/*
 * A small random generator of our own, so that a seed means the same bytes on every machine and
 * with every libc. SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
 * 2014). Not for secrets.
 */
#ifndef CORPORA_PRNG_H
#define CORPORA_PRNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct prng {
    uint64_t state;
};

/* A generator of its own for every (seed, stream): objects do not shift each other's values. */
struct prng prng_create(uint64_t seed, uint64_t stream);

uint64_t prng_next(struct prng *prng);

/* 0 to bound - 1; bound must not be 0. The bias of the remainder is below 2^-32 for the bounds used
 * here. */
uint32_t prng_below(struct prng *prng, uint32_t bound);

/* low to high, both included. */
uint32_t prng_between(struct prng *prng, uint32_t low, uint32_t high);

/* True in percent of 100 calls. */
bool prng_chance(struct prng *prng, unsigned percent);

/* Writes count decimal digits and a terminator. */
void prng_digits(struct prng *prng, unsigned count, char *out);

#endif
