/* The bytes of a rules file. */
#include "crawler/cli/rules_load.h"

#include "crawler/cli/rules_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

uint8_t *rules_load(const char *path, size_t *len, struct buffer *errors)
{
    uint8_t *const bytes = malloc(RULES_FILE_BYTES_MAX + 1);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = fd >= 0 && bytes != NULL ? 1 : -1;
    *len = 0;
    while (got > 0 && *len <= RULES_FILE_BYTES_MAX) {
        got = read(fd, bytes + *len, RULES_FILE_BYTES_MAX + 1 - *len);
        *len += got > 0 ? (size_t)got : 0;
    }
    const int error = bytes == NULL ? ENOMEM : errno;
    if (fd >= 0)
        close(fd);
    if (got == 0 && *len <= RULES_FILE_BYTES_MAX)
        return bytes;
    free(bytes);
    if (got < 0)
        buffer_append_format(errors, "%s: cannot be read: %s\n", path, strerror(error));
    else
        buffer_append_format(errors, "%s: a rules file has at most %zu MiB\n", path,
                             RULES_FILE_BYTES_MAX >> 20);
    return NULL;
}
