/* Whole numbers as formats store them, of 1 to 8 bytes. */
#ifndef CRAWLER_BASE_ENDIAN_H
#define CRAWLER_BASE_ENDIAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The lowest byte first. */
static inline uint64_t endian_little(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    while (size-- > 0)
        number = number << 8 | bytes[size];
    return number;
}

/* The highest byte first: the order of networks. */
static inline uint64_t endian_big(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* In the one order or the other, where the content says which. */
static inline uint64_t endian_number(const uint8_t *bytes, size_t size, bool is_big)
{
    return is_big ? endian_big(bytes, size) : endian_little(bytes, size);
}

#endif
