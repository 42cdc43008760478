/*
 * Compressed RTF of Outlook messages: LZ77 over a ring of 4 KiB that begins with words which every
 * RTF has; or, as "MELA", bytes as they are.
 *
 * Source: [MS-OXRTFCP] 2.1 (format), 2.2 (decompression), 3.1.3 (check).
 */
#include "crawler/base/endian.h"
#include "crawler/unpack/codec.h"
#include "crawler/unpack/inflate.h"

#include <stdlib.h>
#include <string.h>

#define LZFU_HEADER 16
#define LZFU_COUNTED 12 /* bytes of the header that its first field counts */
#define LZFU_RING ((size_t)4096)
#define LZFU_RUN_MIN 2

static const char lzfu_words[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
    "\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
    "\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct lzfu_decoder {
    struct decoder decoder;
    bool has_header, is_packed;
    uint32_t left; /* bytes of the stream to be taken in */
    uint32_t check,
        so_far;       /* CRC-32 of what is taken in, without inversion: wanted, and inverted */
    unsigned flags;   /* of the items that follow, behind a 1 that marks their end */
    size_t run, from; /* bytes to be copied, and where from */
    size_t at;        /* where the next byte goes */
    uint8_t ring[LZFU_RING];
};

static bool lzfu_start(struct decoder *decoder)
{
    struct lzfu_decoder *const self = (struct lzfu_decoder *)decoder;
    decoder->result = CODEC_OK;
    self->has_header = false;
    self->so_far = UINT32_MAX;
    self->flags = 1;
    self->run = 0;
    self->at = sizeof lzfu_words - 1;
    memset(self->ring, ' ', sizeof self->ring);
    memcpy(self->ring, lzfu_words, self->at);
    return true;
}

static struct decoder *lzfu_create(uint64_t memory)
{
    (void)memory; /* 4 KiB: it is never the limit */
    struct lzfu_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_lzfu;
    return &self->decoder;
}

static void lzfu_free(struct decoder *decoder)
{
    free(decoder);
}

static enum codec_result lzfu_read_header(struct lzfu_decoder *self, struct window *window)
{
    if (window_fill(window, LZFU_HEADER) < LZFU_HEADER)
        return CODEC_CUT;
    const uint8_t *const header = window_at(window);
    const uint32_t size = endian_little(header, 4);
    self->is_packed = header[8] == 'L';
    self->left = size > LZFU_COUNTED ? size - LZFU_COUNTED : 0;
    self->check = endian_little(header + 12, 4);
    self->has_header = true;
    window_take(window, LZFU_HEADER);
    return CODEC_OK;
}

/* The next bytes of the stream; false when there are no more. */
static bool lzfu_take(struct lzfu_decoder *self, struct window *window, uint8_t *bytes, size_t len)
{
    if (self->left < len || window_fill(window, len) < len)
        return false;
    memcpy(bytes, window_at(window), len);
    window_take(window, len);
    self->left -= (uint32_t)len;
    self->so_far = inflate_crc32(self->so_far, bytes, len);
    return true;
}

static enum codec_result lzfu_end(const struct lzfu_decoder *self)
{
    return !self->is_packed || ~self->so_far == self->check ? CODEC_END : CODEC_MISMATCH;
}

/* There should be more: the stream is over as it says, perhaps within a run, or the window is. */
static enum codec_result lzfu_stop(const struct lzfu_decoder *self, const struct window *window)
{
    if (self->left == 0)
        return lzfu_end(self);
    return window_held(window) < self->left ? CODEC_CUT : CODEC_CORRUPT;
}

/* The next item: a byte, or a run that was there before. */
static enum codec_result lzfu_decode(struct lzfu_decoder *self, struct window *window,
                                     uint8_t *byte)
{
    uint8_t bytes[2];
    if (self->is_packed && self->flags == 1) {
        if (!lzfu_take(self, window, bytes, 1))
            return lzfu_stop(self, window);
        self->flags = bytes[0] | 0x100;
    }
    const bool is_run = self->is_packed && (self->flags & 1) != 0;
    self->flags >>= self->is_packed;
    if (!lzfu_take(self, window, bytes, is_run ? 2 : 1))
        return lzfu_stop(self, window);
    *byte = bytes[0];
    if (!is_run)
        return CODEC_OK;
    self->from = (size_t)bytes[0] << 4 | bytes[1] >> 4;
    self->run = (bytes[1] & 15U) + LZFU_RUN_MIN;
    if (self->from == self->at)
        return lzfu_end(self);
    *byte = self->ring[self->from];
    self->from = (self->from + 1) % LZFU_RING;
    self->run--;
    return CODEC_OK;
}

static enum codec_result lzfu_read(struct decoder *decoder, struct window *window, uint8_t *buf,
                                   size_t cap, size_t *len)
{
    struct lzfu_decoder *const self = (struct lzfu_decoder *)decoder;
    *len = 0;
    if (!self->has_header)
        decoder->result = lzfu_read_header(self, window);
    while (*len < cap && decoder->result == CODEC_OK) {
        uint8_t byte = self->ring[self->from];
        if (self->run > 0) {
            self->from = (self->from + 1) % LZFU_RING;
            self->run--;
        } else {
            decoder->result = lzfu_decode(self, window, &byte);
            if (decoder->result != CODEC_OK)
                break;
        }
        self->ring[self->at] = byte;
        self->at = (self->at + 1) % LZFU_RING;
        buf[(*len)++] = byte;
    }
    return *len > 0 ? CODEC_OK : decoder->result;
}

const struct codec codec_lzfu = {
    .create = lzfu_create,
    .free = lzfu_free,
    .start = lzfu_start,
    .read = lzfu_read,
};
