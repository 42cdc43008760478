/* Which parts of a Parquet file were read, and which were not. */
#ifndef CRAWLER_READ_PARQUET_COVER_H
#define CRAWLER_READ_PARQUET_COVER_H

#include "crawler/base/buffer.h"
#include "crawler/read/parquet_column.h"
#include "crawler/read/parquet_input.h"

#include <stdbool.h>
#include <stdint.h>

enum parquet_lane {
    PARQUET_LANE_PAGES,
    PARQUET_LANE_COLUMN_INDEX,
    PARQUET_LANE_OFFSET_INDEX,
    PARQUET_LANE_BLOOM,
    PARQUET_LANE_COPY, /* of the description of a chunk */
    PARQUET_LANES
};

struct parquet_span {
    uint64_t at, end;
};

/* The parts of a file that were read: neighbours become one, so that a file without gaps takes no
 * memory however many parts it has. */
struct parquet_cover {
    struct parquet_span lanes[PARQUET_LANES]; /* the last one of each kind */
    struct buffer spans;                      /* array of struct parquet_span */
};

void parquet_cover_init(struct parquet_cover *cover);
void parquet_cover_free(struct parquet_cover *cover); /* to the empty value */

/* Adds [at, end); parts that follow one another in the file should share a lane. */
void parquet_cover_add(struct parquet_cover *cover, enum parquet_lane lane, uint64_t at,
                       uint64_t end);

/* Adds what of a column in a row group was read, or need not be: bounds of its pages are values
 * that were read, unless something was not. Encrypted columns are put on record. */
void parquet_cover_add_column(struct parquet_cover *cover, struct parquet_input *input,
                              const struct parquet_column *column);

/* Everything was added: sorts. False when there were too many parts to remember. */
bool parquet_cover_end(struct parquet_cover *cover);

/* The first gap in [at, end): false when there is none. */
bool parquet_cover_gap(const struct parquet_cover *cover, uint64_t at, uint64_t end,
                       struct parquet_span *gap);

#endif
