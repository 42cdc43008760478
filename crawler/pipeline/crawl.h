/* Listers: threads that list the sources, one after the other, into the queue. */
#ifndef CRAWLER_PIPELINE_CRAWL_H
#define CRAWLER_PIPELINE_CRAWL_H

#include "crawler/base/buffer.h"
#include "crawler/base/fault.h"
#include "crawler/pipeline/filter.h"
#include "crawler/pipeline/queue.h"
#include "crawler/pipeline/since.h"
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
    const char *inventory;    /* SOURCE of an inventory, which store is read from; NULL: none. The
                                 store of its bucket is opened once that is known */
    time_t inventory_created; /* objects that are newer are not listed; -1: unknown */
    uint64_t listed;          /* those in scope */
    uint64_t filtered;        /* those left out by a filter */
    uint64_t requests;        /* that the listing took */
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
    struct store **stores; /* indexed as sources */
    bool is_anonymous;
    struct store_terms terms;
    const struct filter *filter; /* NULL: everything is in scope */
    const struct since *since;   /* NULL: nothing is known of earlier runs */
    const struct environment *environment;
    const atomic_bool *cancelled;
    atomic_uint_fast64_t objects, bytes;         /* listed so far, for the progress line */
    atomic_bool is_complete;                     /* nothing more will be listed */
    atomic_uint_fast64_t filtered[FILTER_COUNT]; /* objects that each filter left out */
};

/* What a listing thread needs to judge objects. */
struct crawl_scratch {
    struct pattern_memory *memory;
    struct buffer uri;
};

bool crawl_scratch_open(struct crawl_scratch *scratch); /* false: memory is short */
void crawl_scratch_close(struct crawl_scratch *scratch);

/* Lists sources until none is left; a pthread start routine, argument struct crawl *. Returns NULL.
 */
void *crawl_run(void *crawl);

/* Puts object, which it takes, into the queue and counts it as listed by source, or as left out.
 * Status as queue_push(). */
enum status crawl_push(struct crawl *crawl, struct crawl_source *source,
                       struct crawl_scratch *scratch, struct object *object);

#endif
