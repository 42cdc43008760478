/* Marks the neighbourhood of identifiers. */
#include "detectors/scan_near.h"

#include <string.h>

void scan_near_clear(struct scratch *scratch, size_t len)
{
    memset(scratch->near, 0, classmap_words(len) * sizeof scratch->near[0]);
    scratch->has_near = false;
}

static void mark(struct scratch *scratch, const struct tile *tile, size_t from, size_t to)
{
    from = from > SCAN_NEAR ? from - SCAN_NEAR : 0;
    to = to + SCAN_NEAR < tile->len ? to + SCAN_NEAR : tile->len - 1;
    scratch->has_near = true;
    for (size_t word = from / 64; word <= to / 64; word++) {
        uint64_t bits = UINT64_MAX;
        bits &= word == from / 64 ? UINT64_MAX << (from % 64) : UINT64_MAX;
        bits &= word == to / 64 ? UINT64_MAX >> (63 - to % 64) : UINT64_MAX;
        scratch->near[word] |= bits;
    }
}

void scan_near_add_label(struct scratch *scratch, const struct tile *tile,
                         const struct label_hit *hit)
{
    if ((LABEL_BIT(labels_table[hit->word].kind) & SCAN_NEAR_LABELS) != 0) {
        mark(scratch, tile, hit->at, hit->end);
    }
}

/* Places of shapes that little else has, and of '@', among the 64 of a word. */
static uint64_t find_places(const struct scratch *scratch, const struct tile *tile, size_t word)
{
    static const uint8_t shapes[] = {SHAPE_SSN,   SHAPE_SSN_WIDE, SHAPE_PHONE, SHAPE_PHONE_WIDE,
                                     SHAPE_PAREN, SHAPE_CARD,     SHAPE_MBI,   SHAPE_DEA};
    uint64_t places = 0;
    if (scratch->shapes.strong[1 + word] != 0) {
        for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
            places |= scratch->shapes.bits[shapes[i]][1 + word];
        }
    }
    for (uint64_t bits = scratch->classes.bits[CLASS_ROUTE][1 + word]; bits != 0;
         bits &= bits - 1) {
        const unsigned bit = (unsigned)__builtin_ctzll(bits);
        places |= (uint64_t)(tile->bytes[64 * word + bit] == '@') << bit;
    }
    return places;
}

bool scan_near_find(struct scratch *scratch, const struct tile *tile)
{
    _Static_assert(SCAN_NEAR >= 64, "what is near two places of a word is near all between");
    for (size_t word = 0; 64 * word < tile->len; word++) {
        const uint64_t places = find_places(scratch, tile, word);
        if (places != 0) {
            mark(scratch, tile, 64 * word + (size_t)__builtin_ctzll(places),
                 64 * word + 63 - (size_t)__builtin_clzll(places));
        }
    }
    return scratch->has_near;
}

void scan_near_limit_words(struct scratch *scratch, const struct tile *tile)
{
    for (size_t word = 0; 64 * word < tile->len; word++) {
        scratch->words.terms[word] &= scratch->near[word];
    }
}
