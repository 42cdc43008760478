/*
 * Numbers of seven bits a byte, the lowest first ("LEB128"), and signed ones that take turns
 * ("zigzag"): what Thrift, Parquet and Avro are written in. Pure.
 */
#ifndef CRAWLER_READ_VARINT_H
#define CRAWLER_READ_VARINT_H

#include <stdbool.h>
#include <stdint.h>

#define VARINT_BITS 64

/* Takes the number at *at, which is moved behind it; false when none ends before end, or within ten
 * bytes. */
static inline bool varint_take(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
    *value = 0;
    for (unsigned shift = 0; shift < VARINT_BITS && *at < end; shift += 7) {
        const uint8_t byte = *(*at)++;
        *value |= (uint64_t)(byte & 0x7F) << shift;
        if ((byte & 0x80) == 0)
            return true;
    }
    return false;
}

/* The signed number that value stands for, in two's complement: 0, -1, 1, -2 ... */
static inline uint64_t varint_signed(uint64_t value)
{
    return value >> 1 ^ (0 - (value & 1));
}

#endif
