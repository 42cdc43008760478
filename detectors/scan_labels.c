/* Looks at every word of a tile once: does a label start here? */
#include "detectors/scan_labels.h"

#include <string.h>

/* How far labels name values that look like nothing by themselves: the widest window of such a form
 * and the digits of a value, in front of and behind a value. */
#define GATE_AHEAD 128U
#define GATE_BACK 80U

static void open_gates(struct scratch *scratch, const struct tile *tile,
                       const struct label_hit *hit)
{
    const uint32_t kind = LABEL_BIT(labels_table[hit->word].kind);
    const size_t from = hit->at > GATE_BACK ? hit->at - GATE_BACK : 0;
    const size_t to = hit->end + GATE_AHEAD < tile->len ? hit->end + GATE_AHEAD : tile->len - 1;
    for (size_t word = from / 64; word <= to / 64; word++) {
        scratch->gates[word] |= kind;
    }
}

/* Enters the label at at, if there is one; returns the new number of hits. */
static size_t find_label(const struct ruleset *ruleset, struct scratch *scratch,
                         const struct tile *tile, size_t at, size_t count)
{
    const uint8_t *text = tile->bytes + at;
    const size_t avail = tile->len - at;
    uint16_t word = 0;
    if (avail >= 3 && !labels_may_match(&ruleset->labels, labels_key(&ruleset->labels, text))) {
        return count;
    }
    const size_t len = labels_match(&ruleset->labels, text, at, avail, &word);
    if (len == 0) {
        return count;
    }
    const struct label_hit hit = {(uint16_t)at, (uint16_t)(at + len), word};
    scratch->hits[count] = hit;
    const uint32_t gated =
        ruleset->anchors[ANCHOR_NUMBER].labels | ruleset->anchors[ANCHOR_MONTH].labels;
    if ((LABEL_BIT(labels_table[word].kind) & gated) != 0) {
        open_gates(scratch, tile, &hit);
    }
    return count + 1;
}

void scan_labels_find(const struct ruleset *ruleset, struct scratch *scratch, struct tile *tile)
{
    const size_t words = classmap_words(tile->len);
    size_t count = 0;
    memset(scratch->gates, 0, words * sizeof scratch->gates[0]);
    for (size_t word = 0; word < words; word++) {
        scratch->first_hit[word] = (uint16_t)count;
        for (uint64_t bits = scratch->shapes.bits[SHAPE_WORD][1 + word]; bits != 0;
             bits &= bits - 1) {
            const size_t at = 64 * word + (size_t)__builtin_ctzll(bits);
            count = find_label(ruleset, scratch, tile, at, count);
        }
    }
    scratch->first_hit[words] = (uint16_t)count;
    tile->hits = scratch->hits;
    tile->first_hit = scratch->first_hit;
}
