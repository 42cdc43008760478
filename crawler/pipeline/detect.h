/* Findings of files and streams, without a store and a run folder: what `phicrawl detect` does. */
#ifndef CRAWLER_PIPELINE_DETECT_H
#define CRAWLER_PIPELINE_DETECT_H

#include "crawler/base/coverage.h"
#include "crawler/pipeline/rules.h"
#include "crawler/pipeline/value_list.h"
#include "crawler/report/run_folder.h"
#include "crawler/unpack/unpack.h"

#include <stdbool.h>
#include <stdint.h>

struct detect_options {
    uint8_t min_confidence; /* 0: 60 */
    bool all_candidates;
    bool is_fast; /* as of struct ruleset_options */
    struct rules_input rules;
    const struct value_lists *lists;   /* NULL: none */
    const struct passwords *passwords; /* NULL: none */
    struct unpack_limits limits;
};

struct detect;

/* NULL when memory is short. */
struct detect *detect_create(const struct detect_options *options);
void detect_free(struct detect *detect);

/*
 * Reads everything from fd (a file, a pipe) to its end; name is the path as given, used to name
 * layers and in messages. What could not be read in full is said on standard error and in
 * *coverage. False when memory ran out or sink said so.
 */
bool detect_stream(struct detect *detect, int fd, const char *name, const struct finding_sink *sink,
                   struct coverage *coverage);

/* Opens path, waits for a writer where it is a named pipe, and calls detect_stream(); a path that
 * cannot be opened or is no regular file or pipe is not examined. */
bool detect_path(struct detect *detect, const char *path, const struct finding_sink *sink,
                 struct coverage *coverage);

#endif
