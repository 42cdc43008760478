/*
 * The header of a 7z archive, as far as encryption is concerned: where an encoded one stands, what
 * is encrypted, and what the header would be if nothing were.
 *
 * Source: 7zFormat.txt and Methods.txt of the LZMA SDK.
 */
#ifndef CRAWLER_UNPACK_SEVEN_HEADER_H
#define CRAWLER_UNPACK_SEVEN_HEADER_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEVEN_START 32                      /* bytes of the start header */
#define SEVEN_BLOCK 16                      /* of AES */
#define SEVEN_HEADER_MAX ((size_t)16 << 20) /* a header of more stays closed */
#define SEVEN_POWER_MAX 24                  /* 2 to the power of it are the rounds of a key */

/* How the key of 7zAES is made, and where its chain starts. */
struct seven_lock {
    unsigned power;
    uint8_t salt[16], vector[16];
    size_t salt_len;
};

/* What the decrypted bytes are, as far as a wrong password shows. */
enum seven_method {
    SEVEN_OTHER,
    SEVEN_COPY, /* nothing else is done to them */
    SEVEN_LZMA,
    SEVEN_LZMA2,
    SEVEN_PPMD,
    SEVEN_BZIP2,
    SEVEN_DEFLATE
};

/* A file as it was. */
struct seven_file {
    uint64_t size;
    uint32_t crc;
    bool has_crc;
};

/* Packed and encrypted bytes. */
struct seven_stream {
    uint64_t at, size; /* in the file; a multiple of 16 */
    uint64_t plain;    /* bytes that matter: zeros follow up to size ... */
    uint64_t open_at;  /* ... and where these stand without encryption */
    enum seven_method method;
    uint8_t lzma;           /* properties of LZMA: the first byte */
    struct seven_file file; /* the first of those in it */
    struct seven_lock lock;
    uint8_t key[32]; /* for whoever makes it */
};

/* An encoded header. */
struct seven_packed {
    struct seven_stream stream;
    bool is_encrypted;
    uint8_t properties[5]; /* of LZMA */
    uint64_t size;         /* unpacked */
    bool has_crc;
    uint32_t crc;
};

/* Whether header is an encoded one, and one of a kind that can be opened here. */
bool seven_header_is_encoded(struct span header);
bool seven_header_parse_encoded(struct span header, struct seven_packed *packed);

/* An archive without its encryption: streams follow each other without padding. */
struct seven_layout {
    struct buffer header;
    struct buffer streams; /* what is encrypted: array of struct seven_stream, by place */
    uint64_t header_at;
    size_t memory; /* bytes for each of them, and for what is only needed on the way */
};

/* memory: bytes for all together. */
void seven_layout_init(struct seven_layout *layout, size_t memory);
void seven_layout_wipe(struct seven_layout *layout); /* and frees: names and keys are in it */

/* Fills layout. False when header cannot be understood, there is nothing in the archive, or it
 * takes too much memory. */
bool seven_header_open(struct span header, struct seven_layout *layout);

#endif
