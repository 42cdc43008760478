/*
 * The bytes as a gzip stream and as the content of one. Properties: what zlib's own gzip reader
 * decodes, we decode, and without a reason exactly if it finds no fault; what is packed comes back.
 */
#include "crawler/unpack/layer.h"
#include "tests/fuzz/walk_sum.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define OUT_MAX ((size_t)1 << 20)

/* Decodes bytes by our own means into out; returns how much came, and the coverage. */
static size_t decode(struct span bytes, uint8_t *out, struct coverage *coverage)
{
    struct chunk_source source;
    struct meter meter = {.limits = &unpack_default_limits, .coverage = coverage};
    chunk_source_init(&source, bytes, 0, STATUS_END);
    struct window *const window = window_create(&source.source);
    struct layer *const layer = layer_create(window, FORMAT_GZIP, &meter);
    size_t len = 0;
    byte_source_fill(layer_bytes(layer), out, OUT_MAX, &len);
    layer_free(layer);
    free(window);
    return len;
}

/* The same by zlib: one stream; *is_whole when it ended without a fault and nothing follows. */
static size_t decode_reference(struct span bytes, uint8_t *out, bool *is_whole)
{
    z_stream stream = {0};
    require(inflateInit2(&stream, 31) == Z_OK);
    stream.next_in = (Bytef *)(uintptr_t)bytes.ptr;
    stream.avail_in = (uInt)bytes.len;
    stream.next_out = out;
    stream.avail_out = (uInt)OUT_MAX;
    *is_whole = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0;
    const size_t len = OUT_MAX - stream.avail_out;
    inflateEnd(&stream);
    return len;
}

static void check_against_reference(struct span bytes, uint8_t *ours, uint8_t *theirs)
{
    struct coverage coverage = {0};
    bool is_whole;
    if (bytes.len < 10 || bytes.ptr[0] != 0x1F || bytes.ptr[1] != 0x8B || bytes.ptr[2] != 8 ||
        (bytes.ptr[3] & 0xE0) != 0 || (bytes.ptr[3] & 2) != 0)
        return; /* the checksum of a header is not verified here */
    const size_t their_len = decode_reference(bytes, theirs, &is_whole);
    const size_t our_len = decode(bytes, ours, &coverage);
    require(our_len >= their_len && memcmp(ours, theirs, their_len) == 0);
    if (is_whole)
        require(our_len == their_len && coverage.reasons == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    uint8_t *const ours = malloc(2 * OUT_MAX);
    const struct span content = {bytes, len < OUT_MAX ? len : OUT_MAX};
    check_against_reference(content, ours, ours + OUT_MAX);
    walk_sum_check(content);

    struct buffer packed;
    struct coverage coverage = {0};
    buffer_init(&packed, 4 * OUT_MAX);
    build_gzip(&packed, content);
    require(decode((struct span){packed.ptr, packed.len}, ours, &coverage) == content.len);
    require(content.len == 0 || memcmp(ours, bytes, content.len) == 0);
    require(coverage.reasons == 0);
    buffer_free(&packed);
    free(ours);
    return 0;
}
