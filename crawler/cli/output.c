/* Standard output that is checked. */
#include "crawler/cli/output.h"

#include "crawler/base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FLUSH_BYTES ((size_t)64 << 10)
#define PENDING_MAX ((size_t)64 << 20)

void output_init(struct output *output, int fd)
{
    *output = (struct output){.fd = fd, .is_terminal = isatty(fd) == 1};
    buffer_init(&output->pending, PENDING_MAX);
}

static bool output_fail(struct output *output, int cause)
{
    output->is_failed = true;
    if (cause != EPIPE)
        log_line(LOG_ERROR, "cannot write to standard output: %s", strerror(cause));
    return false;
}

bool output_flush(struct output *output)
{
    if (output->is_failed)
        return false;
    if (output->pending.is_failed)
        return output_fail(output, ENOMEM);
    for (size_t done = 0; done < output->pending.len;) {
        const ssize_t put =
            write(output->fd, output->pending.ptr + done, output->pending.len - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return output_fail(output, put < 0 ? errno : EIO);
        done += (size_t)put;
    }
    buffer_clear(&output->pending);
    return true;
}

bool output_line_done(struct output *output)
{
    if (output->is_failed)
        return false;
    const bool is_due =
        output->is_terminal || output->pending.is_failed || output->pending.len >= FLUSH_BYTES;
    return !is_due || output_flush(output);
}

bool output_finish(struct output *output)
{
    const bool is_good = output_flush(output);
    buffer_free(&output->pending);
    return is_good;
}
