/*
 * Deflate (RFC 1951) and CRC-32: the one door to the libraries that do them. Where ISA-L is there
 * when the program is built, it does; otherwise zlib, its twin, which passes the same tests.
 */
#ifndef CRAWLER_UNPACK_INFLATE_H
#define CRAWLER_UNPACK_INFLATE_H

#include "crawler/base/buffer.h"
#include "crawler/unpack/window.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct inflater;

enum inflate_result {
    INFLATE_OK,      /* gave out *len bytes, at least one; there may be more */
    INFLATE_END,     /* the stream ended by itself */
    INFLATE_CORRUPT, /* what comes next is no deflate */
    INFLATE_DRY,     /* all input that inflater_allow() allowed is taken; allow more to go on */
    INFLATE_CUT /* the window ended or broke off (window->status says which) before the stream did
                 */
};

/* NULL when memory is short. About 40 KiB by zlib, 100 KiB by ISA-L. */
struct inflater *inflater_create(void);

/* The same by one engine of deflate_engine.h, for tests that compare them. */
struct deflate_engine;
struct inflater *inflater_create_by(const struct deflate_engine *engine);

void inflater_free(struct inflater *inflater);

/* Makes ready for another stream, with any amount of input allowed. */
void inflater_reset(struct inflater *inflater);

/* From now on takes at most input bytes from the window. */
void inflater_allow(struct inflater *inflater, uint64_t input);

/*
 * Decodes from window, taking from it exactly the bytes of the stream. Everything that can be
 * decoded before a fault is given out first: *len is 0 with every answer but INFLATE_OK. cap is at
 * least 1.
 */
enum inflate_result inflater_read(struct inflater *inflater, struct window *window, uint8_t *buf,
                                  size_t cap, size_t *len);

/* What came of the start of a stream. */
struct inflate_trial {
    bool is_end;    /* it ended there; otherwise head did */
    size_t taken;   /* bytes of head */
    uint32_t crc;   /* of what they unpack to */
    bool has_bytes; /* that is something */
};

/* Whether head is the start of a deflate stream: no fault up to its end, or to the end of head. */
bool inflate_try(struct span head, struct inflate_trial *trial);

/* The same, for one that unpacks to something. */
bool inflate_looks_valid(struct span head);

/* CRC-32 as in gzip and ZIP, going on from crc (0 at the start). */
uint32_t inflate_crc32(uint32_t crc, const uint8_t *bytes, size_t len);

/* Adler-32 as in RFC 1950, going on from sum (1 at the start). */
uint32_t inflate_adler32(uint32_t sum, const uint8_t *bytes, size_t len);

/* Of zlib: "1.2.13". */
const char *inflate_library_version(void);

/* Appends "isa-l/2.30.0" and a line break when that is what decodes. */
void inflate_append_version(struct buffer *out);

#endif
