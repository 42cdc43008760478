/* --help, the manual page and the shell completion: three views of the tables of verbs and options.
 */
#ifndef CRAWLER_CLI_HELP_H
#define CRAWLER_CLI_HELP_H

#include "crawler/base/buffer.h"
#include "crawler/cli/verb.h"

#include <stddef.h>

#define HELP_WIDTH 80

/* Appends the help of one verb, or of the program (verb_program()). */
void help_render(struct buffer *out, const struct verb_spec *verb);

/* Appends the manual page of everything, as roff for man(7). */
void help_render_manual(struct buffer *out);

/* Appends a completion script for bash. */
void help_render_bash(struct buffer *out);

/*
 * Appends text as words, wrapped so that no line passes HELP_WIDTH unless a word does; lines after
 * the first begin with indent spaces. column is where the first begins. A tab is a space at
 * which no line is broken. Ends with a newline.
 */
void help_wrap(struct buffer *out, const char *text, size_t column, size_t indent);

#endif
