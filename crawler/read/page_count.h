/* Which page of a text stands where: pages end with a form feed, as pdftotext writes them. */
#ifndef CRAWLER_READ_PAGE_COUNT_H
#define CRAWLER_READ_PAGE_COUNT_H

#include "detectors/scan.h"

#include <stdint.h>

/* {0, 1} at the start of a text. */
struct page_count {
    uint64_t at;   /* counted up to here */
    uint32_t page; /* that stands there, from 1 */
};

/* Moves on to offset, not before at and within segment, whose start is not behind at. Returns the
 * page there. */
uint32_t page_count_move(struct page_count *count, const struct segment *segment, uint64_t offset);

#endif
