/*
 * Compound files (OLE2; [MS-CFB]): a small file system of sectors, in which older Office documents
 * and Outlook messages keep their parts.
 */
#ifndef CRAWLER_UNPACK_OLE_FILE_H
#define CRAWLER_UNPACK_OLE_FILE_H

#include "crawler/base/coverage.h"
#include "crawler/base/range_source.h"
#include "crawler/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OLE_SECTOR_MAX 4096
#define OLE_NONE UINT32_MAX

/* A table of sectors: next[i] follows i in its chain. */
struct ole_table {
    uint32_t *next;
    uint32_t count;
    uint8_t *is_taken; /* one a sector: a sector belongs to the first chain that comes to it */
};

struct ole_file {
    struct range_source *ranges; /* not owned */
    struct coverage *coverage;   /* not owned */
    uint32_t sector_size, mini_size;
    uint32_t directory;   /* first sector */
    uint32_t mini_cutoff; /* streams below stand in mini sectors */
    struct ole_table table, minis;
    uint32_t *mini_home; /* the sectors that mini sectors stand in, in order */
    uint32_t mini_home_count;
};

/* Reads header and tables. SKIP with a reason in coverage when nothing can be read so; CANCELLED,
 * NO_MEMORY. Needs ole_file_close() whatever it answers. */
enum status ole_file_open(struct ole_file *file, struct range_source *ranges,
                          struct coverage *coverage);
void ole_file_close(struct ole_file *file);

/* Where a sector starts. */
uint64_t ole_file_offset(const struct ole_file *file, uint32_t sector);

/* Takes sector and makes it the one behind it in its chain: OLE_NONE at the end. False when it is
 * none, or was taken before: the chain is broken. */
bool ole_table_take(struct ole_table *table, uint32_t *sector);

/* The same for somebody who only looks; false when it is none. */
bool ole_table_follow(const struct ole_table *table, uint32_t *sector);

/* Tells where mini sectors stand: the chain of the root entry. OK, NO_MEMORY. */
enum status ole_file_set_home(struct ole_file *file, uint32_t sector);

/* Bytes of the file; SKIP when they are not there. */
enum status ole_file_read(struct ole_file *file, uint64_t offset, uint8_t *buf, size_t len);

#endif
