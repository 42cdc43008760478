/*
 * Walks a web archive: of each record its headers, then its block as a member called by the
 * record's URI. Of an HTTP message the headers are given apart, so that the body is taken for what
 * it is; when it was sent in chunks they are joined.
 *
 * Source: ISO 28500:2017, "The WARC Format 1.1".
 */
#ifndef CRAWLER_UNPACK_WARC_WALK_H
#define CRAWLER_UNPACK_WARC_WALK_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

/* As tar_walk(). */
enum status warc_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                      void *user);

#endif
