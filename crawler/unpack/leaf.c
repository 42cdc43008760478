/* What a visitor reads, watched. */
#include "crawler/unpack/leaf.h"

void leaf_record(struct coverage *coverage, const struct fault *fault)
{
    coverage_add(coverage, fault->reason);
    if (fault->reason == REASON_HTTP)
        coverage->http_status = fault->http_status;
}

static enum status leaf_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct leaf *const self = (struct leaf *)source;
    self->status = byte_source_read(self->content, buf, cap, len);
    if (self->status == STATUS_SKIP) {
        source->fault = self->content->fault;
        leaf_record(self->coverage, &source->fault);
    }
    return self->status;
}

static void leaf_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops leaf_ops = {leaf_read, leaf_close};

void leaf_init(struct leaf *leaf, struct byte_source *content, struct coverage *coverage)
{
    *leaf = (struct leaf){

        .source = {.ops = &leaf_ops, .size = content->size},
        .content = content,
        .coverage = coverage,
        .status = STATUS_OK};
}

bool leaf_is_given_up(const struct leaf *leaf)
{
    return leaf->status == STATUS_CANCELLED || leaf->status == STATUS_NO_MEMORY;
}
