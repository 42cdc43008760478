/* The manual page, from the tables: roff with the macros of man(7). */
#include "crawler/cli/help.h"

#include <string.h>

/* Text that roff prints as it is: '\' and '-' are escaped, a '.' or ''' never begins a line. */
static void manual_text(struct buffer *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        buffer_append_str(out, "\\&");
    for (; *text != '\0'; text++) {
        if (*text == '\\' || *text == '-')
            buffer_append_char(out, '\\');
        if (*text == '\\')
            buffer_append_char(out, 'e');
        else
            buffer_append_char(out, *text);
    }
}

static void manual_line(struct buffer *out, const char *macro, const char *text)
{
    buffer_append_str(out, macro);
    manual_text(out, text);
    buffer_append_char(out, '\n');
}

static void manual_row(struct buffer *out, const char *term, const char *text)
{
    if (term != NULL) {
        buffer_append_str(out, ".TP\n\\fB");
        manual_text(out, term);
        buffer_append_str(out, "\\fR\n");
    } else {
        buffer_append_str(out, ".PP\n");
    }
    manual_line(out, "", text);
}

static void manual_sections(struct buffer *out, const struct verb_section *sections)
{
    for (; sections->title != NULL; sections++) {
        buffer_append_format(out, ".SS \"%s\"\n", sections->title);
        for (const struct verb_row *row = sections->rows; row->text != NULL; row++)
            manual_row(out, row->term, row->text);
    }
}

static void manual_option(struct buffer *out, enum option option)
{
    const struct option_spec *const spec = option_at(option);
    char variable[OPTION_VARIABLE_SIZE];
    buffer_append_str(out, ".TP\n");
    if (spec->letter != '\0')
        buffer_append_format(out, "\\fB\\-%c\\fR, ", spec->letter);
    buffer_append_str(out, "\\fB\\-\\-");
    manual_text(out, spec->name);
    buffer_append_str(out, "\\fR");
    if (spec->argument != NULL)
        buffer_append_format(out,
                             spec->type == OPTION_MAYBE_CHOICE ? "[=\\fI%s\\fR]" : " \\fI%s\\fR",
                             spec->argument);
    buffer_append_char(out, '\n');
    manual_line(out, "", spec->help);
    const char *const note = spec->default_note != NULL ? spec->default_note : spec->default_text;
    if (note != NULL) {
        buffer_append_str(out, "Default: ");
        manual_text(out, note);
        buffer_append_str(out, ".\n");
    }
    if (option_variable(option, variable))
        buffer_append_format(out, "Variable: %s.\n", variable);
}

static void manual_verb(struct buffer *out, const struct verb_spec *verb)
{
    buffer_append_format(out, ".SH \"PHICRAWL %s\"\n", verb->name);
    manual_line(out, "", verb->description);
    manual_sections(out, verb->sections);
    buffer_append_str(out, ".SS OPTIONS\n");
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((option_at((enum option)i)->verbs & verb->verb) != 0)
            manual_option(out, (enum option)i);
    }
    manual_sections(out, verb->endings);
    buffer_append_str(out, ".SS EXAMPLES\n");
    for (const struct verb_example *example = verb->examples; example->command != NULL; example++) {
        manual_line(out, ".PP\n", example->purpose);
        manual_line(out, ".PP\n.RS\n.nf\n", example->command);
        buffer_append_str(out, ".fi\n.RE\n");
    }
}

void help_render_manual(struct buffer *out)
{
    const struct verb_spec *const program = verb_program();
    buffer_append_format(out, ".TH PHICRAWL 1 \"\" \"phicrawl %s\"\n.SH NAME\n", PHICRAWL_VERSION);
    manual_line(out, "phicrawl \\- ", program->summary);
    buffer_append_str(out, ".SH SYNOPSIS\n");
    for (size_t i = 0; i < verb_count(); i++) {
        buffer_append_format(out, "\\fBphicrawl %s\\fR [\\fIOPTION\\fR]... %s\n.br\n",
                             verb_at(i)->name, verb_at(i)->operands);
    }
    manual_line(out, ".SH DESCRIPTION\n", program->description);
    for (size_t i = 0; i < verb_count(); i++)
        manual_verb(out, verb_at(i));
}
