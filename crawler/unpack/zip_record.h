/*
 * The records of a ZIP archive: bytes -> fields, nothing believed.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 to 4.5; AES encryption as WinZip published it
 * (method 99).
 */
#ifndef CRAWLER_UNPACK_ZIP_RECORD_H
#define CRAWLER_UNPACK_ZIP_RECORD_H

#include "crawler/unpack/gap.h"
#include "crawler/unpack/window.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum zip_signature {
    ZIP_LOCAL = 0x04034b50,
    ZIP_CENTRAL = 0x02014b50,
    ZIP_END = 0x06054b50,
    ZIP64_END = 0x06064b50,
    ZIP64_LOCATOR = 0x07064b50,
    ZIP_DESCRIPTOR = 0x08074b50,
    ZIP_EXTRA_DATA = 0x08064b50 /* in front of an encrypted directory */
};

#define ZIP_LOCAL_LEN 30
#define ZIP_CENTRAL_LEN 46
#define ZIP_END_LEN 22
#define ZIP64_END_LEN 56
#define ZIP64_LOCATOR_LEN 20

#define ZIP_FLAG_ENCRYPTED 0x0001
#define ZIP_FLAG_END_MARK 0x0002   /* LZMA: an end mark stands behind the data */
#define ZIP_FLAG_DESCRIPTOR 0x0008 /* sizes and CRC stand behind the data */
#define ZIP_FLAG_STRONG 0x2040     /* strong encryption, or an encrypted directory */

enum zip_method {
    ZIP_STORED = 0,
    ZIP_DEFLATED = 8,
    ZIP_DEFLATED64 = 9,
    ZIP_BZIP2 = 12,
    ZIP_LZMA = 14,
    ZIP_ZSTD_OLD = 20, /* before it had its own number */
    ZIP_ZSTD = 93,
    ZIP_XZ = 95,
    ZIP_AES = 99
};

/* A local header, or a record of the central directory, with the Zip64 sizes put in. */
struct zip_header {
    uint16_t flags;
    uint16_t method;
    uint16_t time; /* of day, as MS-DOS has it */
    uint32_t crc;
    uint64_t packed; /* compressed size */
    uint64_t unpacked;
    uint64_t offset; /* of the local header; as stated in a central record */
    uint16_t name_len, extra_len, comment_len;
    uint8_t aes_strength; /* of ZIP_AES: 1 to 3; 0: not stated */
    uint16_t aes_version; /* 1, 2: without CRC */
    uint16_t aes_method;  /* how the content is packed */
};

uint16_t zip_u16(const uint8_t *bytes);
uint32_t zip_u32(const uint8_t *bytes);
uint64_t zip_u64(const uint8_t *bytes);

/* bytes: ZIP_LOCAL_LEN of them, and ZIP_CENTRAL_LEN. Zip64 sizes come by zip_take_extra(). */
struct zip_header zip_parse_local(const uint8_t *bytes);
struct zip_header zip_parse_central(const uint8_t *bytes);

/* Takes the extra fields at hand from window and puts what those of Zip64 and AES say into header;
 * false: the window ended. */
bool zip_take_extra(struct window *window, struct zip_header *header);

/* What an end record says of its directory. */
struct zip_end {
    uint64_t entries, size, offset; /* size: bytes of the directory */
    uint32_t disk;                  /* parts of a split archive in front of this one */
    uint16_t comment_len;
};
struct zip_end zip_parse_end(const uint8_t *bytes);   /* ZIP_END_LEN bytes */
struct zip_end zip64_parse_end(const uint8_t *bytes); /* ZIP64_END_LEN bytes; no comment */

/* What follows the data of an entry whose sizes were not known: in one of four layouts. */
struct zip_descriptor {
    uint32_t crc;
    uint64_t packed, unpacked;
};
#define ZIP_DESCRIPTOR_MAX 24

/*
 * Tries the layouts (with and without signature, 32 and 64 bits) on bytes and returns the length of
 * the first whose packed size is packed (modulo 2^32 in the short layouts), or 0. is_strict: a
 * record must follow it, which tells the layouts apart and descriptors from data.
 */
size_t zip_find_descriptor(struct span bytes, uint64_t packed, bool is_strict,
                           struct zip_descriptor *descriptor);

/* Records that may follow data that belongs to none: any, or only local headers, which start an
 * archive. */
extern const struct gap_mark zip_mark;
extern const struct gap_mark zip_local_mark;

#endif
