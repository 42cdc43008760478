/* A member's bytes on their way to a reader of records. */
#include "crawler/read/record_bytes.h"

#include <stdbool.h>
#include <stddef.h>

static enum status record_bytes_next(struct byte_source *source, uint8_t *buf, size_t cap,
                                     size_t *len)
{
    struct record_bytes *const self = (struct record_bytes *)source;
    const enum status status = byte_source_read(self->bytes, buf, cap, len);
    self->count += *len;
    if (status == STATUS_SKIP)
        source->fault = self->bytes->fault;
    return status;
}

static enum status record_bytes_read_at(struct range_source *ranges, uint64_t offset, uint8_t *buf,
                                        size_t len)
{
    struct record_bytes *const self =
        (struct record_bytes *)((uint8_t *)ranges - offsetof(struct record_bytes, ranges));
    const enum status status = range_source_read_at(self->bytes->ranges, offset, buf, len);
    if (status == STATUS_OK)
        self->ranges_count += len;
    if (status == STATUS_SKIP)
        ranges->fault = self->bytes->ranges->fault;
    return status;
}

static void record_bytes_close(struct byte_source *source)
{
    (void)source; /* the caller's */
}

static const struct byte_source_ops record_bytes_ops = {record_bytes_next, record_bytes_close};
static const struct range_source_ops record_range_ops = {record_bytes_read_at, NULL};

void record_bytes_begin(struct record_bytes *self, struct byte_source *bytes)
{
    *self = (struct record_bytes){.source.ops = &record_bytes_ops, .bytes = bytes};
    if (bytes->ranges == NULL)
        return;
    self->ranges.ops = &record_range_ops;
    self->ranges.size = bytes->ranges->size;
    self->source.ranges = &self->ranges;
}

uint64_t record_bytes_read(const struct record_bytes *self)
{
    const bool is_more = self->ranges_count > self->ranges.size;
    const uint64_t by_place = is_more ? self->ranges.size : self->ranges_count;
    return self->count > by_place ? self->count : by_place;
}
