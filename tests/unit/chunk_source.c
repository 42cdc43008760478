/* A source over memory that gives it out in pieces. */
#include "tests/unit/chunk_source.h"

#include <string.h>

static enum status chunk_source_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                     size_t *len)
{
    struct chunk_source *const self = (struct chunk_source *)source;
    if (self->rest.len == 0)
        return self->end;
    size_t step = self->chunk;
    if (step == 0) {
        self->random = self->random * 1664525 + 1013904223;
        step = 1 + (self->random >> 16) % 5000;
    }
    if (step > cap)
        step = cap;
    if (step > self->rest.len)
        step = self->rest.len;
    memcpy(buf, self->rest.ptr, step);
    self->rest.ptr += step;
    self->rest.len -= step;
    *len = step;
    return STATUS_OK;
}

static void chunk_source_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops chunk_source_ops = {chunk_source_read, chunk_source_close};

void chunk_source_init(struct chunk_source *source, struct span bytes, size_t chunk,
                       enum status end)
{
    *source = (struct chunk_source){
        .source = {.ops = &chunk_source_ops, .fault = {.reason = REASON_READ_ERROR}},
        .rest = bytes,
        .chunk = chunk,
        .random = 1,
        .end = end,
    };
}
