/* A stream of an encrypted document before XML, as it would be without encryption. */
#ifndef CRAWLER_UNPACK_OLE_BARE_H
#define CRAWLER_UNPACK_OLE_BARE_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/ole_seal.h"
#include "crawler/unpack/ole_stream.h"

#define OLE_HEAD_MAX 8

struct ole_bare {
    struct byte_source source; /* closing it wipes what the key made */
    struct ole_stream *stream;
    const struct ole_seal *seal;
    struct ole_sealed how;
    struct binary_cipher cipher;
    uint64_t at; /* bytes given out */
    /* The record or object at hand: */
    uint8_t head[OLE_HEAD_MAX];
    size_t head_len;     /* bytes of head that are there */
    uint64_t start;      /* of its head */
    uint64_t body_left;  /* bytes to come */
    uint64_t plain_left; /* bytes to come that are not encrypted */
    size_t object;       /* OLE_SLIDES: the next one */
};

/* how is what ole_seal_find() said of the stream, an open one but no OLE_SUMMARY. bare->source
 * gives the bytes of stream, and ends as it does; both have to live, and seal, as long. */
void ole_bare_open(struct ole_bare *bare, const struct ole_seal *seal, struct ole_sealed how,
                   struct ole_stream *stream);

/*
 * Properties ([MS-OFFCRYPTO] 2.3.5.4): streams of a stream, each with a key of its own. Decrypts
 * them in their place. False when they cannot be understood.
 */
bool ole_bare_summary(const struct ole_seal *seal, uint8_t *bytes, size_t len);

#endif
