/* The options that say which objects a scan looks at; for option.c only. */
#ifndef CRAWLER_CLI_OPTION_SCOPE_H
#define CRAWLER_CLI_OPTION_SCOPE_H

#include "crawler/cli/option.h"

/* From OPTION_SCOPE_FIRST to OPTION_SCOPE_LAST. */
const struct option_spec *option_scope_at(enum option option);

#endif
