/*
 * Standard output that is checked: whole lines go out in large writes, and whoever ends the program
 * learns whether all of them did. A reader that went away (EPIPE) is a failure like any other, but
 * not worth a message.
 */
#ifndef CRAWLER_CLI_OUTPUT_H
#define CRAWLER_CLI_OUTPUT_H

#include "crawler/base/buffer.h"

#include <stdbool.h>

struct output {
    int fd;
    bool is_terminal; /* then lines are shown as they come */
    bool is_failed;
    struct buffer pending; /* append whole lines here, then call output_line_done() */
};

void output_init(struct output *output, int fd);

/* A line was appended to pending: writes what waits when there is enough of it. False once writing
 * failed. */
bool output_line_done(struct output *output);

/* Writes what waits. False, after a message on standard error, when that failed. */
bool output_flush(struct output *output);

/* The same, and frees the memory; the descriptor stays open. */
bool output_finish(struct output *output);

#endif
