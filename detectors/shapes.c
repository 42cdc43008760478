/* Finds shapes with shifts of whole bitmaps; plain loops that a compiler turns into vector code. */
#include "detectors/shapes.h"

/* The bits count places further on, moved here. row[1] must exist; count is 1 to 63. */
static inline uint64_t ahead(const uint64_t *row, unsigned count)
{
    return row[0] >> count | row[1] << (64 - count);
}

/* The bits one place back, moved here. row[-1] must exist. */
static inline uint64_t behind(const uint64_t *row)
{
    return row[0] << 1 | row[-1] >> 63;
}

/* The bits count places back, moved here. row[-1] must exist; count is 1 to 63. */
static inline uint64_t back(const uint64_t *row, unsigned count)
{
    return row[0] << count | row[-1] >> (64 - count);
}

static void clear_ends(uint64_t *row, size_t words)
{
    row[0] = 0;
    row[words + 1] = 0;
    row[words + 2] = 0;
}

/* The rows that shapes are made of; each loop reads only rows that are complete. */
static void find_parts(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT];
    const uint64_t *const upper = classes->bits[CLASS_UPPER];
    const uint64_t *const lower = classes->bits[CLASS_LOWER];
    const uint64_t *const high = classes->bits[CLASS_HIGH];
    const uint64_t *const escape = classes->bits[CLASS_ESCAPE];
    uint64_t *const rows[] = {shapes->pairs, shapes->triples, shapes->quads,
                              shapes->alnum, shapes->letter,  shapes->dash};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        clear_ends(rows[i], words);
    }
    for (size_t w = 1; w <= words; w++) {
        shapes->letter[w] = (upper[w] | lower[w]) & ~behind(escape + w);
        shapes->alnum[w] = shapes->letter[w] | digit[w];
        shapes->pairs[w] = digit[w] & ahead(digit + w, 1);
        shapes->dash[w] = high[w] & ahead(high + w, 1) & ahead(high + w, 2);
    }
    for (size_t w = 1; w <= words; w++) {
        shapes->triples[w] = shapes->pairs[w] & ahead(digit + w, 2);
        shapes->quads[w] = shapes->pairs[w] & ahead(shapes->pairs + w, 2);
    }
}

/* Groups of digits: SSN and phone numbers. */
static void find_groups(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT];
    const uint64_t *const mark = classes->bits[CLASS_MARK];
    const uint64_t *const pairs = shapes->pairs;
    const uint64_t *const triples = shapes->triples;
    const uint64_t *const quads = shapes->quads;
    const uint64_t *const dash = shapes->dash;
    for (size_t w = 1; w <= words; w++) {
        const uint64_t first = triples[w] & ~behind(shapes->alnum + w);
        const uint64_t marked = first & ahead(mark + w, 3);
        const uint64_t dashed = first & ahead(dash + w, 3);
        shapes->bits[SHAPE_SSN][w] = marked & ahead(pairs + w, 4) & ahead(mark + w, 6) &
                                     ahead(quads + w, 7) & ~ahead(shapes->alnum + w, 11);
        shapes->bits[SHAPE_SSN_WIDE][w] = dashed & ahead(pairs + w, 6) & ahead(dash + w, 8) &
                                          ahead(quads + w, 11) & ~ahead(shapes->alnum + w, 15);
        shapes->bits[SHAPE_PHONE][w] = marked & ahead(triples + w, 4) & ahead(mark + w, 7) &
                                       ahead(quads + w, 8) & ~ahead(digit + w, 12);
        shapes->bits[SHAPE_PHONE_WIDE][w] = dashed & ahead(triples + w, 6) & ahead(dash + w, 9) &
                                            ahead(quads + w, 12) & ~ahead(digit + w, 16);
        const uint64_t area = mark[w] & ahead(triples + w, 1) & ahead(mark + w, 4);
        const uint64_t near = ahead(triples + w, 5) & ahead(mark + w, 8) & ahead(quads + w, 9);
        const uint64_t spaced =
            ahead(mark + w, 5) & ahead(triples + w, 6) & ahead(mark + w, 9) & ahead(quads + w, 10);
        shapes->bits[SHAPE_PAREN][w] = area & (near | spaced);
    }
}

