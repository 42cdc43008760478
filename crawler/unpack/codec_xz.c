/* xz, lzma and lzip streams by liblzma. */
#include "crawler/unpack/codec.h"

#include <lzma.h>
#include <stdlib.h>

struct xz_decoder {
    struct decoder decoder;
    lzma_stream stream;
    uint64_t memory;
    bool has_unknown_check; /* its content cannot be verified */
};

/* Of lzip, members of version 1, as liblzma knows them since 5.4. */
#if LZMA_VERSION >= UINT32_C(50040002)
static bool lzip_start(struct xz_decoder *self)
{
    return lzma_lzip_decoder(&self->stream, self->memory, 0) == LZMA_OK;
}
#else
static bool lzip_start(struct xz_decoder *self)
{
    self->decoder.result = CODEC_UNSUPPORTED;
    return true;
}
#endif

static bool xz_start(struct decoder *decoder)
{
    struct xz_decoder *const self = (struct xz_decoder *)decoder;
    decoder->result = CODEC_OK;
    decoder->want = CODEC_ANY;
    self->has_unknown_check = false;
    if (decoder->codec == &codec_lzip)
        return lzip_start(self);
    if (decoder->codec == &codec_lzma)
        return lzma_alone_decoder(&self->stream, self->memory) == LZMA_OK;
    return lzma_stream_decoder(&self->stream, self->memory, LZMA_TELL_UNSUPPORTED_CHECK) == LZMA_OK;
}

static void xz_free(struct decoder *decoder)
{
    struct xz_decoder *const self = (struct xz_decoder *)decoder;
    lzma_end(&self->stream);
    free(self);
}

static struct decoder *xz_create_as(const struct codec *codec, uint64_t memory)
{
    struct xz_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = codec;
    self->stream = (lzma_stream)LZMA_STREAM_INIT;
    self->memory = memory > 0 ? memory : 1;
    return &self->decoder;
}

static struct decoder *xz_create(uint64_t memory)
{
    return xz_create_as(&codec_xz, memory);
}

static struct decoder *lzma_create(uint64_t memory)
{
    return xz_create_as(&codec_lzma, memory);
}

static struct decoder *lzip_create(uint64_t memory)
{
    return xz_create_as(&codec_lzip, memory);
}

static enum codec_result xz_judge(struct xz_decoder *self, lzma_ret code)
{
    switch (code) {
    case LZMA_UNSUPPORTED_CHECK:
        self->has_unknown_check = true;
        return CODEC_OK;
    case LZMA_OK:
    case LZMA_BUF_ERROR: /* no input and no output: codec_pump() sees it too */
        return CODEC_OK;
    case LZMA_STREAM_END:
        return self->has_unknown_check ? CODEC_MISMATCH : CODEC_END;
    case LZMA_MEMLIMIT_ERROR:
        return CODEC_TOO_LARGE;
    case LZMA_MEM_ERROR:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_CORRUPT;
    }
}

static enum codec_result xz_step(struct decoder *decoder, struct codec_io *io)
{
    struct xz_decoder *const self = (struct xz_decoder *)decoder;
    lzma_stream *const stream = &self->stream;
    stream->next_in = io->in;
    stream->avail_in = io->in_len;
    stream->next_out = io->out;
    stream->avail_out = io->out_len;
    const lzma_ret code = lzma_code(stream, LZMA_RUN);
    io->in_len = stream->avail_in;
    io->out = stream->next_out;
    io->out_len = stream->avail_out;
    return xz_judge(self, code);
}

#define XZ_MAGIC "\xFD\x37zXZ\0"
#define XZ_LOOK 8

static bool xz_is_start(struct span bytes)
{
    return codec_has_magic(bytes, XZ_MAGIC, sizeof XZ_MAGIC - 1);
}

/* The magic and the flags of the stream: one reserved byte, then an id of a check below 16. */
static bool xz_looks_right(struct span bytes)
{
    return bytes.len >= XZ_LOOK && xz_is_start(bytes) && bytes.ptr[6] == 0 && bytes.ptr[7] < 16;
}

static const struct gap_mark xz_mark = {
    .first = 0xFD, .look = XZ_LOOK, .looks_right = xz_looks_right};

const struct codec codec_xz = {
    .library = "xz",
    .version = lzma_version_string,
    .create = xz_create,
    .free = xz_free,
    .start = xz_start,
    .read = codec_pump,
    .step = xz_step,
    .is_start = xz_is_start,
    .mark = &xz_mark,
};

const struct codec codec_lzma = {
    .create = lzma_create,
    .free = xz_free,
    .start = xz_start,
    .read = codec_pump,
    .step = xz_step,
};

#define LZIP_MAGIC "LZIP\1"
#define LZIP_LOOK 6

/* Only as many bytes as are asked for are shown to codec.is_start. */
static bool lzip_is_start(struct span bytes)
{
    return codec_has_magic(bytes, LZIP_MAGIC, 4);
}

/* The magic, and a dictionary of 4 KiB to 512 MiB. */
static bool lzip_looks_right(struct span bytes)
{
    return bytes.len >= LZIP_LOOK && codec_has_magic(bytes, LZIP_MAGIC, sizeof LZIP_MAGIC - 1) &&
           (bytes.ptr[5] & 31) >= 12 && (bytes.ptr[5] & 31) <= 29;
}

static const struct gap_mark lzip_mark = {
    .first = 'L', .look = LZIP_LOOK, .looks_right = lzip_looks_right};

const struct codec codec_lzip = {
    .create = lzip_create,
    .free = xz_free,
    .start = xz_start,
    .read = codec_pump,
    .step = xz_step,
    .is_start = lzip_is_start,
    .mark = &lzip_mark,
};
