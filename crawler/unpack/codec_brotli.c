/* Brotli streams (RFC 7932) by libbrotlidec. They have no magic: who meets one knows it from
 * elsewhere. */
#include "crawler/unpack/codec.h"

#include <brotli/decode.h>
#include <stdlib.h>

struct brotli_decoder {
    struct decoder decoder;
    BrotliDecoderState *state;
    uint64_t memory;
    bool is_begun;
};

/* At a fault the library keeps what it decoded since it was called, so it gets a byte at a time. */
#define BROTLI_STEP ((size_t)1)

/*
 * A stream with a large window, which the RFC does not have (brotli --large_window), begins with
 * this byte; the six lower bits of the next one are the logarithm of the window's size.
 */
#define BROTLI_LARGE 0x11
#define BROTLI_HEADER ((size_t)2)

static bool brotli_start(struct decoder *decoder)
{
    struct brotli_decoder *const self = (struct brotli_decoder *)decoder;
    BrotliDecoderDestroyInstance(self->state);
    self->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    decoder->result = CODEC_OK;
    decoder->want = BROTLI_HEADER;
    self->is_begun = false;
    return self->state != NULL;
}

static void brotli_free(struct decoder *decoder)
{
    BrotliDecoderDestroyInstance(((struct brotli_decoder *)decoder)->state);
    free(decoder);
}

static struct decoder *brotli_create(uint64_t memory)
{
    struct brotli_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_brotli;
    self->memory = memory;
    return &self->decoder;
}

static enum codec_result brotli_fail(BrotliDecoderErrorCode code)
{
    const bool is_memory = code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
                           code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
    return is_memory ? CODEC_NO_MEMORY : CODEC_CORRUPT;
}

/* Allows a large window that fits the memory; without, it has 16 MiB at most. */
static enum codec_result brotli_begin(struct brotli_decoder *self, const struct codec_io *io)
{
    self->is_begun = true;
    if (io->in_len < BROTLI_HEADER || io->in[0] != BROTLI_LARGE)
        return CODEC_OK;
    const unsigned log = io->in[1] & 0x3F;
    if (UINT64_C(2) << log > self->memory)
        return CODEC_TOO_LARGE;
    BrotliDecoderSetParameter(self->state, BROTLI_DECODER_PARAM_LARGE_WINDOW, BROTLI_TRUE);
    return CODEC_OK;
}

static enum codec_result brotli_step(struct decoder *decoder, struct codec_io *io)
{
    struct brotli_decoder *const self = (struct brotli_decoder *)decoder;
    const enum codec_result begun = self->is_begun ? CODEC_OK : brotli_begin(self, io);
    if (begun != CODEC_OK)
        return begun;
    const BrotliDecoderResult result = BrotliDecoderDecompressStream(
        self->state, &io->in_len, &io->in, &io->out_len, &io->out, NULL);
    decoder->want =
        BrotliDecoderHasMoreOutput(self->state) == BROTLI_TRUE ? CODEC_FLUSH : BROTLI_STEP;
    switch (result) {
    case BROTLI_DECODER_RESULT_SUCCESS:
        return CODEC_END;
    case BROTLI_DECODER_RESULT_ERROR:
        return brotli_fail(BrotliDecoderGetErrorCode(self->state));
    default:
        return CODEC_OK;
    }
}

const struct codec codec_brotli = {
    .create = brotli_create,
    .free = brotli_free,
    .start = brotli_start,
    .read = codec_pump,
    .step = brotli_step,
};
