/*
 * Stage 2 of the scan core: where the bitmaps of stage 1 show the shape of something.
 *
 * A bit is set where a shape starts. Marks are matched as a class here; exact separators, ranges
 * and check digits are the business of the detectors, which look at the few places that are left.
 * Pure bit arithmetic, 64 places at a time.
 */
#ifndef DETECTORS_SHAPES_H
#define DETECTORS_SHAPES_H

#include "detectors/classmap.h"

#include <string.h>

enum shape {
    SHAPE_SSN,        /* ddd?dd?dddd */
    SHAPE_SSN_WIDE,   /* the same with dashes of three bytes */
    SHAPE_PHONE,      /* ddd?ddd?dddd */
    SHAPE_PHONE_WIDE, /* the same with dashes of three bytes */
    SHAPE_PAREN, /* ?ddd?ddd?dddd, ?ddd??ddd?dddd: an area code in parentheses, at the parenthesis
                  */
    SHAPE_CARD,  /* dddd?dddd?dddd?d, dddd?dddddd?dddd */
    SHAPE_CARD_BARE, /* 13 digits or more */
    SHAPE_MBI,       /* 11 letters and digits in the order of an MBI, bare or 4-3-4 */
    SHAPE_DEA,       /* a letter, a letter or digit, 7 digits */
    SHAPE_NDC,       /* dddd?dddd?dd, ddddd?ddd?dd, ddddd?dddd?d */
    SHAPE_ZIP,       /* UU?ddddd, U a capital: a state and a ZIP code */
    SHAPE_LONG,      /* UUddnnnn, UUdd?nnnn?: an IBAN; n.n.nnnnn.n.ndddd: a VIN; ddddddddd or
                        ddd?dd?dddd and a letter: a HICN; n........d...ddddddd.ddddddd: a line of a
                        passport */
    SHAPE_PAIR,      /* the second of two words that may be a name: "l U" */
    SHAPE_ICD,       /* a capital, a digit, a letter or digit, a mark, a letter or digit */
    SHAPE_NUMBER,    /* any run of digits */
    SHAPE_WORD,      /* the first letter of a word, or of a word inside camelCase */
    SHAPE_COUNT
};

#define SHAPES_LONG_LETTERS 8

/* The shapes that say enough alone, up to SHAPE_PAIR: their rows hold something only where any
 * does.
 */
#define SHAPES_STRONG (SHAPE_PAIR + 1)

/* Laid out as struct classmap. */
struct shapemap {
    uint64_t bits[SHAPE_COUNT][CLASSMAP_STRIDE];
    uint64_t pairs[CLASSMAP_STRIDE]; /* two digits start here */
    uint64_t triples[CLASSMAP_STRIDE];
    uint64_t quads[CLASSMAP_STRIDE];
    uint64_t alnum[CLASSMAP_STRIDE];     /* letters and digits of words */
    uint64_t letter[CLASSMAP_STRIDE];    /* letters of words: not those behind a backslash */
    uint64_t dash[CLASSMAP_STRIDE];      /* three bytes from 0x80 up start here */
    uint64_t long_ends[CLASSMAP_STRIDE]; /* the last letter of a run of eight letters or more */
    uint64_t strong[CLASSMAP_STRIDE];    /* the shapes up to SHAPE_PAIR that have a place in the
                                            word, a bit each; the words of others are unspecified
                                            where this is 0 */
};

/*
 * Fills shapes from classes, both of words words. What stands behind these in a row is unspecified,
 * but zero for SHAPE_WORD and the rows behind bits, except strong.
 */
typedef void (*shapes_fn)(const struct classmap *classes, size_t words, struct shapemap *shapes);

void shapes_find_scalar(const struct classmap *classes, size_t words, struct shapemap *shapes);

/* The same with vector instructions; only where variant.h finds the processor able. */
void shapes_find_avx2(const struct classmap *classes, size_t words, struct shapemap *shapes);
void shapes_find_avx512(const struct classmap *classes, size_t words, struct shapemap *shapes);

/* Nine or more bits of a row, from a place on. */
static inline unsigned shapes_bits_from(const uint64_t *row, size_t at)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint16_t bits;
    memcpy(&bits, (const uint8_t *)(const void *)row + at / 8, sizeof bits);
    return (unsigned)bits >> (at % 8);
#else
    const uint64_t *word = row + at / 64;
    return (unsigned)(word[0] >> (at % 64) | word[1] << 1 << (63 - at % 64));
#endif
}

#endif
