/* Parses the command line, then the environment, then the defaults. */
#include "crawler/cli/arguments.h"

#include "crawler/cli/suggest.h"
#include "crawler/cli/verb.h"

#include <stdlib.h>
#include <string.h>

struct parse {
    const struct arguments_input *input;
    struct arguments *arguments;
    struct buffer *error;
    int at;           /* the next argument */
    bool is_finished; /* --help or --version was seen */
};

static unsigned arguments_verb(const struct parse *parse)
{
    return parse->arguments->verb != NULL ? parse->arguments->verb->verb : VERB_NONE;
}

static void arguments_see_help(const struct parse *parse)
{
    const struct verb_spec *const verb = parse->arguments->verb;
    buffer_append_format(parse->error, "; see 'phicrawl %s%s--help'",
                         verb != NULL ? verb->name : "", verb != NULL ? " " : "");
}

/* The name up to '=' is ours to show; what stands behind it may be a secret. */
static bool arguments_unknown(struct parse *parse, const char *name, size_t len)
{
    char typed[SUGGEST_WORD_SIZE];
    struct suggest suggest;
    const size_t cut = len < sizeof typed ? len : sizeof typed - 1;
    memcpy(typed, name, cut);
    typed[cut] = '\0';
    suggest_init(&suggest, typed);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((option_at((enum option)i)->verbs & arguments_verb(parse)) != 0)
            suggest_offer(&suggest, option_at((enum option)i)->name);
    }
    buffer_append_format(parse->error, "unknown option '--%s'", typed);
    if (suggest.best[0] != '\0')
        buffer_append_format(parse->error, " (did you mean '--%s'?)", suggest.best);
    else
        arguments_see_help(parse);
    return false;
}

static bool arguments_misplaced(struct parse *parse, enum option option)
{
    const struct verb_spec *const verb = parse->arguments->verb;
    if (verb == NULL) {
        buffer_append_format(parse->error, "option '--%s' belongs behind a verb",
                             option_at(option)->name);
    } else {
        buffer_append_format(parse->error, "option '--%s' does not belong to '%s'",
                             option_at(option)->name, verb->name);
    }
    arguments_see_help(parse);
    return false;
}

static bool arguments_set(struct parse *parse, enum option option, const char *text)
{
    struct option_value *const value = &parse->arguments->options[option];
    struct buffer why;
    buffer_init(&why, 1024);
    const bool is_good = option_parse(option, text, value, &why);
    if (!is_good) {
        const char *const cause = buffer_str(&why);
        buffer_append_format(parse->error, "--%s: %s", option_at(option)->name,
                             cause != NULL ? cause : "not enough memory");
    }
    buffer_free(&why);
    return is_good;
}

/* An option is there; text is what follows '=' or the letter, NULL when nothing does. */
static bool arguments_take(struct parse *parse, enum option option, const char *text)
{
    const struct option_spec *const spec = option_at(option);
    if ((spec->verbs & arguments_verb(parse)) == 0)
        return arguments_misplaced(parse, option);
    parse->is_finished = option == OPTION_HELP || option == OPTION_VERSION;
    if (spec->type == OPTION_FLAG || spec->type == OPTION_MAYBE_CHOICE) {
        if (text == NULL) {
            parse->arguments->options[option] =
                (struct option_value){.is_given = true, .text = "", .number = 1};
            return true;
        }
        if (spec->type == OPTION_FLAG) {
            buffer_append_format(parse->error, "option '--%s' takes no value", spec->name);
            return false;
        }
    } else if (text == NULL) {
        if (parse->at == parse->input->argc) {
            buffer_append_format(parse->error, "option '--%s' needs a value: %s", spec->name,
                                 spec->argument);
            return false;
        }
        text = parse->input->argv[parse->at++];
    }
    return arguments_set(parse, option, text);
}

static bool arguments_long(struct parse *parse, const char *name)
{
    const size_t len = strcspn(name, "=");
    const int option = option_find(name, len);
    if (option < 0)
        return arguments_unknown(parse, name, len);
    return arguments_take(parse, (enum option)option, name[len] == '=' ? name + len + 1 : NULL);
}

/* "-q", "-oRUN", "-o RUN", "-qo RUN". */
static bool arguments_short(struct parse *parse, const char *letters)
{
    for (; *letters != '\0' && !parse->is_finished; letters++) {
        const int option = option_find_letter(*letters);
        if (option < 0) {
            buffer_append_format(parse->error, "unknown option '-%c'", *letters);
            arguments_see_help(parse);
            return false;
        }
        const enum option_type type = option_at((enum option)option)->type;
        const bool is_alone = type == OPTION_FLAG || type == OPTION_MAYBE_CHOICE;
        const char *const value = is_alone || letters[1] == '\0' ? NULL : letters + 1;
        if (!arguments_take(parse, (enum option)option, value))
            return false;
        if (!is_alone)
            return true;
    }
    return true;
}

