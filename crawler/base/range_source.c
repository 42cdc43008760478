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
    free(source);
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

#define COPY_BLOCK ((size_t)1 << 20)

/* Blocks, so that growing takes no second copy. */
struct copy_ranges {
    struct range_source ranges;
    struct buffer blocks; /* array of uint8_t *, COPY_BLOCK bytes each */
};

static uint8_t **copy_ranges_blocks(const struct copy_ranges *copy)
{
    return (uint8_t **)(void *)copy->blocks.ptr;
}

static enum status copy_ranges_read_at(struct range_source *source, uint64_t offset, uint8_t *buf,
                                       size_t len)
{
    const struct copy_ranges *const self = (const struct copy_ranges *)source;
    while (len > 0) {
        const size_t in_block = (size_t)(offset % COPY_BLOCK);
        const size_t step = len < COPY_BLOCK - in_block ? len : COPY_BLOCK - in_block;
        memcpy(buf, copy_ranges_blocks(self)[offset / COPY_BLOCK] + in_block, step);
        buf += step;
        offset += step;
        len -= step;
    }
    return STATUS_OK;
}

static void copy_ranges_close(struct range_source *source)
{
    struct copy_ranges *const self = (struct copy_ranges *)source;
    for (size_t i = 0; i < self->blocks.len / sizeof(uint8_t *); i++)
        free(copy_ranges_blocks(self)[i]);
    buffer_free(&self->blocks);
    free(self);
}

static const struct range_source_ops copy_ranges_ops = {copy_ranges_read_at, copy_ranges_close};

/* Where the next bytes go: the rest of the last block, or a new one. NULL when memory is short. */
static uint8_t *copy_ranges_room(struct copy_ranges *copy, size_t *room)
{
    const size_t in_block = (size_t)(copy->ranges.size % COPY_BLOCK);
    const size_t count = copy->blocks.len / sizeof(uint8_t *);
    *room = COPY_BLOCK - in_block;
    if (copy->ranges.size / COPY_BLOCK < count)
        return copy_ranges_blocks(copy)[count - 1] + in_block;
    uint8_t *const block = malloc(COPY_BLOCK);
    if (block != NULL)
        buffer_append(&copy->blocks, &block, sizeof block);
    if (!copy->blocks.is_failed)
        return block;
    free(block);
    return NULL;
}

static enum status copy_ranges_fill(struct copy_ranges *copy, struct byte_source *bytes,
                                    size_t limit)
{
    enum status status = STATUS_OK;
    while (status == STATUS_OK && copy->ranges.size < limit) {
        size_t room, len = 0;
        uint8_t *const to = copy_ranges_room(copy, &room);
        if (to == NULL)
            return STATUS_NO_MEMORY;
        if (room > limit - copy->ranges.size)
            room = limit - (size_t)copy->ranges.size;
        status = byte_source_read(bytes, to, room, &len);
        copy->ranges.size += len;
    }
    return status;
}

enum status range_source_copy(struct byte_source *bytes, size_t limit, struct range_source **out)
{
    struct copy_ranges *const self = calloc(1, sizeof *self);
    *out = NULL;
    if (self == NULL)
        return STATUS_NO_MEMORY;
    self->ranges.ops = &copy_ranges_ops;
    buffer_init(&self->blocks, (limit / COPY_BLOCK + 2) * sizeof(uint8_t *));
    /* One more byte tells whether there is more. */
    const enum status status = copy_ranges_fill(self, bytes, limit + 1);
    if (status != STATUS_OK && status != STATUS_END && status != STATUS_SKIP) {
        copy_ranges_close(&self->ranges);
        return status;
    }
    *out = &self->ranges;
    return status;
}
