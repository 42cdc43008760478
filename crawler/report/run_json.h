/* run.json: what the run was, how it ended, and totals that reconcile. Shape:
 * docs/schema/run.schema.json. */
#ifndef CRAWLER_REPORT_RUN_JSON_H
#define CRAWLER_REPORT_RUN_JSON_H

#include "crawler/base/buffer.h"
#include "crawler/report/run_folder.h"

/* What run.json tells: facts from the pipeline, totals and the end of the manifest from the folder.
 */
struct run_json {
    const struct run_facts *facts;
    const struct run_totals *totals;
    uint64_t lines;          /* of the manifest file */
    const char *last_sha256; /* of its last line, so that a cut tail shows; NULL: unknown since
                                writing failed */
};

/* Appends the document and a newline. */
void run_json_render(struct buffer *out, const struct run_json *run);

#endif
