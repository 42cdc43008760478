/* A library that decodes deflate (RFC 1951), behind inflate.h; private to inflate*.c. */
#ifndef CRAWLER_UNPACK_DEFLATE_ENGINE_H
#define CRAWLER_UNPACK_DEFLATE_ENGINE_H

#include "crawler/unpack/codec.h"
#include "crawler/unpack/inflate.h"

struct deflate_engine {
    const char *library;
    const char *(*version)(void);
    void *(*create)(void); /* NULL when memory is short */
    void (*free)(void *state);
    void (*reset)(void *state); /* makes ready for another stream */

    /* How many bytes of input, shown again ones included, the next step needs to get further. */
    size_t (*want)(const void *state);

    /*
     * One call of the library: INFLATE_OK, INFLATE_END, INFLATE_CORRUPT, or INFLATE_CUT when memory
     * is short. Takes only those bytes of io->in that it is done with; the others are shown again
     * at the front of the next step, so that at INFLATE_END exactly the stream is taken. Without a
     * byte that it has not seen it gives out what it still holds.
     */
    enum inflate_result (*step)(void *state, struct codec_io *io);

    uint32_t (*crc32)(uint32_t crc, const uint8_t *bytes, size_t len);
    uint32_t (*adler32)(uint32_t sum, const uint8_t *bytes, size_t len);
};

extern const struct deflate_engine deflate_zlib;
#ifdef PHICRAWL_ISAL
extern const struct deflate_engine deflate_isal; /* Intel's ISA-L: two to three times as fast */
#endif

#endif