/* What is no verb is not shown: it may be a SOURCE with a secret. */
static bool arguments_verb_unknown(struct parse *parse, const char *word)
{
    struct suggest suggest;
    if (strpbrk(word, ":/.?=") != NULL) {
        buffer_append_str(parse->error, "a verb must come first, as in 'phicrawl scan SOURCE'");
        arguments_see_help(parse);
        return false;
    }
    suggest_init(&suggest, word);
    for (size_t i = 0; i < verb_count(); i++)
        suggest_offer(&suggest, verb_at(i)->name);
    buffer_append_format(parse->error, "unknown verb '%.40s'", word);
    if (suggest.best[0] != '\0')
        buffer_append_format(parse->error, " (did you mean '%s'?)", suggest.best);
    else
        arguments_see_help(parse);
    return false;
}

static bool arguments_operand(struct parse *parse, char *word)
{
    struct arguments *const arguments = parse->arguments;
    if (arguments->verb != NULL) {
        arguments->operands[arguments->operand_count++] = word;
        return true;
    }
    arguments->verb = verb_find(word);
    return arguments->verb != NULL || arguments_verb_unknown(parse, word);
}

static bool arguments_command_line(struct parse *parse)
{
    bool has_ended = false; /* "--" was seen: operands only */
    while (parse->at < parse->input->argc && !parse->is_finished) {
        char *const word = parse->input->argv[parse->at++];
        bool is_good;
        if (!has_ended && strcmp(word, "--") == 0) {
            has_ended = true;
            continue;
        }
        if (has_ended || word[0] != '-' || word[1] == '\0')
            is_good = arguments_operand(parse, word);
        else if (word[1] == '-')
            is_good = arguments_long(parse, word + 2);
        else
            is_good = arguments_short(parse, word + 1);
        if (!is_good)
            return false;
    }
    return true;
}

/* Variables and defaults, for what the command line left open. */
static bool arguments_complete(struct parse *parse)
{
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *const spec = option_at((enum option)i);
        struct option_value *const value = &parse->arguments->options[i];
        char variable[OPTION_VARIABLE_SIZE];
        if (value->is_given || (spec->verbs & arguments_verb(parse)) == 0)
            continue;
        const char *text = NULL;
        if (option_variable((enum option)i, variable))
            text = parse->input->get(parse->input->user, variable);
        if (text != NULL && text[0] != '\0') {
            if (!arguments_set(parse, (enum option)i, text)) {
                buffer_append_format(parse->error, " (from the variable %s)", variable);
                return false;
            }
        } else if (spec->default_text != NULL &&
                   !arguments_set(parse, (enum option)i, spec->default_text)) {
            return false;
        }
    }
    return true;
}

bool arguments_parse(const struct arguments_input *input, struct arguments *arguments,
                     struct buffer *error)
{
    struct parse parse = {input, arguments, error, 1, false};
    *arguments = (struct arguments){0};
    arguments->operands = calloc((size_t)input->argc + 1, sizeof arguments->operands[0]);
    if (arguments->operands == NULL) {
        buffer_append_str(error, "not enough memory");
        return false;
    }
    if (!arguments_command_line(&parse))
        return false;
    if (parse.is_finished)
        return true;
    if (arguments->verb == NULL) {
        buffer_append_str(error, "no verb");
        arguments_see_help(&parse);
        return false;
    }
    return arguments_complete(&parse);
}

struct unpack_limits arguments_limits(const struct arguments *arguments)
{
    const struct option_value *const values = arguments->options;
    return (struct unpack_limits){
        .depth = (unsigned)values[OPTION_MAX_DEPTH].number,
        .members = values[OPTION_MAX_MEMBERS].number,
        .bytes = values[OPTION_MAX_BYTES].number,
        .ratio = values[OPTION_MAX_RATIO].number,
        .ratio_arms_at = values[OPTION_MAX_RATIO_FROM].number,
        .memory = values[OPTION_MAX_MEMORY].number,
        .seconds = values[OPTION_MAX_TIME].number,
    };
}

void arguments_free(struct arguments *arguments)
{
    free(arguments->operands);
    arguments->operands = NULL;
}
