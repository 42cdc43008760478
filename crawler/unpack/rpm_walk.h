/*
 * Walks an RPM package: what its headers say is given as strings, its payload, a compressed cpio
 * archive, as a member called "payload".
 *
 * Source: "RPM Package File Structure" of the Linux Standard Base 5.0.
 */
#ifndef CRAWLER_UNPACK_RPM_WALK_H
#define CRAWLER_UNPACK_RPM_WALK_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

/* As tar_walk(). */
enum status rpm_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                     void *user);

#endif
