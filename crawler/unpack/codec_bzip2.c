/* bzip2 streams by libbz2. */
#include "crawler/unpack/codec.h"

#include <bzlib.h>
#include <stdlib.h>

struct bzip2_decoder {
    struct decoder decoder;
    bz_stream stream;
    bool is_open;
};

static void bzip2_close(struct bzip2_decoder *self)
{
    if (self->is_open)
        BZ2_bzDecompressEnd(&self->stream);
    self->is_open = false;
}

static bool bzip2_start(struct decoder *decoder)
{
    struct bzip2_decoder *const self = (struct bzip2_decoder *)decoder;
    bzip2_close(self);
    self->is_open = BZ2_bzDecompressInit(&self->stream, 0, 0) == BZ_OK;
    decoder->result = CODEC_OK;
    decoder->want = CODEC_ANY;
    return self->is_open;
}

static void bzip2_free(struct decoder *decoder)
{
    struct bzip2_decoder *const self = (struct bzip2_decoder *)decoder;
    bzip2_close(self);
    free(self);
}

/* Blocks are 900 kB at most, and take 3.7 MB: memory is never the limit. */
static struct decoder *bzip2_create(uint64_t memory)
{
    (void)memory;
    struct bzip2_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_bzip2;
    return &self->decoder;
}

static unsigned bzip2_clamp(size_t len)
{
    return len < UINT32_MAX ? (unsigned)len : UINT32_MAX;
}

static enum codec_result bzip2_step(struct decoder *decoder, struct codec_io *io)
{
    bz_stream *const stream = &((struct bzip2_decoder *)decoder)->stream;
    const unsigned in_len = bzip2_clamp(io->in_len);
    const unsigned out_len = bzip2_clamp(io->out_len);
    /* The library only reads from it, and has no const. */
    stream->next_in = (char *)(uintptr_t)io->in;
    stream->avail_in = in_len;
    stream->next_out = (char *)io->out;
    stream->avail_out = out_len;
    const int code = BZ2_bzDecompress(stream);
    io->in_len -= in_len - stream->avail_in;
    io->out += out_len - stream->avail_out;
    io->out_len -= out_len - stream->avail_out;
    switch (code) {
    case BZ_OK:
        return CODEC_OK;
    case BZ_STREAM_END:
        return CODEC_END;
    case BZ_MEM_ERROR:
        return CODEC_NO_MEMORY;
    default:
        return CODEC_CORRUPT;
    }
}

/* "BZh", the size of blocks, then the mark of a block or that of the end. */
#define BZIP2_LOOK 10

static bool bzip2_is_start(struct span bytes)
{
    return codec_has_magic(bytes, "BZh", 3) &&
           (bytes.len < 4 || (bytes.ptr[3] >= '1' && bytes.ptr[3] <= '9'));
}

static bool bzip2_looks_right(struct span bytes)
{
    const struct span block = {bytes.ptr + 4, 6};
    return bytes.len >= BZIP2_LOOK && bzip2_is_start(bytes) &&
           (codec_has_magic(block, "1AY&SY", 6) ||
            codec_has_magic(block, "\x17\x72\x45\x38\x50\x90", 6));
}

static const struct gap_mark bzip2_mark = {
    .first = 'B', .look = BZIP2_LOOK, .looks_right = bzip2_looks_right};

const struct codec codec_bzip2 = {
    .library = "bzip2",
    .version = BZ2_bzlibVersion,
    .create = bzip2_create,
    .free = bzip2_free,
    .start = bzip2_start,
    .read = codec_pump,
    .step = bzip2_step,
    .is_start = bzip2_is_start,
    .mark = &bzip2_mark,
};
