/*
 * Normalises text as it streams by: what people and programs write instead of plain digits, dashes
 * and blanks becomes plain, so that detectors and readers need to know one way of writing only.
 *
 * Folded are blanks, dashes and digits of Unicode, full-width forms, characters without width,
 * letters of other alphabets in Latin words (fold_point.h), and escapes (fold_escape.h); in
 * binaries, runs of UTF-16LE. What is clean is not touched, and only looked through 64 bytes at a
 * time. Text never grows, so it is folded in place; edits lead back (text_cursor.h).
 *
 * What becomes of a byte depends on FOLD_AHEAD raw bytes behind it and FOLD_AHEAD * 2 folded ones
 * in front, so it is the same however the text comes in.
 */
#ifndef CRAWLER_READ_FOLD_H
#define CRAWLER_READ_FOLD_H

#include "crawler/read/fold_escape.h"
#include "crawler/read/fold_find.h"
#include "crawler/read/text_cursor.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room for so many edits; when it is used up, folding waits until the text in front is given up.
 * Enough for SCAN_REACH bytes behind any owned one. */
#define FOLD_EDITS_MAX ((size_t)16384)

struct fold {
    struct fold_finder finder;
    size_t unit;     /* raw bytes of a unit the text was decoded from: 1, 2 or 4 */
    bool has_wide;   /* UTF-16LE may stand in it, as in a binary */
    bool is_in_wide; /* and does so at the end of what is folded */
    size_t percent;  /* where the last %XX ended, plus one, counted as edits are; 0: none */
    size_t count;
    struct text_edit edits[FOLD_EDITS_MAX];
};

/* Starts a text whose characters came from units of unit bytes. */
void fold_begin(struct fold *fold, size_t unit, bool has_wide);

/* A stretch in one buffer: folded text in front of text[held], raw text of pending bytes behind;
 * 64 bytes in front of and behind all of it may be read. */
struct fold_text {
    uint8_t *text;  /* positions of edits count from here */
    size_t before;  /* bytes in front of text[0] */
    size_t held;    /* folded */
    size_t pending; /* not folded yet */
};

/*
 * Folds what can be folded: all but the last FOLD_AHEAD bytes, or all when is_last. held grows,
 * pending shrinks, and what is left of it follows held.
 */
void fold_more(struct fold *fold, struct fold_text *text, bool is_last);

/* True when there is room for edits. */
static inline bool fold_has_room(const struct fold *fold)
{
    return fold->count + 2 <= FOLD_EDITS_MAX;
}

/* Forgets the first len bytes of the text: positions count from there. */
void fold_drop(struct fold *fold, size_t len);

#endif
