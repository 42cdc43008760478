/* gzip and zip files, as other programs make them. */
#include "corpora/packing.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { WINDOW_RAW = -15, WINDOW_GZIP = 31 };
enum { ZIP_METHOD_STORE = 0, ZIP_METHOD_DEFLATE = 8 };
enum { ZIP_FLAG_ENCRYPTED = 1, ZIP_ENCRYPTION_HEADER_LEN = 12 };

static void packing_deflate(struct writer *out, const struct writer *content, int window_bits)
{
    z_stream stream = {0};
    if (deflateInit2(&stream, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        out->has_failed = true;
        return;
    }
    unsigned char chunk[16384];
    unsigned char *const bytes = (unsigned char *)content->bytes;
    stream.next_in = bytes;
    size_t left = content->len;
    int outcome = Z_OK;
    while (outcome != Z_STREAM_END && outcome != Z_STREAM_ERROR) {
        const size_t feed = left < sizeof chunk ? left : sizeof chunk;
        if (stream.avail_in == 0) {
            stream.avail_in = (uInt)feed;
            left -= feed;
        }
        stream.next_out = chunk;
        stream.avail_out = sizeof chunk;
        outcome = deflate(&stream, left == 0 ? Z_FINISH : Z_NO_FLUSH);
        writer_bytes(out, chunk, sizeof chunk - stream.avail_out);
    }
    out->has_failed |= outcome != Z_STREAM_END;
    deflateEnd(&stream);
}

void packing_gzip(struct writer *out, const struct writer *content)
{
    packing_deflate(out, content, WINDOW_GZIP);
}

static void packing_number(struct writer *out, uint32_t number, size_t len)
{
    unsigned char bytes[4];
    for (size_t i = 0; i < len; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    writer_bytes(out, bytes, len);
}

struct zip_archive zip_begin(struct writer *out)
{
    const struct zip_archive zip = {out, writer_create(out->prng), 0};
    return zip;
}

struct zip_member {
    const char *name;
    const struct writer *stored; /* the bytes in the archive */
    unsigned flags, method;
    uint32_t crc32, len; /* of the content */
};

/* What a local header and a directory entry have in common. */
static void zip_write_fields(struct writer *out, const struct zip_member *member)
{
    enum { VERSION_NEEDED = 20, DOS_TIME = 0, DOS_DATE = 0x21 /* 1980-01-01 */ };
    packing_number(out, VERSION_NEEDED, 2);
    packing_number(out, member->flags, 2);
    packing_number(out, member->method, 2);
    packing_number(out, DOS_TIME, 2);
    packing_number(out, DOS_DATE, 2);
    packing_number(out, member->crc32, 4);
    packing_number(out, (uint32_t)member->stored->len, 4);
    packing_number(out, member->len, 4);
    packing_number(out, (uint32_t)strlen(member->name), 2);
    packing_number(out, 0, 2);
}

static void zip_write_member(struct zip_archive *zip, const struct zip_member *member)
{
    const uint32_t offset = (uint32_t)zip->out->len;
    writer_text(zip->out, "PK\003\004");
    zip_write_fields(zip->out, member);
    writer_text(zip->out, member->name);
    writer_bytes(zip->out, member->stored->bytes, member->stored->len);
    writer_text(&zip->directory, "PK\001\002");
    packing_number(&zip->directory, 20, 2);
    zip_write_fields(&zip->directory, member);
    packing_number(&zip->directory, 0, 2); /* comment */
    packing_number(&zip->directory, 0, 2); /* disk */
    packing_number(&zip->directory, 0, 2); /* attributes */
    packing_number(&zip->directory, 0, 4);
    packing_number(&zip->directory, offset, 4);
    writer_text(&zip->directory, member->name);
    zip->member_count++;
    zip->out->has_failed |= zip->directory.has_failed || member->stored->has_failed;
}

void zip_add(struct zip_archive *zip, const char *name, const struct writer *content)
{
    struct writer stored = writer_create(zip->out->prng);
    packing_deflate(&stored, content, WINDOW_RAW);
    const uLong crc = crc32_z(0, (const unsigned char *)content->bytes, content->len);
    const struct zip_member member = {
        name, &stored, 0, ZIP_METHOD_DEFLATE, (uint32_t)crc, (uint32_t)content->len};
    zip_write_member(zip, &member);
    writer_free(&stored);
}

void zip_add_encrypted(struct zip_archive *zip, const char *name, size_t len)
{
    struct writer noise = writer_create(zip->out->prng);
    while (noise.len < len + ZIP_ENCRYPTION_HEADER_LEN && !noise.has_failed) {
        const char byte = (char)prng_below(&noise.prng, 256);
        writer_bytes(&noise, &byte, 1);
    }
    const struct zip_member member = {name,
                                      &noise,
                                      ZIP_FLAG_ENCRYPTED,
                                      ZIP_METHOD_STORE,
                                      (uint32_t)prng_next(&noise.prng),
                                      (uint32_t)len};
    zip_write_member(zip, &member);
    writer_free(&noise);
}

void zip_end(struct zip_archive *zip)
{
    const uint32_t offset = (uint32_t)zip->out->len;
    writer_bytes(zip->out, zip->directory.bytes, zip->directory.len);
    writer_text(zip->out, "PK\005\006");
    packing_number(zip->out, 0, 4);
    packing_number(zip->out, zip->member_count, 2);
    packing_number(zip->out, zip->member_count, 2);
    packing_number(zip->out, (uint32_t)zip->directory.len, 4);
    packing_number(zip->out, offset, 4);
    packing_number(zip->out, 0, 2);
    writer_free(&zip->directory);
}
