/* A file that grows by whole lines. */
#include "crawler/report/line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define FLUSH_BYTES ((size_t)256 << 10)
#define PENDING_MAX ((size_t)64 << 20) /* one line, however long, beside what waits */

void line_file_init(struct line_file *file, const char *name)
{
    *file = (struct line_file){.fd = -1, .name = name};
    buffer_init(&file->pending, PENDING_MAX);
}

bool line_file_open(struct line_file *file, int dir_fd)
{
    file->fd = openat(dir_fd, file->name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                      S_IRUSR | S_IWUSR);
    if (file->fd < 0)
        return false;
    clock_gettime(CLOCK_MONOTONIC, &file->flushed);
    return true;
}

/* Gives up. Of what waited, put bytes came into the file: its whole lines stay, a torn one is cut
 * off, as far as the disk lets us. Keeps the cause in errno. */
static bool line_file_fail(struct line_file *file, size_t put, int cause)
{
    while (put > 0 && file->pending.ptr[put - 1] != '\n')
        put--;
    for (size_t i = 0; i < put; i++)
        file->lines += file->pending.ptr[i] == '\n';
    file->length += put;
    file->is_failed = true;
    file->pending_lines = 0;
    buffer_clear(&file->pending);
    if (file->fd >= 0 && ftruncate(file->fd, (off_t)file->length) != 0)
        cause = cause != 0 ? cause : errno;
    errno = cause;
    return false;
}

bool line_file_flush(struct line_file *file)
{
    if (file->is_failed) {
        errno = EIO;
        return false;
    }
    clock_gettime(CLOCK_MONOTONIC, &file->flushed);
    for (size_t done = 0; done < file->pending.len;) {
        const ssize_t put = write(file->fd, file->pending.ptr + done, file->pending.len - done);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return line_file_fail(file, done, put < 0 ? errno : EIO);
        done += (size_t)put;
    }
    file->length += file->pending.len;
    file->lines += file->pending_lines;
    file->pending_lines = 0;
    buffer_clear(&file->pending);
    return true;
}

/* True when enough waits, or has waited for a second: a reader can follow a run that goes on. */
static bool line_file_is_due(const struct line_file *file)
{
    if (file->pending.len >= FLUSH_BYTES)
        return true;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec > file->flushed.tv_sec + 1;
}

bool line_file_add(struct line_file *file, const struct span *pieces, size_t count)
{
    if (file->is_failed) {
        errno = EIO;
        return false;
    }
    for (size_t i = 0; i < count; i++)
        buffer_append(&file->pending, pieces[i].ptr, pieces[i].len);
    buffer_append_char(&file->pending, '\n');
    if (file->pending.is_failed)
        return line_file_fail(file, 0, ENOMEM);
    file->pending_lines++;
    return !line_file_is_due(file) || line_file_flush(file);
}

bool line_file_close(struct line_file *file)
{
    if (file->fd < 0) {
        buffer_free(&file->pending);
        return true;
    }
    bool is_good = line_file_flush(file);
    int cause = is_good ? 0 : errno;
    /* Never retried: after a failed fsync the kernel may have dropped the pages. */
    if (is_good && fsync(file->fd) != 0) {
        is_good = false;
        cause = errno;
    }
    if (close(file->fd) != 0 && is_good) {
        is_good = false;
        cause = errno;
    }
    file->fd = -1;
    buffer_free(&file->pending);
    errno = cause;
    return is_good;
}
