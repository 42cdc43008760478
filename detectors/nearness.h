/*
 * Do two distinct terms stand near a person's identifier? Decided on a stream of both in order of
 * offset, in constant memory, and exactly.
 *
 * Why two terms are enough to remember. Let b be a term that has just been read, and a the latest
 * term before it that differs from b. Both are near an identifier at i when b - reach <= i <= a +
 * reach; any earlier term different from b gives a smaller window with the same b. So for every new
 * term only the latest occurrence of the two latest distinct terms matters, and of the identifiers
 * only the last one, and the last one within reach of either term.
 */
#ifndef DETECTORS_NEARNESS_H
#define DETECTORS_NEARNESS_H

#include <stdbool.h>
#include <stdint.h>

struct nearness_term {
    uint64_t key;
    uint64_t offset;
    uint64_t person; /* the last identifier at or before offset + reach, when has_person */
    bool has_person;
};

struct nearness {
    struct nearness_term terms[2]; /* distinct; the later one first */
    unsigned term_count;
    uint64_t reach;
    uint64_t offset; /* of what was added last */
    uint64_t person; /* the last identifier, when has_person */
    bool has_person;
    bool is_found;
};

/* Nothing has been seen; reach is how far apart a term and an identifier may be. */
void nearness_init(struct nearness *near, uint64_t reach);

/* A new text starts: forgets what was seen, but not what was found. */
void nearness_restart(struct nearness *near);

/* Adds a term or an identifier. Offsets should not decrease; a smaller one counts as equal to the
 * one before. */
void nearness_add_term(struct nearness *near, uint64_t key, uint64_t offset);
void nearness_add_person(struct nearness *near, uint64_t offset);

#endif
