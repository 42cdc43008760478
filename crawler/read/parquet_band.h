/*
 * Columns of one row group of Parquet, side by side: as many as fit into memory. Their values come
 * row by row, and behind the last row what the columns hold besides.
 */
#ifndef CRAWLER_READ_PARQUET_BAND_H
#define CRAWLER_READ_PARQUET_BAND_H

#include "crawler/base/buffer.h"
#include "crawler/read/columns.h"
#include "crawler/read/parquet_column.h"
#include "crawler/read/parquet_footer.h"
#include "crawler/read/parquet_input.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct parquet_band {
    struct parquet_input *input;
    struct columns *names;
    const struct parquet_footer *footer;
    struct parquet_column *columns; /* array of a fixed size */
    size_t count;
    size_t next;        /* the next column of the group to be opened; set to 0 for a new group */
    uint64_t row;       /* of the group, from 0 */
    size_t at;          /* the column at hand */
    bool is_inside;     /* a value of this row and column was given */
    bool has_row;       /* some column has an entry in this row */
    size_t rest;        /* how many things behind the rows were given of the column at hand */
    struct buffer text; /* of a value that is only looked at */
    struct buffer runs; /* readable runs of pages that could not be read; the caller clears it */
    struct parquet_extent runs_extent;
};

/* A value of a column. */
struct parquet_item {
    const struct parquet_column *column; /* NULL: nothing but nulls for long; look at the clock */
    struct parquet_cell cell;
    uint64_t row; /* of the group, from 0 */
};

/* False when memory is short. input and names must outlive the band. Needs parquet_band_free(). */
bool parquet_band_init(struct parquet_band *band, struct parquet_input *input,
                       struct columns *names);
void parquet_band_free(struct parquet_band *band);

/* Closes the columns and gives back their memory. */
void parquet_band_close(struct parquet_band *band);

/* Opens the next columns of a row group, and samples their values for names; false when there are
 * none left. */
bool parquet_band_open(struct parquet_band *band, const struct parquet_footer *footer,
                       const struct parquet_group *group);

/* The next value that is not empty; false behind the last row. */
bool parquet_band_next(struct parquet_band *band, struct parquet_item *item);

/* Behind the rows: values of dictionaries that no row has, statistics that were no value. False
 * behind the last one of the column at hand, band->at; go on with the next. */
bool parquet_band_next_rest(struct parquet_band *band, struct parquet_item *item);

#endif
