/* Open addressing with linear steps; at most half of the slots are taken. */
#include "detectors/distinct.h"

#include <stdlib.h>
#include <string.h>

void distinct_init(struct distinct *set, size_t max)
{
    memset(set->small, 0, sizeof set->small);
    set->slots = set->small;
    set->capacity = DISTINCT_SMALL;
    set->count = 0;
    set->max = max;
    set->is_full = false;
}

void distinct_reset(struct distinct *set)
{
    if (set->slots != set->small) {
        free(set->slots);
    }
    if (set->count > 0) {
        distinct_init(set, set->max);
    }
    set->is_full = false;
}

static size_t first_slot(size_t capacity, uint64_t hash)
{
    return (size_t)((hash * 0xd6e8feb86659fd93) >> 32) & (capacity - 1);
}

void distinct_expect(const struct distinct *set, uint64_t hash)
{
    __builtin_prefetch(&set->slots[first_slot(set->capacity, hash == 0 ? 1 : hash)], 1);
}

/* The slot that holds hash, or the free one where it goes. Fingerprints are keyed, so nobody can
 * aim at one slot. */
static uint64_t *find_slot(uint64_t *slots, size_t capacity, uint64_t hash)
{
    size_t at = first_slot(capacity, hash);
    while (slots[at] != 0 && slots[at] != hash) {
        at = (at + 1) & (capacity - 1);
    }
    return &slots[at];
}

static bool grow(struct distinct *set)
{
    const size_t capacity = set->capacity * 2;
    uint64_t *slots = calloc(capacity, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < set->capacity; i++) {
        if (set->slots[i] != 0) {
            *find_slot(slots, capacity, set->slots[i]) = set->slots[i];
        }
    }
    if (set->slots != set->small) {
        free(set->slots);
    }
    set->slots = slots;
    set->capacity = capacity;
    return true;
}

bool distinct_add(struct distinct *set, uint64_t hash)
{
    hash = hash == 0 ? 1 : hash;
    uint64_t *slot = find_slot(set->slots, set->capacity, hash);
    if (*slot == hash) {
        return false;
    }
    if (set->count >= set->max) {
        set->is_full = true;
        return false;
    }
    if (set->count >= set->capacity / 2) {
        if (!grow(set)) {
            set->is_full = true;
            return false;
        }
        slot = find_slot(set->slots, set->capacity, hash);
    }
    *slot = hash;
    set->count++;
    return true;
}
