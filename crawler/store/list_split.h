/*
 * Where to cut a range of keys in two, so that both parts can be listed at once. Pure.
 *
 * Nobody tells how keys are spread, so the characters that were met so far count as the digits of a
 * number system: a key is a fraction in it, and the middle between two keys is that of the
 * fractions. A cut is right wherever it lies, since the parts share no key and leave none out; how
 * good it is only decides how long the longer part takes.
 *
 * Cuts are text in UTF-8 of characters below U+D800, so that stores that order keys by UTF-8 and
 * those that order them by UTF-16 agree on what lies behind.
 */
#ifndef CRAWLER_STORE_LIST_SPLIT_H
#define CRAWLER_STORE_LIST_SPLIT_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define LIST_SYMBOLS_MAX 256

/* The characters that were met, in their order. Zero value: none. */
struct list_alphabet {
    uint32_t symbols[LIST_SYMBOLS_MAX];
    size_t count;
    bool is_met[128]; /* of ASCII */
};

void list_alphabet_learn(struct list_alphabet *alphabet, struct span key);

/* A range: keys behind at, up to and with until (ptr NULL: all that begin with the listing's
 * prefix, whose length is prefix_len; at begins with it, too). */
struct list_gap {
    struct span at, until;
    size_t prefix_len;
};

/*
 * Writes a text between at and until. False: none is found.
 *
 * level 0: about in the middle. Else it is how many bytes all keys of the last page had in common,
 * and nobody knows whether there are keys up to until. It may be far behind the last of them, as 9
 * is behind 000123: then the cut is the end of the keys that begin with some of these bytes, half
 * of those that are not common to the gap, so that few tries find how long the numbers are.
 */
bool list_split_cut(const struct list_alphabet *alphabet, const struct list_gap *gap, size_t level,
                    struct buffer *out);

/* What both ends of the gap begin with. */
size_t list_split_shared(const struct list_gap *gap);

/*
 * How many keys there may be from 'at' to the end of gap, when there were count of them between
 * 'from' and 'at' (from <= at). UINT32_MAX at most.
 */
double list_split_estimate(const struct list_alphabet *alphabet, struct span from, size_t count,
                           const struct list_gap *gap);

/* -1, 0, 1: the order of keys, that of their bytes. */
int list_key_compare(struct span a, struct span b);

/* False when a store that lists by UTF-8 or UTF-16 would not list next behind last. */
bool list_keys_in_order(struct span last, struct span next);

/* The bytes that both begin with. */
size_t list_key_shared(struct span a, struct span b);

#endif
