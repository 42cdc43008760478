/* What can be read by place, read as a stream. */
#include "crawler/base/range_stream.h"

static enum status range_stream_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                     size_t *len)
{
    struct range_stream *const self = (struct range_stream *)source;
    const uint64_t left = self->ranges->size - self->at;
    const size_t step = left < cap ? (size_t)left : cap;
    if (step == 0)
        return STATUS_END;
    const enum status status = range_source_read_at(self->ranges, self->at, buf, step);
    if (status == STATUS_SKIP)
        source->fault = self->ranges->fault;
    if (status != STATUS_OK)
        return status;
    self->at += step;
    *len = step;
    return STATUS_OK;
}

static void range_stream_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops range_stream_ops = {.read = range_stream_read,
                                                        .close = range_stream_close};

void range_stream_init(struct range_stream *stream, struct range_source *ranges)
{
    *stream = (struct range_stream){
        .source = {.ops = &range_stream_ops, .ranges = ranges, .size = ranges->size},
        .ranges = ranges};
}
