/* Finds shapes with shifts of bitmaps, a word of 64 places at a time. */
#include "detectors/shapes.h"

#include <stdbool.h>

typedef uint64_t bits_t;
#define BITS_WORDS 1

static inline bits_t bits_load(const uint64_t *row)
{
    return *row;
}

static inline void bits_store(uint64_t *row, bits_t bits)
{
    *row = bits;
}

static inline bits_t bits_choose(bits_t bits, uint64_t value)
{
    return bits != 0 ? value : 0;
}

static inline bool bits_are_none(bits_t bits)
{
    return bits == 0;
}

static inline bits_t bits_join(bits_t low, bits_t high, unsigned count)
{
    return low >> count | high << (64 - count);
}

#include "detectors/shapes_find.h"

void shapes_find_scalar(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    shapes_find_all(classes, words, shapes);
}
