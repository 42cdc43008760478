/* LZ4 frames by liblz4. */
#include "crawler/unpack/codec.h"

#include <lz4.h>
#include <lz4frame.h>
#include <stdlib.h>
#include <string.h>

struct lz4_decoder {
    struct decoder decoder;
    LZ4F_dctx *context;
};

#define LZ4_MAGIC "\x04\x22\x4D\x18"
#define LZ4_FRAME_HEADER 7
#define LZ4_WORD 4 /* the header of a block, a checksum */

/*
 * What the library asks for is the rest of a block, its checksum and the header of the next one.
 * Where a call fails it does not say what it gave out before, so no call may do more than one of
 * them.
 */
static size_t lz4_want(size_t hint)
{
    if (hint > (size_t)2 * LZ4_WORD)
        return hint - (size_t)2 * LZ4_WORD;
    return hint > LZ4_WORD ? hint - LZ4_WORD : hint;
}

static bool lz4_start(struct decoder *decoder)
{
    struct lz4_decoder *const self = (struct lz4_decoder *)decoder;
    LZ4F_resetDecompressionContext(self->context);
    decoder->result = CODEC_OK;
    decoder->want = lz4_want(LZ4_FRAME_HEADER);
    return true;
}

static void lz4_free(struct decoder *decoder)
{
    struct lz4_decoder *const self = (struct lz4_decoder *)decoder;
    LZ4F_freeDecompressionContext(self->context);
    free(self);
}

/* Blocks are 4 MiB at most: memory is never the limit. */
static struct decoder *lz4_create(uint64_t memory)
{
    (void)memory;
    struct lz4_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_lz4;
    if (LZ4F_isError(LZ4F_createDecompressionContext(&self->context, LZ4F_VERSION))) {
        free(self);
        return NULL;
    }
    return &self->decoder;
}

static enum codec_result lz4_fail(struct codec_io *io, size_t code)
{
    const char *const name = LZ4F_getErrorName(code);
    if (strcmp(name, "ERROR_allocation_failed") == 0)
        return CODEC_NO_MEMORY;
    if (strcmp(name, "ERROR_contentChecksum_invalid") != 0)
        return CODEC_CORRUPT;
    /* The last of its bytes were given to this call. */
    io->in_len = 0;
    return CODEC_MISMATCH;
}

static enum codec_result lz4_step(struct decoder *decoder, struct codec_io *io)
{
    struct lz4_decoder *const self = (struct lz4_decoder *)decoder;
    size_t taken = io->in_len;
    size_t given = io->out_len;
    const size_t hint = LZ4F_decompress(self->context, io->out, &given, io->in, &taken, NULL);
    if (LZ4F_isError(hint))
        return lz4_fail(io, hint);
    io->in_len -= taken;
    io->out += given;
    io->out_len -= given;
    decoder->want = io->out_len == 0 ? CODEC_FLUSH : lz4_want(hint);
    return hint == 0 ? CODEC_END : CODEC_OK;
}

static bool lz4_is_start(struct span bytes)
{
    return codec_has_magic(bytes, LZ4_MAGIC, sizeof LZ4_MAGIC - 1) || codec_is_skippable(bytes);
}

static bool lz4_looks_right(struct span bytes)
{
    return bytes.len >= LZ4_FRAME_HEADER &&
           codec_has_magic(bytes, LZ4_MAGIC, sizeof LZ4_MAGIC - 1) &&
           (bytes.ptr[4] & 0xC2) == 0x40 && (bytes.ptr[5] & 0x8F) == 0; /* version, reserved bits */
}

static const struct gap_mark lz4_mark = {
    .first = 0x04, .look = LZ4_FRAME_HEADER, .looks_right = lz4_looks_right};

const struct codec codec_lz4 = {
    .library = "lz4",
    .version = LZ4_versionString,
    .create = lz4_create,
    .free = lz4_free,
    .start = lz4_start,
    .read = codec_pump,
    .step = lz4_step,
    .is_start = lz4_is_start,
    .mark = &lz4_mark,
};
