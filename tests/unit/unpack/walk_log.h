/* Walks an object and writes down what came of it, as text that a table can hold. */
#ifndef TESTS_UNIT_UNPACK_WALK_LOG_H
#define TESTS_UNIT_UNPACK_WALK_LOG_H

#include "crawler/base/buffer.h"
#include "crawler/base/coverage.h"
#include "crawler/base/losses.h"
#include "crawler/unpack/unpack.h"

#include <stdbool.h>

struct walk_log {
    struct coverage coverage;
    struct losses losses;  /* of coverage */
    enum status status;    /* of the walk */
    struct buffer leaves;  /* "PATH=CONTENT\n" a leaf; "-" for no path; "<123>" for content of more
                              than 100 bytes */
    struct buffer content; /* of all leaves, one after the other */
    size_t visits;
    size_t read_at_most; /* of each leaf; 0: all */
    unsigned depth_max;
    const struct passwords *passwords; /* for walk_log_run_source() and walk_log_run_isolated();
                                          NULL: none */
};

/* Walks bytes as an object with this name; limits NULL: the default ones. Free with
 * walk_log_free(). */
void walk_log_run(struct walk_log *log, struct span bytes, const char *name,
                  const struct unpack_limits *limits);

/* The same from any source. */
void walk_log_run_source(struct walk_log *log, struct byte_source *source, const char *name,
                         const struct unpack_limits *limits);

/* Walks bytes with a list of passwords, as the text of its file, or without one (NULL). Fails the
 * test when the walk does not come to its end. */
void walk_log_run_listed(struct walk_log *log, struct span bytes, const char *name,
                         const char *list);

/* As walk_log_run_source(), called "k", with decoders in children; isolator NULL: without. */
void walk_log_run_isolated(struct walk_log *log, struct byte_source *source,
                           struct isolator *isolator);
void walk_log_free(struct walk_log *log);

/* The leaves as a string, valid until the log is freed. */
const char *walk_log_leaves(struct walk_log *log);

/* The reasons, joined with spaces, in the order of enum reason. Returns out. */
const char *walk_log_reasons(const struct walk_log *log, char out[256]);

/* The members that something was lost of, as "PATH: REASONS\n". Returns out. */
const char *walk_log_losses(const struct walk_log *log, char out[1024]);

/* The formats as "gzip:1 text:2", in the order of enum format. Returns out. */
const char *walk_log_formats(const struct walk_log *log, char out[256]);

/* True when text stands somewhere in the content of the leaves. */
bool walk_log_has(const struct walk_log *log, const char *text);

#endif
