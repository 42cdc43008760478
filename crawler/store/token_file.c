/* Reads small files with secrets: certificates, and tokens that others rotate. */
#include "crawler/store/credentials.h"

#include "signers/digest.h"

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
        return "the file is no regular file";
    for (;;) {
        const ssize_t len = read(fd, bytes, sizeof bytes);
        if (len < 0 && errno == EINTR)
            continue;
        if (len < 0)
            return "the file cannot be read";
        if (len == 0)
            return NULL;
        buffer_append(out, bytes, (size_t)len);
        digest_wipe(bytes, (size_t)len);
        if (out->is_failed)
            return "the file is larger than 64 KiB";
    }
}

static const char *token_judge(struct buffer *out)
{
    while (out->len > 0 && (out->ptr[out->len - 1] == '\n' || out->ptr[out->len - 1] == '\r'))
        out->len--;
    if (out->len == 0)
        return "the file is empty";
    for (size_t i = 0; i < out->len; i++)
        if (out->ptr[i] < 0x20 || out->ptr[i] >= 0x7F)
            return "the file holds characters that cannot stand in a token";
    return NULL;
}

enum status credentials_read_file(const char *path, const char *who, struct buffer *out,
                                  struct fault *fault)
{
    buffer_init(out, CREDENTIALS_FILE_MAX + 1);
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return credentials_refuse(
            who, errno == ENOENT ? "there is no such file" : "the file cannot be opened", fault);
    const char *const why = token_read_all(fd, out);
    close(fd);
    return why == NULL ? STATUS_OK : credentials_refuse(who, why, fault);
}

enum status credentials_read_token(const char *path, const char *who, struct buffer *out,
                                   struct fault *fault)
{
    const enum status status = credentials_read_file(path, who, out, fault);
    if (status != STATUS_OK)
        return status;
    const char *const why = token_judge(out);
    if (why != NULL)
        return credentials_refuse(who, why, fault);
    return buffer_str(out) == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}
