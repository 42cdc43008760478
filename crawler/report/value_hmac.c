/* Keyed hashes of values, by OpenSSL. */
#include "crawler/report/value_hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ID_MAX 64
#define NORMAL_MAX 512

static bool value_hmac_make(const struct value_hmac_key *key, struct span message,
                            uint8_t out[VALUE_HMAC_LEN])
{
    unsigned len = 0;
    return HMAC(EVP_sha256(), key->bytes, (int)key->len, message.ptr, message.len, out, &len) !=
               NULL &&
           len == VALUE_HMAC_LEN;
}

bool value_hmac(const struct value_hmac_key *key, const char *detector_id, struct span normal,
                uint8_t out[VALUE_HMAC_LEN])
{
    uint8_t message[ID_MAX + NORMAL_MAX];
    const size_t id = strlen(detector_id) + 1;
    if (id > ID_MAX || normal.len > NORMAL_MAX)
        return false;
    memcpy(message, detector_id, id); /* with its terminator */
    memcpy(message + id, normal.ptr, normal.len);
    const bool is_made = value_hmac_make(key, (struct span){message, id + normal.len}, out);
    explicit_bzero(message, sizeof message);
    return is_made;
}

static bool value_hmac_name(struct value_hmac_key *key)
{
    static const char text[] = "phicrawl key id";
    uint8_t digest[VALUE_HMAC_LEN];
    if (!value_hmac_make(key, (struct span){(const uint8_t *)text, sizeof text - 1}, digest))
        return false;
    for (size_t i = 0; i < (VALUE_HMAC_ID_SIZE - 1) / 2; i++)
        snprintf(key->id + 2 * i, 3, "%02x", digest[i]);
    return true;
}

/* Reads at most cap bytes of a file into bytes; how many, or -1 with errno. */
static ssize_t value_hmac_read(const char *path, uint8_t *bytes, size_t cap)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t len = 0;
    ssize_t got = fd >= 0 ? 1 : -1;
    while (got > 0 && len < cap) {
        got = read(fd, bytes + len, cap - len);
        len += got > 0 ? (size_t)got : 0;
    }
    const int error = errno;
    if (fd >= 0)
        close(fd);
    errno = error;
    return got < 0 ? -1 : (ssize_t)len;
}

/* The bytes without one end of line at their end. */
static size_t value_hmac_trim(const uint8_t *bytes, size_t len)
{
    if (len == 0 || bytes[len - 1] != '\n')
        return len;
    return len > 1 && bytes[len - 2] == '\r' ? len - 2 : len - 1;
}

bool value_hmac_key_load(const char *path, struct value_hmac_key *key, struct fault *fault)
{
    uint8_t bytes[VALUE_HMAC_KEY_MAX + 3];
    const ssize_t got = value_hmac_read(path, bytes, sizeof bytes);
    *key = (struct value_hmac_key){.len = 0};
    if (got < 0) {
        fault_set(fault, REASON_READ_ERROR, "key file '%s' cannot be read: %s", path,
                  strerror(errno));
        return false;
    }
    const size_t len = value_hmac_trim(bytes, (size_t)got);
    const bool is_good = len >= VALUE_HMAC_KEY_MIN && len <= VALUE_HMAC_KEY_MAX;
    if (is_good) {
        memcpy(key->bytes, bytes, len);
        key->len = len;
    } else {
        fault_set(fault, REASON_READ_ERROR,
                  "key file '%s': a key has %d to %d bytes, as 'openssl rand -hex 32' makes", path,
                  VALUE_HMAC_KEY_MIN, VALUE_HMAC_KEY_MAX);
    }
    explicit_bzero(bytes, sizeof bytes);
    if (is_good && !value_hmac_name(key)) {
        fault_set(fault, REASON_READ_ERROR, "OpenSSL has no HMAC-SHA256 here");
        return false;
    }
    return is_good;
}
