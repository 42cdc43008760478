/*
 * One kind of compression each: a codec makes decoders, a decoder decodes stream after stream. What
 * all have in common (padding, further streams, limits, faults) is done once, in layer.c.
 */
#ifndef CRAWLER_UNPACK_CODEC_H
#define CRAWLER_UNPACK_CODEC_H

#include "crawler/unpack/format.h"
#include "crawler/unpack/gap.h"
#include "crawler/unpack/window.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum codec_result {
    CODEC_OK,       /* gave out at least one byte; there may be more */
    CODEC_END,      /* the stream ended by itself and its checks are right */
    CODEC_MISMATCH, /* it ended, and a check is wrong */
    CODEC_CORRUPT,  /* what comes next cannot be decoded */
    CODEC_CUT, /* the window ended or broke off (window->status says which) before the stream did */
    CODEC_TOO_LARGE,   /* it wants more memory than is allowed */
    CODEC_UNSUPPORTED, /* nothing here decodes it: a dictionary that is elsewhere */
    CODEC_NO_MEMORY
};

/* What one step may take and fill; each moves the pointers and lengths on. */
struct codec_io {
    const uint8_t *in;
    size_t in_len;
    uint8_t *out;
    size_t out_len;
};

/* First member of every decoder. */
struct decoder {
    const struct codec *codec;
    size_t want; /* how much input the next step gets, for codec_pump(): CODEC_FLUSH: none,
                    CODEC_ANY: what there is */
    enum codec_result result; /* once it is not CODEC_OK it stays, until the next start */
    bool is_bounded; /* codec_pump() takes at most left more bytes: CODEC_CUT behind them */
    uint64_t left;
};

#define CODEC_FLUSH ((size_t)0)
#define CODEC_ANY SIZE_MAX

struct codec {
    const char *library;          /* NULL: that of another codec */
    const char *(*version)(void); /* "1.5.4" */
    /* Allowed to use about memory bytes. NULL when memory is short. */
    struct decoder *(*create)(uint64_t memory);
    void (*free)(struct decoder *decoder);
    /* Makes ready for a stream, its header included; false: memory is short. */
    bool (*start)(struct decoder *decoder);
    /* Decodes from window, taking from it exactly the bytes of the stream. Everything that can be
     * decoded before a fault is given out first: *len is 0 with every answer but CODEC_OK. */
    enum codec_result (*read)(struct decoder *decoder, struct window *window, uint8_t *buf,
                              size_t cap, size_t *len);
    /* For codec_pump(): one call of the library. */
    enum codec_result (*step)(struct decoder *decoder, struct codec_io *io);
    /* True when a further stream starts with bytes (four of them; fewer only at the end of the
     * window, where the start of a start counts). NULL: there are no further streams. */
    bool (*is_start)(struct span bytes);
    /* Where a search behind a fault ends; NULL: nowhere. */
    const struct gap_mark *mark;
};

/* The codec of a format; NULL when it is none. */
const struct codec *codec_find(enum format format);

/* True when head, the first bytes of something, can be decoded: what comes of it is a few KiB
 * without a fault, or something up to the end of head, where the stream goes on or ends. */
bool codec_fits(const struct codec *codec, struct span head);

/* The read of every codec that has a step. */
enum codec_result codec_pump(struct decoder *decoder, struct window *window, uint8_t *buf,
                             size_t cap, size_t *len);

/* True when bytes start with magic, or end within it. */
bool codec_has_magic(struct span bytes, const char *magic, size_t len);

/* True when bytes start with 50 2A 4D 18 to 5F 2A 4D 18, the magic of frames to be skipped in LZ4
 * and Zstandard, or end within it. */
bool codec_is_skippable(struct span bytes);

extern const struct codec codec_gzip;      /* RFC 1952 */
extern const struct codec codec_zlib;      /* RFC 1950 */
extern const struct codec codec_deflate;   /* RFC 1951, bare */
extern const struct codec codec_deflate64; /* only in ZIP archives */
extern const struct codec codec_bzip2;     /* bzip2 1.0 */
extern const struct codec codec_xz;        /* The .xz File Format 1.1.0 */
extern const struct codec codec_lzma;      /* .lzma, as LZMA Utils wrote it */
extern const struct codec codec_lzip;      /* lzip file format, version 1 */
extern const struct codec codec_zstd;      /* RFC 8878 */
extern const struct codec codec_lz4;       /* LZ4 Frame Format 1.6 */
extern const struct codec codec_lz4_legacy;
extern const struct codec codec_brotli;   /* RFC 7932; has no magic */
extern const struct codec codec_snappy;   /* Snappy framing format, 2013 */
extern const struct codec codec_compress; /* compress, .Z */
extern const struct codec codec_ebcdic;   /* code page 037 */
extern const struct codec codec_lzfu;     /* compressed RTF of Outlook, [MS-OXRTFCP] */

#endif
