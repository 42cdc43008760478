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
    self->source = (struct byte_source){.ops = &record_bytes_ops};
    self->bytes = bytes;
    self->count = self->ranges_count = 0;
    self->is_rest = false;
    self->ranges = (struct range_source){.ops = &record_range_ops};
    if (bytes->ranges == NULL)
        return;
    self->ranges.size = bytes->ranges->size;
    self->source.ranges = &self->ranges;
}

enum status record_bytes_rest(struct record_bytes *self, struct record_value *value)
{
    const uint64_t offset = self->count;
    size_t len = 0;
    const enum status status = byte_source_read(&self->source, self->rest, sizeof self->rest, &len);
    *value = (struct record_value){
        .meaning = FIELD_NO_MEANING,
        .text = {self->rest, len},
        .offset = offset,
        .length = len,
        .is_raw = true,
        .is_joined = self->is_rest,
    };
    self->is_rest = true;
    return status == STATUS_END ? STATUS_SKIP : status;
}

uint64_t record_bytes_read(const struct record_bytes *self)
{
    const bool is_more = self->ranges_count > self->ranges.size;
    const uint64_t by_place = is_more ? self->ranges.size : self->ranges_count;
    return self->count > by_place ? self->count : by_place;
}
