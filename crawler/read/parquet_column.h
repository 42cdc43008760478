/*
 * A column of one row group of Parquet, value after value: its pages, their dictionary, levels and
 * values. A page that cannot be read is left out, its rows being counted as if they were null, and
 * what is readable in it is given as it is.
 */
#ifndef CRAWLER_READ_PARQUET_COLUMN_H
#define CRAWLER_READ_PARQUET_COLUMN_H

#include "crawler/read/parquet_footer.h"
#include "crawler/read/parquet_input.h"
#include "crawler/read/parquet_rle.h"
#include "crawler/read/parquet_values.h"

#include <stdbool.h>
#include <stdint.h>

/* Where the bytes of a page stand in the file. */
struct parquet_extent {
    uint64_t at, len;
    bool is_plain; /* as they are: a value in them has its own place */
};

struct parquet_column {
    const struct parquet_leaf *leaf;
    size_t index; /* of the leaf */
    struct parquet_chunk chunk;
    uint64_t at, end;     /* of the next page, of the chunk */
    uint64_t values_left; /* as declared */
    struct buffer page, levels;
    struct parquet_extent extent, dictionary_extent;
    struct parquet_dictionary dictionary;
    bool has_dictionary;
    struct parquet_rle reps, defs;
    struct parquet_values values;
    uint32_t page_left; /* entries of the page at hand */
    bool is_page_dead;  /* its values are lost, its rows are not */
    bool has_entry;     /* an entry was looked at and not taken */
    uint32_t rep, def;  /* its levels */
    bool is_broken;     /* something was lost */
    bool is_unread;     /* the rest is to be looked through: [at, end) */
    size_t memory;      /* counted in input->memory_used */
    struct span lost;   /* bytes of a page that could not be read as values; the reader clears it */
    struct parquet_extent lost_extent;
    uint8_t seen; /* statistics that were values: bits */
};

/* An entry of a column. */
struct parquet_cell {
    bool is_null;
    struct span value;            /* plain; valid until the next entry is looked at */
    struct parquet_extent extent; /* where it stands */
};

/* Needs parquet_column_free(). */
void parquet_column_init(struct parquet_column *column);
void parquet_column_free(struct parquet_column *column, struct parquet_input *input);

/* Starts with a chunk. Only one that is_read has entries. */
void parquet_column_open(struct parquet_column *column, struct parquet_input *input,
                         const struct parquet_footer *footer, size_t leaf,
                         const struct parquet_chunk *chunk);

/* True when there is another entry: then column->rep is its repetition level (0: a new row). False
 * at the end, or when input->status is not OK. column->lost may have come to hold something. */
bool parquet_column_look(struct parquet_column *column, struct parquet_input *input);

/* Takes the entry that was looked at. */
void parquet_column_take(struct parquet_column *column, struct parquet_input *input,
                         struct parquet_cell *cell);

#endif
