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
#include "detectors/labels.h"
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

struct label_hit {
    uint16_t at;
    uint16_t end;
    uint16_t word; /* index into labels_table */
};

struct tile {
    const uint8_t *bytes;
    size_t len;
    size_t own_begin; /* findings that start in [own_begin, own_end) are this tile's */
    size_t own_end;
    const struct label_hit *hits; /* in order of at */
    uint64_t kinds;               /* of all hits: spares looking for what is not there */
    const uint16_t *first_hit;    /* for each 64 bytes: the first hit at or behind their start; one
                                     more for the end */
};

static inline uint8_t tile_byte(const struct tile *tile, size_t at)
{
    return at < tile->len ? tile->bytes[at] : 0;
}

static inline bool tile_is_digit(const struct tile *tile, size_t at)
{
    return ascii_is_digit(tile_byte(tile, at));
}

/* How many digits start at at; stops at most. */
static inline size_t tile_count_digits(const struct tile *tile, size_t at, size_t most)
{
    return at < tile->len ? ascii_count_digits(tile->bytes + at, tile->len - at, most) : 0;
}

/* The len bytes at at, which are within the tile. */
static inline struct span tile_span(const struct tile *tile, size_t at, size_t len)
{
    return (struct span){tile->bytes + at, len};
}

/* The index of the first hit at or behind at; all hits when there is none. */
size_t tile_find_hit(const struct tile *tile, size_t at);

/* How many hits there are. */
size_t tile_count_hits(const struct tile *tile);

/*
 * True when a number or code can start at at: no letter or digit stands in front, no '_', '$', '%'
 * or '+', and no digit behind one of - . / : (nor behind a dash of three bytes). An escape as \n is
 * no letter.
 */
bool tile_starts_token(const struct tile *tile, size_t at);

/* The same for its end: at is the first byte behind it. */
bool tile_ends_token(const struct tile *tile, size_t at);

/* The length of a dash that separates digits at at: '-', U+2010 to U+2013 (3 bytes), or 0. */
size_t tile_match_dash(const struct tile *tile, size_t at);

#endif
