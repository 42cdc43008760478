/*
 * Tables that reports print: columns aligned with blanks under a header, with a line of dashes
 * below it or without. What they look like becomes a layout of fixed width.
 */
#ifndef CRAWLER_READ_ALIGNED_H
#define CRAWLER_READ_ALIGNED_H

#include "crawler/read/layout.h"
#include "detectors/field.h"

#define ALIGNED_COLUMNS_MAX 64
#define ALIGNED_HEADER_MAX 480 /* bytes of its line: all columns start in view of a row's start */

struct aligned {
    struct layout layout; /* points into the rest; records are lines */
    struct layout_column columns[ALIGNED_COLUMNS_MAX];
    uint8_t header[ALIGNED_HEADER_MAX];
    size_t preamble; /* bytes in front of the first row */
    bool is_ruled;   /* dashes say how wide columns are */
};

/*
 * Looks for such a header in the first lines of head: two names that are known, one of them sure,
 * and rows that keep to the columns. False when there is none. aligned must not be moved while its
 * layout is in use.
 */
bool aligned_find(const struct field_rules *rules, struct span head, struct aligned *aligned);

/*
 * True for a row of the table: rest begins with its line, of which ALIGNED_HEADER_MAX bytes are
 * looked at. A row reaches its second column, and has a blank in front of each that it reaches; two
 * of them at least once, or three columns under dashes. Prose below a table is none.
 */
bool aligned_is_row(const struct aligned *aligned, struct span rest);

#endif
