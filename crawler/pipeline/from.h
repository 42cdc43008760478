/* --from FILE: objects named one a line, instead of a listing. */
#ifndef CRAWLER_PIPELINE_FROM_H
#define CRAWLER_PIPELINE_FROM_H

#include "crawler/pipeline/crawl.h"

/* Buckets, containers and the file system that the lines of one file may name. */
#define FROM_STORES_MAX 1024

struct from {
    struct crawl *crawl;   /* its sources have FROM_STORES_MAX free places behind source_count */
    struct store **stores; /* indexed as crawl->sources, with the same places */
    const char *path;      /* "-": standard input */
    bool is_anonymous;
    struct store_terms terms;
    struct crawl_scratch scratch; /* of the thread that reads */
    size_t count;                 /* places that were used */
    bool is_failed; /* a line or the file could not be used; it was said on standard error */
};

/* Reads the lines and pushes their objects; a pthread start routine, argument struct from *.
 * Returns NULL. */
void *from_run(void *from);

#endif
