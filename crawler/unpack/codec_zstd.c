/* Zstandard frames by libzstd. */
#include "crawler/unpack/codec.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

struct zstd_decoder {
    struct decoder decoder;
    ZSTD_DCtx *context;
};

#define ZSTD_MAGIC "\x28\xB5\x2F\xFD"
#define ZSTD_BLOCK_HEADER 3

/*
 * What the library asks for is a block and the header of the next one. Where a call fails it does
 * not say what it gave out before, so no call may do both: the block comes first, alone.
 */
static size_t zstd_want(size_t hint)
{
    return hint > ZSTD_BLOCK_HEADER ? hint - ZSTD_BLOCK_HEADER : hint;
}

static bool zstd_start(struct decoder *decoder)
{
    struct zstd_decoder *const self = (struct zstd_decoder *)decoder;
    ZSTD_DCtx_reset(self->context, ZSTD_reset_session_only);
    decoder->result = CODEC_OK;
    decoder->want = zstd_want(ZSTD_initDStream(self->context));
    return true;
}

static void zstd_free(struct decoder *decoder)
{
    struct zstd_decoder *const self = (struct zstd_decoder *)decoder;
    ZSTD_freeDCtx(self->context);
    free(self);
}

/* The window is all but the whole of what a decoder holds. */
static int zstd_window_log(uint64_t memory)
{
    const ZSTD_bounds bounds = ZSTD_dParam_getBounds(ZSTD_d_windowLogMax);
    int log = bounds.lowerBound;
    while (log < bounds.upperBound && UINT64_C(2) << log <= memory)
        log++;
    return log;
}

static struct decoder *zstd_create(uint64_t memory)
{
    struct zstd_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_zstd;
    self->context = ZSTD_createDCtx();
    if (self->context == NULL ||
        ZSTD_isError(
            ZSTD_DCtx_setParameter(self->context, ZSTD_d_windowLogMax, zstd_window_log(memory)))) {
        zstd_free(&self->decoder);
        return NULL;
    }
    return &self->decoder;
}

static enum codec_result zstd_fail(struct codec_io *io, size_t code)
{
    switch (ZSTD_getErrorCode(code)) {
    case ZSTD_error_checksum_wrong:
        /* The last of its bytes were given to this call. */
        io->in_len = 0;
        return CODEC_MISMATCH;
    case ZSTD_error_frameParameter_windowTooLarge:
        return CODEC_TOO_LARGE;
    case ZSTD_error_dictionary_wrong:
        return CODEC_UNSUPPORTED;
    case ZSTD_error_memory_allocation:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_CORRUPT;
    }
}

static enum codec_result zstd_step(struct decoder *decoder, struct codec_io *io)
{
    struct zstd_decoder *const self = (struct zstd_decoder *)decoder;
    ZSTD_inBuffer in = {io->in, io->in_len, 0};
    ZSTD_outBuffer out = {io->out, io->out_len, 0};
    const size_t hint = ZSTD_decompressStream(self->context, &out, &in);
    if (ZSTD_isError(hint))
        return zstd_fail(io, hint);
    io->in_len -= in.pos;
    io->out += out.pos;
    io->out_len -= out.pos;
    decoder->want = io->out_len == 0 ? CODEC_FLUSH : zstd_want(hint);
    return hint == 0 ? CODEC_END : CODEC_OK;
}

static bool zstd_is_start(struct span bytes)
{
    return codec_has_magic(bytes, ZSTD_MAGIC, sizeof ZSTD_MAGIC - 1) || codec_is_skippable(bytes);
}

static bool zstd_looks_right(struct span bytes)
{
    return bytes.len >= 5 && codec_has_magic(bytes, ZSTD_MAGIC, sizeof ZSTD_MAGIC - 1) &&
           (bytes.ptr[4] & 0x08) == 0; /* a reserved bit */
}

static const struct gap_mark zstd_mark = {
    .first = 0x28, .look = 5, .looks_right = zstd_looks_right};

const struct codec codec_zstd = {
    .library = "zstd",
    .version = ZSTD_versionString,
    .create = zstd_create,
    .free = zstd_free,
    .start = zstd_start,
    .read = codec_pump,
    .step = zstd_step,
    .is_start = zstd_is_start,
    .mark = &zstd_mark,
};
