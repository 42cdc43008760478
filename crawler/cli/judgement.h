/* What --rules, --allow, --roster, --key-file and --passwords name, opened. */
#ifndef CRAWLER_CLI_JUDGEMENT_H
#define CRAWLER_CLI_JUDGEMENT_H

#include "crawler/base/passwords.h"
#include "crawler/cli/arguments.h"
#include "crawler/cli/rules_file.h"
#include "crawler/pipeline/value_list.h"

struct judgement {
    struct rules_files *files;
    struct rules_input rules;
    struct value_hmac_key key;
    bool has_key;
    struct value_list *allowed, *roster; /* NULL: none */
    struct value_lists lists;
    struct passwords *passwords;    /* NULL: none */
    const struct value_lists *used; /* &lists, or NULL when there are none */
};

/*
 * Reads the files that the options name; what is wrong is said on standard error. False when they
 * cannot be used (exit code 2). judgement must stay where it is, and be released in any case.
 */
bool judgement_open(const struct arguments *arguments, struct judgement *judgement);
void judgement_close(struct judgement *judgement);

#endif
