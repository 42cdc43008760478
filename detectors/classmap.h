/*
 * Stage 1 of the scan core: which class each byte is of, as bitmaps of one bit a byte.
 *
 * Several functions compute the same maps (scalar here, others with vector instructions); one is
 * chosen when a rule set is made and stored in it. They are equal bit by bit, which a test holds
 * them to.
 */
#ifndef DETECTORS_CLASSMAP_H
#define DETECTORS_CLASSMAP_H

#include "detectors/scan.h"

/* Owned bytes of one tile, and a tile with the neighbourhood that its findings may depend on. */
#define TILE_OWNED ((size_t)32768)
#define TILE_MAX (TILE_OWNED + 2 * (size_t)SCAN_REACH)
#define TILE_WORDS (TILE_MAX / 64)

/* A row has a word of zeros in front and nine behind, so that looking 64 bytes to either side needs
 * no test, also for eight words at once. */
#define CLASSMAP_PAD 9
#define CLASSMAP_STRIDE 568
_Static_assert(CLASSMAP_STRIDE >= 1 + TILE_WORDS + CLASSMAP_PAD, "a row has room");

/* So that eight words of the text do not lie across two lines of the cache, word 1 of a row starts
 * one where the maps start as many bytes behind the start of a line. The lines of a row are of
 * other sets of the cache than those of its neighbours. */
#define CLASSMAP_LINE ((size_t)64)
#define CLASSMAP_LEAD (CLASSMAP_LINE - sizeof(uint64_t))
_Static_assert(CLASSMAP_STRIDE * sizeof(uint64_t) % CLASSMAP_LINE == 0, "in every row");
_Static_assert(CLASSMAP_STRIDE * sizeof(uint64_t) / CLASSMAP_LINE % 2 == 1, "other sets");

/* How far ahead of the bytes at hand memory is asked for the next ones. */
#define CLASSMAP_PREFETCH 1024

enum byte_class {
    CLASS_DIGIT,
    CLASS_UPPER,
    CLASS_LOWER,
    CLASS_HIGH,   /* 0x80 and above: parts of UTF-8 sequences */
    CLASS_MARK,   /* 0x20-0x2f: blank and the marks that separate digits, checked exactly later */
    CLASS_ROUTE,  /* '@', '+' and '%': where addresses and international numbers hang */
    CLASS_ESCAPE, /* '\\': the letter behind it is no letter of a word */
    CLASS_BLANK,  /* ' ' */
    CLASS_COUNT
};

/* Bit b of bits[class][1 + w] is set when byte 64 * w + b is of the class. */
struct classmap {
    uint64_t bits[CLASS_COUNT][CLASSMAP_STRIDE];
};

struct classmap_table {
    uint64_t
        lanes[256];    /* for every byte value, lane c (byte c) holds bit 0 when it is of class c */
    uint8_t sets[128]; /* for those below 0x80, bit c is set when it is of class c */
};

void classmap_table_fill(struct classmap_table *table);

/* How many words the maps of len bytes have. */
static inline size_t classmap_words(size_t len)
{
    return (len + 63) / 64;
}

/*
 * Fills map for the len bytes of text, at most TILE_MAX: words 1 to classmap_words(len), and zeros
 * in word 0 and the CLASSMAP_PAD words behind. Reads no byte outside of text.
 */
typedef void (*classmap_fn)(const struct classmap_table *table, const uint8_t *text, size_t len,
                            struct classmap *map);

void classmap_fill_scalar(const struct classmap_table *table, const uint8_t *text, size_t len,
                          struct classmap *map);

/* The same with vector instructions; only where variant.h finds the processor able. */
void classmap_fill_avx2(const struct classmap_table *table, const uint8_t *text, size_t len,
                        struct classmap *map);
void classmap_fill_avx512(const struct classmap_table *table, const uint8_t *text, size_t len,
                          struct classmap *map);

/* Clears the words in front of and behind the first words words of every row. */
void classmap_clear_ends(struct classmap *map, size_t words);

#endif
