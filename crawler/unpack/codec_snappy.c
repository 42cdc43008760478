/*
 * Snappy streams: chunks with a type, a length and a checksum each.
 *
 * Source: "Snappy framing format description", 2013-10-25.
 */
#include "crawler/unpack/codec.h"

#include "crawler/base/buffer.h"
#include "crawler/base/crc32c.h"
#include "crawler/base/endian.h"
#include "crawler/unpack/snappy_block.h"

#include <stdlib.h>
#include <string.h>

#define SNAPPY_CONTENT ((size_t)65536) /* of a chunk */
#define SNAPPY_CHUNK ((size_t)77000)   /* the largest that so much content is packed into */
#define SNAPPY_HEADER 4
#define SNAPPY_SUM 4

enum snappy_chunk {
    SNAPPY_PACKED = 0x00,
    SNAPPY_PLAIN = 0x01,
    SNAPPY_RESERVED = 0x80, /* this and those up to the next one may be skipped ... */
    SNAPPY_PADDING = 0xFE,
    SNAPPY_IDENTIFIER = 0xFF
};

struct snappy_decoder {
    struct decoder decoder;
    struct buffer content; /* of the chunk at hand */
    size_t given;          /* of it */
    bool is_wrong;         /* its checksum, or that of one in front of it, or a type */
    bool is_cut;           /* it was the last that there is of */
    uint8_t chunk[SNAPPY_CHUNK];
};

static bool snappy_start(struct decoder *decoder)
{
    struct snappy_decoder *const self = (struct snappy_decoder *)decoder;
    decoder->result = CODEC_OK;
    buffer_clear(&self->content);
    self->given = 0;
    self->is_wrong = self->is_cut = false;
    return true;
}

static struct decoder *snappy_create(uint64_t memory)
{
    (void)memory; /* 140 KiB: it is never the limit */
    struct snappy_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_snappy;
    buffer_init(&self->content, SNAPPY_CONTENT);
    return &self->decoder;
}

static void snappy_free(struct decoder *decoder)
{
    buffer_free(&((struct snappy_decoder *)decoder)->content);
    free(decoder);
}

/* The checksum as it is written: turned, and with a constant added. */
static uint32_t snappy_mask(uint32_t crc)
{
    return (crc >> 15 | crc << 17) + 0xA282EAD8U;
}

/* Takes len bytes of the window into chunk[]; returns how many there were. */
static size_t snappy_take(struct snappy_decoder *self, struct window *window, size_t len)
{
    struct window_source source;
    size_t got = 0;
    window_source_init(&source, window, len);
    byte_source_fill(&source.source, self->chunk, len, &got);
    return got;
}

/* Puts what bytes hold into content; of a chunk that is cut, what is not packed. */
static enum codec_result snappy_unpack(struct snappy_decoder *self, struct span bytes,
                                       unsigned type, bool is_cut)
{
    if (type == SNAPPY_PACKED && is_cut)
        return CODEC_CUT;
    if (type == SNAPPY_PACKED) {
        const enum block_result result = snappy_block_decode(bytes, &self->content);
        if (result != BLOCK_OK)
            return result == BLOCK_NO_MEMORY ? CODEC_NO_MEMORY : CODEC_CORRUPT;
    } else {
        const size_t len = bytes.len < SNAPPY_CONTENT ? bytes.len : SNAPPY_CONTENT;
        buffer_append(&self->content, bytes.ptr, len);
    }
    return self->content.is_failed ? CODEC_NO_MEMORY : CODEC_OK;
}

static enum codec_result snappy_take_chunk(struct snappy_decoder *self, struct window *window,
                                           unsigned type, size_t len)
{
    if (len < SNAPPY_SUM || len > sizeof self->chunk)
        return CODEC_CORRUPT;
    const size_t got = snappy_take(self, window, len);
    if (got < SNAPPY_SUM)
        return CODEC_CUT;
    const struct span bytes = {self->chunk + SNAPPY_SUM, got - SNAPPY_SUM};
    self->given = 0;
    buffer_clear(&self->content);
    const enum codec_result result = snappy_unpack(self, bytes, type, got < len);
    const uint32_t sum = endian_little(self->chunk, 4);
    self->is_wrong |=
        result == CODEC_OK && sum != snappy_mask(crc32c(0, self->content.ptr, self->content.len));
    self->is_cut = got < len;
    return result;
}

static enum codec_result snappy_read_chunk(struct snappy_decoder *self, struct window *window)
{
    const size_t held = window_fill(window, SNAPPY_HEADER);
    if (self->is_cut)
        return CODEC_CUT;
    if (held == 0 && window->status == STATUS_END)
        return self->is_wrong ? CODEC_MISMATCH : CODEC_END;
    if (held < SNAPPY_HEADER)
        return CODEC_CUT;
    const uint8_t *const header = window_at(window);
    const unsigned type = header[0];
    const size_t len = endian_little(header + 1, 3);
    if (type > SNAPPY_PLAIN && type < SNAPPY_RESERVED)
        return CODEC_CORRUPT;
    window_take(window, SNAPPY_HEADER);
    /* ... but nobody writes them: what is skipped was one of ours. */
    self->is_wrong |= type >= SNAPPY_RESERVED && type < SNAPPY_PADDING;
    if (type >= SNAPPY_RESERVED)
        return window_skip(window, len) == len ? CODEC_OK : CODEC_CUT;
    return snappy_take_chunk(self, window, type, len);
}

static enum codec_result snappy_read(struct decoder *decoder, struct window *window, uint8_t *buf,
                                     size_t cap, size_t *len)
{
    struct snappy_decoder *const self = (struct snappy_decoder *)decoder;
    while (decoder->result == CODEC_OK && self->given == self->content.len)
        decoder->result = snappy_read_chunk(self, window);
    const size_t rest = self->content.len - self->given;
    *len = 0;
    if (decoder->result != CODEC_OK)
        return decoder->result;
    *len = rest < cap ? rest : cap;
    memcpy(buf, self->content.ptr + self->given, *len);
    self->given += *len;
    return CODEC_OK;
}

const struct codec codec_snappy = {
    .create = snappy_create,
    .free = snappy_free,
    .start = snappy_start,
    .read = snappy_read,
};
