/*
 * Walks a tar archive as it streams by: v7, ustar, pax and GNU, several one after the other. Sizes
 * are only believed as far as there are bytes; where a header is wrong, what follows is given out
 * as it is, up to the next one that is right. The map of a sparse file is not applied: its data are
 * given out without the holes.
 */
#ifndef CRAWLER_UNPACK_TAR_WALK_H
#define CRAWLER_UNPACK_TAR_WALK_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

/*
 * Walks what is left in window, calling visit in order of the bytes. What is lost is added to the
 * coverage of meter, which is that of the archive. Returns OK at the end, however much was lost;
 * CANCELLED, NO_MEMORY or what visit returned.
 */
enum status tar_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                     void *user);

#endif
