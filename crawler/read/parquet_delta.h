/* Differences of integers, packed (Encodings.md, "Delta Encoding", DELTA_BINARY_PACKED = 5). */
#ifndef CRAWLER_READ_PARQUET_DELTA_H
#define CRAWLER_READ_PARQUET_DELTA_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

struct parquet_delta {
    const uint8_t *at, *end;
    uint64_t left; /* values still to come */
    uint64_t value;
    uint64_t min_delta;
    uint32_t block_minis;  /* of a block */
    uint32_t mini_values;  /* of a miniblock */
    uint32_t minis_left;   /* of the block at hand, without the one at hand */
    uint32_t values_left;  /* of the miniblock at hand */
    const uint8_t *widths; /* of the miniblocks that are left */
    uint8_t width;
    uint64_t bit; /* of the next value in the miniblock, which starts at packed */
    const uint8_t *packed;
    bool is_first; /* the first value stands in the header */
};

/* False when bytes do not start with a header. */
bool parquet_delta_init(struct parquet_delta *delta, struct span bytes);

/* The next value; false behind the last, and when bytes end. */
bool parquet_delta_next(struct parquet_delta *delta, int64_t *value);

/* What stands behind all values of delta, which was just initialised, and stays as it is. */
struct span parquet_delta_rest(const struct parquet_delta *delta);

#endif
