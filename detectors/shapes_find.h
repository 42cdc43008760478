/*
 * The arithmetic of stage 2, once for every width of words; private to shapes*.c.
 *
 * Who includes it has defined the type bits_t, the places of BITS_WORDS neighbouring words, on
 * which & | ~ work, bits_load(), bits_store(), bits_are_none(), and bits_join(low, high, count):
 * the bits of low count places down with those of high behind them; count is 1 to 63.
 */
#ifndef DETECTORS_SHAPES_FIND_H
#define DETECTORS_SHAPES_FIND_H

#include "detectors/shapes.h"

#include <string.h>

/* The bits count places further on, moved here. Macros, since count is part of the instructions. */
#define ahead(row, count) bits_join(bits_load(row), bits_load((row) + 1), count)

/* The bits count places back, moved here. */
#define back(row, count) bits_join(bits_load((row)-1), bits_load(row), 64 - (count))

static void clear_ends(uint64_t *row, size_t words)
{
    row[0] = 0;
    memset(row + 1 + words, 0, CLASSMAP_PAD * sizeof row[0]);
}

/* The rows that shapes are made of; each loop reads only rows that are complete. */
static void find_parts(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT] + 1;
    const uint64_t *const high = classes->bits[CLASS_HIGH] + 1;
    for (size_t w = 0; w < words; w += BITS_WORDS) {
        const bits_t upper = bits_load(classes->bits[CLASS_UPPER] + 1 + w);
        const bits_t lower = bits_load(classes->bits[CLASS_LOWER] + 1 + w);
        const bits_t digits = bits_load(digit + w);
        const bits_t letter = (upper | lower) & ~back(classes->bits[CLASS_ESCAPE] + 1 + w, 1);
        const bits_t two = digits & ahead(digit + w, 1);
        const bits_t three = two & ahead(digit + w, 2);
        bits_store(shapes->letter + 1 + w, letter);
        bits_store(shapes->alnum + 1 + w, letter | digits);
        bits_store(shapes->pairs + 1 + w, two);
        bits_store(shapes->triples + 1 + w, three);
        bits_store(shapes->quads + 1 + w, three & ahead(digit + w, 3));
        bits_store(shapes->dash + 1 + w,
                   bits_load(high + w) & ahead(high + w, 1) & ahead(high + w, 2));
    }
    uint64_t *const rows[] = {shapes->pairs, shapes->triples, shapes->quads,
                              shapes->alnum, shapes->letter,  shapes->dash};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_ends(rows[i], words);
    }
}

/* Groups of digits between dashes of three bytes: SSN and phone numbers that start at first. */
static inline void find_wide(const struct classmap *classes, size_t at, struct shapemap *shapes,
                             bits_t first, bits_t found[SHAPES_STRONG])
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT] + at;
    const uint64_t *const alnum = shapes->alnum + at;
    const uint64_t *const pairs = shapes->pairs + at;
    const uint64_t *const triples = shapes->triples + at;
    const uint64_t *const quads = shapes->quads + at;
    const uint64_t *const dash = shapes->dash + at;
    const bits_t dashed = first & ahead(dash, 3);
    if (bits_are_none(dashed)) { /* nearly always */
        found[SHAPE_SSN_WIDE] = dashed;
        found[SHAPE_PHONE_WIDE] = dashed;
        return;
    }
    found[SHAPE_SSN_WIDE] =
        dashed & ahead(pairs, 6) & ahead(dash, 8) & ahead(quads, 11) & ~ahead(alnum, 15);
    found[SHAPE_PHONE_WIDE] =
        dashed & ahead(triples, 6) & ahead(dash, 9) & ahead(quads, 12) & ~ahead(digit, 16);
}

/* Groups of digits: SSN and phone numbers. */
static inline void find_groups(const struct classmap *classes, size_t at, struct shapemap *shapes,
                               bits_t found[SHAPES_STRONG])
{
    const uint64_t *const mark = classes->bits[CLASS_MARK] + at;
    const uint64_t *const digit = classes->bits[CLASS_DIGIT] + at;
    const uint64_t *const pairs = shapes->pairs + at;
    const uint64_t *const triples = shapes->triples + at;
    const uint64_t *const quads = shapes->quads + at;
    const bits_t first = bits_load(triples) & ~back(shapes->alnum + at, 1);
    const bits_t marked = first & ahead(mark, 3);
    const bits_t ssn = marked & ahead(pairs, 4) & ahead(mark, 6) & ahead(quads, 7) &
                       ~ahead(shapes->alnum + at, 11);
    const bits_t phone =
        marked & ahead(triples, 4) & ahead(mark, 7) & ahead(quads, 8) & ~ahead(digit, 12);
    const bits_t area = bits_load(mark) & ahead(triples, 1) & ahead(mark, 4);
    const bits_t near = ahead(triples, 5) & ahead(mark, 8) & ahead(quads, 9);
    const bits_t spaced = ahead(mark, 5) & ahead(triples, 6) & ahead(mark, 9) & ahead(quads, 10);
    const bits_t paren = area & (near | spaced);
    found[SHAPE_SSN] = ssn;
    found[SHAPE_PHONE] = phone;
    found[SHAPE_PAREN] = paren;
    find_wide(classes, at, shapes, first, found);
}

