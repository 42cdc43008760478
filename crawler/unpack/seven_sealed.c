/* Encrypted 7z archives, as they would be without encryption. */
#include "crawler/unpack/seven_sealed.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/codec.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/seven_cipher.h"
#include "crawler/unpack/seven_header.h"

#include <stdlib.h>
#include <string.h>

#define SEVEN_PIECE ((size_t)64 * 1024)
#define SEVEN_LAYERS 4                       /* headers that are encoded in one another */
#define SEVEN_LOOKS 16U                      /* streams that a password is tried on */
#define SEVEN_ROUNDS_MAX (UINT64_C(1) << 26) /* of all keys of an archive that a password makes */

struct seven_sealed {
    struct range_source ranges;
    struct range_source *file;
    struct keyring *keys;
    size_t right; /* the password, once it is known */
    bool has_right;
    size_t memory;
    struct buffer header; /* as the file has it */
    struct seven_layout layout;
    uint8_t start[SEVEN_START];
    uint8_t piece[SEVEN_BLOCK + SEVEN_PIECE]; /* and the block in front of it */
};

static void seven_write(uint8_t *bytes, uint64_t number, size_t len)
{
    for (size_t i = 0; i < len; i++)
        bytes[i] = (uint8_t)(number >> 8 * i);
}

/* ---- reading ---- */

/* Decrypts up to len bytes of a stream from its place at on into piece; *got how many, and where.
 */
static enum status seven_decrypt(struct seven_sealed *sealed, const struct seven_stream *stream,
                                 uint64_t at, size_t len, struct span *got)
{
    const size_t behind = (size_t)(at % SEVEN_BLOCK);
    const uint64_t from = at - behind, left = stream->size - from;
    const size_t most = len < SEVEN_PIECE - SEVEN_BLOCK ? len + behind : SEVEN_PIECE;
    size_t whole = (most + SEVEN_BLOCK - 1) / SEVEN_BLOCK * SEVEN_BLOCK;
    whole = whole < left ? whole : (size_t)left;
    uint8_t *const bytes = sealed->piece + SEVEN_BLOCK;
    const size_t before = from > 0 ? SEVEN_BLOCK : 0;
    memcpy(sealed->piece, stream->lock.vector, SEVEN_BLOCK);
    const enum status status = range_source_read_at(sealed->file, stream->at + from - before,
                                                    bytes - before, whole + before);
    if (status != STATUS_OK)
        return status;
    if (!seven_cipher_decrypt(stream->key, sealed->piece, bytes, whole))
        return STATUS_NO_MEMORY;
    got->ptr = bytes + behind;
    got->len = whole - behind < len ? whole - behind : len;
    return STATUS_OK;
}

