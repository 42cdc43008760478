/* gzip and zlib streams around deflate, and deflate alone. */
#include "crawler/base/endian.h"
#include "crawler/unpack/codec.h"
#include "crawler/unpack/inflate.h"

#include <stdlib.h>

enum wrapper { WRAPPER_GZIP, WRAPPER_ZLIB, WRAPPER_NONE };

struct gzip_decoder {
    struct decoder decoder;
    struct inflater *inflater;
    enum wrapper wrapper;
    bool has_header;
    uint32_t sum;  /* CRC-32 or Adler-32 of this stream */
    uint32_t size; /* its length, modulo 2^32 */
};

#define GZIP_HEADER 10
#define GZIP_FLAG_HCRC 0x02
#define GZIP_FLAG_EXTRA 0x04
#define GZIP_FLAG_NAME 0x08
#define GZIP_FLAG_COMMENT 0x10

/* ---- the header ---- */

/* Skips a field that ends with NUL; false when the window ends first. */
static bool gzip_skip_text(struct window *window)
{
    while (window_fill(window, 1) > 0) {
        const uint8_t c = *window_at(window);
        window_take(window, 1);
        if (c == 0)
            return true;
    }
    return false;
}

static bool gzip_skip_extra(struct window *window)
{
    if (window_fill(window, 2) < 2)
        return false;
    const uint32_t len = endian_little(window_at(window), 2);
    return window_skip(window, 2 + len) == 2 + len;
}

static bool gzip_skip_header(struct window *window)
{
    if (window_fill(window, GZIP_HEADER) < GZIP_HEADER)
        return false;
    const uint8_t flags = window_at(window)[3];
    window_take(window, GZIP_HEADER);
    if ((flags & GZIP_FLAG_EXTRA) != 0 && !gzip_skip_extra(window))
        return false;
    if ((flags & GZIP_FLAG_NAME) != 0 && !gzip_skip_text(window))
        return false;
    if ((flags & GZIP_FLAG_COMMENT) != 0 && !gzip_skip_text(window))
        return false;
    return (flags & GZIP_FLAG_HCRC) == 0 || window_skip(window, 2) == 2;
}

/* ---- the stream ---- */

static bool gzip_start(struct decoder *decoder)
{
    struct gzip_decoder *const self = (struct gzip_decoder *)decoder;
    inflater_reset(self->inflater);
    decoder->result = CODEC_OK;
    self->has_header = false;
    self->size = 0;
    self->sum = self->wrapper == WRAPPER_ZLIB;
    return true;
}

static enum codec_result gzip_read_trailer(struct gzip_decoder *self, struct window *window)
{
    if (self->wrapper == WRAPPER_NONE)
        return CODEC_END;
    const bool is_zlib = self->wrapper == WRAPPER_ZLIB;
    const size_t len = is_zlib ? 4 : 8;
    if (window_fill(window, len) < len)
        return CODEC_CUT;
    const uint8_t *const at = window_at(window);
    const bool is_right =
        is_zlib ? endian_big(at, 4) == self->sum
                : endian_little(at, 4) == self->sum && endian_little(at + 4, 4) == self->size;
    window_take(window, len);
    return is_right ? CODEC_END : CODEC_MISMATCH;
}

static bool gzip_skip_any_header(const struct gzip_decoder *self, struct window *window)
{
    switch (self->wrapper) {
    case WRAPPER_GZIP:
        return gzip_skip_header(window);
    case WRAPPER_ZLIB:
        return window_skip(window, 2) == 2;
    default:
        return true;
    }
}

static void gzip_sum(struct gzip_decoder *self, const uint8_t *buf, size_t len)
{
    if (self->wrapper == WRAPPER_ZLIB)
        self->sum = inflate_adler32(self->sum, buf, len);
    else if (self->wrapper == WRAPPER_GZIP)
        self->sum = inflate_crc32(self->sum, buf, len);
    self->size += (uint32_t)len;
}

static enum codec_result gzip_read(struct decoder *decoder, struct window *window, uint8_t *buf,
                                   size_t cap, size_t *len)
{
    struct gzip_decoder *const self = (struct gzip_decoder *)decoder;
    if (!self->has_header && !gzip_skip_any_header(self, window))
        return CODEC_CUT;
    self->has_header = true;
    switch (inflater_read(self->inflater, window, buf, cap, len)) {
    case INFLATE_OK:
        gzip_sum(self, buf, *len);
        return CODEC_OK;
    case INFLATE_END:
        return gzip_read_trailer(self, window);
    case INFLATE_CUT:
        return CODEC_CUT;
    default:
        return CODEC_CORRUPT;
    }
}

/* ---- the codecs ---- */

static struct decoder *gzip_create_as(const struct codec *codec, enum wrapper wrapper)
{
    struct gzip_decoder *const self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->decoder.codec = codec;
    self->wrapper = wrapper;
    self->inflater = inflater_create();
    if (self->inflater == NULL) {
        free(self);
        return NULL;
    }
    return &self->decoder;
}

/* 40 KiB: memory is never the limit. */
static struct decoder *gzip_create(uint64_t memory)
{
    (void)memory;
    return gzip_create_as(&codec_gzip, WRAPPER_GZIP);
}

static struct decoder *zlib_create(uint64_t memory)
{
    (void)memory;
    return gzip_create_as(&codec_zlib, WRAPPER_ZLIB);
}

static struct decoder *deflate_create(uint64_t memory)
{
    (void)memory;
    return gzip_create_as(&codec_deflate, WRAPPER_NONE);
}

static void gzip_free(struct decoder *decoder)
{
    inflater_free(((struct gzip_decoder *)decoder)->inflater);
    free(decoder);
}

static bool gzip_is_start(struct span bytes)
{
    return codec_has_magic(bytes, "\x1F\x8B\x08", 3) &&
           (bytes.len < 4 || (bytes.ptr[3] & 0xE0) == 0);
}

static bool gzip_looks_right(struct span bytes)
{
    return bytes.len >= GZIP_HEADER && gzip_is_start(bytes) && (bytes.ptr[8] & ~6U) == 0 &&
           (bytes.ptr[9] <= 13 || bytes.ptr[9] == 255);
}

static const struct gap_mark gzip_mark = {
    .first = 0x1F, .look = GZIP_HEADER, .looks_right = gzip_looks_right};

const struct codec codec_gzip = {
    .library = "zlib",
    .version = inflate_library_version,
    .create = gzip_create,
    .free = gzip_free,
    .start = gzip_start,
    .read = gzip_read,
    .is_start = gzip_is_start,
    .mark = &gzip_mark,
};

/* Without a magic there is nothing to look for behind a fault: the search is that of gzip. */
const struct codec codec_zlib = {
    .create = zlib_create,
    .free = gzip_free,
    .start = gzip_start,
    .read = gzip_read,
    .mark = &gzip_mark,
};

const struct codec codec_deflate = {
    .create = deflate_create,
    .free = gzip_free,
    .start = gzip_start,
    .read = gzip_read,
    .mark = &gzip_mark,
};
