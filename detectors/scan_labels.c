/* Looks at every word of a tile once: does a label start here? */
#include "detectors/scan_labels.h"

#include <string.h>

/* With the bytes of a value up to the place that is looked at, and of a whole value. */
#define GATE_AHEAD (SCAN_LABELS_BEFORE_MAX + 28U)
#define GATE_BACK (SCAN_LABELS_AFTER_MAX + 47U)

_Static_assert(TILE_MAX <= UINT16_MAX, "places in a tile fit struct label_hit");

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

/* The eight bytes at at, the first one lowest; zeros where the tile ends. */
static uint64_t load_bytes(const struct tile *tile, size_t at)
{
    uint64_t bytes = 0;
    if (tile->len - at >= sizeof bytes) {
        memcpy(&bytes, tile->bytes + at, sizeof bytes);
    } else {
        memcpy(&bytes, tile->bytes + at, tile->len - at);
    }
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    bytes = __builtin_bswap64(bytes);
#endif
    return bytes;
}

/* Letters of the word that starts at at, up to its end or the next capital of camelCase, counted to
 * eight. */
static unsigned count_letters(const struct shapemap *shapes, size_t at)
{
    const uint64_t *letter = &shapes->letter[1 + at / 64];
    const uint64_t *start = &shapes->bits[SHAPE_WORD][1 + at / 64];
    const unsigned shift = (unsigned)(at % 64);
    uint64_t ends = (~letter[0] | start[0]) >> shift;
    if (shift > 0) {
        ends |= (~letter[1] | start[1]) << (64 - shift);
    }
    ends = (ends & ~(uint64_t)1) | (uint64_t)1 << LABELS_KEY_LETTERS;
    return (unsigned)__builtin_ctzll(ends);
}

/* Enters the label at at, if there is one; returns the new number of hits. */
static size_t find_label(const struct ruleset *ruleset, struct scratch *scratch,
                         const struct tile *tile, size_t at, size_t count)
{
    const uint64_t key = labels_key(load_bytes(tile, at), count_letters(&scratch->shapes, at));
    if (!labels_may_match(&ruleset->labels, key)) {
        return count;
    }
    const struct labels_place place = {tile->bytes + at, at, tile->len - at};
    uint16_t word = 0;
    const size_t len = labels_match(&ruleset->labels, &place, key, &word);
    if (len == 0) {
        return count;
    }
    const struct label_hit hit = {(uint16_t)at, (uint16_t)(at + len), word};
    scratch->hits[count] = hit;
    if ((LABEL_BIT(labels_table[word].kind) & ruleset->gated) != 0) {
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
    tile->kinds = 0;
    for (size_t i = 0; i < count; i++) {
        tile->kinds |= LABEL_BIT(labels_table[scratch->hits[i].word].kind);
    }
    tile->first_hit = scratch->first_hit;
}
