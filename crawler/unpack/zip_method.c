/* Methods of packing in a ZIP archive beside deflate. */
#include "crawler/unpack/zip_method.h"

#include <string.h>

/* In front of LZMA data (5.8.8): a version, the length of the properties, the properties. */
#define LZMA_PROPERTIES 5
#define LZMA_HEADER (4 + LZMA_PROPERTIES)

bool zip_decoders_init(struct zip_decoders *decoders)
{
    *decoders = (struct zip_decoders){.inflater = inflater_create()};
    return decoders->inflater != NULL;
}

static void zip_decoders_drop(struct zip_decoders *decoders)
{
    if (decoders->decoder != NULL)
        decoders->decoder->codec->free(decoders->decoder);
    decoders->decoder = NULL;
}

void zip_decoders_free(struct zip_decoders *decoders)
{
    inflater_free(decoders->inflater);
    zip_decoders_drop(decoders);
}

const struct codec *zip_method_codec(unsigned method)
{
    static const struct {
        unsigned method;
        const struct codec *codec;
    } rows[] = {
        {ZIP_DEFLATED64, &codec_deflate64}, {ZIP_BZIP2, &codec_bzip2}, {ZIP_LZMA, &codec_lzma},
        {ZIP_ZSTD_OLD, &codec_zstd},        {ZIP_ZSTD, &codec_zstd},   {ZIP_XZ, &codec_xz},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].method == method)
            return rows[i].codec;
    }
    return NULL;
}

bool zip_method_is_known(unsigned method)
{
    return method == ZIP_STORED || method == ZIP_DEFLATED || zip_method_codec(method) != NULL;
}

enum format zip_method_format(unsigned method)
{
    static const struct {
        unsigned first, last;
        const char *name;
    } rows[] = {
        {1, 1, "zip-shrink"},        {2, 5, "zip-reduce"},  {6, 6, "zip-implode"},
        {10, 10, "zip-dcl-implode"}, {18, 18, "zip-terse"}, {19, 19, "zip-lz77"},
        {94, 94, "zip-mp3"},         {96, 96, "zip-jpeg"},  {97, 97, "zip-wavpack"},
        {98, 98, "zip-ppmd"},
    };
    const char *name = "zip-other";
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (method >= rows[i].first && method <= rows[i].last)
            name = rows[i].name;
    }
    return (enum format)format_find(name);
}

bool zip_method_is_lzma(const uint8_t *bytes)
{
    return zip_u16(bytes + 2) == LZMA_PROPERTIES;
}

/* Takes the header in front of LZMA data, and gives the decoder the one that .lzma files have: the
 * properties, then the size. */
static enum codec_result zip_start_lzma(struct decoder *decoder, struct window *window,
                                        const struct zip_packed *packed)
{
    uint8_t header[LZMA_PROPERTIES + 8];
    if (packed->allowed < LZMA_HEADER)
        return CODEC_CORRUPT;
    if (window_fill(window, LZMA_HEADER) < LZMA_HEADER)
        return CODEC_CUT;
    const uint8_t *const at = window_at(window);
    if (!zip_method_is_lzma(at))
        return CODEC_CORRUPT;
    const bool has_end = (packed->header->flags & ZIP_FLAG_END_MARK) != 0;
    const uint64_t unpacked = has_end ? UINT64_MAX : packed->unpacked;
    memcpy(header, at + 4, LZMA_PROPERTIES);
    for (unsigned i = 0; i < 8; i++)
        header[LZMA_PROPERTIES + i] = (uint8_t)(unpacked >> 8 * i);
    window_take(window, LZMA_HEADER);
    decoder->left = packed->allowed == ZIP_UNBOUNDED ? 0 : packed->allowed - LZMA_HEADER;
    /* The library takes nothing where there is no room, and has nothing to give yet. */
    uint8_t room;
    struct codec_io io = {.in = header, .in_len = sizeof header, .out = &room, .out_len = 1};
    return decoder->codec->step(decoder, &io);
}

enum codec_result zip_method_start(struct zip_decoders *decoders, struct window *window,
                                   const struct zip_packed *packed)
{
    const struct codec *const codec = zip_method_codec(packed->header->method);
    if (decoders->decoder != NULL && decoders->decoder->codec != codec)
        zip_decoders_drop(decoders);
    if (decoders->decoder == NULL)
        decoders->decoder = codec->create(packed->memory);
    struct decoder *const decoder = decoders->decoder;
    if (decoder == NULL)
        return CODEC_NO_MEMORY;
    decoder->is_bounded = packed->allowed != ZIP_UNBOUNDED;
    decoder->left = packed->allowed;
    if (!codec->start(decoder))
        decoder->result = CODEC_NO_MEMORY;
    else if (codec == &codec_lzma)
        decoder->result = zip_start_lzma(decoder, window, packed);
    return decoder->result;
}

/* True when a further stream follows the last one, and is started. */
static bool zip_method_goes_on(struct decoder *decoder, struct window *window)
{
    enum { LOOK = 4 };
    const struct codec *const codec = decoder->codec;
    if (codec->is_start == NULL || (decoder->is_bounded && decoder->left < LOOK) ||
        window_fill(window, LOOK) < LOOK)
        return false;
    if (!codec->is_start((struct span){window_at(window), LOOK}))
        return false;
    if (!codec->start(decoder))
        decoder->result = CODEC_NO_MEMORY;
    return true;
}

enum codec_result zip_method_read(struct zip_decoders *decoders, struct window *window,
                                  uint8_t *buf, size_t cap, size_t *len)
{
    struct decoder *const decoder = decoders->decoder;
    enum codec_result result;
    do {
        result = decoder->codec->read(decoder, window, buf, cap, len);
        if (result == CODEC_MISMATCH)
            result = CODEC_END;
    } while (result == CODEC_END && zip_method_goes_on(decoder, window));
    return result;
}

bool zip_method_is_dry(const struct zip_decoders *decoders)
{
    const struct decoder *const decoder = decoders->decoder;
    return decoder->result == CODEC_CUT && decoder->is_bounded && decoder->left == 0;
}

void zip_method_allow_all(struct zip_decoders *decoders)
{
    decoders->decoder->is_bounded = false;
    decoders->decoder->result = CODEC_OK;
}
