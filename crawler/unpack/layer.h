/*
 * A compression layer: the decompressed bytes of its streams, one after the other, checks verified.
 *
 * What is wrong is a reason of the coverage: a wrong check behind a stream is "checksum" (and the
 * bytes are given out all the same), a stream that stops early "truncated", one that cannot be
 * decoded on "corrupt", one that wants too much memory "limit-memory"; every byte before the fault
 * is given out.
 */
#ifndef CRAWLER_UNPACK_LAYER_H
#define CRAWLER_UNPACK_LAYER_H

#include "crawler/base/byte_source.h"
#include "crawler/unpack/format.h"
#include "crawler/unpack/gap.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

struct layer;

/* Over window, which it does not own; codec_find() knows format. NULL when memory is short. */
struct layer *layer_create(struct window *window, enum format format, struct meter *parent);
void layer_free(struct layer *layer);

/* The decompressed bytes; valid as long as layer. */
struct byte_source *layer_bytes(struct layer *layer);

/* The meter of the layer, for layers below. */
struct meter *layer_meter(struct layer *layer);

/*
 * What the bytes ended at: window stands behind the last stream (and behind zero padding), or at a
 * fault. Anything left in it there is no such stream.
 */
enum layer_end {
    LAYER_OPEN,   /* not at the end yet */
    LAYER_WHOLE,  /* all streams were whole */
    LAYER_BROKEN, /* at a fault that was recorded as corrupt: another stream may follow somewhere */
    LAYER_STOPPED, /* truncated, or a limit was met: there is nothing more to look for */
};
enum layer_end layer_end(const struct layer *layer);

/* The start of a stream, where a search behind a fault ends; NULL: there is none to look for. */
const struct gap_mark *layer_mark(const struct layer *layer);

#endif
