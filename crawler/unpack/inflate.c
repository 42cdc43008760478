/* Deflate and CRC-32 by zlib. */
#include "crawler/unpack/inflate.h"

#include <stdlib.h>

#define ZLIB_CONST
#include <zlib.h>

struct inflater {
    z_stream stream;
    uint64_t allowed;           /* input */
    enum inflate_result result; /* once it is not INFLATE_OK, it stays */
};

#define INFLATE_RAW (-15) /* no header, the largest window */

struct inflater *inflater_create(void)
{
    struct inflater *const inflater = calloc(1, sizeof *inflater);
    if (inflater == NULL)
        return NULL;
    if (inflateInit2(&inflater->stream, INFLATE_RAW) != Z_OK) {
        free(inflater);
        return NULL;
    }
    inflater->allowed = UINT64_MAX;
    return inflater;
}

void inflater_free(struct inflater *inflater)
{
    if (inflater == NULL)
        return;
    inflateEnd(&inflater->stream);
    free(inflater);
}

void inflater_reset(struct inflater *inflater)
{
    inflateReset(&inflater->stream);
    inflater->result = INFLATE_OK;
    inflater->allowed = UINT64_MAX;
}

void inflater_allow(struct inflater *inflater, uint64_t input)
{
    inflater->allowed = input;
    if (inflater->result == INFLATE_DRY)
        inflater->result = INFLATE_OK;
}

static enum inflate_result inflater_starve(struct window *window)
{
    window->status = STATUS_NO_MEMORY;
    return INFLATE_CUT;
}

enum inflate_result inflater_read(struct inflater *inflater, struct window *window, uint8_t *buf,
                                  size_t cap, size_t *len)
{
    z_stream *const stream = &inflater->stream;
    *len = 0;
    stream->next_out = buf;
    stream->avail_out = cap < UINT32_MAX ? (uInt)cap : UINT32_MAX;
    const uInt room = stream->avail_out;
    while (inflater->result == INFLATE_OK && stream->avail_out > 0) {
        size_t held = inflater->allowed > 0 ? window_fill(window, 1) : 0;
        if (held > inflater->allowed)
            held = (size_t)inflater->allowed;
        /* Also without input: zlib may still hold output. */
        stream->next_in = window->bytes + window->start;
        stream->avail_in = (uInt)held;
        const int code = inflate(stream, Z_NO_FLUSH);
        const size_t taken = held - stream->avail_in;
        window_take(window, taken);
        inflater->allowed -= taken;
        if (code == Z_STREAM_END)
            inflater->result = INFLATE_END;
        else if (code == Z_BUF_ERROR && held == 0)
            inflater->result = inflater->allowed > 0 ? INFLATE_CUT : INFLATE_DRY;
        else if (code == Z_MEM_ERROR)
            inflater->result = inflater_starve(window);
        else if (code != Z_OK && code != Z_BUF_ERROR)
            inflater->result = INFLATE_CORRUPT;
    }
    *len = room - stream->avail_out;
    return *len > 0 ? INFLATE_OK : inflater->result;
}

bool inflate_looks_valid(struct span head)
{
    uint8_t out[1024];
    z_stream stream = {0};
    if (inflateInit2(&stream, INFLATE_RAW) != Z_OK)
        return false;
    stream.next_in = head.ptr;
    stream.avail_in = (uInt)head.len;
    int code = Z_OK;
    while (code == Z_OK && stream.avail_in > 0) {
        stream.next_out = out;
        stream.avail_out = sizeof out;
        code = inflate(&stream, Z_NO_FLUSH);
    }
    const bool has_output = stream.total_out > 0;
    inflateEnd(&stream);
    return has_output && (code == Z_OK || code == Z_BUF_ERROR || code == Z_STREAM_END);
}

uint32_t inflate_crc32(uint32_t crc, const uint8_t *bytes, size_t len)
{
    return (uint32_t)crc32_z(crc, bytes, len);
}

uint32_t inflate_adler32(uint32_t sum, const uint8_t *bytes, size_t len)
{
    return (uint32_t)adler32_z(sum, bytes, len);
}

const char *inflate_library_version(void)
{
    return zlibVersion();
}
