/* Random access to a file by its descriptor, by pread(2): the place of the descriptor stays. */
#ifndef CRAWLER_BASE_FD_RANGES_H
#define CRAWLER_BASE_FD_RANGES_H

#include "crawler/base/range_source.h"

/* Part of the byte_source over the same file. */
struct fd_ranges {
    struct range_source ranges;
    int fd; /* not owned */
};

/* fd is a regular file of size bytes. A range that the file has lost since is REASON_CHANGED, one
 * that cannot be read REASON_READ_ERROR. Needs no close. */
void fd_ranges_init(struct fd_ranges *ranges, int fd, uint64_t size);

#endif
