/*
 * Finds the bytes that may begin something to be folded, fast enough to look at every byte of
 * every text: 64 bytes at a time, most of which have none.
 */
#ifndef CRAWLER_READ_FOLD_FIND_H
#define CRAWLER_READ_FOLD_FIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLD_BLOCK ((size_t)64)
#define FOLD_WIDE_MIN 4 /* so many units of UTF-16LE in a row are text */

/* One bit for each of the 64 bytes at bytes. */
typedef uint64_t (*fold_mask_fn)(const uint8_t *bytes);

/* How many bytes, in whole blocks of which mask() finds nothing, go by; at least up to the first
 * with an escape, a '=' or a byte from 128 on, or to the last block. Looks at no byte more. */
typedef size_t (*fold_skip_fn)(const uint8_t *bytes, size_t len);

struct fold_finder {
    fold_mask_fn mask;      /* of what needs a closer look: looks at 1 byte more */
    fold_mask_fn wide_mask; /* where four units of UTF-16LE begin: looks at 7 bytes more */
    fold_skip_fn skip;
};

/* The fastest functions this processor has that look at no more than so many bytes at once:
 * FOLD_BLOCK, or less for tests. Those for 16 every processor has. */
struct fold_finder fold_finder_choose(size_t lanes_max);

/* Of fold_find_avx512.c, which not every processor can run. */
uint64_t fold_mask_avx512(const uint8_t *bytes);
uint64_t fold_wide_mask_avx512(const uint8_t *bytes);
size_t fold_skip_avx512(const uint8_t *bytes, size_t len);

#endif
