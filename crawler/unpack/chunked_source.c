/* Bodies of HTTP messages in chunks. */
#include "crawler/unpack/chunked_source.h"

#include <string.h>

#define CHUNKED_LINE_MAX 256
#define CHUNKED_DIGITS_MAX 15

/* Up to want bytes of the body that are at hand. */
static struct span chunked_peek(struct chunked_source *self, size_t want)
{
    struct window *const window = self->body.window;
    const size_t most = self->body.left < want ? (size_t)self->body.left : want;
    const size_t held = most > 0 ? window_fill(window, most) : 0;
    return (struct span){window_at(window), held < most ? held : most};
}

static void chunked_take(struct chunked_source *self, size_t len)
{
    window_take(self->body.window, len);
    self->body.left -= len;
}

static bool chunked_is_end(struct span bytes)
{
    return bytes.len >= 2 && bytes.ptr[0] == '\r' && bytes.ptr[1] == '\n';
}

static int chunked_digit(uint8_t byte)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    const char *const found = byte != 0 ? strchr(digits, byte) : NULL;
    const int value = found != NULL ? (int)(found - digits) : -1;
    return value < 16 ? value : value - 6;
}

/* The size in a line: digits, perhaps blanks and extensions behind ';'. Returns the length of the
 * line; 0: it is none. */
static size_t chunked_parse(struct span bytes, uint64_t *size)
{
    size_t i = 0;
    *size = 0;
    for (; i < bytes.len && i < CHUNKED_DIGITS_MAX && chunked_digit(bytes.ptr[i]) >= 0; i++)
        *size = *size << 4 | (uint64_t)chunked_digit(bytes.ptr[i]);
    const bool has_digits = i > 0;
    while (i < bytes.len && (bytes.ptr[i] == ' ' || bytes.ptr[i] == '\t'))
        i++;
    const uint8_t *end = bytes.ptr + i;
    if (i < bytes.len && *end == ';')
        end = memchr(end, '\r', bytes.len - i);
    const size_t at = end != NULL ? (size_t)(end - bytes.ptr) : bytes.len;
    return has_digits && chunked_is_end((struct span){end, bytes.len - at}) ? at + 2 : 0;
}

/* True when what stands behind a chunk, as far as the window reaches, is the end of one. */
static bool chunked_fits(struct chunked_source *self, size_t line, uint64_t size)
{
    /* The last one, which trailers may follow; or the archive cut the body off. */
    if (self->is_inside && (size == 0 || size > self->body.left - line))
        return true;
    if (size > self->body.left - line)
        return false;
    if (size > WINDOW_SIZE - line - 2)
        return true;
    const size_t end = line + (size_t)size;
    const struct span bytes = chunked_peek(self, end + 2);
    return bytes.len < end + 2 || chunked_is_end((struct span){bytes.ptr + end, 2});
}

/* Goes to the content of the next chunk. */
static void chunked_next(struct chunked_source *self)
{
    uint64_t size;
    if (self->is_inside && chunked_is_end(chunked_peek(self, 2)))
        chunked_take(self, 2);
    const size_t line = chunked_parse(chunked_peek(self, CHUNKED_LINE_MAX), &size);
    if (line == 0 && self->is_inside && self->body.left == 0)
        return;
    if (line == 0 || !chunked_fits(self, line, size)) {
        self->is_plain = true;
        return;
    }
    chunked_take(self, line);
    self->left = size;
    self->is_plain = size == 0; /* the last one */
    self->is_inside = !self->is_plain;
    if (self->is_plain && chunked_is_end(chunked_peek(self, 2)))
        chunked_take(self, 2);
}

static enum status chunked_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct chunked_source *const self = (struct chunked_source *)source;
    if (self->left == 0 && !self->is_plain)
        chunked_next(self);
    const size_t most = self->is_plain || cap < self->left ? cap : (size_t)self->left;
    if (most == 0) /* the body ended where a chunk should stand */
        return STATUS_END;
    const enum status status = byte_source_read(&self->body.source, buf, most, len);
    source->fault = self->body.source.fault;
    if (status == STATUS_OK && !self->is_plain)
        self->left -= *len;
    return status;
}

static void chunked_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops chunked_ops = {chunked_read, chunked_close};

void chunked_source_init(struct chunked_source *source, struct window *window, uint64_t size)
{
    *source = (struct chunked_source){.source.ops = &chunked_ops};
    window_source_init(&source->body, window, size);
}

bool chunked_source_is_cut(const struct chunked_source *source)
{
    return source->is_inside && !source->is_plain;
}

bool chunked_source_is_damaged(const struct chunked_source *source)
{
    return source->is_inside && source->is_plain;
}
