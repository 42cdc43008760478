/*
 * A file that grows by whole lines: what stands in it always ends with a newline, also after a disk
 * ran full.
 *
 * Lines gather in memory and go out in one write(2) when there are enough of them or the oldest has
 * waited a second or two. A write that fails is undone by cutting the file back to its last whole
 * line; from then on every call fails. One thread at a time.
 */
#ifndef CRAWLER_REPORT_LINE_FILE_H
#define CRAWLER_REPORT_LINE_FILE_H

#include "crawler/base/buffer.h"
#include "crawler/base/fault.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

struct line_file {
    int fd;           /* -1: not open */
    const char *name; /* within its directory; static */
    uint64_t length;  /* bytes of the file, whole lines */
    uint64_t lines;   /* written to the file */
    uint64_t pending_lines;
    struct buffer pending;
    struct timespec flushed;
    bool is_failed;
};

/* The empty value: not open, closing it does nothing. */
void line_file_init(struct line_file *file, const char *name);

/* Makes the file in dir_fd, 0600; it must not be there yet. False with errno set. */
bool line_file_open(struct line_file *file, int dir_fd);

/* Appends one line, given in pieces without its newline. False with errno set (once failed, EIO).
 */
bool line_file_add(struct line_file *file, const struct span *pieces, size_t count);

/* Writes what waits. False with errno set. */
bool line_file_flush(struct line_file *file);

/* Writes what waits, asks the disk to keep it, closes. False with errno set. Closed in any case. */
bool line_file_close(struct line_file *file);

#endif
