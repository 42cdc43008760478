/*
 * One scan: listers -> bounded queue -> workers with a window -> run folder.
 *
 * Listers and workers are threads; requests in flight are options.window over all workers and do
 * not depend on how many workers there are. Memory does not depend on the number or the size of
 * objects.
 */
#ifndef CRAWLER_PIPELINE_RUN_H
#define CRAWLER_PIPELINE_RUN_H

#include "crawler/pipeline/estimate.h"
#include "crawler/pipeline/filter.h"
#include "crawler/pipeline/rules.h"
#include "crawler/report/run_folder.h"
#include "crawler/report/summary.h"
#include "crawler/store/environment.h"
#include "crawler/store/store.h"
#include "crawler/unpack/unpack.h"
#include "detectors/tally.h"

#include <stdbool.h>
#include <stdint.h>

enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/* Texts and arrays belong to the caller and must live through run_scan(). */
struct run_options {
    const char *const *sources; /* as on the command line, SAS included */
    size_t source_count;
    const char *from; /* file of object URIs or paths, one a line; "-" standard input; NULL: none */
    const char *output; /* the run folder */
    unsigned workers;   /* 0: one a core */
    unsigned window;    /* requests in flight over all workers; 0: 256 */
    uint64_t locations_max;
    uint8_t min_confidence; /* 0: 60 */
    bool all_candidates;
    bool is_fast; /* as of struct ruleset_options */
    struct rules_input rules;
    const struct value_lists *lists; /* NULL: none */
    bool no_private_keys;
    bool no_sign_request;
    struct list_options listing;
    const struct filter_options *filters; /* as given, for run.json; NULL: none */
    const struct filter *filter;          /* made of them; NULL: everything is in scope */
    const char *since;                    /* the folder of an earlier run; NULL: none */
    struct store_terms terms;
    bool no_posture;          /* buckets are not asked how they are protected */
    unsigned policy_profiles; /* set of 1 << enum policy_profile to judge under; 0: all */
    uint32_t
        accepted_reasons; /* set of 1 << enum reason: these alone do not make the run incomplete */
    int fail_on;          /* enum class, or -1 */
    const struct passwords *passwords; /* NULL: none */
    struct unpack_limits limits;
    enum progress_mode progress;
    struct estimate *estimate; /* not NULL: only list, count into it, and read nothing */
    const char *restore_path;  /* where to list what is to be restored; NULL: nowhere */
    const struct environment *environment;
};

/* What the end of a scan says, for the summary. */
struct run_result {
    int exit_code;   /* contract: 0, 1, 2, 3, 4 or 10 */
    bool has_folder; /* false when the run ended before it had one */
    bool has_failed; /* not all is in the folder, and in totals */
    struct run_totals totals;
    uint64_t filtered;    /* objects that were listed and not in scope */
    size_t open_listings; /* sources that were not listed to their end */
    struct summary_policy policies[RUN_POLICIES_MAX]; /* on the sources that were asked */
    size_t policy_count;
    double seconds;
};

/*
 * Runs the scan. Messages go to standard error. SIGINT, SIGTERM and SIGHUP stop it in good order (a
 * second one at once); they are blocked in the calling thread, which must be the only one. Returns
 * result->exit_code.
 */
int run_scan(const struct run_options *options, struct run_result *result);

/* Overwrites the SAS in every argument that has one. */
void run_hide_secrets(int argc, char **argv);

#endif
