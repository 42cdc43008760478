/*
 * Sixteen bytes at once, in vectors of the compiler (GCC and Clang, any processor): what readers
 * look for in every byte. A comparison gives lanes of 0 and -1; lane_bits() makes bits of them.
 * Eight at once in a number, where the next mark is near.
 */
#ifndef CRAWLER_READ_LANE_BITS_H
#define CRAWLER_READ_LANE_BITS_H

#include <endian.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LANE_BYTES 16

typedef uint8_t byte_lanes __attribute__((vector_size(LANE_BYTES)));

/* Bit i is set when lane i is -1. The vector is no argument, since how one is passed depends on the
 * instruction set. */
#if defined(__SSE2__)

static inline uint64_t lane_bits(const byte_lanes *lanes)
{
    typedef char signed_lanes __attribute__((vector_size(LANE_BYTES)));
    return (unsigned)__builtin_ia32_pmovmskb128((signed_lanes)*lanes);
}

#else

/* Bit i of each of eight bytes of 0 or -1. */
static inline uint64_t lane_bits_half(uint64_t lanes)
{
    return (le64toh(lanes) & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >> 56;
}

static inline uint64_t lane_bits(const byte_lanes *lanes)
{
    uint64_t halves[2];
    memcpy(halves, lanes, sizeof halves);
    return lane_bits_half(halves[0]) | lane_bits_half(halves[1]) << 8;
}

#endif

/* Eight bytes as a number, the first one lowest. */
static inline uint64_t lane_load(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return le64toh(word);
}

/* Bit 7 of the bytes of such a number that are byte; exact up to the lowest of them. */
static inline uint64_t lane_find(uint64_t word, uint8_t byte)
{
    const uint64_t each = UINT64_C(0x0101010101010101);
    const uint64_t other = word ^ each * byte;
    return (other - each) & ~other & each << 7;
}

#endif
