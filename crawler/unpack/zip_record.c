/* The records of a ZIP archive. */
#include "crawler/unpack/zip_record.h"

#include "crawler/base/endian.h"

#include <string.h>

uint16_t zip_u16(const uint8_t *bytes)
{
    return (uint16_t)endian_little(bytes, 2);
}

uint32_t zip_u32(const uint8_t *bytes)
{
    return (uint32_t)endian_little(bytes, 4);
}

uint64_t zip_u64(const uint8_t *bytes)
{
    return endian_little(bytes, 8);
}

struct zip_header zip_parse_local(const uint8_t *bytes)
{
    return (struct zip_header){
        .flags = zip_u16(bytes + 6),
        .method = zip_u16(bytes + 8),
        .time = zip_u16(bytes + 10),
        .crc = zip_u32(bytes + 14),
        .packed = zip_u32(bytes + 18),
        .unpacked = zip_u32(bytes + 22),
        .name_len = zip_u16(bytes + 26),
        .extra_len = zip_u16(bytes + 28),
    };
}

struct zip_header zip_parse_central(const uint8_t *bytes)
{
    return (struct zip_header){
        .flags = zip_u16(bytes + 8),
        .method = zip_u16(bytes + 10),
        .time = zip_u16(bytes + 12),
        .crc = zip_u32(bytes + 16),
        .packed = zip_u32(bytes + 20),
        .unpacked = zip_u32(bytes + 24),
        .name_len = zip_u16(bytes + 28),
        .extra_len = zip_u16(bytes + 30),
        .comment_len = zip_u16(bytes + 32),
        .offset = zip_u32(bytes + 42),
    };
}

/* APPNOTE 4.5.3: only the values that are all ones in the record stand here, in this order. */
static void zip_apply_zip64(struct zip_header *header, const uint8_t *field, size_t len)
{
    uint64_t *const values[] = {&header->unpacked, &header->packed, &header->offset};
    for (size_t i = 0; i < sizeof values / sizeof values[0] && len >= 8; i++) {
        if (*values[i] != UINT32_MAX)
            continue;
        *values[i] = zip_u64(field);
        field += 8;
        len -= 8;
    }
}

/* WinZip's: version, "AE", strength, method. */
static void zip_apply_aes(struct zip_header *header, const uint8_t *field, size_t len)
{
    enum { AES_FIELD_LEN = 7 };
    if (len < AES_FIELD_LEN)
        return;
    header->aes_version = zip_u16(field);
    header->aes_strength = field[4];
    header->aes_method = zip_u16(field + 5);
}

bool zip_take_extra(struct window *window, struct zip_header *header)
{
    enum { ZIP64_FIELD = 1, AES_FIELD = 0x9901, FIELD_MAX = 28 };
    size_t left = header->extra_len;
    while (left >= 4 && window_fill(window, 4) >= 4) {
        const uint8_t *at = window_at(window);
        const size_t stated = zip_u16(at + 2);
        const size_t len = stated < left - 4 ? stated : left - 4;
        const unsigned id = zip_u16(at);
        const bool is_whole = len <= FIELD_MAX && window_fill(window, 4 + len) >= 4 + len;
        if (id == ZIP64_FIELD && is_whole)
            zip_apply_zip64(header, window_at(window) + 4, len);
        else if (id == AES_FIELD && is_whole)
            zip_apply_aes(header, window_at(window) + 4, len);
        if (window_skip(window, 4 + len) < 4 + len)
            return false;
        left -= 4 + len;
    }
    return window_skip(window, left) == left;
}

struct zip_end zip_parse_end(const uint8_t *bytes)
{
    return (struct zip_end){.disk = zip_u16(bytes + 4),
                            .entries = zip_u16(bytes + 10),
                            .size = zip_u32(bytes + 12),
                            .offset = zip_u32(bytes + 16),
                            .comment_len = zip_u16(bytes + 20)};
}

struct zip_end zip64_parse_end(const uint8_t *bytes)
{
    return (struct zip_end){.disk = zip_u32(bytes + 16),
                            .entries = zip_u64(bytes + 32),
                            .size = zip_u64(bytes + 40),
                            .offset = zip_u64(bytes + 48)};
}

/* ---- descriptors ---- */

