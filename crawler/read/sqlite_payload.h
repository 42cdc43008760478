/* The payload of a cell, put together from its page and the chain of its overflow pages. */
#ifndef CRAWLER_READ_SQLITE_PAYLOAD_H
#define CRAWLER_READ_SQLITE_PAYLOAD_H

#include "crawler/base/buffer.h"
#include "crawler/read/sqlite_file.h"
#include "crawler/read/sqlite_record.h"

#include <stdbool.h>
#include <stdint.h>

/* What a longer payload has behind it (limit-memory) is left to whoever reads the pages that nobody
 * claimed. As much as is kept of a file within a value. */
#define SQLITE_PAYLOAD_MAX ((size_t)16 << 20)

/* Whose each page is; 0: nobody's, as far as known. */
#define SQLITE_OWNER_INDEX 0xFFFE   /* of an index: its records are copies */
#define SQLITE_OWNER_CLAIMED 0xFFFF /* read already, as overflow */

struct sqlite_payload {
    struct buffer bytes;            /* when it has overflow pages */
    struct buffer pages;            /* their numbers, as they are in the file, array of uint32_t */
    uint8_t *page;                  /* the last one read */
    struct span whole;              /* as much of the payload as is at hand */
    uint64_t offset;                /* of its part in the cell, in the file */
    size_t local;                   /* bytes of it */
    const struct sqlite_file *file; /* not owned */
};

/* False when memory is short. Needs sqlite_payload_free(). */
bool sqlite_payload_init(struct sqlite_payload *payload);
void sqlite_payload_free(struct sqlite_payload *payload);

/*
 * Reads the payload of a cell of a page; the caller sets offset. Its overflow pages
 * are claimed in owners (one a page, from page 1); a page that is claimed ends the chain, and so
 * does one that is none: corrupt, but in a log, whose other pages are elsewhere. OK, CANCELLED,
 * NO_MEMORY.
 */
enum status sqlite_payload_read(struct sqlite_payload *payload, struct sqlite_file *file,
                                uint16_t *owners, const struct sqlite_page *page,
                                const struct sqlite_cell *cell);

/* Where the byte at of the payload stands in the file; *left is how many follow it there. */
uint64_t sqlite_payload_place(const struct sqlite_payload *payload, size_t at, size_t *left);

#endif
