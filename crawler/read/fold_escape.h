/*
 * Escapes that stand in text that no reader of their format resolves: %2D of URLs, &#45; of HTML,
 * \u002d and \n of JSON and scripts, =2D of quoted-printable. Pure.
 *
 * An escape is resolved where it cannot be anything else, and only to what cannot be mistaken for a
 * sign of the format around it: letters, digits, accented letters and marks that stand in numbers
 * and addresses. A comma, a quote or a bracket becomes a blank, so that no table gets a column and
 * no string an end that its writer did not mean.
 */
#ifndef CRAWLER_READ_FOLD_ESCAPE_H
#define CRAWLER_READ_FOLD_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No unit is longer, and none looks further ahead. */
#define FOLD_AHEAD ((size_t)64)

/* Where something is looked at: text that is folded already ends in front of write, raw text begins
 * at read. Both are in one buffer. */
struct fold_view {
    const uint8_t *text;
    size_t write;
    size_t read;
    size_t end;         /* of the raw text */
    bool after_percent; /* the byte in front came from %XX */
};

/* What stands at read and what takes its place. */
struct fold_unit {
    size_t raw_len; /* 0: nothing that needs folding */
    size_t len;     /* at most raw_len */
    bool is_copy;   /* raw_len bytes stay as they are */
    bool has_line;  /* a line end was in it */
    uint8_t bytes[4];
};

/* The n-th byte in front, from 1, and the n-th byte from read on, from 0; 0 where there is none. */
static inline uint8_t fold_view_front(const struct fold_view *view, size_t n)
{
    return view->write >= n ? view->text[view->write - n] : 0;
}

static inline uint8_t fold_view_at(const struct fold_view *view, size_t n)
{
    return n < FOLD_AHEAD && view->read + n < view->end ? view->text[view->read + n] : 0;
}

/* The escape at read, which begins with % & = or \ ; raw_len 0 when there is none. */
struct fold_unit fold_escape(const struct fold_view *view);

#endif