static bool zip_is_record(struct span bytes)
{
    if (bytes.len < 4)
        return false;
    const uint32_t signature = zip_u32(bytes.ptr);
    return signature == ZIP_LOCAL || signature == ZIP_CENTRAL || signature == ZIP_EXTRA_DATA ||
           signature == ZIP64_END || signature == ZIP_END;
}

size_t zip_find_descriptor(struct span bytes, uint64_t packed, bool is_strict,
                           struct zip_descriptor *descriptor)
{
    static const struct {
        size_t head, width; /* bytes of the signature; of each size */
    } layouts[] = {{4, 4}, {4, 8}, {0, 4}, {0, 8}};
    for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
        const size_t head = layouts[i].head, width = layouts[i].width;
        const size_t len = head + 4 + 2 * width;
        if (bytes.len < len || (head > 0 && zip_u32(bytes.ptr) != ZIP_DESCRIPTOR))
            continue;
        const uint8_t *const at = bytes.ptr + head;
        *descriptor = (struct zip_descriptor){
            .crc = zip_u32(at),
            .packed = width == 8 ? zip_u64(at + 4) : zip_u32(at + 4),
            .unpacked = width == 8 ? zip_u64(at + 12) : zip_u32(at + 8),
        };
        const uint64_t wanted = width == 8 ? packed : (uint32_t)packed;
        const struct span behind = {bytes.ptr + len, bytes.len - len};
        if (descriptor->packed == wanted && (!is_strict || zip_is_record(behind)))
            return len;
    }
    return 0;
}

/* ---- what looks like a record ---- */

static bool zip_is_known_method(uint16_t method)
{
    return method <= 20 || (method >= 93 && method <= ZIP_AES);
}

/* A month and a day, or none at all. */
static bool zip_is_date(uint16_t date)
{
    const unsigned month = date >> 5 & 15, day = date & 31;
    return date == 0 || (month >= 1 && month <= 12 && day >= 1);
}

static bool zip_is_name(struct span name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] < ' ' || name.ptr[i] == 0x7F)
            return false;
    }
    return true;
}

/* The part of a name of len bytes at offset at that bytes holds. */
static struct span zip_name_part(struct span bytes, size_t at, size_t len)
{
    const size_t held = bytes.len - at;
    return (struct span){bytes.ptr + at, len < held ? len : held};
}

static bool zip_looks_local(struct span bytes)
{
    if (bytes.len < ZIP_LOCAL_LEN || zip_u32(bytes.ptr) != ZIP_LOCAL)
        return false;
    const struct zip_header header = zip_parse_local(bytes.ptr);
    return bytes.ptr[4] <= 63 && zip_is_known_method(header.method) &&
           zip_is_date(zip_u16(bytes.ptr + 12)) && header.name_len >= 1 &&
           header.name_len <= 4096 &&
           zip_is_name(zip_name_part(bytes, ZIP_LOCAL_LEN, header.name_len));
}

static bool zip_looks_central(struct span bytes)
{
    if (bytes.len < ZIP_CENTRAL_LEN || zip_u32(bytes.ptr) != ZIP_CENTRAL)
        return false;
    const struct zip_header header = zip_parse_central(bytes.ptr);
    return bytes.ptr[6] <= 63 && zip_is_known_method(header.method) &&
           zip_is_date(zip_u16(bytes.ptr + 14)) && header.name_len >= 1 && header.name_len <= 4096;
}

static bool zip_looks_like_end(struct span bytes)
{
    if (bytes.len < ZIP_END_LEN)
        return false;
    if (zip_u32(bytes.ptr) == ZIP64_END)
        return zip_u64(bytes.ptr + 4) >= ZIP64_END_LEN - 12 && zip_u64(bytes.ptr + 4) < 0x10000;
    return zip_u32(bytes.ptr) == ZIP_END && zip_u16(bytes.ptr + 4) == zip_u16(bytes.ptr + 6) &&
           zip_u16(bytes.ptr + 8) == zip_u16(bytes.ptr + 10);
}

static bool zip_looks_right(struct span bytes)
{
    return zip_looks_local(bytes) || zip_looks_central(bytes) || zip_looks_like_end(bytes);
}

#define ZIP_LOOK 64 /* a header and the start of a name */

const struct gap_mark zip_mark = {.first = 'P', .look = ZIP_LOOK, .looks_right = zip_looks_right};
const struct gap_mark zip_local_mark = {
    .first = 'P', .look = ZIP_LOOK, .looks_right = zip_looks_local};
