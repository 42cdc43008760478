/* What is encrypted of a presentation. */
#include "crawler/unpack/ole_slides.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/ole_stream.h"

#include <stdlib.h>

#define OLE_EDITS_MAX 64
#define OLE_NUMBERS_MAX (2 * OLE_OBJECTS_MAX) /* of a directory whose runs have an object each */
#define OLE_RECORD_HEAD 8
#define OLE_USER_EDIT 0x0FF5
#define OLE_PERSIST_DIRECTORY 0x1772
#define OLE_CRYPT_SESSION 0x2F14
#define OLE_USER_SEALED UINT32_C(0xF3D1C4DF) /* headerToken */

bool ole_slides_are_sealed(struct span head)
{
    return head.len >= 20 && endian_little(head.ptr + 12, 4) == OLE_USER_SEALED;
}

/* Puts len bytes at offset; SKIP when they are not there. */
static enum status ole_slides_at(const struct ole_slides *slides, uint32_t offset, uint8_t *bytes,
                                 size_t *len)
{
    const size_t wanted = *len;
    struct ole_stream stream = ole_stream_look(slides->file, slides->slides, offset);
    const enum status status = byte_source_fill(&stream.source, bytes, wanted, len);
    return status == STATUS_END ? STATUS_OK : status;
}

static void ole_slides_add(struct ole_slides *slides, uint32_t id, uint32_t at)
{
    const struct ole_object object = {.at = at, .id = id};
    if (id == slides->session)
        slides->session_at = at;
    else
        buffer_append(slides->objects, &object, sizeof object);
}

/* A directory: runs of a number, with the first id and how many there are, and as many places. */
static enum status ole_slides_read_directory(struct ole_slides *slides, uint32_t offset)
{
    uint8_t bytes[OLE_RECORD_HEAD];
    size_t len = 0;
    uint32_t id = 0, count = 0;
    struct ole_stream stream = ole_stream_look(slides->file, slides->slides, offset);
    enum status status = byte_source_fill(&stream.source, bytes, sizeof bytes, &len);
    uint32_t left = status == STATUS_OK ? endian_little(bytes + 4, 4) / 4 : 0;
    if (status != STATUS_OK || endian_little(bytes + 2, 2) != OLE_PERSIST_DIRECTORY ||
        left > OLE_NUMBERS_MAX)
        return status == STATUS_OK || status == STATUS_END ? STATUS_SKIP : status;
    for (; left > 0; left--) {
        status = byte_source_fill(&stream.source, bytes, 4, &len);
        if (status != STATUS_OK || slides->objects->is_failed)
            return status == STATUS_OK || status == STATUS_END ? STATUS_SKIP : status;
        const uint32_t number = endian_little(bytes, 4);
        if (count > 0) {
            ole_slides_add(slides, id++, number);
            count--;
        } else {
            id = number & 0xFFFFF;
            count = number >> 20;
        }
    }
    return STATUS_OK;
}

/* An edit: *offset becomes that of the one before, 0 when there is none. */
static enum status ole_slides_read_edit(struct ole_slides *slides, uint32_t *offset)
{
    enum { BEFORE = 16, DIRECTORY = 20, SESSION = 36, LEN = 40 };
    uint8_t bytes[LEN] = {0};
    size_t len = sizeof bytes;
    enum status status = ole_slides_at(slides, *offset, bytes, &len);
    if (status != STATUS_OK)
        return status;
    if (len < SESSION || endian_little(bytes + 2, 2) != OLE_USER_EDIT)
        return STATUS_SKIP;
    if (slides->session == 0 && endian_little(bytes + 4, 4) >= LEN - OLE_RECORD_HEAD)
        slides->session = endian_little(bytes + SESSION, 4);
    const uint32_t before = endian_little(bytes + BEFORE, 4);
    status = ole_slides_read_directory(slides, endian_little(bytes + DIRECTORY, 4));
    *offset = before < *offset ? before : 0;
    return status;
}

static int ole_object_compare(const void *left, const void *right)
{
    const struct ole_object *const a = left, *const b = right;
    return (a->at > b->at) - (a->at < b->at);
}

enum status ole_slides_read(struct ole_slides *slides, struct span user, struct binary_seal *seal)
{
    uint8_t bytes[OLE_RECORD_HEAD + BINARY_PARSE_MAX];
    size_t len = sizeof bytes;
    uint32_t offset = endian_little(user.ptr + 16, 4);
    enum status status = STATUS_OK;
    for (unsigned edits = 0; status == STATUS_OK && offset > 0 && edits < OLE_EDITS_MAX; edits++)
        status = ole_slides_read_edit(slides, &offset);
    if (status == STATUS_OK)
        status = ole_slides_at(slides, slides->session_at, bytes, &len);
    if (status != STATUS_OK)
        return status;
    if (offset > 0 || slides->session == 0 || len < OLE_RECORD_HEAD ||
        endian_little(bytes + 2, 2) != OLE_CRYPT_SESSION ||
        !binary_seal_parse((struct span){bytes + OLE_RECORD_HEAD, len - OLE_RECORD_HEAD}, seal))
        return STATUS_SKIP;
    if (slides->objects->len > 0)
        qsort(slides->objects->ptr, slides->objects->len / sizeof(struct ole_object),
              sizeof(struct ole_object), ole_object_compare);
    return STATUS_OK;
}
