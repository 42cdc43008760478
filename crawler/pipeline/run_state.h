/* One run at work: what run.c and run_setup.c have in common, and nobody else. */
#ifndef CRAWLER_PIPELINE_RUN_STATE_H
#define CRAWLER_PIPELINE_RUN_STATE_H

#include "crawler/pipeline/crawl.h"
#include "crawler/pipeline/from.h"
#include "crawler/pipeline/posture_book.h"
#include "crawler/pipeline/restorer.h"
#include "crawler/pipeline/run.h"
#include "crawler/pipeline/since.h"
#include "crawler/pipeline/threads.h"
#include "crawler/pipeline/worker.h"
#include "crawler/report/chain.h"
#include "crawler/unpack/isolator.h"

struct run {
    const struct run_options *options;
    struct isolator *isolator; /* NULL: there is none here */
    struct ruleset *ruleset;
    char ruleset_sha256[CHAIN_HEX_SIZE];
    struct environment environment; /* with the credentials that the stores share */
    struct run_folder *folder;
    struct crawl crawl;
    struct from from;
    struct since *since;           /* NULL: no earlier run is known */
    struct store **stores;         /* indexed as crawl.sources */
    struct posture_book *postures; /* NULL: nothing is asked of buckets */
    struct restorer restorer;
    struct worker_setup setup;
    struct estimate_setup estimate;
    struct worker_counts counts;
    struct threads *threads;
    size_t lister_count, worker_count;
    atomic_size_t listing; /* listers that have not ended; the last one closes the queue */
    atomic_bool cancelled;
    time_t started;
    struct timespec started_monotonic;
    bool is_interrupted, has_progress;
};

/* Everything that takes memory, and what decoders run in: before there are threads. False when
 * memory is short. */
bool run_setup_allocate(struct run *run);

/* Opens the earlier run that --since names, every SOURCE and the restore manifest; 0, or the exit
 * code when nothing can be scanned, which was said. */
int run_setup_open(struct run *run);

/* Tells the threads of one another, once the run folder is there. */
void run_setup_connect(struct run *run);

void run_setup_free(struct run *run);

#endif
