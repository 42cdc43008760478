/* The pull chain: its common calls, the source over memory and the peekable source. */
#include "crawler/base/byte_source.h"

#include <stdlib.h>
#include <string.h>

enum status byte_source_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    *len = 0;
    return source->ops->read(source, buf, cap, len);
}

enum status byte_source_fill(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    enum status status = STATUS_OK;
    *len = 0;
    while (status == STATUS_OK && *len < cap) {
        size_t got = 0;
        status = byte_source_read(source, buf + *len, cap - *len, &got);
        *len += got;
    }
    return status;
}

enum status byte_source_drain(struct byte_source *source)
{
    uint8_t buf[4096];
    enum status status = STATUS_OK;
    while (status == STATUS_OK) {
        size_t len;
        status = byte_source_read(source, buf, sizeof buf, &len);
    }
    return status == STATUS_END || status == STATUS_SKIP ? STATUS_OK : status;
}

void byte_source_close(struct byte_source *source)
{
    if (source != NULL)
        source->ops->close(source);
}

/* ---- over memory ---- */

struct span_source {
    struct byte_source source;
    struct span rest;
};

static enum status span_source_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                    size_t *len)
{
    struct span_source *const self = (struct span_source *)source;
    if (self->rest.len == 0)
        return STATUS_END;
    *len = self->rest.len < cap ? self->rest.len : cap;
    memcpy(buf, self->rest.ptr, *len);
    self->rest.ptr += *len;
    self->rest.len -= *len;
    return STATUS_OK;
}

static void span_source_close(struct byte_source *source)
{
    free(source);
}

static const struct byte_source_ops span_source_ops = {span_source_read, span_source_close};

struct byte_source *byte_source_from_span(struct span bytes)
{
    struct span_source *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->source.ops = &span_source_ops;
    self->source.size = bytes.len;
    self->rest = bytes;
    return &self->source;
}

/* ---- peekable ---- */

struct peek_source {
    struct byte_source source;
    struct byte_source *upstream;
    enum status status; /* of the last read upstream */
    bool is_filled;
    size_t start, end; /* of what is held in head */
    uint8_t head[PEEK_MAX];
};

static enum status peek_source_upstream(struct peek_source *self, enum status status)
{
    if (status == STATUS_SKIP)
        self->source.fault = self->upstream->fault;
    self->status = status;
    return status;
}

static enum status peek_source_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                    size_t *len)
{
    struct peek_source *const self = (struct peek_source *)source;
    if (self->start < self->end) {
        *len = self->end - self->start < cap ? self->end - self->start : cap;
        memcpy(buf, self->head + self->start, *len);
        self->start += *len;
        return STATUS_OK;
    }
    if (self->status != STATUS_OK)
        return self->status;
    return peek_source_upstream(self, byte_source_read(self->upstream, buf, cap, len));
}

static void peek_source_close(struct byte_source *source)
{
    free(source);
}

static const struct byte_source_ops peek_source_ops = {peek_source_read, peek_source_close};

struct byte_source *peek_source_create(struct byte_source *upstream)
{
    struct peek_source *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->source.ops = &peek_source_ops;
    self->source.size = upstream->size;
    self->upstream = upstream;
    self->status = STATUS_OK;
    return &self->source;
}

enum status peek_source_peek(struct byte_source *peek, struct span *head)
{
    struct peek_source *const self = (struct peek_source *)peek;
    if (!self->is_filled) {
        self->is_filled = true;
        peek_source_upstream(self,
                             byte_source_fill(self->upstream, self->head, PEEK_MAX, &self->end));
    }
    *head = (struct span){self->head + self->start, self->end - self->start};
    return self->status;
}