/* How many streams end before a place of the open archive, or at it. */
static size_t seven_streams_before(const struct seven_sealed *sealed, uint64_t at)
{
    const struct seven_stream *const all = (const void *)sealed->layout.streams.ptr;
    size_t low = 0, high = sealed->layout.streams.len / sizeof *all;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (all[middle].open_at + all[middle].plain <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Reads what stands at a place of the open archive, up to where something else starts. */
static enum status seven_read_packed(struct seven_sealed *sealed, uint64_t at, uint8_t *buf,
                                     size_t *len)
{
    const struct seven_stream *const all = (const void *)sealed->layout.streams.ptr;
    const size_t count = sealed->layout.streams.len / sizeof *all;
    const size_t before = seven_streams_before(sealed, at);
    const struct seven_stream *const last = before > 0 ? &all[before - 1] : NULL;
    const uint64_t next = before < count ? all[before].open_at : sealed->layout.header_at;
    struct span got = {NULL, 0};
    enum status status;
    if (next > at) {
        const uint64_t from =
            last != NULL ? last->at + last->size + (at - last->open_at - last->plain) : at;
        *len = *len < next - at ? *len : (size_t)(next - at);
        return range_source_read_at(sealed->file, from, buf, *len);
    }
    const struct seven_stream *const stream = &all[before];
    const uint64_t left = stream->plain - (at - stream->open_at);
    *len = *len < left ? *len : (size_t)left;
    status = seven_decrypt(sealed, stream, at - stream->open_at, *len, &got);
    if (status == STATUS_OK)
        memcpy(buf, got.ptr, got.len);
    *len = got.len;
    return status;
}

static enum status seven_read_at(struct range_source *source, uint64_t offset, uint8_t *buf,
                                 size_t len)
{
    struct seven_sealed *const sealed = (struct seven_sealed *)source;
    enum status status = STATUS_OK;
    while (len > 0 && status == STATUS_OK) {
        size_t step = len;
        if (offset < SEVEN_START) {
            step = step < SEVEN_START - offset ? step : (size_t)(SEVEN_START - offset);
            memcpy(buf, sealed->start + offset, step);
        } else if (offset >= sealed->layout.header_at) {
            memcpy(buf, sealed->layout.header.ptr + (offset - sealed->layout.header_at), step);
        } else {
            status = seven_read_packed(sealed, offset, buf, &step);
        }
        offset += step;
        buf += step;
        len -= step;
    }
    if (status == STATUS_SKIP)
        source->fault = sealed->file->fault;
    return status;
}

static void seven_close(struct range_source *source)
{
    struct seven_sealed *const sealed = (struct seven_sealed *)source;
    buffer_wipe(&sealed->header);
    seven_layout_wipe(&sealed->layout);
    seven_cipher_wipe(sealed, sizeof *sealed);
    free(sealed);
}

static const struct range_source_ops seven_ops = {seven_read_at, seven_close};

/* ---- the header ---- */

/* Puts the header that the start header tells into sealed->header. */
static bool seven_load(struct seven_sealed *sealed)
{
    enum { CRC_AT = 8, OFFSET_AT = 12, SIZE_AT = 20, HEADER_CRC_AT = 28 };
    const uint8_t *const start = sealed->start;
    if (range_source_read_at(sealed->file, 0, sealed->start, SEVEN_START) != STATUS_OK ||
        memcmp(start, "7z\xBC\xAF\x27\x1C", 6) != 0 ||
        inflate_crc32(0, start + OFFSET_AT, SEVEN_START - OFFSET_AT) !=
            endian_little(start + CRC_AT, 4))
        return false;
    const uint64_t at = endian_little(start + OFFSET_AT, 8),
                   len = endian_little(start + SIZE_AT, 8);
    uint8_t *const room = len > 0 && len <= SEVEN_HEADER_MAX && at < INT64_MAX
                              ? buffer_room(&sealed->header, (size_t)len)
                              : NULL;
    if (room == NULL ||
        range_source_read_at(sealed->file, SEVEN_START + at, room, (size_t)len) != STATUS_OK)
        return false;
    sealed->header.len = (size_t)len;
    return inflate_crc32(0, room, (size_t)len) == endian_little(start + HEADER_CRC_AT, 4);
}

/* Decodes LZMA, which here stands without the header that its own files have. */
static bool seven_decode_lzma(const struct seven_packed *packed, struct span bytes, size_t memory,
                              struct buffer *out)
{
    enum { PROPERTIES = sizeof packed->properties, HEAD = PROPERTIES + 8 };
    uint8_t *const whole = malloc(HEAD + bytes.len);
    struct decoder *const decoder = codec_lzma.create(memory);
    uint8_t *const room = buffer_room(out, (size_t)packed->size + 1);
    struct byte_source *source = NULL;
    struct window *window = NULL;
    bool is_whole = false;
    if (whole != NULL && decoder != NULL && room != NULL) {
        memcpy(whole, packed->properties, PROPERTIES);
        seven_write(whole + PROPERTIES, packed->size, 8);
        memcpy(whole + HEAD, bytes.ptr, bytes.len);
        source = byte_source_from_span((struct span){whole, HEAD + bytes.len});
        window = source != NULL ? window_create(source) : NULL;
    }
    if (window != NULL && codec_lzma.start(decoder)) {
        size_t len = 1;
        while (len > 0 && out->len < packed->size) {
            len = 0;
            codec_lzma.read(decoder, window, room + out->len, (size_t)packed->size - out->len,
                            &len);
            out->len += len;
        }
        is_whole = out->len == packed->size;
    }
    free(window);
    byte_source_close(source);
    if (decoder != NULL)
        codec_lzma.free(decoder);
    if (whole != NULL)
        seven_cipher_wipe(whole, HEAD + bytes.len);
    free(whole);
    return is_whole;
}

/* The header that packed tells of, decrypted by the key of its stream. False when it is wrong. */
static bool seven_unpack(struct seven_sealed *sealed, const struct seven_packed *packed,
                         struct buffer *out)
{
    const struct seven_stream *const stream = &packed->stream;
    const size_t len = (size_t)stream->size;
    uint8_t *const bytes = malloc(len + 1);
    buffer_init(out, SEVEN_HEADER_MAX + 1);
    bool is_right =
        bytes != NULL && range_source_read_at(sealed->file, stream->at, bytes, len) == STATUS_OK;
    if (is_right && packed->is_encrypted)
        is_right = seven_cipher_decrypt(stream->key, stream->lock.vector, bytes, len);
    if (is_right && stream->method == SEVEN_LZMA)
        is_right = seven_decode_lzma(packed, (struct span){bytes, (size_t)stream->plain},
                                     sealed->memory / 2, out);
    else if (is_right)
        buffer_append(out, bytes, packed->size < len ? (size_t)packed->size : len);
    if (bytes != NULL)
        seven_cipher_wipe(bytes, len);
    free(bytes);
    is_right = is_right && !out->is_failed && out->len > 0 && out->ptr[0] != 0 &&
               (!packed->has_crc || inflate_crc32(0, out->ptr, out->len) == packed->crc);
    if (!is_right)
        buffer_wipe(out);
    return is_right;
}

/* ---- passwords ---- */

/* Whether a method can start so. An LZMA2 chunk with a fresh dictionary has its sizes, properties
 * and the first byte of a range coder in front, which is 0; or it is stored. */
static bool seven_is_start(enum seven_method method, struct span bytes)
{
    enum { STORED = 1, RESET = 0xE0, PROPERTIES_AT = 5, CODER_AT = 6, PROPERTIES_MAX = 225 };
    if (method == SEVEN_LZMA)
        return bytes.ptr[0] == 0;
    if (method != SEVEN_LZMA2)
        return true;
    return bytes.ptr[0] == STORED ||
           (bytes.ptr[0] >= RESET && bytes.len > CODER_AT &&
            bytes.ptr[PROPERTIES_AT] < PROPERTIES_MAX && bytes.ptr[CODER_AT] == 0);
}

/* Whether what a stream decrypts to can be: zeros behind its end, and how its method starts. */
static bool seven_looks_right(struct seven_sealed *sealed, const struct seven_stream *stream)
{
    const size_t padding = (size_t)(stream->size - stream->plain);
    struct span bytes = {NULL, 0};
    if (seven_decrypt(sealed, stream, 0, SEVEN_BLOCK, &bytes) != STATUS_OK ||
        !seven_is_start(stream->method, bytes) ||
        (padding > 0 && seven_decrypt(sealed, stream, stream->plain, padding, &bytes) != STATUS_OK))
        return false;
    for (size_t i = 0; i < padding; i++) {
        if (bytes.ptr[i] != 0)
            return false;
    }
    return true;
}

static bool seven_is_same(const struct seven_lock *a, const struct seven_lock *b)
{
    return a->power == b->power && a->salt_len == b->salt_len &&
           memcmp(a->salt, b->salt, a->salt_len) == 0;
}

/* Makes the keys of the first count streams; false when memory is short. */
static bool seven_derive(struct seven_stream *streams, size_t count, struct span password)
{
    bool is_made = true;
    for (size_t i = 0; i < count && is_made; i++) {
        if (i > 0 && seven_is_same(&streams[i].lock, &streams[i - 1].lock))
            memcpy(streams[i].key, streams[i - 1].key, sizeof streams[i].key);
        else
            is_made = seven_cipher_derive(&streams[i].lock, password, streams[i].key);
    }
    return is_made;
}

/* How many rounds the keys of the streams take; more than SEVEN_ROUNDS_MAX: too many. */
static uint64_t seven_rounds(const struct seven_stream *streams, size_t count)
{
    uint64_t rounds = 0;
    for (size_t i = 0; i < count && rounds <= SEVEN_ROUNDS_MAX; i++) {
        if (i == 0 || !seven_is_same(&streams[i].lock, &streams[i - 1].lock))
            rounds += UINT64_C(1) << streams[i].lock.power;
    }
    return rounds;
}

/* What a try counts for that makes the keys of the streams. */
static unsigned seven_cost(const struct seven_stream *streams, size_t count)
{
    enum { USUAL_POWER = 19 };
    const uint64_t usual = (seven_rounds(streams, count) - 1) >> USUAL_POWER;
    return KEYRING_SLOW * (1 + (unsigned)usual);
}

/* Finds the password of an encoded header, and puts what is in it into out. */
static bool seven_open_encoded(struct seven_sealed *sealed, struct seven_packed *packed,
                               struct buffer *out)
{
    size_t index;
    if (!packed->is_encrypted)
        return seven_unpack(sealed, packed, out);
    for (size_t i = 0; keyring_next(sealed->keys, i, &index); i++) {
        const struct span password = passwords_at(sealed->keys->passwords, index);
        const bool is_right =
            seven_cipher_derive(&packed->stream.lock, password, packed->stream.key) &&
            seven_unpack(sealed, packed, out);
        keyring_note(sealed->keys, index, is_right, seven_cost(&packed->stream, 1));
        sealed->has_right |= is_right;
        sealed->right = index;
        if (is_right)
            return true;
    }
    return false;
}

/* The password of the content, where no header told it. */
static bool seven_find_password(struct seven_sealed *sealed)
{
    struct seven_stream *const streams = (void *)sealed->layout.streams.ptr;
    const size_t count = sealed->layout.streams.len / sizeof *streams;
    const size_t looks = count < SEVEN_LOOKS ? count : SEVEN_LOOKS;
    size_t index;
    if (seven_rounds(streams, count) > SEVEN_ROUNDS_MAX)
        return false;
    for (size_t i = 0; !sealed->has_right && keyring_next(sealed->keys, i, &index); i++) {
        bool is_right = seven_derive(streams, looks, passwords_at(sealed->keys->passwords, index));
        for (size_t k = 0; k < looks && is_right; k++)
            is_right = seven_looks_right(sealed, &streams[k]);
        keyring_note(sealed->keys, index, is_right, seven_cost(streams, looks));
        sealed->has_right = is_right;
        sealed->right = index;
    }
    return sealed->has_right &&
           seven_derive(streams, count, passwords_at(sealed->keys->passwords, sealed->right));
}

/* ---- the whole ---- */

/* Makes start header and header of an archive without encryption; false: it has none, or stays
 * closed. */
static bool seven_open(struct seven_sealed *sealed)
{
    bool is_open = seven_load(sealed);
    for (unsigned i = 0; i < SEVEN_LAYERS && is_open; i++) {
        struct seven_packed packed;
        struct buffer inner;
        const struct span header = {sealed->header.ptr, sealed->header.len};
        if (!seven_header_is_encoded(header))
            break;
        is_open = seven_header_parse_encoded(header, &packed) &&
                  seven_open_encoded(sealed, &packed, &inner);
        seven_cipher_wipe(&packed, sizeof packed);
        if (!is_open)
            return false;
        buffer_wipe(&sealed->header);
        sealed->header = inner;
    }
    return is_open &&
           seven_header_open((struct span){sealed->header.ptr, sealed->header.len},
                             &sealed->layout) &&
           (sealed->layout.streams.len > 0 ? seven_find_password(sealed) : sealed->has_right);
}

static void seven_finish(struct seven_sealed *sealed)
{
    const struct buffer *const header = &sealed->layout.header;
    seven_write(sealed->start + 12, sealed->layout.header_at - SEVEN_START, 8);
    seven_write(sealed->start + 20, header->len, 8);
    seven_write(sealed->start + 28, inflate_crc32(0, header->ptr, header->len), 4);
    seven_write(sealed->start + 8, inflate_crc32(0, sealed->start + 12, 20), 4);
    sealed->ranges.size = sealed->layout.header_at + header->len;
}

struct range_source *seven_sealed_create(struct range_source *file, struct keyring *keys,
                                         uint64_t memory)
{
    if (keys == NULL || passwords_count(keys->passwords) == 0 || file->size < SEVEN_START)
        return NULL;
    struct seven_sealed *const sealed = calloc(1, sizeof *sealed);
    if (sealed == NULL)
        return NULL;
    sealed->ranges.ops = &seven_ops;
    sealed->file = file;
    sealed->keys = keys;
    sealed->memory = (size_t)memory;
    buffer_init(&sealed->header, SEVEN_HEADER_MAX);
    seven_layout_init(&sealed->layout, sealed->memory - sealed->memory / 4);
    if (!seven_open(sealed)) {
        range_source_close(&sealed->ranges);
        return NULL;
    }
    seven_finish(sealed);
    return &sealed->ranges;
}
