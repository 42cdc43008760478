/*
 * compress (.Z): LZW with codes that grow from 9 to at most 16 bits.
 *
 * Source: the man page and the format of compress(1), which POSIX.1-2017 gives as "adaptive
 * Lempel-Ziv". Codes are written eight at a time, so that where their width changes the rest of a
 * group of eight is padding. There is no end but that of the input, and no check; but the bits
 * behind the last code are 0, so that others are those of a code that was cut.
 */
#include "crawler/unpack/codec.h"

#include <stdlib.h>

#define LZW_WIDTH_MIN 9
#define LZW_CODES ((size_t)1 << 16)
#define LZW_CLEAR 256
#define LZW_NONE UINT32_MAX
#define LZW_GROUP 8

struct lzw_decoder {
    struct decoder decoder;
    bool has_header;
    bool has_clear;     /* code 256 empties the table */
    unsigned width_max; /* of a code, in bits */
    unsigned width;
    unsigned group; /* codes read of the group at hand */
    uint64_t bits;
    unsigned bit_count;
    uint32_t next;     /* code of the next entry */
    uint32_t previous; /* code read last; LZW_NONE behind a clear */
    uint8_t first;     /* byte that its string starts with */
    size_t held;       /* of the string at hand, which is given out from its end */
    uint16_t prefixes[LZW_CODES];
    uint8_t suffixes[LZW_CODES];
    uint8_t string[LZW_CODES];
};

static bool lzw_start(struct decoder *decoder)
{
    struct lzw_decoder *const self = (struct lzw_decoder *)decoder;
    decoder->result = CODEC_OK;
    self->has_header = false;
    self->width = LZW_WIDTH_MIN;
    self->group = 0;
    self->bits = 0;
    self->bit_count = 0;
    self->previous = LZW_NONE;
    self->held = 0;
    return true;
}

static struct decoder *lzw_create(uint64_t memory)
{
    (void)memory; /* 320 KiB: it is never the limit */
    struct lzw_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_compress;
    for (unsigned i = 0; i < LZW_CLEAR; i++)
        self->suffixes[i] = (uint8_t)i;
    return &self->decoder;
}

static void lzw_free(struct decoder *decoder)
{
    free(decoder);
}

static bool lzw_read_header(struct lzw_decoder *self, struct window *window)
{
    if (window_fill(window, 3) < 3)
        return false;
    const uint8_t flags = window_at(window)[2];
    window_take(window, 3);
    self->width_max = flags & 0x1FU;
    self->has_clear = (flags & 0x80) != 0;
    self->next = LZW_CLEAR + self->has_clear;
    self->has_header = true;
    return true;
}

/* Fills up the bits; false when the input has fewer than count left. */
static bool lzw_fill(struct lzw_decoder *self, struct window *window, unsigned count)
{
    while (self->bit_count < count) {
        if (window_fill(window, 1) == 0)
            return false;
        self->bits |= (uint64_t)*window_at(window) << self->bit_count;
        self->bit_count += 8;
        window_take(window, 1);
    }
    return true;
}

static void lzw_drop(struct lzw_decoder *self, unsigned count)
{
    self->bits >>= count;
    self->bit_count -= count;
}

/* Skips what is left of a group, and goes on with codes of width bits. */
static bool lzw_change_width(struct lzw_decoder *self, struct window *window, unsigned width)
{
    const unsigned old = self->width;
    self->width = width;
    while (self->group % LZW_GROUP != 0) {
        if (!lzw_fill(self, window, old))
            return false;
        lzw_drop(self, old);
        self->group++;
    }
    self->group = 0;
    return true;
}

static bool lzw_read_code(struct lzw_decoder *self, struct window *window, uint32_t *code)
{
    if (self->next >> self->width != 0 && self->width < self->width_max &&
        !lzw_change_width(self, window, self->width + 1))
        return false;
    if (!lzw_fill(self, window, self->width))
        return false;
    *code = (uint32_t)self->bits & ((1U << self->width) - 1);
    lzw_drop(self, self->width);
    self->group++;
    return true;
}

/* Puts the string of code into string[], its last byte first; false when there is no such code. */
static bool lzw_expand(struct lzw_decoder *self, uint32_t code)
{
    uint32_t at = code;
    if (code >= self->next) {
        if (code != self->next || self->previous == LZW_NONE)
            return false;
        self->string[self->held++] = self->first;
        at = self->previous;
    }
    /* Prefixes are older than what they are prefixes of: this ends. */
    for (; at >= LZW_CLEAR; at = self->prefixes[at])
        self->string[self->held++] = self->suffixes[at];
    self->first = (uint8_t)at;
    self->string[self->held++] = self->first;
    return true;
}

static enum codec_result lzw_decode(struct lzw_decoder *self, struct window *window)
{
    uint32_t code;
    if (!lzw_read_code(self, window, &code))
        return window->status == STATUS_END && self->bits == 0 ? CODEC_END : CODEC_CUT;
    if (code == LZW_CLEAR && self->has_clear) {
        self->next = LZW_CLEAR + 1;
        self->previous = LZW_NONE;
        return lzw_change_width(self, window, LZW_WIDTH_MIN) || window->status == STATUS_END
                   ? CODEC_OK
                   : CODEC_CUT;
    }
    if (!lzw_expand(self, code))
        return CODEC_CORRUPT;
    if (self->previous != LZW_NONE && self->next < 1U << self->width_max) {
        self->prefixes[self->next] = (uint16_t)self->previous;
        self->suffixes[self->next++] = self->first;
    }
    self->previous = code;
    return CODEC_OK;
}

static enum codec_result lzw_read(struct decoder *decoder, struct window *window, uint8_t *buf,
                                  size_t cap, size_t *len)
{
    struct lzw_decoder *const self = (struct lzw_decoder *)decoder;
    *len = 0;
    if (!self->has_header && !lzw_read_header(self, window))
        decoder->result = CODEC_CUT;
    while (*len < cap) {
        if (self->held > 0)
            buf[(*len)++] = self->string[--self->held];
        else if (decoder->result == CODEC_OK)
            decoder->result = lzw_decode(self, window);
        else
            break;
    }
    return *len > 0 ? CODEC_OK : decoder->result;
}

const struct codec codec_compress = {
    .create = lzw_create,
    .free = lzw_free,
    .start = lzw_start,
    .read = lzw_read,
};
