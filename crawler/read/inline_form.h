/*
 * How the cells of a table are parted that stands in the middle of text: by tabs, by bars ("| a | b
 * |", as consoles of databases and Markdown draw them), or by blanks under an aligned header. Lines
 * are without their line feed. Pure.
 */
#ifndef CRAWLER_READ_INLINE_FORM_H
#define CRAWLER_READ_INLINE_FORM_H

#include "crawler/read/aligned.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define INLINE_LINE_MAX ((size_t)510) /* bytes of a line that are looked at */
#define INLINE_CELLS_MAX ALIGNED_COLUMNS_MAX

struct inline_form {
    uint8_t delimiter; /* '\t' or '|'; ' ': aligned */
    size_t count;      /* cells of a line, where there is a delimiter */
    bool is_pairs;     /* lines are a name and a value (inline_pairs.h); a ' ' is two blanks */
    struct aligned aligned;
};

/* A cell without the blanks around it: bytes from the start of its line. */
struct inline_cell {
    uint16_t start, len;
};

/* The cells of a line between delimiters, tabs or bars; 0 when they are too many. */
size_t inline_form_split(uint8_t delimiter, struct span line, struct inline_cell *cells);

/*
 * What form a table has whose header this is; below is the line behind it, which may be a ruler.
 * Gives its cells (INLINE_CELLS_MAX) and their number; 0 when words are not parted so.
 */
size_t inline_form_of(struct inline_form *form, struct span header, struct span below,
                      struct inline_cell *cells);

/* The cells of a row; 0 when the line is none. The last one goes to the end of the line. */
size_t inline_form_row(const struct inline_form *form, struct span line, struct inline_cell *cells);

/* "+----+-----+", "|---|:---:|", "==== ===": a line between rows. */
bool inline_form_is_ruler(struct span line);

#endif
