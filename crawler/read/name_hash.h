/*
 * The hashes by which readers know names again that they have seen. No secret: two names of one
 * hash mean a wrong or a missing field, no more.
 */
#ifndef CRAWLER_READ_NAME_HASH_H
#define CRAWLER_READ_NAME_HASH_H

#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define NAME_HASH_START UINT64_C(14695981039346656037)
#define NAME_HASH_PRIME UINT64_C(1099511628211)

/* FNV-1a of 64 bits (draft-eastlake-fnv): a name may come in pieces. Goes on with a hash,
 * NAME_HASH_START at first. */
static inline uint64_t name_hash(uint64_t hash, struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ name.ptr[i]) * NAME_HASH_PRIME;
    return hash;
}

/* Up to seven bytes; those of one number are told apart. */
static inline uint64_t name_hash_tail(const uint8_t *bytes, size_t len)
{
    if (len >= 4) {
        uint32_t first, last;
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + len - sizeof last, sizeof last);
        return (uint64_t)last << 32 | first;
    }
    return len == 0 ? 0 : bytes[0] | (uint64_t)bytes[len / 2] << 8 | (uint64_t)bytes[len - 1] << 16;
}

/* Of a whole name, eight bytes at a time: what a reader does for every key of JSON. */
static inline uint64_t name_hash_whole(uint64_t hash, struct span name)
{
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    size_t at = 0;
    hash = (hash ^ name.len) * factor;
    for (; name.len - at >= sizeof hash; at += sizeof hash) {
        uint64_t word;
        memcpy(&word, name.ptr + at, sizeof word);
        hash = (hash ^ hash >> 32 ^ word) * factor;
    }
    hash = (hash ^ hash >> 32 ^ name_hash_tail(name.ptr + at, name.len - at)) * factor;
    return hash ^ hash >> 32;
}

#endif
