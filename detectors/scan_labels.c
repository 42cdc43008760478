/* Looks closer at the words that may be labels without which some rule finds nothing. */
#include "detectors/scan_labels.h"

#include "detectors/scan_near.h"

#include <string.h>

/* With the bytes of a value up to the place that is looked at, and of a whole value. */
#define GATE_AHEAD (SCAN_LABELS_BEFORE_MAX + 28U)
#define GATE_BACK (SCAN_LABELS_AFTER_MAX + 47U)
/* The same in blocks of 64 bytes, with a label's own length. */
#define GATE_BLOCKS_AHEAD ((GATE_AHEAD + LABELS_REACH + 63) / 64)
#define GATE_BLOCKS_BACK ((GATE_BACK + 63) / 64)

static void open_gates(struct scratch *scratch, const struct tile *tile,
                       const struct label_hit *hit)
{
    const uint64_t kind = LABEL_BIT(hit->kind);
    const size_t from = hit->at > GATE_BACK ? hit->at - GATE_BACK : 0;
    const size_t to = hit->end + GATE_AHEAD < tile->len ? hit->end + GATE_AHEAD : tile->len - 1;
    for (size_t word = from / 64; word <= to / 64; word++) {
        scratch->gates[word] |= kind;
    }
}

/* True when a number starts close enough to the block for a label in it to name it. */
static bool has_numbers(const struct scratch *scratch, size_t block)
{
    const uint64_t *row = &scratch->shapes.bits[SHAPE_NUMBER][1];
    const size_t from = block > GATE_BLOCKS_BACK ? block - GATE_BLOCKS_BACK : 0;
    uint64_t any = 0;
    for (size_t i = from; i <= block + GATE_BLOCKS_AHEAD && i < TILE_WORDS; i++) {
        any |= row[i];
    }
    return any != 0;
}

/* Takes note of the label at at, if there may be one. */
static void find_label(const struct ruleset *ruleset, struct scratch *scratch,
                       const struct tile *tile, size_t at)
{
    const unsigned letters = hits_count_letters(&scratch->hits, at);
    const uint64_t key = hits_key(&scratch->hits, at, letters);
    const uint64_t kinds =
        gates_kinds_at(&ruleset->gates, key, letters, tile->bytes + at, tile->len - at);
    if (kinds == 0) {
        return;
    }
    if ((kinds & SCAN_LABELS_ANCHORS) != 0) {
        scratch->anchors[scratch->anchor_count++] =
            (struct scan_anchor){kinds & SCAN_LABELS_ANCHORS, at};
    }
    struct label_hit hit;
    const bool may_be_near = ruleset->is_fast && (kinds & SCAN_NEAR_LABELS) != 0;
    if ((kinds & ruleset->gated) != 0 && (may_be_near || has_numbers(scratch, at / 64)) &&
        hits_match(&scratch->hits, at, key, &hit)) {
        open_gates(scratch, tile, &hit);
        if (ruleset->is_fast) {
            scan_near_add_label(scratch, tile, &hit);
        }
    }
}

void scan_labels_find(const struct ruleset *ruleset, struct scratch *scratch, struct tile *tile)
{
    const size_t words = classmap_words(tile->len);
    memset(scratch->gates, 0, words * sizeof scratch->gates[0]);
    scratch->anchor_count = 0;
    scratch->hits.index = &ruleset->labels;
    scratch->hits.shapes = &scratch->shapes;
    scratch->hits.words = &scratch->words;
    hits_begin(&scratch->hits, tile->bytes, tile->len);
    tile->hits = &scratch->hits;
    for (size_t word = 0; word < words; word++) {
        for (uint64_t bits = scratch->words.gates[word]; bits != 0; bits &= bits - 1) {
            find_label(ruleset, scratch, tile, 64 * word + (size_t)__builtin_ctzll(bits));
        }
    }
}
