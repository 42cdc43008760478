/*
 * Walks a message (RFC 5322, RFC 2045 to 2049): its headers, encoded words decoded, as "headers";
 * the text between parts as "preamble"; every part decoded as a member called by its file name, or
 * by its number ("2", "2.1"). A message in a message is walked in turn.
 *
 * And a mailbox (RFC 4155): each of its messages as "message@OFFSET".
 */
#ifndef CRAWLER_UNPACK_MIME_WALK_H
#define CRAWLER_UNPACK_MIME_WALK_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

/* As tar_walk(). */
enum status mime_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                      void *user);
enum status mailbox_walk(struct window *window, struct meter *meter, archive_visit_fn visit,
                         void *user);

#endif
