/* The deflated spelling of DICOM. */
#include "crawler/read/dicom_inflate.h"

#include "crawler/unpack/inflate.h"

#include <stdlib.h>

/* As the limits of compressed layers are by default. */
#define RATIO_MAX 200
#define RATIO_ARMS_AT ((uint64_t)64 << 20)

struct dicom_inflate {
    struct byte_source source;
    struct inflater *inflater;
    struct window *window; /* not owned */
    struct coverage *coverage;
    uint64_t start; /* of the stream, in the window */
    uint64_t given;
    enum status status;
};

static enum status dicom_inflate_fail(struct dicom_inflate *self, enum reason reason)
{
    coverage_add(self->coverage, reason);
    fault_set(&self->source.fault, reason, "the data set cannot be decompressed any further");
    return STATUS_SKIP;
}

static enum status dicom_inflate_end(struct dicom_inflate *self, enum inflate_result result)
{
    switch (result) {
    case INFLATE_OK:
        return STATUS_OK;
    case INFLATE_END:
        return STATUS_END;
    case INFLATE_CUT:
        if (self->window->status == STATUS_END)
            return dicom_inflate_fail(self, REASON_TRUNCATED);
        self->source.fault = self->window->upstream->fault;
        return self->window->status;
    case INFLATE_CORRUPT:
    case INFLATE_DRY:
        break;
    }
    return dicom_inflate_fail(self, REASON_CORRUPT);
}

static enum status dicom_inflate_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                      size_t *len)
{
    struct dicom_inflate *const self = (struct dicom_inflate *)source;
    if (self->status != STATUS_OK)
        return self->status;
    const enum inflate_result result = inflater_read(self->inflater, self->window, buf, cap, len);
    self->given += *len;
    self->status = dicom_inflate_end(self, result);
    const uint64_t taken = self->window->offset - self->start;
    if (self->status == STATUS_OK && self->given > RATIO_ARMS_AT &&
        self->given / RATIO_MAX > taken) {
        *len = 0;
        self->status = dicom_inflate_fail(self, REASON_LIMIT_RATIO);
    }
    return self->status;
}

static void dicom_inflate_close(struct byte_source *source)
{
    struct dicom_inflate *const self = (struct dicom_inflate *)source;
    inflater_free(self->inflater);
    free(self);
}

static const struct byte_source_ops dicom_inflate_ops = {dicom_inflate_read, dicom_inflate_close};

struct byte_source *dicom_inflate_create(struct window *window, struct coverage *coverage)
{
    struct dicom_inflate *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->source.ops = &dicom_inflate_ops;
    self->window = window;
    self->coverage = coverage;
    self->start = window->offset;
    self->status = STATUS_OK;
    self->inflater = inflater_create();
    if (self->inflater == NULL) {
        free(self);
        return NULL;
    }
    inflater_reset(self->inflater);
    return &self->source;
}
