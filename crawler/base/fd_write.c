/* Writes all of something to a descriptor. */
#include "crawler/base/fd_write.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

bool fd_write_all(int fd, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    while (len > 0) {
        const ssize_t put = write(fd, at, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        at += put;
        len -= (size_t)put;
    }
    return true;
}
