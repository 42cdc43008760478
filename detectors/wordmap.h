/*
 * Stage 3 of the scan core: which words are worth a closer look.
 *
 * A word is known by a hash of its first four letters in either case, which for every letter is a
 * product with a matrix of bits, so that a table (portable) and a vector instruction (GFNI) give
 * the same. More words pass than are meant, and none that is meant is missed: who looks closer
 * compares the letters.
 */
#ifndef DETECTORS_WORDMAP_H
#define DETECTORS_WORDMAP_H

#include "detectors/shapes.h"

#include <stdbool.h>

#define WORDMAP_LETTERS 4

/* A set of hashes for few members: two tests of one bit in 512 each. */
struct wordmap_set {
    uint8_t low[64];  /* by the low six bits of the first byte, a bit by the second byte */
    uint8_t high[64]; /* by the high six bits of the second byte, a bit by the first byte */
};

struct wordmap_table {
    struct wordmap_set labels;
    struct wordmap_set stems;
    uint32_t terms[65536 / 32];            /* a set for many members: a bit for each hash */
    uint16_t hashes[WORDMAP_LETTERS][256]; /* of a letter at a place; a hash is their sum */
    uint64_t matrices[2][WORDMAP_LETTERS]; /* the same as matrices of bits, for GFNI */
};

/* Bit b of a row is set when the word that starts at byte 64 * w + b may be one. */
struct wordmap {
    uint64_t labels[TILE_WORDS]; /* words and parts of camelCase that may start a label */
    uint64_t terms[TILE_WORDS];  /* words that may start a phrase of the lexicon */
    uint64_t stems[TILE_WORDS];  /* the last four letters of words of eight or more that may end as
                                    the names of drugs do */
};

/* Empties the table. */
void wordmap_table_init(struct wordmap_table *table);

/* Adds words by their first letters, count of them, more than WORDMAP_LETTERS or all the word has;
 * a stem by its last four. letters holds lower case, the first letter in its lowest byte. */
void wordmap_add_label(struct wordmap_table *table, uint64_t letters);
void wordmap_add_term(struct wordmap_table *table, uint64_t letters);
void wordmap_add_stem(struct wordmap_table *table, uint64_t letters);

struct wordmap_text {
    const uint8_t *bytes;
    size_t len;
    const struct shapemap *shapes; /* of bytes */
    bool has_terms;                /* false: terms and stems are not asked for, and not written */
};

/* Fills map for the classmap_words(len) words of text. Reads no byte outside of it. */
typedef void (*wordmap_fn)(const struct wordmap_table *table, const struct wordmap_text *text,
                           struct wordmap *map);

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map);

/* The same with vector instructions; only where variant.h finds the processor able. */
void wordmap_fill_avx512(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map);

/* What a word of 64 places says about the words in it. */
struct wordmap_places {
    uint64_t starts;
    uint64_t follows[WORDMAP_LETTERS]; /* so many places on stands a letter of the same word */
    uint64_t terms;                    /* starts of words, not of parts of camelCase */
    uint64_t humps;                    /* those of them whose first letters go over such a part */
    uint64_t stems;
};

static inline uint64_t wordmap_ahead(const uint64_t *row, unsigned count)
{
    return row[0] >> count | row[1] << (64 - count);
}

static inline uint64_t wordmap_back(const uint64_t *row, unsigned count)
{
    return row[0] << count | row[-1] >> (64 - count);
}

static inline struct wordmap_places wordmap_places_at(const struct shapemap *shapes, size_t word)
{
    const uint64_t *letter = &shapes->letter[1 + word];
    const uint64_t *start = &shapes->bits[SHAPE_WORD][1 + word];
    const uint64_t rest[2] = {letter[0] & ~start[0], letter[1] & ~start[1]};
    struct wordmap_places places = {.starts = start[0]};
    places.follows[0] = letter[0];
    places.follows[1] = letter[0] & wordmap_ahead(rest, 1);
    places.follows[2] = places.follows[1] & wordmap_ahead(rest, 2);
    places.follows[3] = places.follows[2] & wordmap_ahead(rest, 3);
    const uint64_t inner[2] = {start[0] & wordmap_back(letter, 1),
                               start[1] & wordmap_back(letter + 1, 1)};
    places.terms = start[0] & ~inner[0];
    places.humps = places.terms &
                   (wordmap_ahead(inner, 1) | wordmap_ahead(inner, 2) | wordmap_ahead(inner, 3));
    places.stems = wordmap_ahead(&shapes->long_ends[1 + word], 3);
    return places;
}

#endif
