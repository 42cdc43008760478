/* Looks the labels of a tile up when they are asked for. */
#include "detectors/hits.h"

#include <string.h>

_Static_assert(TILE_MAX <= UINT16_MAX, "places in a tile fit struct label_hit");

void hits_begin(struct hits *hits, const uint8_t *bytes, size_t len)
{
    hits->bytes = bytes;
    hits->len = len;
    hits->pool_count = 0;
    hits->place_count = 0;
    hits->noted_count = 0;
    hits->noted_blocks = 0;
    memset(hits->seen, 0, sizeof hits->seen);
    memset(hits->known, 0, sizeof hits->known);
    memset(hits->quiet, 0, sizeof hits->quiet);
    hits->fences = HITS_MARK_UNKNOWN;
}

bool hits_match(const struct hits *hits, size_t at, const struct labels_slot *slot,
                unsigned letters, struct label_hit *hit)
{
    const struct labels_place place = {hits->bytes + at, at, hits->len - at};
    uint16_t word = 0;
    const size_t len = labels_match(hits->index, &place, slot, letters, &word);
    *hit = (struct label_hit){(uint16_t)at, (uint16_t)(at + len), word, labels_table[word].kind};
    return len > 0;
}

bool hits_note(struct hits *hits, size_t at, const struct labels_slot *slot, unsigned letters,
               struct label_hit *hit)
{
    while (hits->noted_blocks <= at / 64) {
        hits->first_noted[hits->noted_blocks++] = (uint16_t)hits->noted_count;
    }
    const bool is_found = hits_match(hits, at, slot, letters, hit);
    hits->noted[hits->noted_count++] = *hit;
    return is_found;
}

bool hits_find(const struct hits *hits, size_t at, struct label_hit *hit)
{
    const unsigned letters = hits_count_letters(hits, at);
    const uint64_t key = hits_key(hits, at, letters);
    return hits_match(hits, at, labels_find_slot(hits->index, key), letters, hit);
}

/* Takes note of a block that holds labels of no more than these kinds. */
static void set_quiet(struct hits *hits, size_t block, uint64_t kinds)
{
    hits->quiet[block / 64] |= (uint64_t)((kinds & HITS_DOUBTS) == 0) << (block % 64);
}

void hits_see(struct hits *hits, size_t block)
{
    struct hits_block *entry = &hits->blocks[block];
    *entry = (struct hits_block){.first_place = (uint16_t)hits->place_count};
    hits->seen[block / 64] |= (uint64_t)1 << (block % 64);
    for (uint64_t bits = hits->words->labels[block]; bits != 0; bits &= bits - 1) {
        const size_t at = 64 * block + (size_t)__builtin_ctzll(bits);
        const unsigned letters = hits_count_letters(hits, at);
        const struct labels_slot *slot = labels_find_slot(hits->index, hits_key(hits, at, letters));
        hits->places[hits->place_count] =
            (struct hits_place){slot, (uint16_t)at, (uint16_t)letters};
        hits->place_count += slot->count != 0;
        entry->possible |= slot->kinds;
    }
    entry->place_count = (uint16_t)(hits->place_count - entry->first_place);
    set_quiet(hits, block, entry->possible);
}

/* The label that starts at place, noted or not; noted is the first note that may be of it. */
static bool find_label(const struct hits *hits, const struct hits_place *place, size_t *noted,
                       struct label_hit *hit)
{
    size_t i = *noted;
    while (i < hits->noted_count && hits->noted[i].at < place->at) {
        i++;
    }
    *noted = i;
    if (i == hits->noted_count || hits->noted[i].at != place->at) {
        return hits_match(hits, place->at, place->slot, place->letters, hit);
    }
    *hit = hits->noted[i];
    return hit->end > hit->at;
}

void hits_look_up(struct hits *hits, size_t block)
{
    struct hits_block *entry = &hits->blocks[block];
    size_t noted = block < hits->noted_blocks ? hits->first_noted[block] : hits->noted_count;
    entry->first = (uint16_t)hits->pool_count;
    hits->known[block / 64] |= (uint64_t)1 << (block % 64);
    for (size_t i = 0; i < entry->place_count; i++) {
        struct label_hit *hit = &hits->pool[hits->pool_count];
        if (find_label(hits, &hits->places[entry->first_place + i], &noted, hit)) {
            entry->kinds |= LABEL_BIT(hit->kind);
            entry->count++;
            hits->pool_count++;
        }
    }
    set_quiet(hits, block, entry->kinds);
}
