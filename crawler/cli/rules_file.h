/*
 * Rules files: users' own detectors, and changes of those that there are. docs/rules.md is their
 * manual, docs/schema/rules.schema.json their shape; they are written in TOML (toml.h).
 */
#ifndef CRAWLER_CLI_RULES_FILE_H
#define CRAWLER_CLI_RULES_FILE_H

#include "crawler/base/buffer.h"
#include "crawler/pipeline/rules.h"
#include "detectors/custom.h"

#define RULES_FILE_BYTES_MAX ((size_t)4 << 20)
#define RULES_FILE_ERRORS_MAX 20 /* that are said of one file */

struct rules_files;

/* An empty set; NULL when memory is short. Everything that it gives out lives as long as it. */
struct rules_files *rules_files_create(void);
void rules_files_free(struct rules_files *files);

/* Reads a file and adds its rules. False with lines "FILE:LINE: what is wrong and what to do" in
 * errors. */
bool rules_files_add(struct rules_files *files, const char *path, struct buffer *errors);

/* The same for bytes under a name. */
bool rules_files_parse(struct rules_files *files, const char *name, struct span bytes,
                       struct buffer *errors);

/* What was read: for the rule set, and for the record of the run. */
struct rules_input rules_files_input(struct rules_files *files);

#endif
