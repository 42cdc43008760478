/* Opens and reads files of a directory without ever following a link or leaving the tree. */
#include "crawler/store/local.h"

#include "crawler/base/fd_ranges.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOCAL_PATH_MAX 4095 /* the kernel's PATH_MAX without its terminator */
#define LOCAL_READ_MAX (256u << 10)

bool local_root_open(const char *path, struct local_root *out)
{
    struct stat status;
    *out = (struct local_root){.fd = -1};
    out->path = strdup(path);
    if (out->path == NULL)
        return false;
    if (stat(path, &status) != 0) {
        out->error = errno;
        return true;
    }
    out->is_file = !S_ISDIR(status.st_mode);
    if (out->is_file)
        return true;
    out->fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (out->fd < 0)
        out->error = errno;
    return true;
}

void local_root_close(struct local_root *root)
{
    if (root->fd >= 0)
        close(root->fd);
    free(root->path);
    *root = (struct local_root){.fd = -1};
}

void local_close(int fd)
{
    const int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
}

enum reason local_reason(int error)
{
    switch (error) {
    case EACCES:
    case EPERM:
        return REASON_ACCESS_DENIED;
    case ENOENT:
        return REASON_VANISHED;
    case ELOOP:
    case ENOTDIR:
    case EXDEV:
        return REASON_CHANGED; /* what was a file or directory has become a link */
    case ENXIO:
        return REASON_UNSUPPORTED_FORMAT; /* a socket, or a device without a driver */
    default:
        return REASON_READ_ERROR;
    }
}

/* ---- opening below the root ---- */

/* One step of at most LOCAL_PATH_MAX bytes, refused by the kernel when any part of it is a link or
 * leads upwards. */
static int local_open_resolved(int at, const char *path, int flags)
{
    struct open_how how = {.flags = (unsigned)(flags | O_NOFOLLOW | O_CLOEXEC),
                           .resolve =
                               RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    for (int attempt = 0; attempt < 16; attempt++) {
        const long fd = syscall(SYS_openat2, at, path, &how, sizeof how);
        if (fd >= 0 || errno != EAGAIN)
            return (int)fd; /* EAGAIN: a rename elsewhere raced with the check */
    }
    return -1;
}

/* The length of the next step of path: as many whole components as fit into limit, or one
 * component. */
static size_t local_step_len(const char *path, size_t limit)
{
    const size_t len = strlen(path);
    if (len <= limit)
        return len;
    for (size_t i = limit; i > 0; i--)
        if (path[i] == '/')
            return i;
    return len; /* no component is that long: the kernel says ENAMETOOLONG */
}

static int local_open_step(int at, const char *step, int flags, bool is_resolved)
{
    if (is_resolved)
        return local_open_resolved(at, step, flags);
    if (strcmp(step, "..") == 0) {
        errno = EXDEV;
        return -1;
    }
    return openat(at, step, flags | O_NOFOLLOW | O_CLOEXEC);
}

/* Steps of up to limit bytes; with by_component one name at a time, for kernels without openat2. */
static int local_open_stepwise(const struct local_root *root, const char *path, int flags,
                               bool by_component)
{
    char step[LOCAL_PATH_MAX + 1];
    int at = root->fd;
    for (;;) {
        size_t len = by_component ? strcspn(path, "/") : local_step_len(path, LOCAL_PATH_MAX);
        if (len > LOCAL_PATH_MAX) {
            errno = ENAMETOOLONG;
            len = 0;
        }
        memcpy(step, path, len);
        step[len] = '\0';
        const bool is_last = path[len] == '\0';
        const int fd = len == 0 ? -1
                                : local_open_step(at, step, is_last ? flags : O_PATH | O_DIRECTORY,
                                                  !by_component);
        if (at != root->fd)
            local_close(at);
        if (fd < 0 || is_last)
            return fd;
        at = fd;
        path += len + 1;
    }
}

int local_root_open_beneath(const struct local_root *root, const char *path, int flags)
{
    if (path[0] == '\0')
        path = ".";
    const int fd = local_open_stepwise(root, path, flags, false);
    if (fd >= 0 || (errno != ENOSYS && errno != EPERM))
        return fd;
    return local_open_stepwise(root, path, flags, true);
}

/* ---- one file as a byte source ---- */

struct local_file {
    struct byte_source source;
    struct fd_ranges ranges;
    const struct local_root *root;
    const struct object *object;
    int fd;          /* -1 before the first read and after the end */
    uint64_t size;   /* when it was opened */
    uint64_t offset; /* bytes given out */
    enum status end; /* OK until the answer is final */
};

static enum status local_file_fail(struct local_file *file, enum reason reason, const char *why)
{
    fault_set(&file->source.fault, reason, "file: %s", why);
    file->end = STATUS_SKIP;
    return STATUS_SKIP;
}

static enum status local_file_fail_errno(struct local_file *file)
{
    const int error = errno;
    return local_file_fail(file, local_reason(error), strerror(error));
}

static enum status local_file_open(struct local_file *file)
{
    const int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    struct stat status;
    file->fd =
        file->root->is_file
            ? open(file->root->path, flags)
            : local_root_open_beneath(file->root, (const char *)file->object->key.ptr, flags);
    if (file->fd < 0 || fstat(file->fd, &status) != 0)
        return local_file_fail_errno(file);
    if (!S_ISREG(status.st_mode))
        return local_file_fail(file, REASON_CHANGED, "is no regular file any more");
    file->size = (uint64_t)status.st_size;
    fd_ranges_init(&file->ranges, file->fd, file->size);
    file->source.ranges = &file->ranges.ranges;
    /* Advice only: a file system that does not take it is read all the same. */
    (void)posix_fadvise(file->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    return STATUS_OK;
}

static enum status local_file_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                   size_t *len)
{
    struct local_file *const file = (struct local_file *)source;
    if (file->end != STATUS_OK)
        return file->end;
    if (file->fd < 0 && local_file_open(file) != STATUS_OK)
        return file->end;
    ssize_t got;
    do
        got =
            pread(file->fd, buf, cap < LOCAL_READ_MAX ? cap : LOCAL_READ_MAX, (off_t)file->offset);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return local_file_fail_errno(file);
    if (got == 0 && file->offset < file->size)
        return local_file_fail(file, REASON_CHANGED, "became shorter while it was read");
    if (got == 0) {
        file->end = STATUS_END;
        return STATUS_END;
    }
    file->offset += (uint64_t)got;
    *len = (size_t)got;
    return STATUS_OK;
}

static void local_file_close(struct byte_source *source)
{
    struct local_file *const file = (struct local_file *)source;
    local_close(file->fd);
    free(file);
}

static const struct byte_source_ops local_file_ops = {local_file_read, local_file_close};

struct byte_source *local_file_create(const struct local_root *root, const struct object *object)
{
    struct local_file *const file = calloc(1, sizeof *file);
    if (file == NULL)
        return NULL;
    file->source.ops = &local_file_ops;
    file->root = root;
    file->object = object;
    file->fd = -1;
    return &file->source;
}
