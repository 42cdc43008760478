/* What a run was told to look at, and what it left out: "scope" of run.json. */
#ifndef CRAWLER_REPORT_RUN_SCOPE_H
#define CRAWLER_REPORT_RUN_SCOPE_H

#include "crawler/base/json.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RUN_SCOPE_FILTERS_MAX 256 /* texts */

/* One text of a filter; or how many objects a filter left out. */
struct run_scope_filter {
    const char *name; /* without "--" */
    const char *text; /* masked */
    uint64_t filtered;
};

struct run_scope {
    bool versions, uploads; /* were listed, too */
    const struct run_scope_filter *filters;
    size_t filter_count;
    const struct run_scope_filter *kinds; /* with what they left out */
    size_t kind_count;
    const char *since_sha256; /* of the last line of the manifest of --since; NULL: none */
    uint64_t found;           /* by the listings: those in the manifest and those left out */
};

/* Writes the member. */
void run_scope_render(struct json *json, const struct run_scope *scope);

#endif
