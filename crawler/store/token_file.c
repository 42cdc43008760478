/* Reads the token files that others rotate: kubelet, EKS Pod Identity. */
#include "crawler/store/credentials.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* NULL, or what is wrong with the file; all that was read is in out. */
static const char *token_read_all(int fd, struct buffer *out)
{
    uint8_t bytes[4096];
    struct stat facts;
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode))
        return "the token file is no regular file";
    for (;;) {
        const ssize_t len = read(fd, bytes, sizeof bytes);
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return "the token file cannot be read";
        if (len == 0)
            return NULL;
        buffer_append(out, bytes, (size_t)len);
        if (out->is_failed)
            return "the token file is larger than 64 KiB";
    }
}

static const char *token_judge(struct buffer *out)
{
    while (out->len > 0 && (out->ptr[out->len - 1] == '\n' || out->ptr[out->len - 1] == '\r'))
        out->len--;
    if (out->len == 0)
        return "the token file is empty";
    for (size_t i = 0; i < out->len; i++)
        if (out->ptr[i] < 0x20 || out->ptr[i] >= 0x7F)
            return "the token file holds characters that cannot stand in a token";
    return NULL;
}

enum status credentials_read_token(const char *path, const char *who, struct buffer *out,
                                   struct fault *fault)
{
    buffer_init(out, CREDENTIALS_TOKEN_MAX + 1);
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return credentials_refuse(who,
                                  errno == ENOENT ? "there is no such token file"
                                                  : "the token file cannot be opened",
                                  fault);
    const char *why = token_read_all(fd, out);
    close(fd);
    if (why == NULL)
        why = token_judge(out);
    if (why != NULL)
        return credentials_refuse(who, why, fault);
    return buffer_str(out) == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}
