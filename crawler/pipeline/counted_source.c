/* An object's own bytes, counted. */
#include "crawler/pipeline/counted_source.h"

#include <stddef.h>

static void counted_source_record(struct counted_source *self, const struct fault *fault)
{
    coverage_add(self->coverage, fault->reason);
    if (fault->reason == REASON_HTTP)
        self->coverage->http_status = fault->http_status;
}

static enum status counted_source_read_at(struct range_source *ranges, uint64_t offset,
                                          uint8_t *buf, size_t len)
{
    struct counted_source *const self =
        (struct counted_source *)((uint8_t *)ranges - offsetof(struct counted_source, ranges));
    const enum status status = range_source_read_at(self->body->ranges, offset, buf, len);
    if (status == STATUS_OK)
        self->coverage->bytes_read += len;
    if (status == STATUS_SKIP) {
        ranges->fault = self->body->ranges->fault;
        counted_source_record(self, &ranges->fault);
    }
    return status;
}

static const struct range_source_ops counted_range_ops = {counted_source_read_at, NULL};

/* A body may offer ranges only once it was read from. */
static void counted_source_offer_ranges(struct counted_source *self)
{
    if (self->body->ranges == NULL || self->source.ranges != NULL)
        return;
    self->ranges.ops = &counted_range_ops;
    self->ranges.size = self->body->ranges->size;
    self->source.ranges = &self->ranges;
    self->source.size = self->ranges.size;
}

static enum status counted_source_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                       size_t *len)
{
    struct counted_source *const self = (struct counted_source *)source;
    const enum status status = byte_source_read(self->body, buf, cap, len);
    self->coverage->bytes_read += *len;
    if (status == STATUS_SKIP) {
        source->fault = self->body->fault;
        counted_source_record(self, &source->fault);
    }
    counted_source_offer_ranges(self);
    return status;
}

static void counted_source_close(struct byte_source *source)
{
    (void)source; /* belongs to who initialised it */
}

static const struct byte_source_ops counted_source_ops = {counted_source_read,
                                                          counted_source_close};

void counted_source_init(struct counted_source *counted, struct byte_source *body,
                         struct coverage *coverage)
{
    *counted = (struct counted_source){.source = {.ops = &counted_source_ops, .size = body->size},
                                       .body = body,
                                       .coverage = coverage};
}
