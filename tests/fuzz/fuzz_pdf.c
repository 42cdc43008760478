/* Any bytes as the objects of a PDF: reading ends, and what is given out can be read. */
#include "crawler/unpack/pdf_parts.h"
#include "tests/fuzz/walk_sum.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static enum status take_part(void *user, const struct archive_part *part)
{
    (void)user;
    require(part->kind == ARCHIVE_PART_MEMBER && part->name.len > 0);
    const enum status status = byte_source_drain(part->bytes);
    require(status != STATUS_NO_MEMORY);
    return STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct coverage coverage = {0};
    struct meter meter = {.limits = &walk_sum_limits,
                          .coverage = &coverage,
                          .memory = UINT64_C(1) << 24,
                          .size = len};
    struct range_source *const file = range_source_from_span((struct span){bytes, len});
    require(file != NULL && pdf_parts_walk(file, &meter, take_part, NULL) == STATUS_OK);
    range_source_close(file);
    return 0;
}
