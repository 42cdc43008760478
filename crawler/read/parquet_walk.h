/*
 * What nothing in the footer speaks of: a file without one (truncated), pages behind a fault, gaps
 * between column chunks. Pages describe themselves as far as their sizes; they are decompressed by
 * trial, and what is readable in them is given as text.
 */
#ifndef CRAWLER_READ_PARQUET_WALK_H
#define CRAWLER_READ_PARQUET_WALK_H

#include "crawler/base/buffer.h"
#include "crawler/read/parquet_cover.h"
#include "crawler/read/parquet_input.h"

#include <stdbool.h>

struct parquet_walk {
    struct buffer page; /* decoded */
};

void parquet_walk_init(struct parquet_walk *walk);
void parquet_walk_free(struct parquet_walk *walk); /* to the empty value */

/*
 * Puts what is readable in the next page, or in what stands before one, of [gap->at, gap->end) into
 * text and moves gap->at behind it; piece is what was looked at. False at the end, or when the
 * bytes cannot be had.
 */
bool parquet_walk_next(struct parquet_walk *walk, struct parquet_input *input,
                       struct parquet_span *gap, struct buffer *text, struct parquet_span *piece);

#endif
