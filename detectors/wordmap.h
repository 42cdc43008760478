/*
 * Stage 3 of the scan core: which words are worth a closer look.
 *
 * A word is known by a hash of its first eight letters, in either case, and by what the text goes
 * on with behind it. More words pass than are meant, and none that is meant is missed: who looks
 * closer compares the letters.
 */
#ifndef DETECTORS_WORDMAP_H
#define DETECTORS_WORDMAP_H

#include "detectors/shapes.h"

#include <stdbool.h>

#define WORDMAP_LETTERS 8

/* What a word may be, as bits. */
enum wordmap_class {
    WORDMAP_GATE = 1 << 0,  /* the first word of a label that opens a gate (scan_labels.h) */
    WORDMAP_TERM = 1 << 1,  /* of a phrase of the lexicon */
    WORDMAP_LABEL = 1 << 2, /* of any label */
    WORDMAP_PLACE = 1 << 3, /* of a label at which something starts: a unit or a month */
    WORDMAP_FORM = 1 << 4,  /* of such a phrase that may stand directly behind a digit; these are
                               entered as terms, too */
    WORDMAP_DOUBT = 1 << 5  /* of a label that speaks against a value from afar */
};

/* Beside enum labels_next: more bytes that may separate words than are looked at, and anything. */
#define WORDMAP_GAP 29
#define WORDMAP_ANY 31
#define WORDMAP_ANY_NEXT ((uint32_t)1 << WORDMAP_ANY)

#define WORDMAP_AHEAD 4        /* bytes behind a word that tell what follows it */
#define WORDMAP_SEPARATOR 0x80 /* in a byte of nexts: it may separate words */

#define WORDMAP_WORD_BITS 16
#define WORDMAP_PAIR_BITS 16
#define WORDMAP_SLACK 3 /* bytes behind a table that are loaded with its last one */

/* A set of hashes for few members: some tests of one bit in 512 each, by parts of the hash. */
#define WORDMAP_SET_TESTS 3
struct wordmap_set {
    uint8_t bits[WORDMAP_SET_TESTS][64];
};

struct wordmap_table {
    uint8_t words[(1 << WORDMAP_WORD_BITS) + WORDMAP_SLACK]; /* classes of the words with a hash */
    uint8_t pairs[(1 << WORDMAP_PAIR_BITS) + WORDMAP_SLACK]; /* of a word and what follows it */
    uint8_t nexts[256]; /* enum labels_next of a byte, with WORDMAP_SEPARATOR */
    struct wordmap_set stems;
};

/* Bit b of a row is set when the word that starts at byte 64 * w + b may be one. */
struct wordmap {
    size_t gate_count;
    uint16_t gates[TILE_MAX + 64]; /* places of words and parts of camelCase that may start such a
                                      label, in order */
    uint64_t places[TILE_WORDS];   /* words that may start a label of WORDMAP_PLACE */
    uint64_t labels[TILE_WORDS];   /* any label, whatever follows its first word */
    uint64_t doubts[TILE_WORDS];   /* words that may start a label of WORDMAP_DOUBT */
    uint64_t terms[TILE_WORDS];    /* words that may start a phrase of the lexicon */
    uint64_t forms[TILE_WORDS];    /* of these, those that may stand behind a digit */
    uint64_t stems[TILE_WORDS]; /* the last four letters of words of eight or more that may end as
                                   the names of drugs do */

    /* working memory */
    uint16_t starts[TILE_MAX + 64];
    uint16_t listed[TILE_MAX + 64];
};

/* Empties the table. */
void wordmap_table_init(struct wordmap_table *table);

/*
 * Enters a word as of these classes. letters holds its first eight in lower case, the first letter
 * in the lowest byte, and zeros behind the last one. nexts says what must follow these: a set of
 * bits of enum labels_next, of WORDMAP_GAP, or WORDMAP_ANY_NEXT.
 */
void wordmap_add(struct wordmap_table *table, uint64_t letters, uint32_t nexts, unsigned classes);

/* Enters a stem by its last four letters, in the same way. */
void wordmap_add_stem(struct wordmap_table *table, uint32_t letters);

struct wordmap_text {
    const uint8_t *bytes;
    size_t len;
    const struct shapemap *shapes; /* of bytes */
    bool has_terms; /* false: terms, forms and stems are not asked for, and unspecified */
};

/* Fills map for the classmap_words(len) words of text. Reads no byte outside of it. */
typedef void (*wordmap_fn)(const struct wordmap_table *table, const struct wordmap_text *text,
                           struct wordmap *map);

void wordmap_fill_scalar(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map);

/* The same; only where variant.h finds the processor able. */
void wordmap_fill_avx2(const struct wordmap_table *table, const struct wordmap_text *text,
                       struct wordmap *map);
void wordmap_fill_avx512(const struct wordmap_table *table, const struct wordmap_text *text,
                         struct wordmap *map);

#endif
