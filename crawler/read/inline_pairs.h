/*
 * Records in the middle of text whose lines are a name and a value: what psql prints with \x, what
 * people copy out of the screens of a chart. Name and value are parted by a tab, a bar, or two
 * blanks; behind a colon or '=' a value is found without this. Pure.
 */
#ifndef CRAWLER_READ_INLINE_PAIRS_H
#define CRAWLER_READ_INLINE_PAIRS_H

#include "crawler/read/columns.h"
#include "crawler/read/inline_form.h"

/*
 * A line that is a name and a value, neither empty, parted by that: '\t', '|', or ' ' for two
 * blanks. cells has room for INLINE_CELLS_MAX; the first two are these.
 */
bool inline_pairs_split(uint8_t delimiter, struct span line, struct inline_cell *cells);

/*
 * Makes columns of the names of the pairs in view, a record from a line on: that of this line is
 * column 0, and those behind it tell whether "name" is a person's. False when it is no pair.
 */
bool inline_pairs_read(struct columns *columns, uint8_t delimiter, struct span view);

/*
 * What parts the pairs of a record that begins with the first line of view; 0 when none does: this
 * name is known and so is one of another thing in view, and one of them has a value that only its
 * kind has. columns are lost.
 */
uint8_t inline_pairs_begin(struct columns *columns, struct span view);

/* True when a text begins with a record: it is no table of two columns. */
bool inline_pairs_are_first(const struct field_rules *rules, struct span head);

#endif
