/* Looks closer at the words that may be labels without which some rule finds nothing. */
#include "detectors/scan_labels.h"

#include <string.h>

/* With the bytes of a value up to the place that is looked at, and of a whole value. */
#define GATE_AHEAD (SCAN_LABELS_BEFORE_MAX + 28U)
#define GATE_BACK (SCAN_LABELS_AFTER_MAX + 47U)

static void open_gates(struct scratch *scratch, const struct tile *tile,
                       const struct label_hit *hit)
{
    const uint64_t kind = LABEL_BIT(labels_table[hit->word].kind);
    const size_t from = hit->at > GATE_BACK ? hit->at - GATE_BACK : 0;
    const size_t to = hit->end + GATE_AHEAD < tile->len ? hit->end + GATE_AHEAD : tile->len - 1;
    for (size_t word = from / 64; word <= to / 64; word++) {
        scratch->gates[word] |= kind;
    }
}

/* Takes note of the label at at, if there is one. */
static void find_label(const struct ruleset *ruleset, struct scratch *scratch,
                       const struct tile *tile, size_t at)
{
    const uint64_t key = hits_key(&scratch->hits, at);
    struct label_hit hit;
    if (!ruleset_opens_gate(ruleset, key) || !hits_match(&scratch->hits, at, key, &hit)) {
        return;
    }
    const uint64_t kind = LABEL_BIT(labels_table[hit.word].kind);
    if ((kind & ruleset->gated) != 0) {
        open_gates(scratch, tile, &hit);
    }
    if ((kind & SCAN_LABELS_ANCHORS) != 0) {
        scratch->anchors[scratch->anchor_count++] = (uint16_t)at;
    }
}

void scan_labels_find(const struct ruleset *ruleset, struct scratch *scratch, struct tile *tile)
{
    const size_t words = classmap_words(tile->len);
    memset(scratch->gates, 0, words * sizeof scratch->gates[0]);
    scratch->anchor_count = 0;
    scratch->hits.index = &ruleset->labels;
    scratch->hits.shapes = &scratch->shapes;
    hits_begin(&scratch->hits, tile->bytes, tile->len);
    tile->hits = &scratch->hits;
    for (size_t word = 0; word < words; word++) {
        for (uint64_t bits = scratch->words.labels[word]; bits != 0; bits &= bits - 1) {
            find_label(ruleset, scratch, tile, 64 * word + (size_t)__builtin_ctzll(bits));
        }
    }
}
