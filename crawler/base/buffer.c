/* A growing run of bytes with a cap. */
#include "crawler/base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUFFER_FIRST 256

void buffer_init(struct buffer *buf, size_t limit)
{
    *buf = (struct buffer){.limit = limit};
}

void buffer_free(struct buffer *buf)
{
    free(buf->ptr);
    *buf = (struct buffer){.limit = buf->limit};
}

void buffer_wipe(struct buffer *buf)
{
    if (buf->ptr != NULL)
        explicit_bzero(buf->ptr, buf->cap);
    buffer_free(buf);
}

void buffer_clear(struct buffer *buf)
{
    buf->len = 0;
    buf->is_failed = false;
}

/* Makes room for len more bytes and a terminator. */
static bool buffer_reserve(struct buffer *buf, size_t len)
{
    if (buf->is_failed)
        return false;
    if (len > buf->limit || buf->len > buf->limit - len) {
        buf->is_failed = true;
        return false;
    }
    const size_t need = buf->len + len + 1;
    if (need <= buf->cap)
        return true;
    size_t cap = buf->cap != 0 ? buf->cap : BUFFER_FIRST;
    while (cap < need)
        cap *= 2;
    /* Not realloc: the old memory may hold a secret, which buffer_wipe() must still reach. */
    uint8_t *const ptr = malloc(cap);
    if (ptr == NULL) {
        buf->is_failed = true;
        return false;
    }
    if (buf->len > 0)
        memcpy(ptr, buf->ptr, buf->len);
    if (buf->ptr != NULL)
        explicit_bzero(buf->ptr, buf->len);
    free(buf->ptr);
    buf->ptr = ptr;
    buf->cap = cap;
    return true;
}

void buffer_append(struct buffer *buf, const void *bytes, size_t len)
{
    if (!buffer_reserve(buf, len) || len == 0)
        return;
    memcpy(buf->ptr + buf->len, bytes, len);
    buf->len += len;
}

void buffer_append_str(struct buffer *buf, const char *text)
{
    buffer_append(buf, text, strlen(text));
}

void buffer_append_char(struct buffer *buf, char c)
{
    buffer_append(buf, &c, 1);
}

void buffer_append_format(struct buffer *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int len = vsnprintf(NULL, 0, format, args);
    if (len >= 0 && buffer_reserve(buf, (size_t)len)) {
        vsnprintf((char *)buf->ptr + buf->len, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    }
    va_end(again);
    va_end(args);
}

uint8_t *buffer_room(struct buffer *buf, size_t len)
{
    return buffer_reserve(buf, len) ? buf->ptr + buf->len : NULL;
}

char *buffer_str(struct buffer *buf)
{
    if (!buffer_reserve(buf, 0))
        return NULL;
    buf->ptr[buf->len] = '\0';
    return (char *)buf->ptr;
}
