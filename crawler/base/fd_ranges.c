/* Random access to a file by its descriptor. */
#include "crawler/base/fd_ranges.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static enum status fd_ranges_read_at(struct range_source *source, uint64_t offset, uint8_t *buf,
                                     size_t len)
{
    struct fd_ranges *const self = (struct fd_ranges *)source;
    size_t done = 0;
    while (done < len) {
        const ssize_t got = pread(self->fd, buf + done, len - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            fault_set(&source->fault, REASON_READ_ERROR, "file: %s", strerror(errno));
            return STATUS_SKIP;
        }
        if (got == 0) {
            fault_set(&source->fault, REASON_CHANGED, "file: became shorter while it was read");
            return STATUS_SKIP;
        }
        done += (size_t)got;
    }
    return STATUS_OK;
}

static const struct range_source_ops fd_ranges_ops = {fd_ranges_read_at, NULL};

void fd_ranges_init(struct fd_ranges *ranges, int fd, uint64_t size)
{
    *ranges = (struct fd_ranges){.ranges.ops = &fd_ranges_ops, .ranges.size = size, .fd = fd};
}
