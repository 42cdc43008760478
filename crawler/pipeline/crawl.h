/* Listers: threads that list the sources, one after the other, into the queue. */
#ifndef CRAWLER_PIPELINE_CRAWL_H
#define CRAWLER_PIPELINE_CRAWL_H

#include "crawler/base/fault.h"
#include "crawler/pipeline/queue.h"
#include "crawler/store/environment.h"
#include "crawler/store/store.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One SOURCE and how far its listing came. Written by one lister; read by others once the listers
 * have ended. */
struct crawl_source {
    struct store *store;
    uint64_t listed;
    bool is_complete;
    bool is_failed; /* fault says why */
    struct fault fault;
};

/* What the listers of a run share. Everything outlives them. */
struct crawl {
    struct crawl_source *sources;
    size_t source_count;
    atomic_size_t next; /* source that the next free lister takes */
    struct queue *queue;
    struct list_options listing;
    const struct environment *environment;
    const atomic_bool *cancelled;
    atomic_uint_fast64_t objects, bytes; /* listed so far, for the progress line */
    atomic_bool is_complete;             /* nothing more will be listed */
};

/* Lists sources until none is left; a pthread start routine, argument struct crawl *. Returns NULL.
 */
void *crawl_run(void *crawl);

/* Puts object, which it takes, into the queue and counts it as listed by source. Status as
 * queue_push(). */
enum status crawl_push(struct crawl *crawl, struct crawl_source *source, struct object *object);

#endif