/* Payment cards, NDC, ZIP codes and all runs. */
static inline void find_runs(const struct classmap *classes, size_t at, struct shapemap *shapes,
                             bits_t found[SHAPES_STRONG])
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT] + at;
    const uint64_t *const upper = classes->bits[CLASS_UPPER] + at;
    const uint64_t *const mark = classes->bits[CLASS_MARK] + at;
    const uint64_t *const pairs = shapes->pairs + at;
    const uint64_t *const quads = shapes->quads + at;
    const bits_t starts = ~back(shapes->alnum + at, 1);
    const bits_t first = bits_load(quads) & starts;
    const bits_t four = first & ahead(mark, 4) & ahead(quads, 5);
    const bits_t fours = ahead(mark, 9) & ahead(quads, 10) & ahead(mark, 14) & ahead(digit, 15);
    const bits_t sixes = ahead(pairs, 9) & ahead(mark, 11) & ahead(quads, 12);
    const bits_t card = four & (fours | sixes);
    const bits_t bare = first & ahead(quads, 4) & ahead(quads, 8) & ahead(digit, 12);
    const bits_t five = first & ahead(digit, 4) & ahead(mark, 5) & ahead(shapes->triples + at, 6);
    const bits_t short_product = ahead(mark, 9) & ahead(pairs, 10);
    const bits_t long_product = ahead(digit, 9) & ahead(mark, 10) & ahead(digit, 11);
    const bits_t product = (four & short_product) | (five & (short_product | long_product));
    const bits_t state =
        bits_load(shapes->letter + at) & bits_load(upper) & ahead(upper, 1) & starts;
    const bits_t zip = state & ahead(mark, 2) & ahead(quads, 3) & ahead(digit, 7);
    found[SHAPE_CARD] = card;
    found[SHAPE_CARD_BARE] = bare;
    found[SHAPE_NDC] = product;
    found[SHAPE_ZIP] = zip;
    bits_store(shapes->bits[SHAPE_NUMBER] + at, bits_load(digit) & ~back(digit, 1));
}

/* Codes of letters and digits. */
static inline void find_codes(const struct classmap *classes, size_t at, struct shapemap *shapes,
                              bits_t found[SHAPES_STRONG])
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT] + at;
    const uint64_t *const upper = classes->bits[CLASS_UPPER] + at;
    const uint64_t *const mark = classes->bits[CLASS_MARK] + at;
    const uint64_t *const letter = shapes->letter + at;
    const uint64_t *const alnum = shapes->alnum + at;
    const uint64_t *const pairs = shapes->pairs + at;
    const bits_t first = bits_load(alnum) & ~back(alnum, 1);
    const bits_t second = ahead(alnum, 2);
    const bits_t head = first & bits_load(digit) & ahead(letter, 1) & second & ahead(digit, 3);
    const bits_t bare = ahead(letter, 4) & ahead(alnum, 5) & ahead(digit, 6) & ahead(alnum, 7) &
                        ahead(alnum, 8) & ahead(pairs, 9) & ~ahead(alnum, 11);
    bits_t mbi = head & bare;
    const bits_t dashed = head & ahead(mark, 4) & ahead(letter, 5);
    if (!bits_are_none(dashed)) { /* hardly ever */
        mbi = mbi | (dashed & ahead(alnum, 6) & ahead(digit, 7) & ahead(mark, 8) &
                     ahead(letter, 9) & ahead(letter, 10) & ahead(pairs, 11) & ~ahead(alnum, 13));
    }
    const bits_t dea = first & bits_load(letter) & ahead(alnum, 1) & ahead(shapes->quads + at, 2) &
                       ahead(shapes->triples + at, 6) & ~ahead(alnum, 9);
    const bits_t icd =
        first & bits_load(upper) & ahead(digit, 1) & second & ahead(mark, 3) & ahead(alnum, 4);
    found[SHAPE_MBI] = mbi;
    found[SHAPE_DEA] = dea;
    bits_store(shapes->bits[SHAPE_ICD] + at, icd); /* in some tables everywhere */
}

