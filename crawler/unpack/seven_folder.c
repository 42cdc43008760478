/* Reads what the header of a 7z archive says of its packed streams. */
#include "crawler/unpack/seven_folder.h"

#include "crawler/base/endian.h"

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

/* A byte says that all digests are there, or bits behind it which ones are. */
struct seven_digests {
    struct seven_cursor *cursor;
    struct span bits;
    size_t number;
    bool is_all;
};

static struct seven_digests seven_digests_start(struct seven_cursor *cursor, size_t count)
{
    struct seven_digests digests = {.cursor = cursor};
    digests.is_all = seven_byte(cursor) != 0;
    if (!digests.is_all)
        digests.bits = seven_take(cursor, count / 8 + (count % 8 != 0));
    return digests;
}

/* False: the next one is not there. */
static bool seven_digests_next(struct seven_digests *digests, uint32_t *crc)
{
    const size_t i = digests->number++;
    if (!digests->is_all &&
        (i / 8 >= digests->bits.len || (digests->bits.ptr[i / 8] >> (7 - i % 8) & 1) == 0))
        return false;
    const struct span bytes = seven_take(digests->cursor, 4);
    *crc = bytes.len == 4 ? (uint32_t)endian_little(bytes.ptr, 4) : 0;
    return bytes.len == 4;
}

static void seven_skip_digests(struct seven_cursor *cursor, size_t count)
{
    uint32_t crc;
    struct seven_digests digests = seven_digests_start(cursor, count);
    for (size_t i = 0; i < count && !cursor->is_bad; i++)
        seven_digests_next(&digests, &crc);
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
        struct seven_digests all = seven_digests_start(cursor, count);
        for (size_t i = 0; i < count && !cursor->is_bad; i++)
            folders[i].first.has_crc = seven_digests_next(&all, &folders[i].first.crc);
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

/* ---- files in folders ---- */

/* Sizes of all files but the last of each folder. */
static void seven_parse_file_sizes(struct seven_cursor *cursor, struct seven_folder *folders,
                                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (uint64_t file = 0; file + 1 < folders[i].files && !cursor->is_bad; file++) {
            const uint64_t size = seven_number(cursor);
            if (file == 0)
                folders[i].first.size = size;
        }
    }
}

/* Digests of all files whose folder has none that is theirs. */
static void seven_parse_file_digests(struct seven_cursor *cursor, struct seven_folder *folders,
                                     size_t count)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += folders[i].first.has_crc ? 0 : (size_t)folders[i].files;
    struct seven_digests digests = seven_digests_start(cursor, total);
    for (size_t i = 0; i < count; i++) {
        struct seven_file *const first = &folders[i].first;
        const uint64_t files = first->has_crc ? 0 : folders[i].files;
        for (uint64_t file = 0; file < files && !cursor->is_bad; file++) {
            uint32_t crc;
            const bool has_crc = seven_digests_next(&digests, &crc);
            if (file == 0 && has_crc)
                *first = (struct seven_file){first->size, crc, true};
        }
    }
}

void seven_parse_files(struct seven_cursor cursor, struct seven_streams *streams)
{
    struct seven_folder *const folders = (struct seven_folder *)(void *)streams->folders.ptr;
    const size_t count = streams->folders.len / sizeof *folders;
    const bool is_told = seven_byte(&cursor) == SEVEN_FILE_STREAMS;
    uint8_t id = is_told ? seven_byte(&cursor) : SEVEN_END;
    const bool is_counted = id == SEVEN_FILE_COUNT;
    for (size_t i = 0; i < count; i++) {
        folders[i].files = is_counted ? seven_count(&cursor, SIZE_MAX) : 1;
        folders[i].first.size = folders[i].files == 1 ? folders[i].sizes[0] : 0;
        folders[i].first.has_crc &= folders[i].files == 1;
    }
    if (is_counted)
        id = seven_byte(&cursor);
    if (id == SEVEN_SIZE) {
        seven_parse_file_sizes(&cursor, folders, count);
        id = seven_byte(&cursor);
    }
    if (id == SEVEN_CRC)
        seven_parse_file_digests(&cursor, folders, count);
    for (size_t i = 0; i < count && cursor.is_bad; i++)
        folders[i].first.has_crc = false;
}
