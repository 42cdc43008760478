/* Runs a program that the user configured, without a shell, and reads what it prints. */
#ifndef CRAWLER_STORE_COMMAND_H
#define CRAWLER_STORE_COMMAND_H

#include "crawler/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

#define COMMAND_WORDS_MAX 256

/* A command line in words, as POSIX shells split it (Shell Command Language, sections 2.2 and 2.3):
 * blanks between words, '...' as it is, "..." with \" and \\, \c for c. Nothing is expanded. */
struct command {
    char *text;                         /* holds the words */
    char *words[COMMAND_WORDS_MAX + 1]; /* ended by NULL */
    size_t count;
    const char *const *hidden; /* names of variables that it is run without, ended by NULL; NULL:
                                  it gets the whole environment */
};

/* NULL, or what is wrong, as a phrase without any part of line. Release with command_free() in
 * either case. */
const char *command_split(const char *line, struct command *out);
void command_free(struct command *command);

enum command_end {
    COMMAND_EXITED,
    COMMAND_NOT_FOUND, /* or not allowed to run */
    COMMAND_TIMED_OUT,
    COMMAND_FLOODED, /* printed more than out may hold */
    COMMAND_KILLED   /* by a signal */
};

/*
 * Runs it (found on PATH) with an empty standard input and waits for its end, for timeout_ms at
 * most; it and what it started are killed then. Standard output goes to out, to its limit; of
 * standard error what err may hold, and the rest is dropped. Both hold secrets: buffer_wipe().
 * *exit_code is set for COMMAND_EXITED.
 */
enum command_end command_run(const struct command *command, int timeout_ms, struct buffer *out,
                             struct buffer *err, int *exit_code);

#endif
