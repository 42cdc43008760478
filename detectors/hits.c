/* Looks the labels of a tile up when they are asked for. */
#include "detectors/hits.h"

#include <assert.h>
#include <string.h>

_Static_assert(TILE_MAX <= UINT16_MAX, "places in a tile fit struct label_hit");

void hits_begin(struct hits *hits, const uint8_t *bytes, size_t len)
{
    hits->bytes = bytes;
    hits->len = len;
    hits->place_count = 0;
    hits->noted_count = 0;
    hits->noted[0].at = UINT16_MAX;
    hits->noted_blocks = 0;
    memset(hits->seen, 0, sizeof hits->seen);
    hits->fences = HITS_MARK_UNKNOWN;
}

/* The longest label that starts at at, where a word starts whose key has this slot, as of labels.h,
 * and so many letters; false: none does. */
static inline bool match(const struct hits *hits, size_t at, const struct labels_slot *slot,
                         unsigned letters, struct label_hit *hit)
{
    const struct labels_place place = {hits->bytes + at, at, hits->len - at};
    uint16_t word = 0;
    const size_t len = labels_match(hits->index, &place, slot, letters, &word);
    *hit = (struct label_hit){(uint16_t)at, (uint16_t)(at + len), word, labels_table[word].kind};
    return len > 0;
}

const struct label_hit *hits_note(struct hits *hits, size_t at, const struct labels_slot *slot,
                                  unsigned letters)
{
    while (hits->noted_blocks <= at / 64) {
        hits->first_noted[hits->noted_blocks++] = (uint16_t)hits->noted_count;
    }
    struct label_hit *hit = &hits->noted[hits->noted_count++];
    hit[1].at = UINT16_MAX;
    return match(hits, at, slot, letters, hit) ? hit : NULL;
}

bool hits_find(const struct hits *hits, size_t at, struct label_hit *hit)
{
    const unsigned letters = hits_count_letters(hits, at);
    const uint64_t key = hits_key(hits, at, letters);
    return match(hits, at, labels_find_slot(hits->index, key), letters, hit);
}

void hits_see(struct hits *hits, size_t block)
{
    struct hits_block *entry = &hits->blocks[block];
    const struct label_hit *noted =
        &hits->noted[block < hits->noted_blocks ? hits->first_noted[block] : hits->noted_count];
    uint64_t kinds = 0;
    uint64_t unknown = 0;
    entry->first = (uint16_t)hits->place_count;
    hits->seen[block / 64] |= (uint64_t)1 << (block % 64);
    for (uint64_t bits = hits->words->labels[block]; bits != 0; bits &= bits - 1) {
        const size_t at = 64 * block + (size_t)__builtin_ctzll(bits);
        struct hits_place *place = &hits->places[hits->place_count];
        while (noted->at < at) {
            noted++;
        }
        if (noted->at == at) {
            if (noted->end > at) {
                place->slot = NULL;
                place->kinds = LABEL_BIT(noted->kind);
                place->hit = *noted;
                kinds |= place->kinds;
                hits->place_count++;
            }
            continue;
        }
        place->letters = hits_count_letters(hits, at);
        place->slot = labels_find_slot(hits->index, hits_key(hits, at, place->letters));
        place->kinds = place->slot->kinds;
        place->hit.at = (uint16_t)at;
        kinds |= place->kinds;
        unknown |= place->kinds;
        hits->place_count += place->kinds != 0;
    }
    entry->count = (uint16_t)(hits->place_count - entry->first);
    entry->kinds = kinds;
    entry->unknown = unknown;
}

void hits_look_up(struct hits *hits, size_t block, uint64_t kinds)
{
    struct hits_block *entry = &hits->blocks[block];
    uint64_t all = 0;
    uint64_t unknown = 0;
    for (size_t i = 0; i < entry->count; i++) {
        struct hits_place *place = &hits->places[entry->first + i];
        if (place->slot != NULL && (place->kinds & kinds) != 0) {
            const bool is_label =
                match(hits, place->hit.at, place->slot, place->letters, &place->hit);
            place->kinds = is_label ? LABEL_BIT(place->hit.kind) : 0;
            place->slot = NULL;
            assert((place->kinds & HITS_DOUBTS) == 0 ||
                   (hits->words->doubts[block] >> (place->hit.at % 64) & 1) != 0);
        }
        all |= place->kinds;
        unknown |= place->slot != NULL ? place->kinds : 0;
    }
    entry->kinds = all;
    entry->unknown = unknown;
}
