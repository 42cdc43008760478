/* What run.json says: gathers it from the run and writes it. */
#ifndef CRAWLER_PIPELINE_RUN_RECORD_H
#define CRAWLER_PIPELINE_RUN_RECORD_H

#include "crawler/pipeline/crawl.h"
#include "crawler/pipeline/posture_book.h"
#include "crawler/pipeline/run.h"
#include "detectors/scan.h"

/* Everything that run.json tells beside the totals. No thread may be listing. */
struct run_record {
    const struct run_options *options;
    const struct crawl *crawl;
    size_t source_count; /* the buckets named by --from included */
    const struct ruleset *ruleset;
    const char *ruleset_sha256;
    const struct posture_book *postures; /* NULL: nothing was asked */
    struct isolator *isolator;           /* NULL: there is none */
    unsigned workers, window;
    time_t started;
    bool is_interrupted;
    int exit_code; /* -1: still running */
};

/*
 * The SOURCE as outputs and messages may show it: a path that somebody typed can hold a value, too,
 * which is masked. The caller frees it; NULL when memory is short.
 */
char *run_record_uri(const struct ruleset *ruleset, struct scratch *scratch,
                     const struct crawl_source *source);

/* Writes run.json into folder; false when that failed (run_folder_fault() says why) or memory is
 * short. */
bool run_record_write(const struct run_record *record, struct run_folder *folder);

#endif
