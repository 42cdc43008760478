/* A directory of our own. */
#include "crawler/report/private_directory.h"

#include "crawler/base/fd_write.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int private_directory_refuse(struct fault *fault, const char *path, const char *cause)
{
    fault_set(fault, REASON_READ_ERROR,
              "cannot make the run folder '%s': %s; give another one with -o", path, cause);
    return -1;
}

/* 1: has entries; 0: empty; -1: cannot tell, errno set. */
static int private_directory_has_entries(int fd)
{
    const int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    if (copy < 0)
        return -1;
    DIR *const dir = fdopendir(copy);
    if (dir == NULL) {
        close(copy);
        return -1;
    }
    int answer = 0;
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            answer = 1;
    }
    closedir(dir);
    return answer;
}

/* Checks what was opened and makes it private; NULL, or the cause. */
static const char *private_directory_claim(int fd)
{
    struct stat status;
    if (fstat(fd, &status) != 0)
        return strerror(errno);
    if (status.st_uid != geteuid())
        return "it belongs to somebody else";
    const int has_entries = private_directory_has_entries(fd);
    if (has_entries < 0)
        return strerror(errno);
    if (has_entries > 0)
        return "it exists and is not empty";
    return fchmod(fd, S_IRWXU) == 0 ? NULL : strerror(errno);
}

int private_directory_open(const char *path, struct fault *fault)
{
    if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST)
        return private_directory_refuse(fault, path, strerror(errno));
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        const bool is_other = errno == ENOTDIR || errno == ELOOP;
        return private_directory_refuse(
            fault, path, is_other ? "it exists and is no directory" : strerror(errno));
    }
    const char *const cause = private_directory_claim(fd);
    if (cause != NULL) {
        close(fd);
        return private_directory_refuse(fault, path, cause);
    }
    return fd;
}

bool private_directory_replace(int dir_fd, const char *name, const void *bytes, size_t len)
{
    char temporary[64];
    const int size = snprintf(temporary, sizeof temporary, ".%s.new", name);
    if (size < 0 || (size_t)size >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (unlinkat(dir_fd, temporary, 0) != 0 && errno != ENOENT)
        return false;
    const int fd = openat(dir_fd, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                          S_IRUSR | S_IWUSR);
    if (fd < 0)
        return false;
    bool is_good = fd_write_all(fd, bytes, len) && fsync(fd) == 0;
    int cause = is_good ? 0 : errno;
    if (close(fd) != 0 && is_good) {
        is_good = false;
        cause = errno;
    }
    if (is_good && renameat(dir_fd, temporary, dir_fd, name) != 0) {
        is_good = false;
        cause = errno;
    }
    if (!is_good) {
        unlinkat(dir_fd, temporary, 0);
        errno = cause;
        return false;
    }
    return fsync(dir_fd) == 0;
}
