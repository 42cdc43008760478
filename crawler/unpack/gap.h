/* Bytes that belong to no record of a layer: given out as they are, up to the next thing that looks
 * like a record. */
#ifndef CRAWLER_UNPACK_GAP_H
#define CRAWLER_UNPACK_GAP_H

#include "crawler/unpack/window.h"
#include "detectors/span.h"

#include <stdbool.h>

/* What ends a gap. */
struct gap_mark {
    uint8_t first;           /* every record starts with this byte ... */
    const uint8_t *is_first; /* ... or, when not NULL, with one for which this is not 0, of 256 */
    size_t look; /* how many bytes of one looks_right wants; it gets fewer only at the end of the
                    stream */
    bool (*looks_right)(struct span bytes);
};

struct gap {
    struct byte_source source;
    struct window *window;
    const struct gap_mark *mark;
    bool is_found; /* it ended at a record, which window now stands at; else with the stream */
};

/* From where window stands. Needs no close. */
void gap_init(struct gap *gap, struct window *window, const struct gap_mark *mark);

/* Goes to the end of the gap unseen; true when that is a record. */
bool gap_skip(struct window *window, const struct gap_mark *mark);

#endif
