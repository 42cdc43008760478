/* A SOURCE whose objects are named by an inventory of S3 instead of a listing. */
#ifndef CRAWLER_PIPELINE_INVENTORY_CRAWL_H
#define CRAWLER_PIPELINE_INVENTORY_CRAWL_H

#include "crawler/pipeline/crawl.h"

/*
 * Reads the inventory of the source at index and pushes its objects; opens the store of the bucket
 * that it lists, for the workers. Each file is read twice: the first time for its MD5, so that no
 * row of a damaged one counts. How it ended is in the source, as of a listing.
 */
void inventory_crawl(struct crawl *crawl, size_t index, struct http *http,
                     struct crawl_scratch *scratch);

#endif
