/*
 * The bytes as a ZIP archive, and as the content of a right one. Properties: reads of any size give
 * the same; each member of a right archive comes back, in every way of writing it, and no reason is
 * given.
 */
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"
#include "crawler/unpack/zip_walk.h"
#include "tests/fuzz/walk_sum.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define PARTS 3

struct expectation {
    struct span parts[PARTS];
    size_t next;
};

static enum status expect_part(void *user, const struct archive_part *part)
{
    struct expectation *const expectation = user;
    require(part->kind == ARCHIVE_PART_MEMBER && expectation->next < PARTS);
    const struct span wanted = expectation->parts[expectation->next++];
    uint8_t *const got = malloc(wanted.len + 1);
    size_t len;
    const enum status status = byte_source_fill(part->bytes, got, wanted.len + 1, &len);
    require(status == STATUS_END && len == wanted.len);
    require(len == 0 || memcmp(got, wanted.ptr, len) == 0);
    free(got);
    return STATUS_OK;
}

/* Three members whose ways of being written are chosen by choice. */
static void check_right_archive(struct span bytes, uint32_t choice)
{
    struct expectation expectation = {0};
    struct coverage coverage = {0};
    struct meter meter = {.limits = &unpack_default_limits, .coverage = &coverage};
    struct zip_builder zip;
    struct chunk_source source;
    zip_builder_init(&zip);
    for (size_t i = 0; i < PARTS; i++) {
        const size_t start = bytes.len * i / PARTS;
        const struct span part = {bytes.ptr + start, bytes.len * (i + 1) / PARTS - start};
        unsigned quirks = choice >> 5 * i & (ZIP_DEFLATE | ZIP_WITH_DESCRIPTOR | ZIP_NO_SIGNATURE |
                                             ZIP_DESCRIPTOR_64 | ZIP_64);
        /* Stored data may hold what looks like their own end: only sizes tell. */
        if ((quirks & ZIP_DEFLATE) == 0)
            quirks &= ~(unsigned)ZIP_WITH_DESCRIPTOR;
        expectation.parts[i] = part;
        zip_builder_add(&zip, "name", part, quirks, 0);
    }
    zip_builder_end(&zip, NULL, (int)(choice >> 31));
    chunk_source_init(&source, zip_builder_span(&zip), 0, STATUS_END);
    struct window *const window = window_create(&source.source);
    require(zip_walk(window, &meter, false, expect_part, &expectation) == STATUS_OK);
    require(expectation.next == PARTS && coverage.reasons == 0);
    free(window);
    zip_builder_free(&zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    walk_sum_check((struct span){bytes, len});
    if (len >= 4) {
        uint32_t choice;
        memcpy(&choice, bytes, sizeof choice);
        check_right_archive((struct span){bytes + 4, len - 4}, choice);
    }
    return 0;
}
