/* The header of a 7z archive. */
#include "crawler/unpack/seven_header.h"

#include "crawler/unpack/seven_folder.h"

#include <string.h>

/* ---- what it means ---- */

static bool seven_is_id(const struct seven_coder *coder, const char *id, size_t len)
{
    return coder->id.len == len && memcmp(coder->id.ptr, id, len) == 0;
}

static enum seven_method seven_method_of(const struct seven_coder *coder)
{
    static const struct {
        const char *id;
        size_t len;
        enum seven_method method;
    } rows[] = {
        {"\0", 1, SEVEN_COPY},     {"\x21", 1, SEVEN_LZMA2},   {"\3\1\1", 3, SEVEN_LZMA},
        {"\3\4\1", 3, SEVEN_PPMD}, {"\4\2\2", 3, SEVEN_BZIP2}, {"\4\1\x8", 3, SEVEN_DEFLATE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (seven_is_id(coder, rows[i].id, rows[i].len))
            return rows[i].method;
    }
    return SEVEN_OTHER;
}

/* Two bytes: the power, and the lengths of salt and vector, which follow. */
static bool seven_parse_lock(struct span properties, struct seven_lock *lock)
{
    *lock = (struct seven_lock){.power = 0};
    if (properties.len == 0)
        return false;
    const uint8_t first = properties.ptr[0], second = properties.len > 1 ? properties.ptr[1] : 0;
    const size_t vector_len = (first >> 6 & 1U) + (second & 15U);
    lock->power = first & 63;
    lock->salt_len = (first >> 7) + (size_t)(second >> 4);
    if ((first & 0xC0) == 0)
        return lock->power <= SEVEN_POWER_MAX && properties.len == 1;
    if (lock->power > SEVEN_POWER_MAX || properties.len != 2 + lock->salt_len + vector_len ||
        lock->salt_len > sizeof lock->salt || vector_len > sizeof lock->vector)
        return false;
    memcpy(lock->salt, properties.ptr + 2, lock->salt_len);
    memcpy(lock->vector, properties.ptr + 2 + lock->salt_len, vector_len);
    return true;
}

/* The coder that a stream into coders goes into. */
static unsigned seven_coder_of(const struct seven_folder *folder, unsigned in)
{
    unsigned coder = 0;
    while (coder + 1 < folder->coder_count && in >= folder->coders[coder].in)
        in -= folder->coders[coder++].in;
    return coder;
}

/* The first stream out of a coder. */
static unsigned seven_out_of(const struct seven_folder *folder, unsigned coder)
{
    unsigned out = 0;
    for (unsigned i = 0; i < coder; i++)
        out += folder->coders[i].out;
    return out;
}

/* The pair that takes what comes out; pair_count: none does. */
static unsigned seven_pair_of(const struct seven_folder *folder, unsigned out)
{
    unsigned pair = 0;
    while (pair < folder->pair_count && folder->pairs[pair].out != out)
        pair++;
    return pair;
}

/* ---- taking AES out ---- */

/* The stream into the file's end of an AES coder becomes that of who takes what it gives. */
static void seven_remove_coder(struct seven_folder *folder, unsigned coder, unsigned packed)
{
    const unsigned in = folder->packed[packed], out = seven_out_of(folder, coder);
    const unsigned pair = seven_pair_of(folder, out);
    folder->packed[packed] = folder->pairs[pair].in;
    folder->pair_count--;
    for (unsigned i = pair; i < folder->pair_count; i++)
        folder->pairs[i] = folder->pairs[i + 1];
    for (unsigned i = coder; i + 1 < folder->coder_count; i++)
        folder->coders[i] = folder->coders[i + 1];
    for (unsigned i = out; i + 1 < folder->out_count; i++)
        folder->sizes[i] = folder->sizes[i + 1];
    folder->coder_count--;
    folder->in_count--;
    folder->out_count--;
    for (unsigned i = 0; i < folder->packed_count; i++)
        folder->packed[i] -= folder->packed[i] > in;
    for (unsigned i = 0; i < folder->pair_count; i++) {
        folder->pairs[i].in -= folder->pairs[i].in > in;
        folder->pairs[i].out -= folder->pairs[i].out > out;
    }
}

/* Takes AES from a packed stream of the folder, if it has it. False: it has it elsewhere. */
static bool seven_open_packed(struct seven_folder *folder, unsigned packed,
                              struct seven_stream *stream, bool *is_encrypted)
{
    static const uint8_t copy[] = {0};
    if (folder->packed[packed] >= folder->in_count)
        return false;
    const unsigned coder = seven_coder_of(folder, folder->packed[packed]);
    struct seven_coder *const aes = &folder->coders[coder];
    *is_encrypted = aes->is_aes;
    if (!aes->is_aes)
        return true;
    const unsigned out = seven_out_of(folder, coder), pair = seven_pair_of(folder, out);
    stream->plain = folder->sizes[out];
    if (!seven_parse_lock(aes->properties, &stream->lock) || stream->size % SEVEN_BLOCK != 0 ||
        stream->plain > stream->size || stream->size - stream->plain >= SEVEN_BLOCK)
        return false;
    if (folder->coder_count == 1) {
        *aes = (struct seven_coder){.id = {copy, sizeof copy}, .in = 1, .out = 1};
        stream->method = SEVEN_COPY;
        return true;
    }
    if (pair == folder->pair_count)
        return false;
    const struct seven_coder *const next =
        &folder->coders[seven_coder_of(folder, folder->pairs[pair].in)];
    stream->method = seven_method_of(next);
    stream->lzma = next->properties.len > 0 ? next->properties.ptr[0] : 0;
    if (stream->method == SEVEN_COPY && folder->coder_count > 2)
        stream->method = SEVEN_OTHER;
    seven_remove_coder(folder, coder, packed);
    return true;
}

static bool seven_has_aes(const struct seven_folder *folder)
{
    for (unsigned i = 0; i < folder->coder_count; i++) {
        if (folder->coders[i].is_aes)
            return true;
    }
    return false;
}

/* Takes AES out of all folders; sizes become those without it. */
static bool seven_open_folders(struct seven_streams *parsed, struct seven_layout *layout)
{
    struct seven_folder *const folders = (struct seven_folder *)(void *)parsed->folders.ptr;
    const size_t folder_count = parsed->folders.len / sizeof *folders;
    uint64_t *const sizes = (uint64_t *)(void *)parsed->sizes.ptr;
    const size_t size_count = parsed->sizes.len / sizeof *sizes;
    uint64_t at = SEVEN_START + parsed->at;
    size_t number = 0;
    layout->header_at = at;
    if (parsed->at > INT64_MAX)
        return false;
    for (size_t i = 0; i < folder_count; i++) {
        for (unsigned packed = 0; packed < folders[i].packed_count; packed++, number++) {
            bool is_encrypted = false;
            if (number >= size_count || sizes[number] > INT64_MAX || at > INT64_MAX)
                return false;
            struct seven_stream stream = {.at = at,
                                          .size = sizes[number],
                                          .open_at = layout->header_at,
                                          .file = folders[i].first};
            if (!seven_open_packed(&folders[i], packed, &stream, &is_encrypted))
                return false;
            at += stream.size;
            sizes[number] = is_encrypted ? stream.plain : stream.size;
            layout->header_at += sizes[number];
            if (is_encrypted && stream.size > 0)
                buffer_append(&layout->streams, &stream, sizeof stream);
        }
        if (seven_has_aes(&folders[i]))
            return false;
    }
    return number == size_count && !layout->streams.is_failed;
}

/* ---- writing ---- */

static void seven_put_byte(struct buffer *out, uint8_t byte)
{
    buffer_append(out, &byte, 1);
}

static void seven_put_number(struct buffer *out, uint64_t number)
{
    if (number >= 0x80)
        seven_put_byte(out, 0xFF);
    for (unsigned i = 0; i < (number < 0x80 ? 1U : 8U); i++)
        seven_put_byte(out, (uint8_t)(number >> 8 * i));
}

static void seven_put_folder(struct buffer *out, const struct seven_folder *folder)
{
    seven_put_number(out, folder->coder_count);
    for (unsigned i = 0; i < folder->coder_count; i++) {
        const struct seven_coder *const coder = &folder->coders[i];
        const bool is_complex = coder->in != 1 || coder->out != 1;
        const unsigned flags = (unsigned)coder->id.len | (is_complex ? 16U : 0U) |
                               (coder->properties.len > 0 ? 32U : 0U);
        seven_put_byte(out, (uint8_t)flags);
        buffer_append(out, coder->id.ptr, coder->id.len);
        if (is_complex) {
            seven_put_number(out, coder->in);
            seven_put_number(out, coder->out);
        }
        if (coder->properties.len > 0) {
            seven_put_number(out, coder->properties.len);
            buffer_append(out, coder->properties.ptr, coder->properties.len);
        }
    }
    for (unsigned i = 0; i < folder->pair_count; i++) {
        seven_put_number(out, folder->pairs[i].in);
        seven_put_number(out, folder->pairs[i].out);
    }
    for (unsigned i = 0; folder->packed_count > 1 && i < folder->packed_count; i++)
        seven_put_number(out, folder->packed[i]);
}

/* All up to the end of the folders; digests of packed streams are left out: they are of what is
 * encrypted. */
static void seven_put_streams(struct buffer *out, const struct seven_streams *parsed)
{
    const struct seven_folder *const folders =
        (const struct seven_folder *)(const void *)parsed->folders.ptr;
    const size_t folder_count = parsed->folders.len / sizeof *folders;
    const uint64_t *const sizes = (const uint64_t *)(const void *)parsed->sizes.ptr;
    const size_t size_count = parsed->sizes.len / sizeof *sizes;
    static const uint8_t start[] = {SEVEN_HEADER, SEVEN_MAIN_STREAMS, SEVEN_PACK_INFO};
    buffer_append(out, start, sizeof start);
    seven_put_number(out, parsed->at);
    seven_put_number(out, size_count);
    seven_put_byte(out, SEVEN_SIZE);
    for (size_t i = 0; i < size_count; i++)
        seven_put_number(out, sizes[i]);
    static const uint8_t unpack[] = {SEVEN_END, SEVEN_UNPACK_INFO, SEVEN_FOLDER};
    buffer_append(out, unpack, sizeof unpack);
    seven_put_number(out, folder_count);
    seven_put_byte(out, 0);
    for (size_t i = 0; i < folder_count; i++)
        seven_put_folder(out, &folders[i]);
    seven_put_byte(out, SEVEN_UNPACK_SIZE);
    for (size_t i = 0; i < folder_count; i++) {
        for (unsigned k = 0; k < folders[i].out_count; k++)
            seven_put_number(out, folders[i].sizes[k]);
    }
    buffer_append(out, parsed->digests.ptr, parsed->digests.len);
    seven_put_byte(out, SEVEN_END);
}

/* ---- the two kinds of header ---- */

bool seven_header_is_encoded(struct span header)
{
    return header.len > 0 && header.ptr[0] == SEVEN_ENCODED;
}

void seven_layout_init(struct seven_layout *layout, size_t memory)
{
    *layout = (struct seven_layout){.memory = memory / 3};
    buffer_init(&layout->header, layout->memory);
    buffer_init(&layout->streams, layout->memory);
}

void seven_layout_wipe(struct seven_layout *layout)
{
    buffer_wipe(&layout->header);
    buffer_wipe(&layout->streams);
}

bool seven_header_open(struct span header, struct seven_layout *layout)
{
    struct seven_cursor cursor = {header.ptr, header.ptr + header.len, false};
    struct seven_streams parsed;
    if (!seven_expect(&cursor, SEVEN_HEADER) || !seven_expect(&cursor, SEVEN_MAIN_STREAMS))
        return false;
    bool is_open = seven_parse_streams(&cursor, layout->memory, &parsed);
    if (is_open) {
        seven_parse_files(cursor, &parsed);
        is_open = seven_open_folders(&parsed, layout);
    }
    if (is_open) {
        seven_put_streams(&layout->header, &parsed);
        buffer_append(&layout->header, cursor.at, (size_t)(cursor.end - cursor.at));
    }
    seven_streams_free(&parsed);
    return is_open && !layout->header.is_failed;
}

#define SEVEN_ONLY ((size_t)64 * 1024) /* bytes for what is known of one folder */

/* One folder: LZMA, perhaps encrypted, or nothing but encrypted. */
static bool seven_parse_only_folder(struct seven_streams *parsed, struct seven_packed *packed)
{
    struct seven_folder *const folder = (struct seven_folder *)(void *)parsed->folders.ptr;
    if (parsed->folders.len != sizeof *folder || parsed->sizes.len != sizeof(uint64_t) ||
        folder->packed_count != 1 || parsed->at > INT64_MAX)
        return false;
    memcpy(&packed->stream.size, parsed->sizes.ptr, sizeof packed->stream.size);
    packed->stream.at = SEVEN_START + parsed->at;
    packed->stream.plain = packed->stream.size;
    if (!seven_open_packed(folder, 0, &packed->stream, &packed->is_encrypted) ||
        folder->coder_count != 1 || seven_has_aes(folder))
        return false;
    const struct seven_coder *const coder = &folder->coders[0];
    packed->stream.method = seven_method_of(coder);
    packed->size = folder->sizes[0];
    if (packed->stream.method == SEVEN_LZMA && coder->properties.len == sizeof packed->properties)
        memcpy(packed->properties, coder->properties.ptr, sizeof packed->properties);
    else if (packed->stream.method != SEVEN_COPY)
        return false;
    packed->has_crc = folder->first.has_crc;
    packed->crc = folder->first.crc;
    return packed->stream.size <= SEVEN_HEADER_MAX && packed->size <= SEVEN_HEADER_MAX;
}

bool seven_header_parse_encoded(struct span header, struct seven_packed *packed)
{
    struct seven_cursor cursor = {header.ptr, header.ptr + header.len, false};
    struct seven_streams parsed;
    *packed = (struct seven_packed){.size = 0};
    if (!seven_expect(&cursor, SEVEN_ENCODED))
        return false;
    const bool is_parsed = seven_parse_streams(&cursor, SEVEN_ONLY, &parsed) &&
                           seven_parse_only_folder(&parsed, packed);
    seven_streams_free(&parsed);
    return is_parsed;
}
