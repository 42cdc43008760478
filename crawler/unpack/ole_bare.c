/* Streams of encrypted documents before XML. */
#include "crawler/unpack/ole_bare.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/ole_slides.h"

#include <string.h>

#define OLE_WORD_BLOCK 512
#define OLE_BOOK_BLOCK 1024
#define OLE_RECORD_HEAD 4
#define OLE_NO_RECORD 0x2E /* a type that no record has */

static size_t smaller(uint64_t left, size_t len)
{
    return left < len ? (size_t)left : len;
}

/* ---- a workbook ---- */

/* [MS-XLS] 2.2.10: the bytes of a record that are never encrypted. */
static uint64_t ole_record_plain(uint32_t type, uint32_t len)
{
    static const uint16_t plain[] = {0x0809, 0x002F, 0x0194, 0x0195, 0x00E1, 0x0196, 0x0138};
    enum { BOUND_SHEET = 0x0085, PLACE = 4 };
    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (type == plain[i])
            return len;
    }
    return type == BOUND_SHEET ? smaller(PLACE, len) : 0;
}

static void ole_bare_decrypt(struct ole_bare *bare, uint64_t offset, uint8_t *bytes, size_t len)
{
    if (bare->seal->key.kind == BINARY_XOR)
        binary_xor_apply(&bare->seal->key, offset + endian_little(bare->head + 2, 2), bytes, len);
    else
        binary_cipher_apply(&bare->cipher, offset, bytes, len);
}

/* Each of these goes on by some of the len bytes that stand at bare->at, and returns how many. */

static size_t ole_bare_records(struct ole_bare *bare, uint8_t *bytes, size_t len)
{
    if (bare->head_len < OLE_RECORD_HEAD) {
        bare->head[bare->head_len++] = *bytes;
        if (bare->head_len == OLE_RECORD_HEAD) {
            bare->body_left = endian_little(bare->head + 2, 2);
            bare->plain_left =
                ole_record_plain(endian_little(bare->head, 2), (uint32_t)bare->body_left);
            bare->head_len = bare->body_left > 0 ? OLE_RECORD_HEAD : 0;
        }
        return 1;
    }
    const bool is_plain = bare->plain_left > 0;
    const size_t step = smaller(is_plain ? bare->plain_left : bare->body_left, len);
    if (!is_plain)
        ole_bare_decrypt(bare, bare->at, bytes, step);
    bare->plain_left -= is_plain ? step : 0;
    bare->body_left -= step;
    bare->head_len = bare->body_left > 0 ? OLE_RECORD_HEAD : 0;
    return step;
}

/* ---- a presentation ---- */

/* Steps over what is not encrypted; an object is at hand when it returns 0. */
static size_t ole_bare_find_object(struct ole_bare *bare, size_t len)
{
    const struct ole_object *const objects = (const struct ole_object *)bare->seal->objects.ptr;
    const size_t count = bare->seal->objects.len / sizeof *objects;
    while (bare->object < count && objects[bare->object].at < bare->at)
        bare->object++; /* within the one before */
    if (bare->object == count)
        return len;
    if (objects[bare->object].at > bare->at)
        return smaller(objects[bare->object].at - bare->at, len);
    bare->cipher =
        (struct binary_cipher){.key = &bare->seal->key, .first = objects[bare->object].id};
    bare->start = bare->at;
    bare->body_left = OLE_HEAD_MAX;
    bare->head_len = 0;
    bare->object++;
    return 0;
}

static size_t ole_bare_slides(struct ole_bare *bare, uint8_t *bytes, size_t len)
{
    if (bare->body_left == 0) {
        const size_t step = ole_bare_find_object(bare, len);
        if (step > 0)
            return step;
    }
    const size_t step = smaller(bare->body_left, len);
    binary_cipher_apply(&bare->cipher, bare->at - bare->start, bytes, step);
    bare->body_left -= step;
    if (bare->head_len < OLE_HEAD_MAX) {
        memcpy(bare->head + bare->head_len, bytes, step);
        bare->head_len += step;
        if (bare->head_len == OLE_HEAD_MAX)
            bare->body_left = endian_little(bare->head + 4, 4);
    }
    return step;
}

