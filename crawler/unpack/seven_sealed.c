/* Encrypted 7z archives, as they would be without encryption. */
#include "crawler/unpack/seven_sealed.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/seven_cipher.h"
#include "crawler/unpack/seven_guess.h"
#include "crawler/unpack/seven_header.h"

#include <stdlib.h>
#include <string.h>

#define SEVEN_PIECE ((size_t)64 * 1024)
#define SEVEN_LAYERS 4                     /* headers that are encoded in one another */
#define SEVEN_LOOKS 16U                    /* streams that a password is tried on */
#define SEVEN_LOOK ((size_t)4096)          /* bytes at the start of each */
#define SEVEN_FILE_MAX ((uint64_t)1 << 20) /* a file of more is not compared by its CRC */

struct seven_sealed {
    struct range_source ranges;
    struct range_source *file;
    struct password_ring *keys;
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
        is_right = seven_lzma_decode(packed, (struct span){bytes, (size_t)stream->plain},
                                     sealed->memory / 2, out);
    else if (is_right)
        buffer_append(out, bytes, packed->size < len ? (size_t)packed->size : len);
    if (bytes != NULL)
        seven_cipher_wipe(bytes, len);
    free(bytes);
    is_right = is_right && !out->is_failed &&
               seven_guess_header((struct span){out->ptr, out->len}) &&
               (!packed->has_crc || inflate_crc32(0, out->ptr, out->len) == packed->crc);
    if (!is_right)
        buffer_wipe(out);
    return is_right;
}

/* ---- passwords ---- */

/* What speaks for the key of a stream whose file is copied: its CRC. */
static unsigned seven_weigh_copy(struct seven_sealed *sealed, const struct seven_stream *stream)
{
    const struct seven_file *const file = &stream->file;
    uint32_t crc = 0;
    struct span bytes = {NULL, 0};
    if (stream->method != SEVEN_COPY || !file->has_crc || file->size > SEVEN_FILE_MAX ||
        file->size > stream->plain)
        return 0;
    for (uint64_t at = 0; at < file->size; at += bytes.len) {
        if (seven_decrypt(sealed, stream, at, (size_t)(file->size - at), &bytes) != STATUS_OK)
            return 0;
        crc = inflate_crc32(crc, bytes.ptr, bytes.len);
    }
    return crc == file->crc && file->size > 0 ? SEVEN_SURE : 0;
}

/* Adds the bits that speak for the key of a stream: zeros behind its end, how its method starts,
 * and a CRC. False: something speaks against it. */
static bool seven_weigh(struct seven_sealed *sealed, const struct seven_stream *stream,
                        unsigned *bits)
{
    const size_t padding = (size_t)(stream->size - stream->plain);
    struct span bytes = {NULL, 0};
    if (padding > 0 && seven_decrypt(sealed, stream, stream->plain, padding, &bytes) != STATUS_OK)
        return false;
    for (size_t i = 0; i < padding; i++) {
        if (bytes.ptr[i] != 0)
            return false;
    }
    *bits += 8 * (unsigned)padding;
    if (seven_decrypt(sealed, stream, 0, SEVEN_LOOK, &bytes) != STATUS_OK)
        return false;
    bytes.len = bytes.len < stream->plain ? bytes.len : (size_t)stream->plain;
    if (!seven_guess(stream, bytes, sealed->memory / 2, bits))
        return false;
    *bits += *bits < SEVEN_SURE ? seven_weigh_copy(sealed, stream) : 0;
    return true;
}

/* What a try counts for that makes the keys of the streams. */
static unsigned seven_cost(const struct seven_stream *streams, size_t count)
{
    enum { USUAL_POWER = 19 };
    const uint64_t usual = (seven_cipher_rounds(streams, count) - 1) >> USUAL_POWER;
    return PASSWORD_RING_SLOW * (1 + (unsigned)usual);
}

/* Finds the password of an encoded header, and puts what is in it into out. */
static bool seven_open_encoded(struct seven_sealed *sealed, struct seven_packed *packed,
                               struct buffer *out)
{
    size_t index;
    if (!packed->is_encrypted)
        return seven_unpack(sealed, packed, out);
    for (size_t i = 0; password_ring_next(sealed->keys, i, &index); i++) {
        const struct span password = passwords_at(sealed->keys->passwords, index);
        const bool is_right =
            seven_cipher_derive(&packed->stream.lock, password, packed->stream.key) &&
            seven_unpack(sealed, packed, out);
        password_ring_note(sealed->keys, index, is_right, seven_cost(&packed->stream, 1));
        sealed->has_right |= is_right;
        sealed->right = index;
        if (is_right)
            return true;
    }
    return false;
}

/* Whether what comes of a wrong key would be told by CRCs. */
static bool seven_has_crcs(const struct seven_stream *streams, size_t count)
{
    size_t i = 0;
    while (i < count && streams[i].file.has_crc)
        i++;
    return i == count;
}

/* What speaks for a password: bits. 0: nothing, or something speaks against it. */
static unsigned seven_weigh_password(struct seven_sealed *sealed, size_t looks,
                                     struct span password)
{
    struct seven_stream *const streams = (void *)sealed->layout.streams.ptr;
    unsigned bits = 0;
    bool fits = seven_cipher_derive_all(streams, looks, password);
    for (size_t i = 0; i < looks && fits; i++)
        fits = seven_weigh(sealed, &streams[i], &bits);
    return fits ? bits : 0;
}

/* The password of the content, where no header told it: the first that is sure, or the one that
 * more speaks for than for all others. Where too little does, the archive stays closed. */
static void seven_find_password(struct seven_sealed *sealed)
{
    const struct seven_stream *const streams = (const void *)sealed->layout.streams.ptr;
    const size_t count = sealed->layout.streams.len / sizeof *streams;
    const size_t looks = count < SEVEN_LOOKS ? count : SEVEN_LOOKS;
    unsigned best = (seven_has_crcs(streams, looks) ? SEVEN_ENOUGH : SEVEN_ENOUGH_ALONE) - 1;
    size_t index;
    for (size_t i = 0; best < SEVEN_SURE && password_ring_next(sealed->keys, i, &index); i++) {
        const struct span password = passwords_at(sealed->keys->passwords, index);
        const unsigned bits = seven_weigh_password(sealed, looks, password);
        if (bits < SEVEN_SURE)
            password_ring_note(sealed->keys, index, false, seven_cost(streams, looks));
        if (bits >= best)
            sealed->has_right = bits > best;
        if (bits > best)
            sealed->right = index;
        best = bits > best ? bits : best;
    }
    if (sealed->has_right)
        password_ring_note(sealed->keys, sealed->right, true, 0);
}

/* Makes the keys of all content. */
static bool seven_unlock(struct seven_sealed *sealed)
{
    struct seven_stream *const streams = (void *)sealed->layout.streams.ptr;
    const size_t count = sealed->layout.streams.len / sizeof *streams;
    if (seven_cipher_rounds(streams, count) > SEVEN_ROUNDS_MAX)
        return false;
    if (!sealed->has_right && count > 0)
        seven_find_password(sealed);
    return sealed->has_right &&
           seven_cipher_derive_all(streams, count,
                                   passwords_at(sealed->keys->passwords, sealed->right));
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
           seven_unlock(sealed);
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

struct range_source *seven_sealed_create(struct range_source *file, struct password_ring *keys,
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
