/*
 * The body of an HTTP message that was sent in chunks, as web archives keep it: a source of what
 * the chunks hold. Where no chunk stands the rest is given as it is, since writers that join the
 * chunks leave the header that tells of them.
 *
 * Source: RFC 9112, section 7.1.
 */
#ifndef CRAWLER_UNPACK_CHUNKED_SOURCE_H
#define CRAWLER_UNPACK_CHUNKED_SOURCE_H

#include "crawler/unpack/window.h"

#include <stdbool.h>
#include <stdint.h>

struct chunked_source {
    struct byte_source source;
    struct window_source body; /* as it was sent */
    uint64_t left;             /* of the chunk at hand */
    bool is_inside;            /* there was a chunk; false again behind the last one */
    bool is_plain;             /* no more chunks follow */
};

/* From where window stands, size bytes. Needs no close. */
void chunked_source_init(struct chunked_source *source, struct window *window, uint64_t size);

/* Once it is read: whether the last chunk is missing. */
bool chunked_source_is_cut(const struct chunked_source *source);

/* And whether something else stood where a chunk should: the rest was given as it is. */
bool chunked_source_is_damaged(const struct chunked_source *source);

#endif