/* ---- all ---- */

static size_t ole_bare_step(struct ole_bare *bare, uint8_t *bytes, size_t len)
{
    if (bare->at < bare->how.plain)
        return smaller(bare->how.plain - bare->at, len);
    if (bare->how.cover == OLE_RECORDS)
        return ole_bare_records(bare, bytes, len);
    if (bare->how.cover == OLE_SLIDES)
        return ole_bare_slides(bare, bytes, len);
    binary_cipher_apply(&bare->cipher, bare->at, bytes, len);
    return len;
}

static enum status ole_bare_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct ole_bare *const bare = (struct ole_bare *)source;
    const uint64_t start = bare->at, mark = bare->seal->mark;
    const enum status status = byte_source_read(&bare->stream->source, buf, cap, len);
    if (status != STATUS_OK) {
        source->fault = bare->stream->source.fault;
        return status;
    }
    for (size_t done = 0, step; done < *len; done += step) {
        step = ole_bare_step(bare, buf + done, *len - done);
        bare->at += step;
    }
    /* Whoever reads the workbook would stop there. */
    if (bare->how.cover == OLE_RECORDS && mark >= start && mark < bare->at)
        buf[mark - start] = OLE_NO_RECORD;
    return STATUS_OK;
}

static void ole_bare_close(struct byte_source *source)
{
    struct ole_bare *const bare = (struct ole_bare *)source;
    binary_cipher_wipe(&bare->cipher); /* the rest lives on the stack of who reads it */
}

void ole_bare_open(struct ole_bare *bare, const struct ole_seal *seal, struct ole_sealed how,
                   struct ole_stream *stream)
{
    static const struct byte_source_ops ops = {ole_bare_read, ole_bare_close};
    *bare = (struct ole_bare){
        .source.ops = &ops,
        .stream = stream,
        .seal = seal,
        .how = how,
        .cipher = {.key = &seal->key,
                   .block_size = how.cover == OLE_RECORDS ? OLE_BOOK_BLOCK : OLE_WORD_BLOCK},
    };
}

/* ---- properties ---- */

bool ole_bare_summary(const struct ole_seal *seal, uint8_t *bytes, size_t len)
{
    enum { HEAD = 8, COUNT = 4, FIXED = 16, OFFSET = 0, SIZE = 4, BLOCK = 8, NAME = 10 };
    struct binary_cipher cipher = {.key = &seal->key};
    if (len < HEAD || !binary_cipher_apply(&cipher, 0, bytes, HEAD))
        return false;
    const uint32_t at = endian_little(bytes, 4), list = endian_little(bytes + 4, 4);
    if (at < HEAD || at > len || list < COUNT || list > len - at)
        return false;
    cipher = (struct binary_cipher){.key = &seal->key};
    binary_cipher_apply(&cipher, 0, bytes + at, list);
    uint32_t end = HEAD, left = endian_little(bytes + at, COUNT);
    for (size_t i = COUNT; left > 0 && list - i >= FIXED; left--) {
        const uint8_t *const row = bytes + at + i;
        const uint32_t offset = endian_little(row + OFFSET, 4), size = endian_little(row + SIZE, 4);
        const size_t row_len = FIXED + 2 * ((size_t)row[NAME] + 1);
        if (offset < end || offset > at || size > at - offset || row_len > list - i)
            return false;
        cipher = (struct binary_cipher){.key = &seal->key, .first = endian_little(row + BLOCK, 2)};
        binary_cipher_apply(&cipher, 0, bytes + offset, size);
        end = offset + size;
        i += row_len;
    }
    binary_cipher_wipe(&cipher);
    return left == 0;
}
