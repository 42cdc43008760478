/*
 * The frames of an SQLite write-ahead log (section 4 of the file format): each holds a page as a
 * transaction left it, so that a page may be there many times.
 */
#ifndef CRAWLER_READ_SQLITE_LOG_H
#define CRAWLER_READ_SQLITE_LOG_H

#include "crawler/base/buffer.h"
#include "crawler/base/coverage.h"
#include "crawler/base/range_source.h"
#include "crawler/base/status.h"

#include <stdbool.h>
#include <stdint.h>

#define SQLITE_LOG_HEADER 32   /* of the file */
#define SQLITE_FRAME_HEADER 24 /* in front of each page */

struct sqlite_log {
    uint32_t page_size;
    uint32_t frames;    /* whole ones; they count from 1 */
    struct buffer keys; /* sorted array of uint64_t, private */
};

/* True when a file that starts with these bytes, four at least, is a write-ahead log. */
bool sqlite_log_is(const uint8_t *start);

/*
 * Reads the headers of all frames. SKIP with a reason in coverage when it is no such file, or one
 * with too many frames; CANCELLED; NO_MEMORY. A file that ends within a frame is truncated. Needs
 * sqlite_log_free() whatever it answers.
 */
enum status sqlite_log_open(struct sqlite_log *log, struct range_source *ranges,
                            struct coverage *coverage);
void sqlite_log_free(struct sqlite_log *log);

/* The newest frame with a page of the database; 0: none has it. */
uint32_t sqlite_log_find(const struct sqlite_log *log, uint32_t page);

/* Gives the older frames of each page what its newest has in owners, one entry a frame, but for
 * what is none of the first max. */
void sqlite_log_share(const struct sqlite_log *log, uint16_t *owners, uint16_t max);

#endif
