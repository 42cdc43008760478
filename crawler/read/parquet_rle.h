/*
 * Runs of repeated and of bit-packed numbers (Encodings.md, "Run Length Encoding / Bit-Packing
 * Hybrid"): levels, indexes into a dictionary, booleans.
 */
#ifndef CRAWLER_READ_PARQUET_RLE_H
#define CRAWLER_READ_PARQUET_RLE_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

struct parquet_rle {
    const uint8_t *at, *end;
    uint8_t width; /* bits of a number, 0 to 32 */
    uint64_t left; /* numbers of the run at hand */
    bool is_packed;
    uint32_t value; /* of a repeated run */
    uint64_t bit;   /* of the next number in a packed run, from packed */
    const uint8_t *packed;
};

/* width must be at most 32. */
void parquet_rle_init(struct parquet_rle *rle, struct span bytes, unsigned width);

/* The next number; false when bytes end. */
bool parquet_rle_next(struct parquet_rle *rle, uint32_t *value);

/* The number of width bits (at most 64) that starts at bit of bytes, lowest bit first; what lies
 * behind end reads as 0. */
uint64_t parquet_bits(const uint8_t *bytes, const uint8_t *end, uint64_t bit, unsigned width);

/* Bits that hold every number up to max. */
unsigned parquet_bit_width(uint32_t max);

#endif
