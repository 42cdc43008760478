/* Random access: its common calls, the source over memory and the copy of a stream. */
#include "crawler/base/range_source.h"

#include "crawler/base/buffer.h"

#include <stdlib.h>
#include <string.h>

enum status range_source_read_at(struct range_source *source, uint64_t offset, uint8_t *buf,
                                 size_t len)
{
    if (offset > source->size || len > source->size - offset) {
        fault_set(&source->fault, REASON_TRUNCATED, "a range lies behind the end");
        return STATUS_SKIP;
    }
    return len == 0 ? STATUS_OK : source->ops->read_at(source, offset, buf, len);
}

void range_source_close(struct range_source *source)
{
    if (source != NULL && source->ops->close != NULL)
        source->ops->close(source);
}

/* ---- over memory ---- */

struct span_ranges {
    struct range_source ranges;
    const uint8_t *bytes;
    struct buffer copy; /* where bytes stand, when they are its own */
};

static enum status span_ranges_read_at(struct range_source *source, uint64_t offset, uint8_t *buf,
                                       size_t len)
{
    const struct span_ranges *const self = (const struct span_ranges *)source;
    memcpy(buf, self->bytes + offset, len);
    return STATUS_OK;
}

static void span_ranges_close(struct range_source *source)
{
    struct span_ranges *const self = (struct span_ranges *)source;
    buffer_free(&self->copy);
    free(self);
}

static const struct range_source_ops span_ranges_ops = {span_ranges_read_at, span_ranges_close};

struct range_source *range_source_from_span(struct span bytes)
{
    struct span_ranges *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->ranges.ops = &span_ranges_ops;
    self->ranges.size = bytes.len;
    self->bytes = bytes.ptr;
    return &self->ranges;
}

/* ---- the copy of a stream ---- */

static enum status span_ranges_fill(struct buffer *copy, struct byte_source *bytes)
{
    uint8_t block[32 * 1024];
    enum status status = STATUS_OK;
    while (status == STATUS_OK && copy->len < copy->limit) {
        const size_t room = copy->limit - copy->len;
        size_t len = 0;
        status = byte_source_read(bytes, block, room < sizeof block ? room : sizeof block, &len);
        buffer_append(copy, block, len);
        if (copy->is_failed)
            return STATUS_NO_MEMORY;
    }
    return status;
}

enum status range_source_copy(struct byte_source *bytes, size_t limit, struct range_source **out)
{
    struct span_ranges *const self = calloc(1, sizeof *self);
    *out = NULL;
    if (self == NULL)
        return STATUS_NO_MEMORY;
    buffer_init(&self->copy, limit + 1); /* one more tells whether there is more */
    const enum status status = span_ranges_fill(&self->copy, bytes);
    if (status != STATUS_OK && status != STATUS_END && status != STATUS_SKIP) {
        span_ranges_close(&self->ranges);
        return status;
    }
    self->ranges.ops = &span_ranges_ops;
    self->ranges.size = self->copy.len;
    self->bytes = self->copy.ptr;
    *out = &self->ranges;
    return status;
}
