/*
 * Walks an ar archive as it streams by: System V and GNU names, BSD names; a Debian package is one.
 *
 * Source: ar(5) of FreeBSD and System V.
 */
#ifndef CRAWLER_UNPACK_AR_WALK_H
#define CRAWLER_UNPACK_AR_WALK_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

/* As tar_walk(). */
enum status ar_walk(struct window *window, struct meter *meter, archive_visit_fn visit, void *user);

#endif
