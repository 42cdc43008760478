/* The verbs: one row each, for the parser, --help, the manual page and the dispatch. */
#ifndef CRAWLER_CLI_VERB_H
#define CRAWLER_CLI_VERB_H

#include "crawler/cli/arguments.h"
#include "crawler/cli/option.h"

#include <stddef.h>

/* A command that teaches, and what it does. */
struct verb_example {
    const char *purpose;
    const char *command;
};

/* A row below a heading of --help; term NULL: text alone. Rows end with text NULL. */
struct verb_row {
    const char *term;
    const char *text;
};

struct verb_section {
    const char *title;
    const struct verb_row *rows;
};

#define EXIT_RUN_FAILED 1
#define EXIT_USAGE 2
#define EXIT_INCOMPLETE 3
#define EXIT_SOURCE 4

struct environment; /* crawler/store/environment.h */

struct verb_spec {
    enum verb verb;
    const char *name;
    const char *operands; /* "SOURCE..." */
    const char *summary;  /* one line */
    const char *description;
    const struct verb_section *sections; /* before the options; ends with title NULL */
    const struct verb_section *endings;  /* behind the options; ends with title NULL */
    const struct verb_example *examples; /* ends with command NULL */
    int (*run)(const struct arguments *arguments, const struct environment *environment);
};

/* Number of verbs, and one of them. */
size_t verb_count(void);
const struct verb_spec *verb_at(size_t index);

/* NULL when there is none of this name. */
const struct verb_spec *verb_find(const char *name);

/* What --help says before any verb: name "", no run. */
const struct verb_spec *verb_program(void);

/* Each returns the exit code. */
int verb_scan_run(const struct arguments *arguments, const struct environment *environment);
int verb_detect_run(const struct arguments *arguments, const struct environment *environment);
int verb_detectors_run(const struct arguments *arguments, const struct environment *environment);
int verb_check_run(const struct arguments *arguments, const struct environment *environment);

#endif
