/*
 * The labels of a tile, looked up only where somebody asks for their kinds, 64 bytes at a time.
 *
 * Few places of a text need to know what stands around them, so nearly all words are never looked
 * up, and of those near a value only the ones that may start a label of the kinds that matter to
 * it. What a block of 64 bytes holds depends on the bytes alone, not on who asked or when.
 */
#ifndef DETECTORS_HITS_H
#define DETECTORS_HITS_H

#include "detectors/ascii.h"
#include "detectors/labels.h"
#include "detectors/shapes.h"
#include "detectors/wordmap.h"

#include <string.h>

/* The labels that speak against a value from afar: see context_find_doubt(). */
#define HITS_DOUBTS (LABEL_BIT(LABEL_NEGATIVE) | LABEL_BIT(LABEL_NEGATION))

enum hits_mark { HITS_MARK_UNKNOWN, HITS_MARK_NONE, HITS_MARK_SOME };

struct label_hit {
    uint16_t at;
    uint16_t end;
    uint16_t word; /* index into labels_table */
    uint16_t kind; /* of it */
};

/* A place where a label starts, or may start as long as it has not been looked up. */
struct hits_place {
    const struct labels_slot *slot; /* of its key; NULL: has been looked up */
    uint64_t kinds;                 /* that may start here: of the label once it is known */
    struct label_hit hit;           /* at alone is set before */
    unsigned letters;
};

/* The places of one block, in order. */
struct hits_block {
    uint64_t kinds;   /* of all of them */
    uint64_t unknown; /* of those that have not been looked up */
    uint16_t first;   /* in the list of places */
    uint16_t count;
};

struct hits {
    const struct labels_index *index;
    const struct shapemap *shapes; /* of the tile */
    const struct wordmap *words;
    const uint8_t *bytes;
    size_t len;
    size_t place_count;
    uint64_t seen[(TILE_WORDS + 63) / 64]; /* blocks whose places are known */
    enum hits_mark fences;                 /* whether '`' stands in the tile */
    struct hits_block blocks[TILE_WORDS];
    struct hits_place places[TILE_MAX]; /* a word starts at most at every place */

    /* what was looked up ahead of its block, in order, and behind it one that lies behind the tile;
     * ends where it starts: there is no label */
    size_t noted_count;
    size_t noted_blocks;              /* first_noted holds so many */
    uint16_t first_noted[TILE_WORDS]; /* of each block, in noted */
    struct label_hit noted[TILE_MAX + 1];
};

/* Starts a tile of len bytes; index, shapes and words are set. */
void hits_begin(struct hits *hits, const uint8_t *bytes, size_t len);

/* Letters of the word that starts at at, up to its end or the next capital of camelCase, counted to
 * eight. */
static inline unsigned hits_count_letters(const struct hits *hits, size_t at)
{
    const unsigned ends = ~shapes_bits_from(hits->shapes->letter + 1, at) |
                          shapes_bits_from(hits->shapes->bits[SHAPE_WORD] + 1, at);
    return (unsigned)__builtin_ctz((ends & ~1U) | 1U << LABELS_KEY_LETTERS);
}

/* The key of the word of so many letters that starts at at, as of labels.h. */
static inline uint64_t hits_key(const struct hits *hits, size_t at, unsigned letters)
{
    return labels_key(ascii_load_bytes(hits->bytes + at, hits->len - at), letters);
}

/* The longest label that starts at at, where a word starts whose key has this slot, as of labels.h,
 * and so many letters, or NULL. Takes note of it for whoever asks for its block later: at lies
 * behind all places that were noted in the tile. */
const struct label_hit *hits_note(struct hits *hits, size_t at, const struct labels_slot *slot,
                                  unsigned letters);

/* The longest label that starts at at, where a word starts; false: none does. */
bool hits_find(const struct hits *hits, size_t at, struct label_hit *hit);

/* Finds the places of a block that has not been seen yet, and looks up those of a block that may be
 * of these kinds; private to hits_block(). */
void hits_see(struct hits *hits, size_t block);
void hits_look_up(struct hits *hits, size_t block, uint64_t kinds);

/* A block of the tile of whose places all that may be of these kinds have been looked up, or NULL
 * when it has no label of them. */
static inline const struct hits_block *hits_block(struct hits *hits, size_t block, uint64_t kinds)
{
    const struct hits_block *entry = &hits->blocks[block];
    if ((hits->seen[block / 64] >> (block % 64) & 1) == 0) {
        hits_see(hits, block);
    }
    if ((entry->unknown & kinds) != 0) {
        hits_look_up(hits, block, kinds);
    }
    return (entry->kinds & kinds) != 0 ? entry : NULL;
}

/* True when no label of HITS_DOUBTS starts in the blocks from first to last. */
static inline bool hits_are_quiet(struct hits *hits, size_t first, size_t last)
{
    for (size_t block = first; block <= last; block++) {
        if (hits->words->doubts[block] != 0 && hits_block(hits, block, HITS_DOUBTS) != NULL) {
            return false;
        }
    }
    return true;
}

/* True when '`' stands anywhere in the tile. */
static inline bool hits_may_be_fenced(struct hits *hits)
{
    if (hits->fences == HITS_MARK_UNKNOWN) {
        const bool is_any = memchr(hits->bytes, '`', hits->len) != NULL;
        hits->fences = is_any ? HITS_MARK_SOME : HITS_MARK_NONE;
    }
    return hits->fences == HITS_MARK_SOME;
}

#endif
