/* phicrawl check: tries what a scan of each SOURCE would need, and reads no content. */
#ifndef CRAWLER_PIPELINE_CHECK_H
#define CRAWLER_PIPELINE_CHECK_H

#include "crawler/store/environment.h"
#include "crawler/store/inspect.h"

#include <stdbool.h>
#include <stddef.h>

/* Whose permission a line is about. */
struct check_source {
    size_t index;    /* among the sources */
    const char *uri; /* without SAS */
};

/* Texts belong to the caller. */
struct check_options {
    const char *const *sources; /* as on the command line, SAS included */
    size_t source_count;
    bool no_sign_request;
    struct store_terms terms;
    const struct environment *environment;
    /* Called for each permission, source by source; false ends the check. */
    bool (*take)(void *user, const struct check_source *source, const struct inspect_line *line);
    void *user;
};

/* Returns the exit code: 0 nothing that is required is missing; 2 something is no SOURCE, which was
 * said; 4 something is missing; 1 take() failed, or memory is short. */
int check_run(const struct check_options *options);

#endif
