/* Deflate by zlib, which is everywhere. */
#include "crawler/unpack/deflate_engine.h"

#include <stdlib.h>

#define ZLIB_CONST
#include <zlib.h>

#define INFLATE_RAW (-15) /* no header, the largest window */

static void *zlib_create(void)
{
    z_stream *const stream = calloc(1, sizeof *stream);
    if (stream != NULL && inflateInit2(stream, INFLATE_RAW) != Z_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

static void zlib_free(void *state)
{
    inflateEnd(state);
    free(state);
}

static void zlib_reset(void *state)
{
    inflateReset(state);
}

static size_t zlib_want(const void *state)
{
    (void)state;
    return 1;
}

static enum inflate_result zlib_step(void *state, struct codec_io *io)
{
    z_stream *const stream = state;
    const uInt room = io->out_len < UINT32_MAX ? (uInt)io->out_len : UINT32_MAX;
    const uInt held = io->in_len < UINT32_MAX ? (uInt)io->in_len : UINT32_MAX;
    stream->next_in = io->in;
    stream->avail_in = held;
    stream->next_out = io->out;
    stream->avail_out = room;
    const int code = inflate(stream, Z_NO_FLUSH);
    io->in += held - stream->avail_in;
    io->in_len -= held - stream->avail_in;
    io->out += room - stream->avail_out;
    io->out_len -= room - stream->avail_out;
    switch (code) {
    case Z_OK:
    case Z_BUF_ERROR:
        return INFLATE_OK;
    case Z_STREAM_END:
        return INFLATE_END;
    case Z_MEM_ERROR:
        return INFLATE_CUT;
    default:
        return INFLATE_CORRUPT;
    }
}

static uint32_t zlib_crc32(uint32_t crc, const uint8_t *bytes, size_t len)
{
    return (uint32_t)crc32_z(crc, bytes, len);
}

static uint32_t zlib_adler32(uint32_t sum, const uint8_t *bytes, size_t len)
{
    return (uint32_t)adler32_z(sum, bytes, len);
}

const struct deflate_engine deflate_zlib = {
    .library = "zlib",
    .version = zlibVersion,
    .create = zlib_create,
    .free = zlib_free,
    .reset = zlib_reset,
    .want = zlib_want,
    .step = zlib_step,
    .crc32 = zlib_crc32,
    .adler32 = zlib_adler32,
};
