/* Text of an older character set as UTF-8. */
#include "crawler/unpack/charset_source.h"

#include <string.h>

/* Where the last piece ends: behind a blank or line end, if there is one. */
static size_t charset_piece_len(const struct charset_source *self)
{
    size_t len = self->len;
    while (self->status == STATUS_OK && len > 0 && self->raw[len - 1] != ' ' &&
           self->raw[len - 1] != '\n')
        len--;
    return len > 0 ? len : self->len;
}

static void charset_decode_piece(struct charset_source *self)
{
    while (self->status == STATUS_OK && self->len < sizeof self->raw) {
        size_t got = 0;
        self->status = byte_source_read(self->upstream, self->raw + self->len,
                                        sizeof self->raw - self->len, &got);
        self->len += got;
    }
    const size_t len = charset_piece_len(self);
    buffer_clear(&self->text);
    self->text_at = 0;
    code_page_append(&self->page, (struct span){self->raw, len}, &self->text);
    self->len -= len;
    memmove(self->raw, self->raw + len, self->len);
}

static enum status charset_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct charset_source *const self = (struct charset_source *)source;
    *len = 0;
    while (self->text_at == self->text.len && (self->status == STATUS_OK || self->len > 0))
        charset_decode_piece(self);
    if (self->text.is_failed)
        return STATUS_NO_MEMORY;
    const size_t left = self->text.len - self->text_at;
    *len = left < cap ? left : cap;
    if (*len == 0) {
        source->fault = self->upstream->fault;
        return self->status;
    }
    memcpy(buf, self->text.ptr + self->text_at, *len);
    self->text_at += *len;
    return STATUS_OK;
}

static void charset_close(struct byte_source *source)
{
    (void)source; /* charset_source_free() does it */
}

bool charset_source_init(struct charset_source *source, struct byte_source *upstream,
                         const char *charset)
{
    static const struct byte_source_ops ops = {.read = charset_read, .close = charset_close};
    source->source = (struct byte_source){.ops = &ops};
    source->upstream = upstream;
    source->page = (struct code_page){.handle = NULL};
    source->text_at = source->len = 0;
    source->status = STATUS_OK;
    /* No byte of any set is more than four of UTF-8. */
    buffer_init(&source->text, 4 * CHARSET_SOURCE_PIECE);
    return code_page_open(&source->page, charset);
}

void charset_source_free(struct charset_source *source)
{
    code_page_close(&source->page);
    buffer_free(&source->text);
}