/* Codes that are longer than others: IBAN, VIN, HICN, the second line of a passport. */
static inline void find_long(const struct classmap *classes, size_t at, struct shapemap *shapes,
                             bits_t found[SHAPES_STRONG])
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT] + at;
    const uint64_t *const upper = classes->bits[CLASS_UPPER] + at;
    const uint64_t *const mark = classes->bits[CLASS_MARK] + at;
    const uint64_t *const alnum = shapes->alnum + at;
    const uint64_t *const quads = shapes->quads + at;
    const uint64_t *const triples = shapes->triples + at;
    const bits_t first = bits_load(alnum) & ~back(alnum, 1);
    const bits_t country =
        first & bits_load(upper) & bits_load(shapes->letter + at) & ahead(upper, 1);
    const bits_t fifth = ahead(alnum, 5) & ahead(alnum, 6) & ahead(alnum, 7);
    const bits_t iban = country & ahead(shapes->pairs + at, 2) & fifth &
                        (ahead(alnum, 4) | (ahead(mark, 4) & ahead(alnum, 8) & ahead(mark, 9)));
    const bits_t vin = first & ahead(alnum, 2) & ahead(alnum, 4) & fifth & ahead(alnum, 8) &
                       ahead(alnum, 10) & ahead(alnum, 12) & ahead(quads, 13) & ~ahead(alnum, 17);
    const bits_t nine = bits_load(quads) & ahead(quads, 4) & ahead(digit, 8);
    const bits_t grouped = bits_load(triples) & ahead(mark, 3) & ahead(shapes->pairs + at, 4) &
                           ahead(mark, 6) & ahead(quads, 7);
    const bits_t hicn = first & ((nine & ahead(shapes->letter + at, 9)) |
                                 (grouped & ahead(shapes->letter + at, 11)));
    const bits_t line = first & ahead(digit, 9) & ahead(quads, 13) & ahead(triples, 17) &
                        ahead(quads, 21) & ahead(triples, 25);
    found[SHAPE_LONG] = iban | vin | hicn | line;
}

/* Words, and pairs of them that may be a name. */
static inline void find_words(const struct classmap *classes, size_t at, struct shapemap *shapes,
                              bits_t found[SHAPES_STRONG])
{
    const uint64_t *const lower = classes->bits[CLASS_LOWER] + at;
    const uint64_t *const blank = classes->bits[CLASS_BLANK] + at;
    const uint64_t *const letter = shapes->letter + at;
    const bits_t here = bits_load(letter);
    const bits_t capital = here & bits_load(classes->bits[CLASS_UPPER] + at);
    const bits_t last = back(letter, 1);
    const bits_t hump = capital & back(lower, 1) & ahead(letter, 1);
    const bits_t pair = capital & back(blank, 1) & back(lower, 2) &
                        (ahead(lower, 1) | ahead(classes->bits[CLASS_MARK] + at, 1));
    _Static_assert(SHAPES_LONG_LETTERS == 8, "this letter and the seven in front of it");
    const bits_t run = here & last & back(letter, 2) & back(letter, 3) & back(letter, 4) &
                       back(letter, 5) & back(letter, 6) & back(letter, 7);
    bits_store(shapes->long_ends + at, run & ~ahead(letter, 1));
    found[SHAPE_PAIR] = pair;
    bits_store(shapes->bits[SHAPE_WORD] + at, here & (~last | hump));
}

static void shapes_find_all(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    find_parts(classes, words, shapes);
    for (size_t at = 1; at <= words; at += BITS_WORDS) {
        bits_t found[SHAPES_STRONG];
        find_groups(classes, at, shapes, found);
        find_runs(classes, at, shapes, found);
        find_codes(classes, at, shapes, found);
        find_long(classes, at, shapes, found);
        find_words(classes, at, shapes, found);
        bits_t strong = {0};
        for (unsigned shape = 0; shape < SHAPES_STRONG; shape++) {
            strong = strong | bits_choose(found[shape], (uint64_t)1 << shape);
        }
        bits_store(shapes->strong + at, strong);
        if (bits_are_none(strong)) {
            continue; /* spares the cache the rows of all shapes, here nearly always empty */
        }
        for (size_t shape = 0; shape < SHAPES_STRONG; shape++) {
            bits_store(shapes->bits[shape] + at, found[shape]);
        }
    }
    clear_ends(shapes->bits[SHAPE_WORD], words);
    clear_ends(shapes->long_ends, words);
}

#endif
