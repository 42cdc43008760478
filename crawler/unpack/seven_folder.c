/* Reads what the header of a 7z archive says of its packed streams. */
#include "crawler/unpack/seven_folder.h"

#include "crawler/unpack/seven_header.h"

#include <string.h>

static struct span seven_take(struct seven_cursor *cursor, uint64_t len)
{
    static const uint8_t nothing;
    const uint8_t *const at = cursor->at;
    cursor->is_bad |= len > (uint64_t)(cursor->end - at);
    if (cursor->is_bad)
        return (struct span){&nothing, 0};
    cursor->at += len;
    return (struct span){at, (size_t)len};
}

static uint8_t seven_byte(struct seven_cursor *cursor)
{
    const struct span byte = seven_take(cursor, 1);
    return byte.len > 0 ? byte.ptr[0] : 0;
}

/* The first byte has a bit for each byte that follows, and the high part. */
static uint64_t seven_number(struct seven_cursor *cursor)
{
    const uint8_t first = seven_byte(cursor);
    uint64_t value = 0;
    for (unsigned i = 0; i < 8; i++) {
        const unsigned mask = 0x80U >> i;
        if ((first & mask) == 0)
            return value | (uint64_t)(first & (mask - 1)) << 8 * i;
        value |= (uint64_t)seven_byte(cursor) << 8 * i;
    }
    return value;
}

/* A number that counts things of a byte at least. */
static size_t seven_count(struct seven_cursor *cursor, size_t most)
{
    const uint64_t count = seven_number(cursor);
    cursor->is_bad |= count > most || count > (uint64_t)(cursor->end - cursor->at);
    return cursor->is_bad ? 0 : (size_t)count;
}

bool seven_expect(struct seven_cursor *cursor, enum seven_id id)
{
    cursor->is_bad |= seven_byte(cursor) != id;
    return !cursor->is_bad;
}

static void seven_skip_digests(struct seven_cursor *cursor, size_t count)
{
    size_t defined = count;
    if (seven_byte(cursor) == 0) {
        const struct span bits = seven_take(cursor, (count + 7) / 8);
        defined = 0;
        for (size_t i = 0; i < count && bits.len > 0; i++)
            defined += bits.ptr[i / 8] >> (7 - i % 8) & 1;
    }
    seven_take(cursor, 4 * (uint64_t)defined);
}

static void seven_parse_sizes(struct seven_cursor *cursor, struct seven_streams *streams)
{
    streams->at = seven_number(cursor);
    const size_t count = seven_count(cursor, SIZE_MAX);
    while (!cursor->is_bad) {
        switch (seven_byte(cursor)) {
        case SEVEN_SIZE:
            for (size_t i = 0; i < count && !cursor->is_bad; i++) {
                const uint64_t size = seven_number(cursor);
                buffer_append(&streams->sizes, &size, sizeof size);
            }
            break;
        case SEVEN_CRC:
            seven_skip_digests(cursor, count);
            break;
        case SEVEN_END:
            cursor->is_bad |= streams->sizes.len != count * sizeof(uint64_t);
            return;
        default:
            cursor->is_bad = true;
            break;
        }
    }
}

static void seven_parse_coder(struct seven_cursor *cursor, struct seven_coder *coder)
{
    enum { ID = 15, COMPLEX = 16, PROPERTIES = 32, RESERVED = 0xC0 };
    const uint8_t flags = seven_byte(cursor);
    cursor->is_bad |= (flags & RESERVED) != 0;
    coder->id = seven_take(cursor, flags & ID);
    coder->in = coder->out = 1;
    if ((flags & COMPLEX) != 0) {
        coder->in = (unsigned)seven_count(cursor, SEVEN_STREAMS);
        coder->out = (unsigned)seven_count(cursor, SEVEN_STREAMS);
    }
    if ((flags & PROPERTIES) != 0)
        coder->properties = seven_take(cursor, seven_number(cursor));
    coder->is_aes = coder->id.len == 4 && memcmp(coder->id.ptr, "\x06\xF1\x07\x01", 4) == 0;
    cursor->is_bad |= coder->is_aes && (coder->in != 1 || coder->out != 1);
}

