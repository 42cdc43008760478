/* Archives behind the bytes of something else. */
#include "crawler/unpack/hidden.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/codec.h"
#include "crawler/unpack/inflate.h"
#include "crawler/unpack/zip_record.h"

#include <string.h>

#define HIDDEN_LOOK 64

/* 7zFormat.txt: the checksum of the start header, which tells where the archive ends. */
static bool hidden_is_7z(struct span bytes, uint64_t *size)
{
    enum { START = 32 };
    static const char magic[] = "7z\xBC\xAF\x27\x1C";
    if (bytes.len < START || memcmp(bytes.ptr, magic, sizeof magic - 1) != 0 ||
        inflate_crc32(0, bytes.ptr + 12, 20) != endian_little(bytes.ptr + 8, 4))
        return false;
    const uint64_t offset = endian_little(bytes.ptr + 12, 8),
                   len = endian_little(bytes.ptr + 20, 8);
    *size = offset < INT64_MAX && len < INT64_MAX ? START + offset + len : UINT64_MAX;
    return true;
}

/* Behind the mark stands the header of the archive, or that of its encryption. */
static bool hidden_is_rar(struct span bytes)
{
    if (bytes.len >= 14 && memcmp(bytes.ptr, "Rar!\x1A\7\0", 7) == 0)
        return bytes.ptr[9] == 0x73 && endian_little(bytes.ptr + 12, 2) >= 13;
    return bytes.len >= 14 && memcmp(bytes.ptr, "Rar!\x1A\7\1\0", 8) == 0 && bytes.ptr[12] < 0x80 &&
           (bytes.ptr[13] == 1 || bytes.ptr[13] == 4);
}

/* [MS-CAB] 2.1: fields that are 0, and version 1.3. */
static bool hidden_is_cab(struct span bytes, uint64_t *size)
{
    enum { HEADER = 36 };
    if (bytes.len < HEADER || memcmp(bytes.ptr, "MSCF\0\0\0\0", 8) != 0 ||
        endian_little(bytes.ptr + 12, 4) != 0 || bytes.ptr[24] != 3 || bytes.ptr[25] != 1)
        return false;
    *size = endian_little(bytes.ptr + 8, 4);
    return *size > HEADER;
}

struct hidden_archive hidden_archive_at(struct span bytes)
{
    struct hidden_archive archive = {.format = FORMAT_BINARY, .size = UINT64_MAX};
    if (zip_local_mark.looks_right(bytes))
        archive.format = FORMAT_ZIP;
    else if (hidden_is_7z(bytes, &archive.size))
        archive.format = FORMAT_7Z;
    else if (hidden_is_rar(bytes))
        archive.format = FORMAT_RAR;
    else if (hidden_is_cab(bytes, &archive.size))
        archive.format = FORMAT_CAB;
    return archive;
}

static bool hidden_looks_right(struct span bytes)
{
    return hidden_archive_at(bytes).format != FORMAT_BINARY;
}

static bool hidden_is_stream(struct span bytes)
{
    static const enum format formats[] = {FORMAT_GZIP, FORMAT_BZIP2, FORMAT_XZ, FORMAT_ZSTD};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (codec_find(formats[i])->is_start(bytes))
            return format_recognise(bytes, false) == formats[i];
    }
    return hidden_looks_right(bytes);
}

static const uint8_t hidden_firsts[UINT8_MAX + 1] = {['P'] = 1, ['7'] = 1, ['R'] = 1, ['M'] = 1};

const struct gap_mark hidden_mark = {
    .is_first = hidden_firsts, .look = HIDDEN_LOOK, .looks_right = hidden_looks_right};

static const uint8_t hidden_stream_firsts[UINT8_MAX + 1] = {
    ['P'] = 1, ['7'] = 1, ['R'] = 1, ['M'] = 1, [0x1F] = 1, ['B'] = 1, [0xFD] = 1, [0x28] = 1};

const struct gap_mark hidden_script_mark = {
    .is_first = hidden_stream_firsts, .look = HIDDEN_LOOK, .looks_right = hidden_is_stream};
