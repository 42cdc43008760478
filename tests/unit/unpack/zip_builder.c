/* Writes ZIP archives for tests. */
#include "tests/unit/unpack/zip_builder.h"

#include <assert.h>
#include <string.h>
#include <zlib.h>

#define BUILDER_MAX ((size_t)1 << 30)

void build_u16(struct buffer *out, unsigned value)
{
    const uint8_t bytes[] = {(uint8_t)value, (uint8_t)(value >> 8)};
    buffer_append(out, bytes, sizeof bytes);
}

void build_u32(struct buffer *out, uint64_t value)
{
    build_u16(out, (unsigned)(value & 0xFFFF));
    build_u16(out, (unsigned)(value >> 16 & 0xFFFF));
}

void build_u64(struct buffer *out, uint64_t value)
{
    build_u32(out, value & UINT32_MAX);
    build_u32(out, value >> 32);
}

void build_deflated(struct buffer *out, struct span data, int window_bits)
{
    uint8_t chunk[16384];
    uint8_t none[1] = {0};
    z_stream stream = {0};
    const int code = deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
    assert(code == Z_OK);
    (void)code;
    stream.next_in = data.len > 0 ? (Bytef *)(uintptr_t)data.ptr : none;
    stream.avail_in = (uInt)data.len;
    int state = Z_OK;
    while (state == Z_OK) {
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        state = deflate(&stream, Z_FINISH);
        buffer_append(out, chunk, sizeof chunk - stream.avail_out);
    }
    deflateEnd(&stream);
}

void build_gzip(struct buffer *out, struct span data)
{
    build_deflated(out, data, 31);
}

void zip_builder_init(struct zip_builder *builder)
{
    *builder = (struct zip_builder){0};
    buffer_init(&builder->bytes, BUILDER_MAX);
    buffer_init(&builder->directory, BUILDER_MAX);
}

void zip_builder_free(struct zip_builder *builder)
{
    buffer_free(&builder->bytes);
    buffer_free(&builder->directory);
}

struct span zip_builder_span(const struct zip_builder *builder)
{
    return (struct span){builder->bytes.ptr, builder->bytes.len};
}

/* What the headers of an entry say. */
struct build_entry {
    const char *name;
    unsigned quirks, flags, method;
    uint32_t crc;
    uint64_t packed, unpacked;
    uint64_t offset;
};

static void build_central(struct buffer *out, const struct build_entry *entry)
{
    const char *const name = (entry->quirks & ZIP_OTHER_NAME) != 0 ? "innocent.txt" : entry->name;
    const int is_64 = (entry->quirks & ZIP_64) != 0;
    build_u32(out, 0x02014b50);
    build_u16(out, 0x031E);
    build_u16(out, is_64 ? 45 : 20);
    build_u16(out, entry->flags);
    build_u16(out, entry->method);
    build_u32(out, 0x5A215000);
    build_u32(out, entry->crc);
    build_u32(out, is_64 ? UINT32_MAX : entry->packed);
    build_u32(out, is_64 ? UINT32_MAX : entry->unpacked);
    build_u16(out, (unsigned)strlen(name));
    build_u16(out, is_64 ? 28 : 0);
    build_u16(out, 0);
    build_u16(out, 0);
    build_u16(out, 0);
    build_u32(out, 0);
    build_u32(out, is_64 ? UINT32_MAX : entry->offset);
    buffer_append_str(out, name);
    if (!is_64)
        return;
    build_u16(out, 1);
    build_u16(out, 24);
    build_u64(out, entry->unpacked);
    build_u64(out, entry->packed);
    build_u64(out, entry->offset);
}

static void build_local(struct buffer *out, const struct build_entry *entry)
{
    const int is_64 = (entry->quirks & ZIP_64) != 0;
    const int is_later =
        (entry->quirks & ZIP_WITH_DESCRIPTOR) != 0 && (entry->quirks & ZIP_KEEP_SIZES) == 0;
    build_u32(out, 0x04034b50);
    build_u16(out, is_64 ? 45 : 20);
    build_u16(out, entry->flags);
    build_u16(out, entry->method);
    build_u32(out, 0x5A215000);
    build_u32(out, is_later ? 0 : entry->crc);
    build_u32(out, is_64 ? UINT32_MAX : is_later ? 0 : entry->packed);
    build_u32(out, is_64 ? UINT32_MAX : is_later ? 0 : entry->unpacked);
    build_u16(out, (unsigned)strlen(entry->name));
    build_u16(out, is_64 ? 20 : 0);
    buffer_append_str(out, entry->name);
    if (!is_64)
        return;
    build_u16(out, 1);
    build_u16(out, 16);
    build_u64(out, is_later ? 0 : entry->unpacked);
    build_u64(out, is_later ? 0 : entry->packed);
}

