/*
 * The rows of a Parquet file, for lists of objects (inventories), not for content: columns that are
 * flat, row by row. What a list leaves unread is no list: every loss is on record.
 */
#ifndef CRAWLER_READ_PARQUET_ROWS_H
#define CRAWLER_READ_PARQUET_ROWS_H

#include "crawler/base/byte_source.h"
#include "crawler/base/coverage.h"
#include "crawler/base/status.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

#define PARQUET_ROWS_COLUMNS_MAX 64 /* flat columns behind these are not offered */
#define PARQUET_ROWS_ROW_MAX ((size_t)64 << 10)

/* Anything but OK ends the reading. All spans are valid during the call. */
struct parquet_rows_taker {
    /* Once, with the names of the columns; sets a bit for each whose values are wanted. */
    enum status (*head)(void *user, const struct span *names, size_t count, uint64_t *wanted);
    /*
     * Once a row, with as many fields as there are names: byte arrays as they are, numbers and
     * times as parquet_text(); empty when null, or not wanted. A row beyond the limit has count 0.
     */
    enum status (*row)(void *user, const struct span *fields, size_t count);
    void *user;
};

/*
 * Reads all rows. OK, also when not all of the file could be read, which coverage says then;
 * NO_MEMORY, CANCELLED, or what the taker gave.
 */
enum status parquet_rows_read(struct byte_source *bytes, struct coverage *coverage,
                              const struct parquet_rows_taker *taker);

#endif
