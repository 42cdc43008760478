/* Writes all of something to a descriptor. */
#ifndef CRAWLER_BASE_FD_WRITE_H
#define CRAWLER_BASE_FD_WRITE_H

#include <stdbool.h>
#include <stddef.h>

/* write(2) until all len bytes are written, whatever signals come; false, with errno, when it
 * fails. */
bool fd_write_all(int fd, const void *bytes, size_t len);

#endif
