/*
 * Stage 3 of the scan core: which words are worth a closer look.
 *
 * A word is known by a hash of its first six letters in either case. There are two: one is a
 * product, the other is linear, for every letter a product with a matrix of bits, which a vector
 * instruction (GFNI) computes for 64 places at once, and a table as well. More words pass than are
 * meant, and none that is meant is missed: who looks closer compares the letters.
 */
#ifndef DETECTORS_WORDMAP_H
#define DETECTORS_WORDMAP_H

#include "detectors/shapes.h"

#include <stdbool.h>

#define WORDMAP_LETTERS 6

/* What the words with a hash may be, as bits. */
enum wordmap_class {
    WORDMAP_GATE = 1 << 0,  /* the first word of a label that opens a gate (gates.h) */
    WORDMAP_TERM = 1 << 1,  /* of a phrase of the lexicon */
    WORDMAP_LABEL = 1 << 2, /* of any label */
    WORDMAP_CLASS_BITS = 4
};

#define WORDMAP_HASHES 65536 /* how many there are: two bytes */
#define WORDMAP_ENTRY_HASHES (32 / WORDMAP_CLASS_BITS)

/* A set of hashes for few members: two tests of one bit in 512 each. */
struct wordmap_set {
    uint8_t low[64];  /* by the low six bits of the first byte, a bit by the second byte */
    uint8_t high[64]; /* by the high six bits of the second byte, a bit by the first byte */
};

struct wordmap_table {
    uint32_t classes[WORDMAP_HASHES / WORDMAP_ENTRY_HASHES];
    struct wordmap_set stems;
    bool is_linear;
    uint16_t hashes[WORDMAP_LETTERS][256]; /* of a letter at a place; a hash is their sum */
    uint64_t matrices[2][WORDMAP_LETTERS]; /* the same as matrices of bits, for GFNI */
};

/* Bit b of a row is set when the word that starts at byte 64 * w + b may be one. */
struct wordmap {
    uint64_t gates[TILE_WORDS]; /* words and parts of camelCase that may start such a label */
    uint64_t labels[TILE_WORDS];
    uint64_t terms[TILE_WORDS]; /* words that may start a phrase of the lexicon */
    uint64_t stems[TILE_WORDS]; /* the last four letters of words of eight or more that may end as
                                   the names of drugs do */
    uint16_t starts[TILE_MAX + 64]; /* working memory */
};

/* Empties the table, and chooses its hash. */
void wordmap_table_init(struct wordmap_table *table, bool is_linear);

/* Enters words as of these classes by their first letters, a stem by its last four. letters holds
 * lower case, the first letter in its lowest byte, and zeros behind the last one; those behind the
 * first six do not count. */
void wordmap_add(struct wordmap_table *table, uint64_t letters, unsigned classes);
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

/* The same; only where variant.h finds the processor able. */
void wordmap_fill_avx2(const struct wordmap_table *table, const struct wordmap_text *text,
                       struct wordmap *map);

/* The same with vector instructions, for tables with the linear hash; only where variant.h finds
 * the processor able. */
void wordmap_fill_avx512(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map);

#endif
