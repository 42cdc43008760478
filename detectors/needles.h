/*
 * Many words looked for at once, for users' own rules: the words that speak for a match, and the
 * fixed letters within patterns. Letters of ASCII match in any case. Immutable once filled.
 */
#ifndef DETECTORS_NEEDLES_H
#define DETECTORS_NEEDLES_H

#include "detectors/span.h"

#include <stdbool.h>

#define NEEDLE_END UINT32_MAX
#define NEEDLES_SLOTS 4096 /* of the hash table, a power of two */

enum needle_kind {
    NEEDLE_WORD,   /* stands at the edges of words or within camelCase; blanks are loose */
    NEEDLE_LITERAL /* stands anywhere, as it is but for its case */
};

/* Somebody who wants to know of a text. */
struct needle_use {
    struct span text; /* 2 bytes or more; a word starts with two letters, digits or others that are
                         no blank */
    enum needle_kind kind;
    uint32_t user;
    uint32_t at; /* whatever the user wants to keep with it */
};

/* One text; those who use it are uses[first_use] and the use_count - 1 behind it. */
struct needle {
    struct span text;
    enum needle_kind kind;
    uint32_t first_use;
    uint32_t use_count;
    uint32_t next; /* with the same hash, or NEEDLE_END */
};

struct needles {
    struct needle *all;
    size_t count;
    struct needle_use *uses; /* in the order of all */
    size_t use_count;
    uint32_t slots[NEEDLES_SLOTS];
    uint64_t pairs[65536 / 64]; /* first two bytes that some text has, in either case */
};

/* Fills needles with uses, count of them, which it takes (allocated; texts stay the giver's). False
 * when memory is short. */
bool needles_fill(struct needles *needles, struct needle_use *uses, size_t count);
void needles_free(struct needles *needles);

/* A text to look in. */
struct needle_place {
    const uint8_t *bytes;
    size_t len;
    size_t at;
};

/* True when the pair of bytes at bytes is in a set of 65,536 bits. */
static inline bool needles_has_pair(const uint64_t *pairs, const uint8_t *bytes)
{
    const size_t key = (size_t)bytes[0] | (size_t)bytes[1] << 8;
    return (pairs[key / 64] >> (key % 64) & 1) != 0;
}

/* The first of the texts that may start with these two bytes; then follow next. */
uint32_t needles_first(const struct needles *needles, uint8_t first, uint8_t second);

/* How many bytes the needle takes at place, or 0 when it is not there. */
size_t needle_match(const struct needle *needle, const struct needle_place *place);

/* The most bytes that a word can take. */
size_t needle_word_reach(struct span text);

#endif
