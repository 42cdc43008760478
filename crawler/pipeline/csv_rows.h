/* Rows of CSV (RFC 4180) as they come in pieces: for lists of objects, not for content. */
#ifndef CRAWLER_PIPELINE_CSV_ROWS_H
#define CRAWLER_PIPELINE_CSV_ROWS_H

#include "crawler/base/buffer.h"
#include "crawler/base/status.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>

#define CSV_COLUMNS_MAX 64
#define CSV_ROW_MAX ((size_t)64 << 10)

/* Called once a row that is not empty; fields are valid during the call. A row beyond the limits
 * has count 0. Anything but OK ends the reading. */
typedef enum status (*csv_row_fn)(void *user, const struct span *fields, size_t count);

struct csv_rows {
    struct buffer text;           /* of the fields of the row, quotes taken off */
    size_t ends[CSV_COLUMNS_MAX]; /* of the fields in text */
    size_t count;
    bool is_quoted, was_quote; /* within quotes; behind a quote within them */
    bool is_too_long;
    csv_row_fn take;
    void *user;
};

void csv_rows_init(struct csv_rows *rows, csv_row_fn take, void *user);
void csv_rows_free(struct csv_rows *rows);

enum status csv_rows_feed(struct csv_rows *rows, struct span bytes);

/* The end of the text: gives out a last row without a line break. SKIP when it ends within quotes.
 */
enum status csv_rows_finish(struct csv_rows *rows);

#endif
