/* What speaks for the password of a 7z archive. */
#include "crawler/unpack/seven_guess.h"

#include "crawler/unpack/codec.h"
#include "crawler/unpack/format.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/seven_cipher.h"
#include "crawler/unpack/seven_folder.h"

#include <stdlib.h>
#include <string.h>

#define GUESS_BYTE 8U             /* bits of a byte that has to be what it is */
#define GUESS_LOOK ((size_t)4096) /* bytes that are decoded on trial */
#define GUESS_LONG ((size_t)64)   /* so many are not decoded without a fault by chance */

enum { LZMA_PROPERTIES = 5, LZMA_HEAD = LZMA_PROPERTIES + 8, LZMA_PROPERTIES_MAX = 225 };

/* ---- LZMA ---- */

/* Decodes a .lzma file, out->len < most, as far as it goes. */
static enum codec_result seven_lzma_run(struct span file, size_t memory, size_t most,
                                        struct buffer *out)
{
    struct decoder *const decoder = codec_lzma.create(memory);
    struct byte_source *const source = byte_source_from_span(file);
    struct window *const window = source != NULL ? window_create(source) : NULL;
    uint8_t *const room = buffer_room(out, most);
    enum codec_result result = CODEC_NO_MEMORY;
    if (window != NULL && decoder != NULL && room != NULL && codec_lzma.start(decoder))
        result = CODEC_OK;
    while (result == CODEC_OK && out->len < most) {
        size_t len = 0;
        result = codec_lzma.read(decoder, window, room + out->len, most - out->len, &len);
        out->len += len;
    }
    free(window);
    byte_source_close(source);
    if (decoder != NULL)
        codec_lzma.free(decoder);
    return result;
}

/* LZMA stands here without the header that its own files have. */
static void seven_lzma_head(uint8_t *head, const uint8_t *properties, uint64_t size)
{
    memcpy(head, properties, LZMA_PROPERTIES);
    for (size_t i = 0; i < 8; i++)
        head[LZMA_PROPERTIES + i] = (uint8_t)(size >> 8 * i);
}

bool seven_lzma_decode(const struct seven_packed *packed, struct span bytes, size_t memory,
                       struct buffer *out)
{
    uint8_t *const whole = malloc(LZMA_HEAD + bytes.len);
    if (whole == NULL)
        return false;
    seven_lzma_head(whole, packed->properties, packed->size);
    memcpy(whole + LZMA_HEAD, bytes.ptr, bytes.len);
    seven_lzma_run((struct span){whole, LZMA_HEAD + bytes.len}, memory, (size_t)packed->size, out);
    seven_cipher_wipe(whole, LZMA_HEAD + bytes.len);
    free(whole);
    return out->len == packed->size;
}

/* Adds what it says that bytes are the start of LZMA with such properties: they begin with 0, and a
 * wrong key makes distances that go beyond the start. */
static bool seven_guess_lzma(uint8_t properties, struct span bytes, size_t memory, unsigned *bits)
{
    static const uint8_t dictionary[] = {0, 0, 1, 0}; /* 64 KiB: more than is decoded */
    uint8_t all[LZMA_PROPERTIES], file[LZMA_HEAD + GUESS_LOOK];
    struct buffer out;
    if (bytes.len == 0 || bytes.ptr[0] != 0 || properties >= LZMA_PROPERTIES_MAX)
        return false;
    bytes.len = bytes.len < GUESS_LOOK ? bytes.len : GUESS_LOOK;
    all[0] = properties;
    memcpy(all + 1, dictionary, sizeof dictionary);
    seven_lzma_head(file, all, UINT64_MAX);
    memcpy(file + LZMA_HEAD, bytes.ptr, bytes.len);
    buffer_init(&out, GUESS_LOOK + 1);
    const enum codec_result result =
        seven_lzma_run((struct span){file, LZMA_HEAD + bytes.len}, memory, GUESS_LOOK, &out);
    buffer_wipe(&out);
    seven_cipher_wipe(file, sizeof file);
    *bits += GUESS_BYTE;
    if (result == CODEC_OK || result == CODEC_END || result == CODEC_CUT)
        *bits += bytes.len < GUESS_LONG ? GUESS_BYTE : SEVEN_SURE;
    return result != CODEC_CORRUPT;
}

/* A chunk with a fresh dictionary has its sizes and properties in front of LZMA; or it is stored.
 */
static bool seven_guess_lzma2(struct span bytes, size_t memory, unsigned *bits)
{
    enum { STORED = 1, RESET = 0xE0, LEN_AT = 3, PROPERTIES_AT = 5, DATA_AT = 6 };
    if (bytes.len > 0 && bytes.ptr[0] == STORED) {
        *bits += GUESS_BYTE;
        return true;
    }
    if (bytes.len <= DATA_AT || bytes.ptr[0] < RESET)
        return false;
    const size_t len = ((size_t)bytes.ptr[LEN_AT] << 8 | bytes.ptr[LEN_AT + 1]) + 1;
    const size_t left = bytes.len - DATA_AT;
    return seven_guess_lzma(bytes.ptr[PROPERTIES_AT],
                            (struct span){bytes.ptr + DATA_AT, len < left ? len : left}, memory,
                            bits);
}

/* ---- the others ---- */

/* What is only copied may be anything: a format that is known says something, and text the more the
 * longer it goes on, since one byte in nine is in none. */
static unsigned seven_guess_copy(struct span bytes, bool is_whole)
{
    const enum format format = format_recognise(bytes, is_whole);
    const size_t most = (size_t)2 * GUESS_BYTE, text = bytes.len / 8;
    if (format == FORMAT_TEXT)
        return (unsigned)(text < most ? text : most);
    return format == FORMAT_BINARY || format == FORMAT_EMPTY ? 0 : GUESS_BYTE;
}

bool seven_guess(const struct seven_stream *stream, struct span start, size_t memory,
                 unsigned *bits)
{
    bool can_be = true;
    unsigned more = 0;
    switch (stream->method) {
    case SEVEN_LZMA:
        return seven_guess_lzma(stream->lzma, start, memory, bits);
    case SEVEN_LZMA2:
        return seven_guess_lzma2(start, memory, bits);
    case SEVEN_PPMD: /* its range coder begins with 0, as that of LZMA */
        can_be = start.len > 0 && start.ptr[0] == 0;
        more = GUESS_BYTE;
        break;
    case SEVEN_BZIP2:
        can_be = format_recognise(start, false) == FORMAT_BZIP2;
        more = SEVEN_SURE;
        break;
    case SEVEN_DEFLATE:
        can_be = inflate_looks_valid(start);
        more = start.len < GUESS_LONG ? GUESS_BYTE : 2 * GUESS_BYTE;
        break;
    case SEVEN_COPY:
        more = seven_guess_copy(start, start.len == stream->plain);
        break;
    default:
        break;
    }
    *bits += more;
    return can_be;
}

bool seven_guess_header(struct span bytes)
{
    return bytes.len > 0 && (bytes.ptr[0] == SEVEN_HEADER || bytes.ptr[0] == SEVEN_ENCODED);
}