static void build_descriptor(struct buffer *out, const struct build_entry *entry)
{
    if ((entry->quirks & ZIP_WITH_DESCRIPTOR) == 0)
        return;
    if ((entry->quirks & ZIP_NO_SIGNATURE) == 0)
        build_u32(out, 0x08074b50);
    build_u32(out, entry->crc);
    if ((entry->quirks & ZIP_DESCRIPTOR_64) != 0) {
        build_u64(out, entry->packed);
        build_u64(out, entry->unpacked);
    } else {
        build_u32(out, entry->packed);
        build_u32(out, entry->unpacked);
    }
}

void zip_builder_add(struct zip_builder *builder, const char *name, struct span data,
                     unsigned quirks, unsigned method)
{
    struct buffer bytes;
    buffer_init(&bytes, BUILDER_MAX);
    if ((quirks & ZIP_DEFLATE) != 0)
        build_deflated(&bytes, data, -15);
    else
        buffer_append(&bytes, data.ptr, data.len);
    const struct zip_builder_packed packed = {(quirks & ZIP_DEFLATE) != 0 ? 8 : method,
                                              {bytes.ptr, bytes.len}};
    zip_builder_add_packed(builder, name, data, quirks, &packed);
    buffer_free(&bytes);
}

void zip_builder_add_packed(struct zip_builder *builder, const char *name, struct span data,
                            unsigned quirks, const struct zip_builder_packed *packed)
{
    const struct build_entry entry = {
        .name = name,
        .quirks = quirks,
        .flags = ((quirks & ZIP_IS_ENCRYPTED) != 0 ? 1U : 0) |
                 ((quirks & ZIP_WITH_DESCRIPTOR) != 0 ? 8U : 0) |
                 ((quirks & ZIP_HAS_END_MARK) != 0 ? 2U : 0),
        .method = packed->method,
        .crc = (uint32_t)crc32_z(0, data.ptr, data.len) ^ ((quirks & ZIP_BAD_CRC) != 0 ? 1U : 0),
        .packed = packed->bytes.len,
        .unpacked = (quirks & ZIP_LIE_UNPACKED) != 0 ? 10 : data.len,
        .offset = builder->bytes.len - builder->base,
    };
    if ((quirks & ZIP_ONLY_LISTED) == 0) {
        build_local(&builder->bytes, &entry);
        buffer_append(&builder->bytes, packed->bytes.ptr, packed->bytes.len);
        build_descriptor(&builder->bytes, &entry);
    }
    const unsigned listed = (quirks & ZIP_HIDDEN) != 0         ? 0
                            : (quirks & ZIP_LISTED_TWICE) != 0 ? 2
                                                               : 1;
    for (unsigned i = 0; i < listed; i++)
        build_central(&builder->directory, &entry);
    builder->entries += listed;
}

void zip_builder_end(struct zip_builder *builder, const char *comment, int is_64)
{
    struct buffer *const out = &builder->bytes;
    const size_t start = out->len - builder->base;
    const size_t len = builder->directory.len;
    buffer_append(out, builder->directory.ptr, len);
    if (is_64) {
        const size_t at = out->len - builder->base;
        build_u32(out, 0x06064b50);
        build_u64(out, 44);
        build_u16(out, 45);
        build_u16(out, 45);
        build_u64(out, 0);
        build_u64(out, builder->entries);
        build_u64(out, builder->entries);
        build_u64(out, len);
        build_u64(out, start);
        build_u32(out, 0x07064b50);
        build_u32(out, 0);
        build_u64(out, at);
        build_u32(out, 1);
    }
    build_u32(out, 0x06054b50);
    build_u32(out, 0);
    build_u16(out, is_64 ? 0xFFFF : builder->entries);
    build_u16(out, is_64 ? 0xFFFF : builder->entries);
    build_u32(out, is_64 ? UINT32_MAX : len);
    build_u32(out, is_64 ? UINT32_MAX : start);
    build_u16(out, comment != NULL ? (unsigned)strlen(comment) : 0);
    if (comment != NULL)
        buffer_append_str(out, comment);
    buffer_clear(&builder->directory);
    builder->entries = 0;
}
