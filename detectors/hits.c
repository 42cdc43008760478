/* Looks the labels of a tile up when they are asked for. */
#include "detectors/hits.h"

#include <string.h>

_Static_assert(TILE_MAX <= UINT16_MAX, "places in a tile fit struct label_hit");

void hits_begin(struct hits *hits, const uint8_t *bytes, size_t len)
{
    hits->bytes = bytes;
    hits->len = len;
    hits->pool_count = 0;
    memset(hits->known, 0, sizeof hits->known);
}

/* The eight bytes at at, the first one lowest; zeros where the tile ends. */
static uint64_t load_bytes(const struct hits *hits, size_t at)
{
    uint64_t bytes = 0;
    if (hits->len - at >= sizeof bytes) {
        memcpy(&bytes, hits->bytes + at, sizeof bytes);
    } else {
        memcpy(&bytes, hits->bytes + at, hits->len - at);
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

uint64_t hits_key(const struct hits *hits, size_t at, unsigned *letters)
{
    *letters = count_letters(hits->shapes, at);
    return labels_key(load_bytes(hits, at), *letters);
}

bool hits_match(const struct hits *hits, size_t at, uint64_t key, struct label_hit *hit)
{
    const struct labels_place place = {hits->bytes + at, at, hits->len - at};
    uint16_t word = 0;
    const size_t len = labels_match(hits->index, &place, key, &word);
    *hit = (struct label_hit){(uint16_t)at, (uint16_t)(at + len), word};
    return len > 0;
}

void hits_look_up(struct hits *hits, size_t block)
{
    struct hits_block *entry = &hits->blocks[block];
    *entry = (struct hits_block){.first = (uint16_t)hits->pool_count};
    hits->known[block / 64] |= (uint64_t)1 << (block % 64);
    for (uint64_t bits = hits->shapes->bits[SHAPE_WORD][1 + block]; bits != 0; bits &= bits - 1) {
        const size_t at = 64 * block + (size_t)__builtin_ctzll(bits);
        unsigned letters;
        const uint64_t key = hits_key(hits, at, &letters);
        struct label_hit *hit = &hits->pool[hits->pool_count];
        if (labels_may_match(hits->index, key) && hits_match(hits, at, key, hit)) {
            entry->kinds |= LABEL_BIT(labels_table[hit->word].kind);
            entry->count++;
            hits->pool_count++;
        }
    }
}
