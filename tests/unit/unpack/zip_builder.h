/* Writes ZIP archives, right ones and wrong ones, for tests. */
#ifndef TESTS_UNIT_UNPACK_ZIP_BUILDER_H
#define TESTS_UNIT_UNPACK_ZIP_BUILDER_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stddef.h>
#include <stdint.h>

/* What is unusual, or wrong, about an entry. */
enum zip_quirk {
    ZIP_DEFLATE = 1 << 0,         /* packed; else stored */
    ZIP_WITH_DESCRIPTOR = 1 << 1, /* sizes and CRC behind the data, 0 in the header */
    ZIP_NO_SIGNATURE = 1 << 2,    /* ... without signature */
    ZIP_DESCRIPTOR_64 = 1 << 3,   /* ... with sizes of 64 bits */
    ZIP_64 = 1 << 4,              /* sizes in Zip64 fields */
    ZIP_IS_ENCRYPTED = 1 << 5,
    ZIP_HIDDEN = 1 << 6,      /* not in the directory */
    ZIP_ONLY_LISTED = 1 << 7, /* nowhere but in the directory */
    ZIP_BAD_CRC = 1 << 8,
    ZIP_LIE_UNPACKED = 1 << 9, /* says that it unpacks to 10 bytes */
    ZIP_OTHER_NAME = 1 << 10,  /* the directory has it under the name "innocent.txt" */
    ZIP_LISTED_TWICE = 1 << 11,
    ZIP_KEEP_SIZES = 1 << 12,  /* ZIP_WITH_DESCRIPTOR, but the header has sizes all the same */
    ZIP_HAS_END_MARK = 1 << 13 /* of LZMA */
};

struct zip_builder {
    struct buffer bytes;     /* the archive; anything may be appended between the calls */
    struct buffer directory; /* its central records so far */
    size_t base;             /* offsets in the directory count from here */
    unsigned entries;
};

void zip_builder_init(struct zip_builder *builder);
void zip_builder_free(struct zip_builder *builder);

/* Appends an entry; method 0 is decided by ZIP_DEFLATE, any other is what the headers say of bytes
 * that are stored. */
void zip_builder_add(struct zip_builder *builder, const char *name, struct span data,
                     unsigned quirks, unsigned method);

/* Appends an entry whose data the caller packed. */
struct zip_builder_packed {
    unsigned method;
    struct span bytes;
};
void zip_builder_add_packed(struct zip_builder *builder, const char *name, struct span data,
                            unsigned quirks, const struct zip_builder_packed *packed);

/* Appends the directory and the end record with comment (may be NULL), with the 64-bit records when
 * is_64. */
void zip_builder_end(struct zip_builder *builder, const char *comment, int is_64);

struct span zip_builder_span(const struct zip_builder *builder);

/* Little-endian numbers, for what the functions above do not write. */
void build_u16(struct buffer *out, unsigned value);
void build_u32(struct buffer *out, uint64_t value);
void build_u64(struct buffer *out, uint64_t value);

/* Appends data packed by deflate. window_bits as for zlib: -15 raw, 15 zlib, 31 gzip. */
void build_deflated(struct buffer *out, struct span data, int window_bits);

/* Appends data as a gzip stream. */
void build_gzip(struct buffer *out, struct span data);

#endif
