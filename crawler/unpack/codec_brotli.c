/* Brotli streams (RFC 7932) by libbrotlidec. They have no magic: who meets one knows it from
 * elsewhere. */
#include "crawler/base/buffer.h"
#include "crawler/unpack/codec.h"

#include <brotli/decode.h>
#include <stdlib.h>

/*
 * At a fault the library keeps what it decoded since it was called, and a byte at a time takes two
 * to four times as long. So it is called with all there is, and at a fault the stream is decoded
 * anew from its start, up to that call, and from there on byte by byte. What that takes is bounded:
 * behind so much input (or a quarter of the memory) or output it is bytes at once.
 */
#define BROTLI_KEPT ((uint64_t)16 << 20)
#define BROTLI_GIVEN ((uint64_t)256 << 20)
#define BROTLI_STEP ((size_t)1)

struct brotli_decoder {
    struct decoder decoder;
    BrotliDecoderState *state;
    uint64_t memory;
    bool is_begun, is_large; /* is_large: its window */
    bool is_slow;            /* byte by byte */
    struct buffer kept;      /* the input so far, unless it is slow */
    uint64_t given;
};

/*
 * A stream with a large window, which the RFC does not have (brotli --large_window), begins with
 * this byte; the six lower bits of the next one are the logarithm of the window's size.
 */
#define BROTLI_LARGE 0x11
#define BROTLI_HEADER ((size_t)2)

static bool brotli_renew(struct brotli_decoder *self)
{
    BrotliDecoderDestroyInstance(self->state);
    self->state = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (self->state != NULL && self->is_large)
        BrotliDecoderSetParameter(self->state, BROTLI_DECODER_PARAM_LARGE_WINDOW, BROTLI_TRUE);
    return self->state != NULL;
}

static bool brotli_start(struct decoder *decoder)
{
    struct brotli_decoder *const self = (struct brotli_decoder *)decoder;
    decoder->result = CODEC_OK;
    decoder->want = BROTLI_HEADER;
    self->is_begun = self->is_large = self->is_slow = false;
    self->given = 0;
    buffer_clear(&self->kept);
    return brotli_renew(self);
}

static void brotli_free(struct decoder *decoder)
{
    struct brotli_decoder *const self = (struct brotli_decoder *)decoder;
    BrotliDecoderDestroyInstance(self->state);
    buffer_free(&self->kept);
    free(self);
}

static struct decoder *brotli_create(uint64_t memory)
{
    struct brotli_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_brotli;
    self->memory = memory;
    buffer_init(&self->kept, memory / 4 < BROTLI_KEPT ? (size_t)memory / 4 : BROTLI_KEPT);
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
    self->is_large = true;
    return brotli_renew(self) ? CODEC_OK : CODEC_NO_MEMORY;
}

/* One call of the library with at most most bytes of input. */
static BrotliDecoderResult brotli_call(struct brotli_decoder *self, struct codec_io *io,
                                       size_t most)
{
    const size_t shown = io->in_len < most ? io->in_len : most;
    size_t left = shown;
    const BrotliDecoderResult result =
        BrotliDecoderDecompressStream(self->state, &left, &io->in, &io->out_len, &io->out, NULL);
    io->in_len -= shown - left;
    return result;
}

static void brotli_be_slow(struct brotli_decoder *self)
{
    self->is_slow = true;
    buffer_free(&self->kept);
}

/* Goes back to in front of a call that failed; false: memory is short. */
static bool brotli_go_back(struct brotli_decoder *self)
{
    uint8_t out[16384];
    uint64_t left = self->given;
    struct codec_io io = {.in = self->kept.ptr, .in_len = self->kept.len};
    bool goes_on = brotli_renew(self);
    while (goes_on && (io.in_len > 0 || left > 0)) {
        const size_t room = left < sizeof out ? (size_t)left : sizeof out, held = io.in_len;
        io.out = out;
        io.out_len = room;
        goes_on = brotli_call(self, &io, SIZE_MAX) != BROTLI_DECODER_RESULT_ERROR &&
                  (io.in_len < held || io.out_len < room);
        left -= room - io.out_len;
    }
    brotli_be_slow(self);
    return goes_on;
}

/* A call with all the input, if possible. */
static BrotliDecoderResult brotli_decode(struct brotli_decoder *self, struct codec_io *io)
{
    const struct codec_io before = *io;
    if (self->is_slow)
        return brotli_call(self, io, BROTLI_STEP);
    const BrotliDecoderResult result = brotli_call(self, io, SIZE_MAX);
    if (result != BROTLI_DECODER_RESULT_ERROR) {
        buffer_append(&self->kept, before.in, before.in_len - io->in_len);
        self->given += before.out_len - io->out_len;
        if (self->kept.is_failed || self->given > BROTLI_GIVEN)
            brotli_be_slow(self);
        return result;
    }
    if (!brotli_go_back(self))
        return result;
    *io = before;
    return brotli_call(self, io, BROTLI_STEP);
}

static enum codec_result brotli_step(struct decoder *decoder, struct codec_io *io)
{
    struct brotli_decoder *const self = (struct brotli_decoder *)decoder;
    const enum codec_result begun = self->is_begun ? CODEC_OK : brotli_begin(self, io);
    if (begun != CODEC_OK)
        return begun;
    const BrotliDecoderResult result = brotli_decode(self, io);
    if (self->state == NULL) /* it could not be decoded anew */
        return CODEC_NO_MEMORY;
    const size_t want = self->is_slow ? BROTLI_STEP : CODEC_ANY;
    decoder->want = BrotliDecoderHasMoreOutput(self->state) == BROTLI_TRUE ? CODEC_FLUSH : want;
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