/* Payment cards, NDC, ZIP codes and all runs. */
static void find_runs(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT];
    const uint64_t *const upper = classes->bits[CLASS_UPPER];
    const uint64_t *const mark = classes->bits[CLASS_MARK];
    const uint64_t *const pairs = shapes->pairs;
    const uint64_t *const quads = shapes->quads;
    for (size_t w = 1; w <= words; w++) {
        const uint64_t first = quads[w] & ~behind(shapes->alnum + w);
        const uint64_t four = first & ahead(mark + w, 4) & ahead(quads + w, 5);
        const uint64_t fours =
            ahead(mark + w, 9) & ahead(quads + w, 10) & ahead(mark + w, 14) & ahead(digit + w, 15);
        const uint64_t sixes = ahead(pairs + w, 9) & ahead(mark + w, 11) & ahead(quads + w, 12);
        shapes->bits[SHAPE_CARD][w] = four & (fours | sixes);
        const uint64_t eight = first & ahead(quads + w, 4);
        shapes->bits[SHAPE_CARD_BARE][w] = eight & ahead(quads + w, 8) & ahead(digit + w, 12);
        const uint64_t five =
            first & ahead(digit + w, 4) & ahead(mark + w, 5) & ahead(shapes->triples + w, 6);
        const uint64_t short_product = ahead(mark + w, 9) & ahead(pairs + w, 10);
        const uint64_t long_product =
            ahead(digit + w, 9) & ahead(mark + w, 10) & ahead(digit + w, 11);
        shapes->bits[SHAPE_NDC][w] =
            (four & short_product) | (five & (short_product | long_product));
        const uint64_t state =
            shapes->letter[w] & upper[w] & ahead(upper + w, 1) & ~behind(shapes->alnum + w);
        shapes->bits[SHAPE_ZIP][w] =
            state & ahead(mark + w, 2) & ahead(quads + w, 3) & ahead(digit + w, 7);
        shapes->bits[SHAPE_NUMBER][w] = digit[w] & ~behind(digit + w);
    }
}

/* Codes of letters and digits, and words. */
static void find_codes(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    const uint64_t *const digit = classes->bits[CLASS_DIGIT];
    const uint64_t *const upper = classes->bits[CLASS_UPPER];
    const uint64_t *const mark = classes->bits[CLASS_MARK];
    const uint64_t *const letter = shapes->letter;
    const uint64_t *const alnum = shapes->alnum;
    const uint64_t *const pairs = shapes->pairs;
    for (size_t w = 1; w <= words; w++) {
        const uint64_t first = alnum[w] & ~behind(alnum + w);
        const uint64_t head =
            first & digit[w] & ahead(letter + w, 1) & ahead(alnum + w, 2) & ahead(digit + w, 3);
        const uint64_t bare = ahead(letter + w, 4) & ahead(alnum + w, 5) & ahead(digit + w, 6) &
                              ahead(alnum + w, 7) & ahead(alnum + w, 8) & ahead(pairs + w, 9) &
                              ~ahead(alnum + w, 11);
        const uint64_t dashed = ahead(mark + w, 4) & ahead(letter + w, 5) & ahead(alnum + w, 6) &
                                ahead(digit + w, 7) & ahead(mark + w, 8) & ahead(letter + w, 9) &
                                ahead(letter + w, 10) & ahead(pairs + w, 11) &
                                ~ahead(alnum + w, 13);
        shapes->bits[SHAPE_MBI][w] = head & (bare | dashed);
        shapes->bits[SHAPE_DEA][w] = first & letter[w] & ahead(alnum + w, 1) &
                                     ahead(shapes->quads + w, 2) & ahead(shapes->triples + w, 6) &
                                     ~ahead(alnum + w, 9);
        shapes->bits[SHAPE_ICD][w] = first & upper[w] & ahead(digit + w, 1) & ahead(alnum + w, 2) &
                                     ahead(mark + w, 3) & ahead(alnum + w, 4);
        const uint64_t hump =
            upper[w] & behind(classes->bits[CLASS_LOWER] + w) & ahead(letter + w, 1);
        shapes->bits[SHAPE_PAIR][w] =
            upper[w] & letter[w] & back(mark + w, 1) & back(classes->bits[CLASS_LOWER] + w, 2) &
            (ahead(classes->bits[CLASS_LOWER] + w, 1) | ahead(mark + w, 1));
        shapes->bits[SHAPE_WORD][w] = letter[w] & (~behind(letter + w) | hump);
    }
}

void shapes_find_scalar(const struct classmap *classes, size_t words, struct shapemap *shapes)
{
    find_parts(classes, words, shapes);
    find_groups(classes, words, shapes);
    find_runs(classes, words, shapes);
    find_codes(classes, words, shapes);
}
