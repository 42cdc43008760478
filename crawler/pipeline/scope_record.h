/* What run.json says of the scope: gathered from options and counters. */
#ifndef CRAWLER_PIPELINE_SCOPE_RECORD_H
#define CRAWLER_PIPELINE_SCOPE_RECORD_H

#include "crawler/pipeline/crawl.h"
#include "crawler/pipeline/run.h"
#include "crawler/report/run_scope.h"
#include "detectors/scan.h"

struct scope_record {
    struct run_scope scope;
    struct run_scope_filter filters[RUN_SCOPE_FILTERS_MAX];
    struct run_scope_filter kinds[FILTER_COUNT];
};

/* False when memory is short. Release in any case. No thread may be listing. */
bool scope_record_open(struct scope_record *record, const struct run_options *options,
                       const struct crawl *crawl, const struct ruleset *ruleset);
void scope_record_close(struct scope_record *record);

#endif
