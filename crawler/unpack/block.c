/* Compressed blocks that stand whole in memory. */
#include "crawler/unpack/block.h"

#include "crawler/unpack/codec.h"
#include "crawler/unpack/lz4_block.h"
#include "crawler/unpack/snappy_block.h"

#include <stdlib.h>

#define BLOCK_MEMORY ((uint64_t)64 << 20) /* of a decoder */
#define BLOCK_STEP ((size_t)64 << 10)

struct block_decoder {
    struct decoder *decoders[BLOCK_UNKNOWN]; /* made when first needed */
};

struct block_decoder *block_decoder_create(void)
{
    return calloc(1, sizeof(struct block_decoder));
}

void block_decoder_free(struct block_decoder *decoder)
{
    if (decoder == NULL)
        return;
    for (size_t i = 0; i < BLOCK_UNKNOWN; i++) {
        if (decoder->decoders[i] != NULL)
            decoder->decoders[i]->codec->free(decoder->decoders[i]);
    }
    free(decoder);
}

static const struct codec *block_codec_of(enum block_codec codec)
{
    switch (codec) {
    case BLOCK_GZIP:
        return &codec_gzip;
    case BLOCK_DEFLATE:
        return &codec_deflate;
    case BLOCK_ZSTD:
        return &codec_zstd;
    case BLOCK_LZ4_HADOOP: /* the frames among them */
        return &codec_lz4;
    case BLOCK_BROTLI:
        return &codec_brotli;
    case BLOCK_BZIP2:
        return &codec_bzip2;
    case BLOCK_XZ:
        return &codec_xz;
    default:
        return NULL;
    }
}

/* Room for the next step of a stream; NULL with the result when there is none. */
static uint8_t *block_step_room(struct buffer *out, size_t *cap, enum block_result *result)
{
    const size_t left = out->limit - out->len;
    *cap = left < BLOCK_STEP ? left : BLOCK_STEP;
    *result = BLOCK_TOO_LARGE;
    if (left == 0)
        return NULL;
    uint8_t *const room = buffer_room(out, *cap);
    if (room == NULL)
        *result = BLOCK_NO_MEMORY;
    return room;
}

static enum block_result block_end_of(enum codec_result result)
{
    switch (result) {
    case CODEC_OK:
    case CODEC_END:
        return BLOCK_OK;
    case CODEC_TOO_LARGE:
        return BLOCK_TOO_LARGE;
    case CODEC_NO_MEMORY:
        return BLOCK_NO_MEMORY;
    default:
        return BLOCK_CORRUPT;
    }
}

/* Stream after stream, as far as there are any. */
static enum block_result block_pump(struct decoder *decoder, struct window *window,
                                    struct buffer *out)
{
    const struct codec *const codec = decoder->codec;
    if (!codec->start(decoder))
        return BLOCK_NO_MEMORY;
    for (;;) {
        size_t cap;
        enum block_result full;
        uint8_t *const room = block_step_room(out, &cap, &full);
        uint8_t spare;
        size_t len = 0;
        const enum codec_result result = codec->read(decoder, window, room != NULL ? room : &spare,
                                                     room != NULL ? cap : 1, &len);
        if (result == CODEC_OK && room == NULL)
            return full;
        if (result == CODEC_OK) {
            out->len += len;
            continue;
        }
        if (result != CODEC_END)
            return block_end_of(result);
        const size_t held = window_fill(window, 4);
        if (held < 4 || codec->is_start == NULL ||
            !codec->is_start((struct span){window_at(window), held}))
            return BLOCK_OK;
        if (!codec->start(decoder))
            return BLOCK_NO_MEMORY;
    }
}

static enum block_result block_stream(struct block_decoder *decoder, enum block_codec codec,
                                      struct span in, struct buffer *out)
{
    enum block_result result = BLOCK_NO_MEMORY;
    struct byte_source *const source = byte_source_from_span(in);
    struct window *window = NULL;
    if (source != NULL)
        window = window_create(source);
    if (window == NULL)
        goto out;
    if (decoder->decoders[codec] == NULL)
        decoder->decoders[codec] = block_codec_of(codec)->create(BLOCK_MEMORY);
    if (decoder->decoders[codec] != NULL)
        result = block_pump(decoder->decoders[codec], window, out);
out:
    free(window);
    byte_source_close(source);
    return result;
}

/* Three things were written under one name. */
static enum block_result block_hadoop(struct block_decoder *decoder, struct span in, size_t size,
                                      struct buffer *out)
{
    if (codec_lz4.is_start(in))
        return block_stream(decoder, BLOCK_LZ4_HADOOP, in, out);
    const enum block_result hadoop = lz4_block_decode_hadoop(in, out);
    if (hadoop == BLOCK_OK || out->len > 0)
        return hadoop;
    const enum block_result raw = lz4_block_decode(in, size, out);
    return raw == BLOCK_OK && out->len != size ? hadoop : raw;
}

enum block_result block_decode(struct block_decoder *decoder, enum block_codec codec,
                               struct span in, size_t size, struct buffer *out)
{
    buffer_clear(out);
    switch (codec) {
    case BLOCK_PLAIN:
        if (in.len > out->limit)
            return BLOCK_TOO_LARGE;
        buffer_append(out, in.ptr, in.len);
        return out->is_failed ? BLOCK_NO_MEMORY : BLOCK_OK;
    case BLOCK_SNAPPY:
        return snappy_block_decode(in, out);
    case BLOCK_LZ4_RAW:
        return lz4_block_decode(in, size, out);
    case BLOCK_LZ4_HADOOP:
        return block_hadoop(decoder, in, size, out);
    default:
        return codec >= BLOCK_UNKNOWN ? BLOCK_UNSUPPORTED : block_stream(decoder, codec, in, out);
    }
}
