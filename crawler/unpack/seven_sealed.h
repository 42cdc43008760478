/*
 * An encrypted 7z archive as it would be without encryption: its packed streams decrypted where
 * they stand, and another header behind them.
 */
#ifndef CRAWLER_UNPACK_SEVEN_SEALED_H
#define CRAWLER_UNPACK_SEVEN_SEALED_H

#include "crawler/base/range_source.h"
#include "crawler/unpack/password_ring.h"

/*
 * Tries keys (NULL: none) on the archive in file (not owned; it has to live as long). To be closed
 * by range_source_close(). NULL when it is no 7z archive, not encrypted, stays closed, or memory is
 * short, of which it takes no more than memory bytes beside its header (of SEVEN_HEADER_MAX at
 * most): then file is what there is to read.
 */
struct range_source *seven_sealed_create(struct range_source *file, struct password_ring *keys,
                                         uint64_t memory);

#endif
