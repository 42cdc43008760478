/*
 * LZ4 from before its frames: blocks of up to 8 MiB, each behind its length.
 *
 * Source: "LZ4 Frame Format Description" 1.6.4, "Legacy frame".
 */
#include "crawler/base/buffer.h"
#include "crawler/base/endian.h"
#include "crawler/unpack/codec.h"
#include "crawler/unpack/lz4_block.h"

#include <stdlib.h>
#include <string.h>

#define LEGACY_MAGIC "\x02\x21\x4C\x18"
#define LEGACY_MAGIC_LEN 4
#define LEGACY_BLOCK ((size_t)8 << 20)
#define LEGACY_RATIO 255 /* a byte of length stands for at most so many */
#define LEGACY_PACKED (LEGACY_BLOCK + LEGACY_BLOCK / 255 + 16) /* what does not get smaller */

struct lz4_legacy_decoder {
    struct decoder decoder;
    struct buffer packed, block;
    size_t at;                 /* in block: what is not given yet */
    enum codec_result pending; /* what comes behind it */
};

static bool lz4_legacy_is_start(struct span bytes)
{
    return codec_has_magic(bytes, LEGACY_MAGIC, LEGACY_MAGIC_LEN);
}

static bool lz4_legacy_start(struct decoder *decoder)
{
    struct lz4_legacy_decoder *const self = (struct lz4_legacy_decoder *)decoder;
    decoder->result = CODEC_OK;
    self->pending = CODEC_OK;
    buffer_clear(&self->block);
    self->at = 0;
    return true;
}

/* Takes len bytes, or what there is of them. */
static bool lz4_legacy_take(struct lz4_legacy_decoder *self, struct window *window, size_t len)
{
    buffer_clear(&self->packed);
    while (self->packed.len < len && window_fill(window, 1) > 0) {
        const size_t held = window_held(window), left = len - self->packed.len;
        const size_t step = held < left ? held : left;
        buffer_append(&self->packed, window_at(window), step);
        window_take(window, step);
    }
    return !self->packed.is_failed;
}

/* Goes over the magic of frames to the length of a block; false: there is no further block. */
static bool lz4_legacy_find(struct lz4_legacy_decoder *self, struct window *window, size_t *len)
{
    enum { WORD = 4 };
    for (;;) {
        const size_t held = window_fill(window, WORD);
        const struct span head = {window_at(window), held};
        if (held < WORD) {
            self->pending = held == 0 && window->status == STATUS_END ? CODEC_END : CODEC_CUT;
            return false;
        }
        *len = endian_little(head.ptr, 4);
        const bool is_start = lz4_legacy_is_start(head);
        if (!is_start && (*len == 0 || *len > LEGACY_PACKED)) {
            self->pending = CODEC_END; /* something else begins */
            return false;
        }
        window_take(window, WORD);
        if (!is_start)
            return true;
    }
}

/* The next block; what can be decoded of one that is cut or wrong is given. */
static void lz4_legacy_next(struct lz4_legacy_decoder *self, struct window *window)
{
    size_t len;
    buffer_clear(&self->block);
    self->at = 0;
    if (!lz4_legacy_find(self, window, &len))
        return;
    if (!lz4_legacy_take(self, window, len)) {
        self->pending = CODEC_NO_MEMORY;
        return;
    }
    const bool is_cut = self->packed.len < len;
    const struct span packed = {self->packed.ptr, self->packed.len};
    const size_t most =
        packed.len < LEGACY_BLOCK / LEGACY_RATIO ? packed.len * LEGACY_RATIO : LEGACY_BLOCK;
    if (is_cut)
        self->pending = CODEC_CUT;
    switch (lz4_block_decode(packed, most, &self->block)) {
    case BLOCK_OK:
        break;
    case BLOCK_NO_MEMORY:
        self->pending = CODEC_NO_MEMORY;
        break;
    default:
        lz4_block_decode_start(packed, most, &self->block);
        self->pending = is_cut ? CODEC_CUT : CODEC_CORRUPT;
        break;
    }
}

static enum codec_result lz4_legacy_read(struct decoder *decoder, struct window *window,
                                         uint8_t *buf, size_t cap, size_t *len)
{
    struct lz4_legacy_decoder *const self = (struct lz4_legacy_decoder *)decoder;
    while (self->at == self->block.len && self->pending == CODEC_OK)
        lz4_legacy_next(self, window);
    const size_t left = self->block.len - self->at;
    *len = left < cap ? left : cap;
    if (*len == 0)
        return decoder->result = self->pending;
    memcpy(buf, self->block.ptr + self->at, *len);
    self->at += *len;
    return CODEC_OK;
}

/* Blocks are 8 MiB at most: memory is never the limit. */
static struct decoder *lz4_legacy_create(uint64_t memory)
{
    (void)memory;
    struct lz4_legacy_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = &codec_lz4_legacy;
    buffer_init(&self->packed, LEGACY_PACKED);
    buffer_init(&self->block, LEGACY_BLOCK);
    return &self->decoder;
}

static void lz4_legacy_free(struct decoder *decoder)
{
    struct lz4_legacy_decoder *const self = (struct lz4_legacy_decoder *)decoder;
    buffer_wipe(&self->packed);
    buffer_wipe(&self->block);
    free(self);
}

const struct codec codec_lz4_legacy = {
    .create = lz4_legacy_create,
    .free = lz4_legacy_free,
    .start = lz4_legacy_start,
    .read = lz4_legacy_read,
    .is_start = lz4_legacy_is_start,
};
