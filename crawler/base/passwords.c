/* A list of passwords. */
#include "crawler/base/passwords.h"

#include "crawler/base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWORDS_BYTES_MAX ((size_t)PASSWORDS_MAX * (PASSWORD_LEN_MAX + 2) + 3)
#define PASSWORDS_PIECE 4096 /* bytes of one read */

struct passwords {
    struct buffer text;
    size_t count;
    struct span rows[PASSWORDS_MAX];
};

void passwords_free(struct passwords *passwords)
{
    if (passwords == NULL)
        return;
    buffer_wipe(&passwords->text);
    free(passwords);
}

size_t passwords_count(const struct passwords *passwords)
{
    return passwords != NULL ? passwords->count : 0;
}

struct span passwords_at(const struct passwords *passwords, size_t index)
{
    return passwords->rows[index];
}

static bool passwords_fail(struct fault *fault, const char *path, const char *cause)
{
    fault_set(fault, REASON_READ_ERROR, "%s: %s", path, cause);
    return false;
}

static bool passwords_read(struct passwords *passwords, int fd, const char *path,
                           struct fault *fault)
{
    ssize_t got = 1;
    while (got > 0 && passwords->text.len <= PASSWORDS_BYTES_MAX) {
        uint8_t *const room = buffer_room(&passwords->text, PASSWORDS_PIECE);
        if (room == NULL)
            return passwords_fail(fault, path, strerror(ENOMEM));
        got = read(fd, room, PASSWORDS_PIECE);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got < 0)
            return passwords_fail(fault, path, strerror(errno));
        else
            passwords->text.len += (size_t)got;
    }
    return got == 0 || passwords_fail(fault, path, "too large for a list of passwords");
}

static bool passwords_add(struct passwords *passwords, struct span line, const char *path,
                          struct fault *fault)
{
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    if (line.len == 0)
        return true;
    if (line.len > PASSWORD_LEN_MAX)
        return passwords_fail(fault, path, "a line is longer than a password may be, 1024 bytes");
    if (passwords->count == PASSWORDS_MAX)
        return passwords_fail(fault, path, "more than 1000 passwords");
    passwords->rows[passwords->count++] = line;
    return true;
}

static bool passwords_split(struct passwords *passwords, const char *path, struct fault *fault)
{
    static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
    struct span rest = {passwords->text.ptr, passwords->text.len};
    if (rest.len >= sizeof mark && memcmp(rest.ptr, mark, sizeof mark) == 0)
        rest = (struct span){rest.ptr + sizeof mark, rest.len - sizeof mark};
    while (rest.len > 0) {
        const uint8_t *const end = memchr(rest.ptr, '\n', rest.len);
        const size_t len = end != NULL ? (size_t)(end - rest.ptr) : rest.len;
        const size_t step = end != NULL ? len + 1 : len;
        if (!passwords_add(passwords, (struct span){rest.ptr, len}, path, fault))
            return false;
        rest = (struct span){rest.ptr + step, rest.len - step};
    }
    return passwords->count > 0 || passwords_fail(fault, path, "no password in it");
}

struct passwords *passwords_load(const char *path, bool *is_open, struct fault *fault)
{
    struct stat facts;
    struct passwords *const passwords = calloc(1, sizeof *passwords);
    const int fd = passwords != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    bool is_good = false;
    if (passwords == NULL || fd < 0)
        passwords_fail(fault, path, strerror(errno));
    else {
        buffer_init(&passwords->text, PASSWORDS_BYTES_MAX + PASSWORDS_PIECE); /* one read beyond */
        *is_open = fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode) && (facts.st_mode & S_IROTH);
        is_good =
            passwords_read(passwords, fd, path, fault) && passwords_split(passwords, path, fault);
    }
    if (fd >= 0)
        close(fd);
    if (is_good)
        return passwords;
    passwords_free(passwords);
    return NULL;
}
