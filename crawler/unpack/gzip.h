/*
 * gzip (RFC 1952) and zlib (RFC 1950) streams: their decompressed bytes, checks verified, members
 * continued.
 *
 * What is wrong is a reason of the coverage: a wrong CRC-32, Adler-32 or length is "checksum" (and
 * the bytes are given out all the same), a stream that stops early "truncated", one that cannot be
 * decoded on "corrupt"; every byte before the fault is given out.
 */
#ifndef CRAWLER_UNPACK_GZIP_H
#define CRAWLER_UNPACK_GZIP_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/format.h"
#include "crawler/unpack/gap.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

struct gzip;

/* Over window, which it does not own; format is FORMAT_GZIP or FORMAT_ZLIB. NULL when memory is
 * short. */
struct gzip *gzip_create(struct window *window, enum format format, struct meter *parent);
void gzip_free(struct gzip *gzip);

/* The decompressed bytes; valid as long as gzip. */
struct byte_source *gzip_bytes(struct gzip *gzip);

/* The meter of the layer, for layers below. */
struct meter *gzip_meter(struct gzip *gzip);

/*
 * What the bytes ended at: window stands behind the last stream (and behind zero padding), or at a
 * fault. Anything left in it there is no gzip.
 */
enum gzip_end {
    GZIP_OPEN,    /* not at the end yet */
    GZIP_WHOLE,   /* all streams were whole */
    GZIP_BROKEN,  /* at a fault that was recorded as corrupt: another stream may follow somewhere */
    GZIP_STOPPED, /* truncated, or a limit was met: there is nothing more to look for */
};
enum gzip_end gzip_end(const struct gzip *gzip);

/* The start of a gzip stream: where a search behind a fault ends. */
extern const struct gap_mark gzip_mark;

#endif
