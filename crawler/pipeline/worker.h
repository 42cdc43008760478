/*
 * A worker is a thread with a window: it keeps several requests in flight and carries one object at
 * a time from bytes to its record. Bytes never cross threads.
 */
#ifndef CRAWLER_PIPELINE_WORKER_H
#define CRAWLER_PIPELINE_WORKER_H

#include "crawler/pipeline/examine.h"
#include "crawler/pipeline/posture_book.h"
#include "crawler/pipeline/queue.h"
#include "crawler/pipeline/restorer.h"
#include "crawler/report/run_folder.h"
#include "crawler/store/environment.h"
#include "crawler/store/store.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* Counted by workers, read by the progress line and the exit code. */
struct worker_counts {
    atomic_uint_fast64_t objects, bytes; /* finished, and of their listed sizes */
    atomic_uint_fast64_t incomplete;  /* not examined in full for a reason that was not accepted */
    atomic_uint_fast64_t at_or_above; /* objects whose class meets fail_on */
};

/* What the workers of a run share. Everything outlives them. */
struct worker_setup {
    struct examine_setup examine;
    struct queue *queue;
    struct run_folder *folder;
    struct store *const *stores; /* indexed by object->source */
    const struct environment *environment;
    atomic_bool *cancelled; /* set by a worker, too, when the run folder cannot be written */
    uint64_t locations_max;
    uint32_t accepted_reasons;
    int fail_on;     /* enum class, or -1 */
    unsigned window; /* of one worker, at least 1 */
    struct worker_counts *counts;
    struct posture_book *postures; /* NULL: nothing is asked of buckets */
    struct restorer *restorer;
};

/* Works until the queue has ended; a pthread start routine, argument const struct worker_setup *.
 * Returns NULL. */
void *worker_run(void *setup);

#endif
