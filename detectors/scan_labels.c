/* Looks closer at the words that may be labels without which some rule finds nothing. */
#include "detectors/scan_labels.h"

#include "detectors/scan_near.h"

#include <string.h>

/* The same in blocks of 64 bytes, with a label's own length. */
#define BLOCKS_AHEAD ((SCAN_LABELS_AHEAD + LABELS_REACH + 63) / 64)
#define BLOCKS_BACK ((SCAN_LABELS_BACK + 63) / 64)

/* The places of a word that lie from from to to. */
static uint64_t places_of(size_t word, size_t from, size_t to)
{
    const uint64_t behind = word == from / 64 ? UINT64_MAX << (from % 64) : UINT64_MAX;
    const uint64_t in_front = word == to / 64 ? UINT64_MAX >> (63 - to % 64) : UINT64_MAX;
    return behind & in_front;
}

static void open_gates(const struct ruleset *ruleset, struct scratch *scratch,
                       const struct tile *tile, const struct label_hit *hit)
{
    const struct ruleset_reach *reach = &ruleset->reach[hit->kind];
    const size_t from = hit->at > reach->back ? hit->at - (size_t)reach->back : 0;
    const size_t end = hit->end + (size_t)reach->ahead;
    const size_t to = end < tile->len ? end : tile->len - 1;
    for (size_t word = from / 64; word <= to / 64; word++) {
        scratch->open[word] |= places_of(word, from, to);
        scratch->gates[word] |= LABEL_BIT(hit->kind);
    }
    scratch->gated[scratch->gated_count++] = (struct gate){*hit, hit->end <= scratch->gated_end};
    scratch->gated_end = hit->end > scratch->gated_end ? hit->end : scratch->gated_end;
}

/* Marks where the label may stand directly in front of a number. */
static void open_directly(struct scratch *scratch, const struct tile *tile,
                          const struct label_hit *hit)
{
    const size_t end = hit->end + (size_t)SCAN_LABELS_DIRECT;
    const size_t to = end < tile->len ? end : tile->len - 1;
    for (size_t word = hit->at / 64; word <= to / 64; word++) {
        scratch->open_directly[word] |= places_of(word, hit->at, to);
    }
}

/* True when a number starts close enough to the block for a label in it to name it. */
static bool has_numbers(const struct scratch *scratch, size_t block)
{
    const uint64_t *row = &scratch->shapes.bits[SHAPE_NUMBER][1];
    const size_t from = block > BLOCKS_BACK ? block - BLOCKS_BACK : 0;
    uint64_t any = 0;
    for (size_t i = from; i <= block + BLOCKS_AHEAD && i < TILE_WORDS; i++) {
        any |= row[i];
    }
    return any != 0;
}

/* Takes note of the label at at, if there is one. is_numbered: numbers stand close to it. */
static void find_label(const struct ruleset *ruleset, struct scratch *scratch,
                       const struct tile *tile, size_t at, bool is_numbered)
{
    const unsigned letters = hits_count_letters(&scratch->hits, at);
    const struct labels_slot *slot =
        labels_find_slot(&ruleset->labels, hits_key(&scratch->hits, at, letters));
    /* a title, or "Dr" behind the name of a street, has a capital: "ms" is a unit in every log */
    const uint64_t titles = ascii_is_upper(tile->bytes[at]) ? 0 : LABEL_BIT(LABEL_TITLE);
    const uint64_t kinds = slot->kinds & ~titles;
    const bool is_anchor = (kinds & SCAN_LABELS_ANCHORS) != 0;
    const bool may_be_near = ruleset->is_fast && (kinds & SCAN_NEAR_LABELS) != 0;
    const bool is_gate = (kinds & ruleset->gated) != 0 && (may_be_near || is_numbered);
    const struct label_hit *hit =
        is_anchor || is_gate ? hits_note(&scratch->hits, at, slot, letters) : NULL;
    if (hit == NULL) {
        return;
    }
    if (is_anchor) {
        scratch->anchors[scratch->anchor_count++] = *hit;
    }
    if (is_gate) {
        open_gates(ruleset, scratch, tile, hit);
        if ((LABEL_BIT(hit->kind) & ruleset->numbers.direct_kinds) != 0) {
            open_directly(scratch, tile, hit);
        }
        if (ruleset->is_fast) {
            scan_near_add_label(scratch, tile, hit);
        }
    }
}

void scan_labels_find(const struct ruleset *ruleset, struct scratch *scratch, struct tile *tile)
{
    const size_t words = classmap_words(tile->len);
    memset(scratch->gates, 0, words * sizeof scratch->gates[0]);
    memset(scratch->open, 0, words * sizeof scratch->open[0]);
    memset(scratch->open_directly, 0, words * sizeof scratch->open_directly[0]);
    scratch->anchor_count = 0;
    scratch->gated_count = 0;
    scratch->gated_end = 0;
    scratch->hits.index = &ruleset->labels;
    scratch->hits.shapes = &scratch->shapes;
    scratch->hits.words = &scratch->words;
    hits_begin(&scratch->hits, tile->bytes, tile->len);
    tile->hits = &scratch->hits;
    tile->gates = scratch->gates;
    tile->gated = ruleset->gated;
    size_t block = SIZE_MAX;
    bool is_numbered = false;
    for (size_t i = 0; i < scratch->words.gate_count; i++) {
        const size_t at = scratch->words.gates[i];
        if (at / 64 != block) {
            block = at / 64;
            is_numbered = has_numbers(scratch, block);
        }
        find_label(ruleset, scratch, tile, at, is_numbered);
    }
}
