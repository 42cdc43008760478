/*
 * Whether the end of a rar archive is there: libarchive takes one that was cut between two blocks
 * for a whole one. Every writer since RAR 3.0 (2002) puts a block of its own at the end, with a
 * check of itself; small things may stand behind it.
 *
 * Sources: the technical note of RAR 3.x (TechNote.txt of unrar) and "RAR 5.0 archive format" of
 * rarlab.com: HEAD_CRC of two bytes, type 0x7B; CRC32 of four, type 5.
 */
#ifndef CRAWLER_UNPACK_RAR_END_H
#define CRAWLER_UNPACK_RAR_END_H

#include "crawler/base/range_source.h"
#include "detectors/span.h"

#include <stdbool.h>

/* True when tail, the last bytes of an archive, has such a block. */
bool rar_end_is_in(struct span tail);

/* The same of a file. STATUS_OK, or that of the source. */
enum status rar_end_find(struct range_source *file, bool *is_there);

#endif
