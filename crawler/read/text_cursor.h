/*
 * The way back from a text to the raw bytes it was made of: where a byte of the text stands in the
 * member.
 *
 * Raw bytes of a character follow from the text itself (one unit of one, two or four bytes, two of
 * them for a pair of UTF-16); where the text was folded (fold.h), a list of edits says how much
 * more or less it was.
 */
#ifndef CRAWLER_READ_TEXT_CURSOR_H
#define CRAWLER_READ_TEXT_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Text that is not its raw bytes. Behind the text byte at, extra raw bytes were more than the text
 * shows (or less). run: from at on, so many text bytes stood for two raw ones each.
 */
struct text_edit {
    uint32_t at; /* counted from the first owned byte */
    uint32_t run;
    int32_t extra;
    bool is_gap;   /* nothing of the raw bytes is left in the text: they end in front of what starts
                      at at */
    bool has_line; /* a line end was in them */
};

/* A stretch of text and how it was made. */
struct text_map {
    const uint8_t *text; /* the first owned byte */
    size_t unit;         /* 1, 2 or 4 */
    const struct text_edit *edits;
    size_t count;
    uint64_t raw_end; /* no byte of the text ends behind this */
};

/* A place; only ever moves forward. */
struct text_cursor {
    size_t at;           /* counted from the first owned byte */
    size_t edit;         /* edits in front of it are counted */
    uint64_t raw;        /* the same place in raw bytes of the member */
    uint64_t line;       /* newlines before it */
    uint64_t line_start; /* raw offset of the start of that line */
};

/* Moves to the text byte to; is_end: to where the one in front of it ends, which differs when
 * something between them is not in the text. */
void text_cursor_move(struct text_cursor *cursor, const struct text_map *map, size_t to,
                      bool is_end);

/* Where the raw bytes end of the text byte in front of to, which is not in front of start. */
uint64_t text_cursor_end(const struct text_cursor *start, const struct text_map *map, size_t to);

/* Raw bytes of a stretch of text that was decoded from units of unit bytes. */
uint64_t text_raw_len(size_t unit, const uint8_t *text, size_t len);

#endif
