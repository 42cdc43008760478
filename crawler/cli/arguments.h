/* The command line and the environment -> verb, options, operands. GNU style: options and operands
 * in any order, "--". */
#ifndef CRAWLER_CLI_ARGUMENTS_H
#define CRAWLER_CLI_ARGUMENTS_H

#include "crawler/base/buffer.h"
#include "crawler/cli/option.h"
#include "crawler/pipeline/run.h"

#include <stdbool.h>
#include <stddef.h>

struct verb_spec;

struct arguments {
    const struct verb_spec *verb; /* NULL: none was given */
    struct option_value options[OPTION_COUNT];
    char **operands; /* borrowed texts */
    size_t operand_count;
};

/* What arguments are parsed from; everything must outlive them. */
struct arguments_input {
    int argc;
    char **argv;
    const char *(*get)(void *user, const char *name); /* variable of the environment, or NULL */
    void *user;
};

/*
 * False with a message in error (one line, without "phicrawl: error: ") that shows no operand,
 * since that may hold a secret. --help and --version end the parsing: what stands behind them is
 * not looked at. Release in any case.
 */
bool arguments_parse(const struct arguments_input *input, struct arguments *arguments,
                     struct buffer *error);
void arguments_free(struct arguments *arguments);

/* The limits of what one object may unpack to; for verbs that have these options. */
struct unpack_limits arguments_limits(const struct arguments *arguments);

#endif
