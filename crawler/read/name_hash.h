/*
 * The hashes by which readers know names again that they have seen. No secret: two names of one
 * hash mean a wrong or a missing field, no more.
 */
#ifndef CRAWLER_READ_NAME_HASH_H
#define CRAWLER_READ_NAME_HASH_H

#include "crawler/read/lane_bits.h"
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

#define NAME_HASH_SHORT ((size_t)16)

/* The last len bytes in front of end, but at most eight, as a number. */
static inline uint64_t name_hash_word(const uint8_t *end, size_t len)
{
    const uint64_t word = lane_load(end - sizeof word);
    return len >= sizeof word ? word : word >> (64 - 8 * len);
}

/*
 * Of a whole name that stands in a text, in front of end, where front bytes may be read. Nearly all
 * names are short: those are two numbers, got without a branch by the length, which is another with
 * every name. A name may have another hash where it is near the start of what may be read.
 */
static inline uint64_t name_hash_in(uint64_t hash, const uint8_t *end, size_t len, size_t front)
{
    const uint64_t factor = UINT64_C(0x9e3779b97f4a7c15);
    const size_t half = NAME_HASH_SHORT / 2;
    if (len == 0 || len > NAME_HASH_SHORT || front < NAME_HASH_SHORT)
        return name_hash_whole(hash, (struct span){end - len, len});
    const uint64_t last = name_hash_word(end, len);
    const uint64_t first = len > half ? name_hash_word(end - half, len - half) : 0;
    hash = (hash ^ last ^ len << 56) * factor;
    hash = (hash ^ hash >> 32 ^ first) * factor;
    return hash ^ hash >> 32;
}

#endif
