/* Brotli streams (RFC 7932) by libbrotlidec. They have no magic: who meets one knows it from
 * elsewhere. */
#include "crawler/unpack/codec.h"

#include <brotli/decode.h>
#include <stdlib.h>

struct brotli_decoder {
    struct decoder decoder;
    BrotliDecoderState *state;
};

/* At a fault the library keeps what it decoded since it was called, so it gets a byte at a time. */
#define BROTLI_STEP ((size_t)1)

static bool brotli_start(struct decoder *decoder)
{
    struct brotli_decoder *const self = (struct brotli_decoder *)decoder;
    BrotliDecoderDestroyInstance(self->state);
    self->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    decoder->result = CODEC_OK;
    decoder->want = BROTLI_STEP;
    return self->state != NULL;
}

static void brotli_free(struct decoder *decoder)
{
    BrotliDecoderDestroyInstance(((struct brotli_decoder *)decoder)->state);
    free(decoder);
}

/* The window is 16 MiB at most, large windows being off: memory is never the limit. */
static struct decoder *brotli_create(uint64_t memory)
{
    (void)memory;
    struct brotli_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_brotli;
    return &self->decoder;
}

static enum codec_result brotli_fail(BrotliDecoderErrorCode code)
{
    const bool is_memory = code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
                           code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
    return is_memory ? CODEC_NO_MEMORY : CODEC_CORRUPT;
}

static enum codec_result brotli_step(struct decoder *decoder, struct codec_io *io)
{
    struct brotli_decoder *const self = (struct brotli_decoder *)decoder;
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
