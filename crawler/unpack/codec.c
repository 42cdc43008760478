/* What the codecs have in common. */
#include "crawler/unpack/codec.h"

#include "crawler/unpack/archive.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/unpack.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    enum format format;
    const struct codec *codec;
} codec_rows[] = {
    {FORMAT_GZIP, &codec_gzip},       {FORMAT_ZLIB, &codec_zlib},
    {FORMAT_BZIP2, &codec_bzip2},     {FORMAT_XZ, &codec_xz},
    {FORMAT_LZMA, &codec_lzma},       {FORMAT_LZIP, &codec_lzip},
    {FORMAT_ZSTD, &codec_zstd},       {FORMAT_LZ4, &codec_lz4},
    {FORMAT_SNAPPY, &codec_snappy},   {FORMAT_COMPRESS, &codec_compress},
    {FORMAT_BROTLI, &codec_brotli},   {FORMAT_LZ4_LEGACY, &codec_lz4_legacy},
    {FORMAT_DEFLATE, &codec_deflate}, {FORMAT_LZFU, &codec_lzfu},
    {FORMAT_EBCDIC, &codec_ebcdic},
};

#define CODEC_ROWS (sizeof codec_rows / sizeof codec_rows[0])

const struct codec *codec_find(enum format format)
{
    for (size_t i = 0; i < CODEC_ROWS; i++) {
        if (codec_rows[i].format == format)
            return codec_rows[i].codec;
    }
    return NULL;
}

void unpack_append_versions(struct buffer *out)
{
    for (size_t i = 0; i < CODEC_ROWS; i++) {
        const struct codec *const codec = codec_rows[i].codec;
        if (codec->library == NULL)
            continue;
        const char *const version = codec->version();
        /* bzip2 adds its date. */
        buffer_append_format(out, "%s/%.*s\n", codec->library, (int)strcspn(version, ","), version);
    }
    inflate_append_version(out);
    buffer_append_format(out, "libarchive/%s\n", archive_library_version());
}

static bool codec_try(struct decoder *decoder, struct window *window)
{
    uint8_t out[4096];
    size_t total = 0;
    enum codec_result result = CODEC_OK;
    if (!decoder->codec->start(decoder))
        return false;
    while (result == CODEC_OK && total < sizeof out) {
        size_t len;
        result = decoder->codec->read(decoder, window, out, sizeof out, &len);
        total += len;
    }
    const bool is_right =
        result == CODEC_CUT || (result == CODEC_END && window_fill(window, 1) == 0);
    return total > 0 && (result == CODEC_OK || is_right);
}

bool codec_fits(const struct codec *codec, struct span head)
{
    enum { MEMORY = 1 << 20 };
    struct byte_source *const source = byte_source_from_span(head);
    struct window *const window = source != NULL ? window_create(source) : NULL;
    struct decoder *const decoder = window != NULL ? codec->create(MEMORY) : NULL;
    bool is_fit = false;
    if (decoder != NULL) {
        is_fit = codec_try(decoder, window);
        codec->free(decoder);
    }
    free(window);
    if (source != NULL)
        byte_source_close(source);
    return is_fit;
}

/* How much is held of what the decoder wants. */
static size_t codec_fill(const struct decoder *decoder, struct window *window)
{
    size_t want = WINDOW_SIZE;
    if (decoder->is_bounded && decoder->left < want)
        want = (size_t)decoder->left;
    if (decoder->want < want)
        want = decoder->want;
    if (want == 0)
        return 0;
    const size_t held = window_fill(window, decoder->want == CODEC_ANY ? 1 : want);
    return held < want ? held : want;
}

enum codec_result codec_pump(struct decoder *decoder, struct window *window, uint8_t *buf,
                             size_t cap, size_t *len)
{
    struct codec_io io = {.out = buf, .out_len = cap};
    while (decoder->result == CODEC_OK && io.out_len > 0) {
        const bool is_flush = decoder->want == CODEC_FLUSH;
        const size_t held = codec_fill(decoder, window);
        const size_t room = io.out_len;
        io.in = window_at(window);
        io.in_len = held;
        /* Also without input: a library may still hold output. */
        decoder->result = decoder->codec->step(decoder, &io);
        window_take(window, held - io.in_len);
        if (decoder->is_bounded)
            decoder->left -= held - io.in_len;
        if (decoder->result == CODEC_OK && held == 0 && !is_flush && io.out_len == room)
            decoder->result = CODEC_CUT;
    }
    *len = cap - io.out_len;
    return *len > 0 ? CODEC_OK : decoder->result;
}

bool codec_has_magic(struct span bytes, const char *magic, size_t len)
{
    return bytes.len > 0 && memcmp(bytes.ptr, magic, bytes.len < len ? bytes.len : len) == 0;
}

bool codec_is_skippable(struct span bytes)
{
    static const char rest[] = "\x2A\x4D\x18";
    if (bytes.len == 0 || (bytes.ptr[0] & 0xF0) != 0x50)
        return false;
    const struct span behind = {bytes.ptr + 1, bytes.len - 1};
    return behind.len == 0 || codec_has_magic(behind, rest, sizeof rest - 1);
}
