/* --help, from the tables. */
#include "crawler/cli/help.h"

#include <string.h>

#define TERM_WIDTH 28 /* column where the texts of rows begin */

static void help_spaces(struct buffer *out, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buffer_append_char(out, ' ');
}

void help_wrap(struct buffer *out, const char *text, size_t column, size_t indent)
{
    bool is_first = true;
    while (*text != '\0') {
        const size_t len = strcspn(text, " ");
        if (!is_first && column + 1 + len > HELP_WIDTH) {
            buffer_append_char(out, '\n');
            help_spaces(out, indent);
            column = indent;
        } else if (!is_first) {
            buffer_append_char(out, ' ');
            column++;
        }
        for (size_t i = 0; i < len; i++)
            buffer_append_char(out, text[i] == '\t' ? ' ' : text[i]);
        column += len;
        is_first = false;
        text += len + strspn(text + len, " ");
    }
    buffer_append_char(out, '\n');
}

/* "  term      text"; a term that is too long has its line to itself. */
static void help_row(struct buffer *out, const char *term, const char *text)
{
    const size_t len = strlen(term);
    help_spaces(out, 2);
    buffer_append(out, term, len);
    if (2 + len + 2 > TERM_WIDTH) {
        buffer_append_char(out, '\n');
        help_spaces(out, TERM_WIDTH);
    } else {
        help_spaces(out, TERM_WIDTH - 2 - len);
    }
    help_wrap(out, text, TERM_WIDTH, TERM_WIDTH);
}

static void help_sections(struct buffer *out, const struct verb_section *sections)
{
    for (; sections->title != NULL; sections++) {
        buffer_append_format(out, "\n%s\n", sections->title);
        for (const struct verb_row *row = sections->rows; row->text != NULL; row++) {
            if (row->term != NULL) {
                help_row(out, row->term, row->text);
            } else {
                help_spaces(out, 2);
                help_wrap(out, row->text, 2, 2);
            }
        }
    }
}

static void help_option(struct buffer *out, const struct option_spec *spec)
{
    struct buffer term, text;
    buffer_init(&term, 256);
    buffer_init(&text, 4096);
    buffer_append_format(&term, spec->letter != '\0' ? "-%c, " : "    ", spec->letter);
    buffer_append_format(&term, "--%s", spec->name);
    if (spec->type == OPTION_MAYBE_CHOICE)
        buffer_append_format(&term, "[=%s]", spec->argument);
    else if (spec->argument != NULL)
        buffer_append_format(&term, " %s", spec->argument);
    buffer_append_str(&text, spec->help);
    const char *const note = spec->default_note != NULL ? spec->default_note : spec->default_text;
    if (note != NULL)
        buffer_append_format(&text, " [default:\t%s]", note);
    const char *const term_text = buffer_str(&term);
    const char *const help_text = buffer_str(&text);
    if (term_text != NULL && help_text != NULL)
        help_row(out, term_text, help_text);
    buffer_free(&term);
    buffer_free(&text);
}

static void help_options(struct buffer *out, enum verb verb)
{
    for (int group = 0; group < GROUP_COUNT; group++) {
        bool has_title = false;
        for (int i = 0; i < OPTION_COUNT; i++) {
            const struct option_spec *const spec = option_at((enum option)i);
            if (spec->group != (enum option_group)group || (spec->verbs & verb) == 0)
                continue;
            if (!has_title)
                buffer_append_format(out, "\n%s OPTIONS\n",
                                     option_group_title((enum option_group)group));
            has_title = true;
            help_option(out, spec);
        }
    }
}

static void help_verbs(struct buffer *out)
{
    buffer_append_str(out, "\nVERBS\n");
    for (size_t i = 0; i < verb_count(); i++) {
        struct buffer term;
        buffer_init(&term, 256);
        buffer_append_format(&term, "%s %s", verb_at(i)->name, verb_at(i)->operands);
        const char *const text = buffer_str(&term);
        if (text != NULL)
            help_row(out, text, verb_at(i)->summary);
        buffer_free(&term);
    }
    buffer_append_str(out, "\n  'phicrawl VERB --help' says more.\n");
}

void help_render(struct buffer *out, const struct verb_spec *verb)
{
    const bool is_program = verb->name[0] == '\0';
    buffer_append_format(out, "Usage: phicrawl %s%s%s%s\n\n", verb->name, is_program ? "" : " ",
                         verb->operands, " [OPTION]...");
    help_wrap(out, verb->description, 0, 0);
    if (is_program)
        help_verbs(out);
    help_sections(out, verb->sections);
    help_options(out, verb->verb);
    help_sections(out, verb->endings);
    buffer_append_str(out, "\nEXAMPLES\n");
    for (const struct verb_example *example = verb->examples; example->command != NULL; example++)
        buffer_append_format(out, "  # %s\n  %s\n", example->purpose, example->command);
}
