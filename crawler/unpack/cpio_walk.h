/*
 * Walks a cpio archive as it streams by: old binary in both byte orders, odc, newc and crc; several
 * one after the other, as in an initramfs. The payload of an RPM package is one.
 *
 * Source: cpio(5) of FreeBSD; POSIX.1-2001, pax, "cpio Interchange Format".
 */
#ifndef CRAWLER_UNPACK_CPIO_WALK_H
#define CRAWLER_UNPACK_CPIO_WALK_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

/* As tar_walk(). */
enum status cpio_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                      void *user);

#endif
