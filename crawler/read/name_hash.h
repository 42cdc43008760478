/*
 * The hash by which readers know names again that they have seen: FNV-1a of 64 bits
 * (draft-eastlake-fnv). No secret: two names of one hash mean a wrong or a missing field, no more.
 */
#ifndef CRAWLER_READ_NAME_HASH_H
#define CRAWLER_READ_NAME_HASH_H

#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

#define NAME_HASH_START UINT64_C(14695981039346656037)
#define NAME_HASH_PRIME UINT64_C(1099511628211)

/* Goes on with a hash, NAME_HASH_START at first. */
static inline uint64_t name_hash(uint64_t hash, struct span name)
{
    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ name.ptr[i]) * NAME_HASH_PRIME;
    return hash;
}

#endif
