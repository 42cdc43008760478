/*
 * Walks a ZIP archive as it streams by: local headers and data one after the other, then the
 * central directory, which is only compared. So an entry that the directory hides is read like
 * every other, and a byte is read once however many records claim it.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10. Every stated size is only a hint.
 */
#ifndef CRAWLER_UNPACK_ZIP_WALK_H
#define CRAWLER_UNPACK_ZIP_WALK_H

#include "crawler/unpack/archive_part.h"
#include "crawler/unpack/meter.h"
#include "crawler/unpack/window.h"

#include <stdbool.h>

/*
 * Walks what is left in window, calling visit in order of the bytes. What is lost is added to the
 * coverage of meter, which is that of the archive. is_embedded: the archive stands within something
 * else, so bytes that are not its own are nothing to complain of. Returns OK at the end, however
 * much was lost; CANCELLED, NO_MEMORY or what visit returned.
 */
enum status zip_walk(struct window *window, struct meter *meter, bool is_embedded,
                     archive_visit_fn visit, void *user);

#endif
