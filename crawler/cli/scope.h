/* Which objects a scan looks at: options -> filters and what listings are to bring. */
#ifndef CRAWLER_CLI_SCOPE_H
#define CRAWLER_CLI_SCOPE_H

#include "crawler/cli/arguments.h"
#include "crawler/pipeline/filter.h"

#include <time.h>

struct scope {
    struct filter_options options; /* texts belong to the arguments */
    struct filter *filter;
    struct list_options listing;
};

/* False when an option is not what it should be, which was said. Release in any case. */
bool scope_open(const struct arguments *arguments, time_t now, struct scope *out);
void scope_close(struct scope *scope);

#endif
