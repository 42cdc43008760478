/* Labels that head a column: tables and forms in plain text, whose values stand below. Pure. */
#ifndef DETECTORS_CONTEXT_ABOVE_H
#define DETECTORS_CONTEXT_ABOVE_H

#include "detectors/tile.h"

/*
 * The label of these kinds at the head of the column in which a value starts at at, or NULL. What
 * makes a column is two blanks or more, or the start of a line, in front of both; between them
 * stand only lines with something else in that column.
 */
const struct label_hit *context_find_above(const struct tile *tile, uint64_t kinds, size_t at);

#endif
