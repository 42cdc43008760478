/*
 * The pages of an SQLite database file (https://www.sqlite.org/fileformat2.html), by their numbers.
 */
#ifndef CRAWLER_READ_SQLITE_FILE_H
#define CRAWLER_READ_SQLITE_FILE_H

#include "crawler/base/coverage.h"
#include "crawler/base/range_source.h"
#include "crawler/base/status.h"
#include "crawler/read/sqlite_log.h"

#include <stdbool.h>
#include <stdint.h>

#define SQLITE_HEADER 100 /* in front of the first page's own */
#define SQLITE_PAGE_MAX ((size_t)65536)

/* As the header says it; unknown in a log without the first page. */
enum sqlite_encoding { SQLITE_UNKNOWN, SQLITE_UTF8, SQLITE_UTF16LE, SQLITE_UTF16BE };

struct sqlite_file {
    struct range_source *ranges; /* not owned */
    struct coverage *coverage;   /* not owned */
    uint32_t page_size;
    uint32_t usable; /* bytes of a page; the rest is reserved */
    uint32_t pages;  /* whole ones that are there; numbers start at 1 */
    uint64_t start;  /* of the first one */
    uint32_t stride; /* from one to the next */
    bool is_log;     /* a write-ahead log: its pages are frames, and other pages are elsewhere */
    struct sqlite_log log;
    enum sqlite_encoding encoding;
    uint8_t *block; /* pages that were read ahead */
    uint64_t block_at;
    size_t block_len;
    uint32_t last; /* page read */
};

/*
 * Reads the header. SKIP with a reason in coverage when it is no such file; NO_MEMORY; CANCELLED.
 * A file with fewer pages than it says is truncated. Needs sqlite_file_close() whatever it answers.
 */
enum status sqlite_file_open(struct sqlite_file *file, struct range_source *ranges,
                             struct coverage *coverage);
void sqlite_file_close(struct sqlite_file *file);

/* Puts page number (1 to pages) into buf, of page_size bytes. SKIP when it cannot be had (the
 * reason is in coverage): others may. */
enum status sqlite_file_read(struct sqlite_file *file, uint32_t number, uint8_t *buf);

/* The number here of a page that the database calls by number; 0 when it is not here. In a log the
 * newest frame with it. */
uint32_t sqlite_file_find(const struct sqlite_file *file, uint32_t number);

/* Where a page starts in the file. */
uint64_t sqlite_file_offset(const struct sqlite_file *file, uint32_t number);

#endif
