/* Packs streams of every compression by its own library, for tests. */
#include "tests/unit/unpack/pack_builder.h"

#include "tests/unit/unpack/zip_builder.h"

#include <bzlib.h>
#include <check.h>
#include <lz4frame.h>
#include <lzma.h>
#include <stdlib.h>
#include <string.h>
#include <zstd.h>

static void pack_bzip2(struct buffer *out, struct span content)
{
    unsigned len = (unsigned)(content.len + content.len / 50 + 1000);
    char *const packed = malloc(len);
    ck_assert_int_eq(BZ2_bzBuffToBuffCompress(packed, &len, (char *)(uintptr_t)content.ptr,
                                              (unsigned)content.len, 9, 0, 0),
                     BZ_OK);
    buffer_append(out, packed, len);
    free(packed);
}

static void pack_lzma(struct buffer *out, struct span content, lzma_stream *stream)
{
    const size_t room = content.len + content.len / 3 + 1000;
    uint8_t *const packed = malloc(room);
    stream->next_in = content.ptr;
    stream->avail_in = content.len;
    stream->next_out = packed;
    stream->avail_out = room;
    ck_assert_int_eq(lzma_code(stream, LZMA_FINISH), LZMA_STREAM_END);
    buffer_append(out, packed, room - stream->avail_out);
    lzma_end(stream);
    free(packed);
}

static void pack_lzma_alone(struct buffer *out, struct span content)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_options_lzma options;
    lzma_lzma_preset(&options, 1);
    options.dict_size = 1 << 20;
    ck_assert_int_eq(lzma_alone_encoder(&stream, &options), LZMA_OK);
    pack_lzma(out, content, &stream);
}

void build_xz_dictionary(struct buffer *out, struct span content, uint32_t dictionary)
{
    lzma_stream stream = LZMA_STREAM_INIT;
    lzma_options_lzma options;
    lzma_lzma_preset(&options, 0);
    options.dict_size = dictionary;
    const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, NULL}};
    ck_assert_int_eq(lzma_stream_encoder(&stream, filters, LZMA_CHECK_CRC64), LZMA_OK);
    pack_lzma(out, content, &stream);
}

static void pack_zstd(struct buffer *out, struct span content, ZSTD_CCtx *context)
{
    const size_t room = ZSTD_compressBound(content.len);
    uint8_t *const packed = malloc(room);
    ZSTD_inBuffer in = {content.ptr, content.len, 0};
    ZSTD_outBuffer done = {packed, room, 0};
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    ck_assert_uint_eq(ZSTD_compressStream2(context, &done, &in, ZSTD_e_end), 0);
    buffer_append(out, packed, done.pos);
    ZSTD_freeCCtx(context);
    free(packed);
}

void build_zstd_window(struct buffer *out, size_t len, int window_log)
{
    uint8_t *const zeros = calloc(1, len);
    ZSTD_CCtx *const context = ZSTD_createCCtx();
    ZSTD_inBuffer in = {zeros, len, 0};
    const size_t room = ZSTD_compressBound(len);
    uint8_t *const packed = malloc(room);
    ZSTD_outBuffer done = {packed, room, 0};
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
    /* Not told that this is all, the encoder writes the window as it was set. */
    ZSTD_compressStream2(context, &done, &in, ZSTD_e_flush);
    ck_assert_uint_eq(ZSTD_compressStream2(context, &done, &in, ZSTD_e_end), 0);
    buffer_append(out, packed, done.pos);
    ZSTD_freeCCtx(context);
    free(packed);
    free(zeros);
}

static void pack_lz4(struct buffer *out, struct span content)
{
    const LZ4F_preferences_t preferences = {
        .frameInfo = {.blockSizeID = LZ4F_max64KB,
                      .contentChecksumFlag = LZ4F_contentChecksumEnabled,
                      .blockChecksumFlag = LZ4F_blockChecksumEnabled}};
    const size_t room = LZ4F_compressFrameBound(content.len, &preferences);
    uint8_t *const packed = malloc(room);
    const size_t len = LZ4F_compressFrame(packed, room, content.ptr, content.len, &preferences);
    ck_assert(!LZ4F_isError(len));
    buffer_append(out, packed, len);
    free(packed);
}

void build_packed(struct buffer *out, enum format format, struct span content)
{
    switch (format) {
    case FORMAT_BZIP2:
        pack_bzip2(out, content);
        break;
    case FORMAT_XZ:
        build_xz_dictionary(out, content, 1 << 20);
        break;
    case FORMAT_LZMA:
        pack_lzma_alone(out, content);
        break;
    case FORMAT_ZSTD:
        pack_zstd(out, content, ZSTD_createCCtx());
        break;
    case FORMAT_LZ4:
        pack_lz4(out, content);
        break;
    default:
        build_gzip(out, content);
        break;
    }
}

void build_skipped(struct buffer *out, struct span content)
{
    buffer_append(out, "\x5A\x2A\x4D\x18", 4);
    build_u32(out, (uint32_t)content.len);
    buffer_append(out, content.ptr, content.len);
}