static bool seven_is_bound(const struct seven_folder *folder, unsigned in)
{
    for (unsigned i = 0; i < folder->pair_count; i++) {
        if (folder->pairs[i].in == in)
            return true;
    }
    return false;
}

/* Which streams into coders stand in the file: told, unless there is only one. */
static void seven_parse_packed(struct seven_cursor *cursor, struct seven_folder *folder)
{
    if (folder->packed_count > 1) {
        for (unsigned i = 0; i < folder->packed_count; i++)
            folder->packed[i] = (unsigned)seven_number(cursor);
        return;
    }
    for (unsigned in = 0; in < folder->in_count; in++) {
        if (!seven_is_bound(folder, in))
            folder->packed[0] = in;
    }
}

static void seven_parse_folder(struct seven_cursor *cursor, struct seven_folder *folder)
{
    folder->coder_count = (unsigned)seven_count(cursor, SEVEN_CODERS);
    for (unsigned i = 0; i < folder->coder_count; i++) {
        seven_parse_coder(cursor, &folder->coders[i]);
        folder->in_count += folder->coders[i].in;
        folder->out_count += folder->coders[i].out;
    }
    cursor->is_bad |= folder->out_count == 0 || folder->out_count > SEVEN_STREAMS ||
                      folder->in_count > SEVEN_STREAMS || folder->in_count < folder->out_count;
    if (cursor->is_bad)
        return;
    folder->pair_count = folder->out_count - 1;
    folder->packed_count = folder->in_count - folder->pair_count;
    for (unsigned i = 0; i < folder->pair_count; i++) {
        folder->pairs[i].in = (unsigned)seven_number(cursor);
        folder->pairs[i].out = (unsigned)seven_number(cursor);
        cursor->is_bad |=
            folder->pairs[i].in >= folder->in_count || folder->pairs[i].out >= folder->out_count;
    }
    seven_parse_packed(cursor, folder);
}

static void seven_parse_folders(struct seven_cursor *cursor, struct seven_streams *streams)
{
    seven_expect(cursor, SEVEN_FOLDER);
    const size_t count = seven_count(cursor, SEVEN_FOLDERS_MAX);
    cursor->is_bad |= seven_byte(cursor) != 0; /* folders stand elsewhere */
    for (size_t i = 0; i < count && !cursor->is_bad; i++) {
        struct seven_folder folder = {.coder_count = 0};
        seven_parse_folder(cursor, &folder);
        buffer_append(&streams->folders, &folder, sizeof folder);
    }
    seven_expect(cursor, SEVEN_UNPACK_SIZE);
    cursor->is_bad |= streams->folders.is_failed;
    struct seven_folder *const folders = (struct seven_folder *)(void *)streams->folders.ptr;
    for (size_t i = 0; i < count && !cursor->is_bad; i++) {
        for (unsigned out = 0; out < folders[i].out_count; out++)
            folders[i].sizes[out] = seven_number(cursor);
    }
    const uint8_t *const digests = cursor->at;
    uint8_t id = seven_byte(cursor);
    if (id == SEVEN_CRC) {
        seven_skip_digests(cursor, count);
        streams->digests = (struct span){digests, (size_t)(cursor->at - digests)};
        id = seven_byte(cursor);
    }
    cursor->is_bad |= id != SEVEN_END;
}

void seven_streams_free(struct seven_streams *streams)
{
    buffer_free(&streams->sizes);
    buffer_free(&streams->folders);
}

bool seven_parse_streams(struct seven_cursor *cursor, size_t memory, struct seven_streams *streams)
{
    *streams = (struct seven_streams){.at = 0};
    buffer_init(&streams->sizes, memory / 8);
    buffer_init(&streams->folders, memory - memory / 8);
    if (seven_expect(cursor, SEVEN_PACK_INFO))
        seven_parse_sizes(cursor, streams);
    if (seven_expect(cursor, SEVEN_UNPACK_INFO))
        seven_parse_folders(cursor, streams);
    return !cursor->is_bad && !streams->sizes.is_failed;
}
