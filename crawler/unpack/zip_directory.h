/*
 * Compares the entries that were met in a ZIP archive with those that its central directory lists.
 *
 * Entries are read as they stream by, so no list of them is kept: both sides are sums over one hash
 * an entry, which are equal when the sides are. Offsets take part linearly, since what they count
 * from is known only at the end record. Overlaps (many central records over the same bytes, the
 * usual bomb) are looked for among the first ZIP_RANGES records in any order, and among all as far
 * as they come in order.
 */
#ifndef CRAWLER_UNPACK_ZIP_DIRECTORY_H
#define CRAWLER_UNPACK_ZIP_DIRECTORY_H

#include "crawler/base/coverage.h"
#include "crawler/unpack/zip_record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ZIP_RANGES 1024

/* One side. */
struct zip_sums {
    uint64_t count;
    uint64_t names;   /* of a hash of each name */
    uint64_t offsets; /* of that hash times the offset */
    uint64_t values;  /* of a hash of name, method, sizes and CRC */
};

struct zip_range {
    uint64_t start, end;
};

struct zip_directory {
    struct zip_sums locals, centrals;
    bool is_loose; /* sizes of some local entry are not known: they are not compared */
    bool has_overlap;
    bool has_start;
    uint64_t start;        /* offset of the first central record */
    struct zip_range last; /* the record that reached furthest so far */
    size_t range_count;
    struct zip_range ranges[ZIP_RANGES];
};

/* Starts anew, for another archive in the same stream. */
void zip_directory_reset(struct zip_directory *directory);

/* Hash of a name that comes in pieces: start with ZIP_NAME_HASH. */
#define ZIP_NAME_HASH UINT64_C(0xcbf29ce484222325)
uint64_t zip_hash_name(uint64_t hash, const uint8_t *bytes, size_t len);

/* header->offset: where the local header was met. is_known: its sizes and CRC are those of the
 * data. */
void zip_directory_add_local(struct zip_directory *directory, const struct zip_header *header,
                             uint64_t name_hash, bool is_known);

/* at: where the central record stands. */
void zip_directory_add_central(struct zip_directory *directory, const struct zip_header *header,
                               uint64_t name_hash, uint64_t at);

/*
 * At the end record: adds REASON_ZIP_OVERLAP and REASON_ZIP_DIRECTORY_MISMATCH to coverage where
 * they hold, and REASON_TRUNCATED where this is the last part of a split archive alone. at: where
 * the end record (the 64-bit one, if there is one) stands.
 */
void zip_directory_judge(struct zip_directory *directory, const struct zip_end *end, uint64_t at,
                         struct coverage *coverage);

#endif
