/*
 * Transfer encodings: base64, quoted-printable and uuencode as sources over a source. What is no
 * letter of the encoding is passed over, as readers of mail do.
 *
 * Source: RFC 2045, sections 6.7 and 6.8; POSIX.1-2017, uuencode, historical algorithm.
 */
#ifndef CRAWLER_UNPACK_TRANSFER_H
#define CRAWLER_UNPACK_TRANSFER_H

#include "crawler/base/byte_source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum transfer_encoding { TRANSFER_IDENTITY, TRANSFER_BASE64, TRANSFER_QUOTED, TRANSFER_UU };

/* Where the next byte of uuencode stands. */
enum transfer_uu {
    TRANSFER_UU_FRONT, /* in a line that may be "begin 644 name" */
    TRANSFER_UU_TITLE, /* behind "begin " */
    TRANSFER_UU_COUNT, /* at the start of a line: how many bytes it stands for */
    TRANSFER_UU_LINE,
    TRANSFER_UU_BEHIND /* the last line */
};

/* A decoder that gets its input in any pieces. */
struct transfer {
    enum transfer_encoding encoding;
    uint32_t bits; /* base64, uuencode: not given out yet ... */
    unsigned bit_count;
    enum transfer_uu uu;
    unsigned uu_count; /* of "begin " in this line or of "end", or bytes that are still to come */
    uint8_t held[3];   /* quoted-printable: '=' and what followed it */
    unsigned held_len;
    bool has_stray; /* something stood there that is none of the encoding */
};

/*
 * Decodes in into out, which has room for len + 3 bytes; returns how many it gave. is_last: nothing
 * follows, and what was held back is given out.
 */
size_t transfer_decode(struct transfer *transfer, const uint8_t *in, size_t len, bool is_last,
                       uint8_t *out);

/* The decoded bytes of upstream, which it does not own; needs no close. */
struct transfer_source {
    struct byte_source source;
    struct byte_source *upstream;
    struct transfer transfer;
    bool is_ended;
    size_t start, end; /* of what is decoded and not given out */
    uint8_t bytes[4096 + 3];
    uint8_t raw[4096];
};

void transfer_source_init(struct transfer_source *source, struct byte_source *upstream,
                          enum transfer_encoding encoding);

#endif
