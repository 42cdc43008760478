/*
 * A stretch of text as the detectors see it: its bytes, and the labels that were found in it.
 *
 * Positions count from bytes. Asking for a byte outside gives 0, as at the end of a text, so
 * callers need no bounds of their own. To keep findings independent of segmentation, whether a
 * finding starts at p, and what it says, may depend on no byte outside [p - TILE_VIEW, p +
 * TILE_VIEW): a tile reaches SCAN_REACH further than the bytes it owns, and findings that overlap
 * start less than TILE_VIEW bytes apart.
 */
#ifndef DETECTORS_TILE_H
#define DETECTORS_TILE_H

#include "detectors/ascii.h"
#include "detectors/hits.h"
#include "detectors/scan.h"

#define TILE_VIEW (SCAN_REACH / 2)
#define TILE_FINDING_MAX 254 /* no finding is longer */

/* How far context is looked at: from the start of a value back, and from its end on; none behind a
 * value longer than TILE_LABELLED_MAX. */
#define TILE_BEFORE_MAX 200
#define TILE_AFTER_MAX 66
#define TILE_LABELLED_MAX 128

_Static_assert(TILE_BEFORE_MAX + LABELS_REACH < TILE_VIEW, "labels in front are within view");
_Static_assert(TILE_LABELLED_MAX + TILE_AFTER_MAX + LABELS_REACH < TILE_VIEW,
               "labels behind are within view");

struct tile {
    const uint8_t *bytes;
    size_t len;
    size_t own_begin; /* findings that start in [own_begin, own_end) are this tile's */
    size_t own_end;
    struct hits *hits; /* labels, looked up when they are asked for */

    /* The kinds of labels near each 64 bytes, of those that gated names; see scan_labels.h. */
    const uint64_t *gates;
    uint64_t gated;
};

/* False when it is known that no label of these kinds can name a number that starts at at, of at
 * most SCAN_LABELS_VALUE_MAX bytes. */
static inline bool tile_may_be_labelled(const struct tile *tile, uint64_t kinds, size_t at)
{
    return (kinds & ~tile->gated) != 0 || (tile->gates[at / 64] & kinds) != 0;
}

static inline uint8_t tile_byte(const struct tile *tile, size_t at)
{
    return at < tile->len ? tile->bytes[at] : 0;
}

static inline bool tile_is_digit(const struct tile *tile, size_t at)
{
    return ascii_is_digit(tile_byte(tile, at));
}

/* True when a shape, at most SHAPE_PAIR, starts at at, which is within the tile. */
static inline bool tile_has_shape(const struct tile *tile, enum shape shape, size_t at)
{
    const struct shapemap *shapes = tile->hits->shapes;
    const size_t word = 1 + at / 64;
    return (shapes->strong[word] >> shape & shapes->bits[shape][word] >> (at % 64) & 1) != 0;
}

/* How many digits start at at; stops at most. */
static inline size_t tile_count_digits(const struct tile *tile, size_t at, size_t most)
{
    return at < tile->len ? ascii_count_digits(tile->bytes + at, tile->len - at, most) : 0;
}

/* True when a quotation mark, a dash or the like stands at at, in UTF-8: U+2000 to U+203F. */
static inline bool tile_is_punctuation(const struct tile *tile, size_t at)
{
    return tile_byte(tile, at) == 0xe2 && tile_byte(tile, at + 1) == 0x80 &&
           (tile_byte(tile, at + 2) & 0xc0) == 0x80;
}

/* The len bytes at at, which are within the tile. */
static inline struct span tile_span(const struct tile *tile, size_t at, size_t len)
{
    return (struct span){tile->bytes + at, len};
}

/* The first label of these kinds that starts in [from, to), or NULL. Stays valid with the tile. */
const struct label_hit *tile_next_label(const struct tile *tile, uint64_t kinds, size_t from,
                                        size_t to);

/* The last such label, or NULL. */
const struct label_hit *tile_last_label(const struct tile *tile, uint64_t kinds, size_t from,
                                        size_t to);

/* True when such a label ends directly at at: SSN123456789. */
bool tile_is_glued(const struct tile *tile, uint64_t kinds, size_t at);

/* All kinds of labels. */
#define TILE_ANY_LABEL UINT64_MAX

/*
 * True when a number or code can start at at: no letter or digit stands in front, no '_' behind
 * one of these (but the line of a form, "__", may), '$', '%' or '+', and no digit behind one of - .
 * / : (nor behind a dash of three bytes). An escape as \n is no letter.
 */
bool tile_starts_token(const struct tile *tile, size_t at);

/* The same for its end: at is the first byte behind it. */
bool tile_ends_token(const struct tile *tile, size_t at);

/*
 * How many bytes in front of a code at at say whether it is a part of something longer: all, but
 * none behind the '=' or '#' of its label, as in iban=DE... and LOINC#2345-7.
 */
static inline size_t tile_code_before(const struct tile *tile, size_t at)
{
    return ascii_is_one_of(tile_byte(tile, at - 1), "=#") ? 0 : at;
}

/* The length of a dash that separates digits at at: '-', U+2010 to U+2013 (3 bytes), or 0. */
size_t tile_match_dash(const struct tile *tile, size_t at);

#endif
