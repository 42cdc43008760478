/* Command lines and environments -> verbs, options, operands, or a message. */
#include "suite.h"

#include "crawler/cli/arguments.h"
#include "crawler/cli/verb.h"

#include <stdlib.h>
#include <string.h>

#define WORDS_MAX 12

static const struct {
    const char *words[WORDS_MAX];
    const char *error;
} refused[] = {
    {{NULL}, "no verb; see 'phicrawl --help'"},
    {{"scna", NULL}, "unknown verb 'scna' (did you mean 'scan'?)"},
    {{"frobnicate", NULL}, "unknown verb 'frobnicate'; see 'phicrawl --help'"},
    {{"https://a.blob.core.windows.net/c?sig=SECRET", NULL},
     "a verb must come first, as in 'phicrawl scan SOURCE'; see 'phicrawl --help'"},
    {{"?sig=SECRET", NULL},
     "a verb must come first, as in 'phicrawl scan SOURCE'; see 'phicrawl --help'"},
    {{"--foo", NULL}, "unknown option '--foo'; see 'phicrawl --help'"},
    {{"--hlep", NULL}, "unknown option '--hlep' (did you mean '--help'?)"},
    {{"--quiet", "scan", NULL}, "option '--quiet' belongs behind a verb; see 'phicrawl --help'"},
    {{"scan", "--form", "x", NULL}, "unknown option '--form' (did you mean '--from'?)"},
    {{"scan", "--form=https://h/?sig=SECRET", NULL},
     "unknown option '--form' (did you mean '--from'?)"},
    {{"scan", "--xyzzy", NULL}, "unknown option '--xyzzy'; see 'phicrawl scan --help'"},
    {{"scan", "-x", NULL}, "unknown option '-x'; see 'phicrawl scan --help'"},
    {{"scan", "-qx", NULL}, "unknown option '-x'; see 'phicrawl scan --help'"},
    {{"scan", "--=x", NULL}, "unknown option '--'; see 'phicrawl scan --help'"},
    {{"scan", "--output", NULL}, "option '--output' needs a value: RUN"},
    {{"scan", "-o", NULL}, "option '--output' needs a value: RUN"},
    {{"scan", "--output=", NULL}, "--output: the value is empty"},
    {{"scan", "--quiet=1", NULL}, "option '--quiet' takes no value"},
    {{"scan", "--workers=x", NULL}, "--workers: 'x' is not a number"},
    {{"scan", "--accept", "archivd", NULL},
     "--accept: 'archivd' is not a reason (did you mean 'archived'?)"},
    {{"detect", "--workers", "2", NULL},
     "option '--workers' does not belong to 'detect'; see 'phicrawl detect --help'"},
    {{"--help=roff", NULL}, "--help: 'roff' is none of man, bash"},
};

static const char *no_variable(void *user, const char *name)
{
    (void)user;
    (void)name;
    return NULL;
}

/* The words behind the program's name; argv is to be freed by the caller. */
static struct arguments_input input_of(const char *const words[WORDS_MAX])
{
    struct arguments_input input = {1, calloc(WORDS_MAX + 1, sizeof(char *)), no_variable, NULL};
    ck_assert_ptr_nonnull(input.argv);
    for (; words[input.argc - 1] != NULL; input.argc++)
        input.argv[input.argc] = strdup(words[input.argc - 1]);
    return input;
}

static void input_free(struct arguments_input *input)
{
    for (int i = 1; i < input->argc; i++)
        free(input->argv[i]);
    free(input->argv);
}

START_TEST(test_refused)
{
    struct arguments_input input = input_of(refused[_i].words);
    struct arguments arguments;
    struct buffer error;
    buffer_init(&error, 4096);
    ck_assert(!arguments_parse(&input, &arguments, &error));
    ck_assert_str_eq(buffer_str(&error), refused[_i].error);
    ck_assert_ptr_null(strstr(buffer_str(&error), "SECRET"));
    arguments_free(&arguments);
    buffer_free(&error);
    input_free(&input);
}
END_TEST

static const struct {
    const char *words[WORDS_MAX];
    const char *verb;
    const char *operands[4];
    const char *output; /* value of --output, or NULL */
    uint64_t workers;
    bool is_quiet;
} accepted[] = {
    {{"scan", NULL}, "scan", {NULL}, NULL, 0, false},
    {{"scan", "s3://b", NULL}, "scan", {"s3://b"}, NULL, 0, false},
    {{"scan", "a", "-o", "r", "b", NULL}, "scan", {"a", "b"}, "r", 0, false},
    {{"scan", "-or", "a", NULL}, "scan", {"a"}, "r", 0, false},
    {{"scan", "-qor", "a", NULL}, "scan", {"a"}, "r", 0, true},
    {{"scan", "-qo", "r", NULL}, "scan", {NULL}, "r", 0, true},
    {{"scan", "-o", "-q", NULL}, "scan", {NULL}, "-q", 0, false},
    {{"scan", "--output=r=s", NULL}, "scan", {NULL}, "r=s", 0, false},
    {{"scan", "--output", "r", "--output", "s", NULL}, "scan", {NULL}, "s", 0, false},
    {{"scan", "--workers", "3", "--workers=4", "-q", NULL}, "scan", {NULL}, NULL, 4, true},
    {{"scan", "--", "-q", "--workers", NULL}, "scan", {"-q", "--workers"}, NULL, 0, false},
    {{"scan", "-", NULL}, "scan", {"-"}, NULL, 0, false},
    {{"scan", "a", "--", "--", NULL}, "scan", {"a", "--"}, NULL, 0, false},
    {{"--", "scan", "a", NULL}, "scan", {"a"}, NULL, 0, false},
    {{"detect", "scan", NULL}, "detect", {"scan"}, NULL, 0, false},
};

START_TEST(test_accepted)
{
    struct arguments_input input = input_of(accepted[_i].words);
    struct arguments arguments;
    struct buffer error;
    buffer_init(&error, 4096);
    ck_assert_msg(arguments_parse(&input, &arguments, &error), "%s", buffer_str(&error));
    ck_assert_str_eq(arguments.verb->name, accepted[_i].verb);
    size_t count = 0;
    for (; accepted[_i].operands[count] != NULL; count++) {
        ck_assert_uint_lt(count, arguments.operand_count);
        ck_assert_str_eq(arguments.operands[count], accepted[_i].operands[count]);
    }
    ck_assert_uint_eq(arguments.operand_count, count);
    const char *const output = arguments.options[OPTION_OUTPUT].text;
    ck_assert_int_eq(output == NULL, accepted[_i].output == NULL);
    if (output != NULL)
        ck_assert_str_eq(output, accepted[_i].output);
    ck_assert_uint_eq(arguments.options[OPTION_WORKERS].number, accepted[_i].workers);
    ck_assert_uint_eq(arguments.options[OPTION_QUIET].number, accepted[_i].is_quiet);
    arguments_free(&arguments);
    buffer_free(&error);
    input_free(&input);
}
END_TEST

/* Help and version win over everything behind them, also over what would be refused. */
static const struct {
    const char *words[WORDS_MAX];
    enum option option;
    const char *text;
} informing[] = {
    {{"--help", NULL}, OPTION_HELP, ""},
    {{"-h", "--foo", NULL}, OPTION_HELP, ""},
    {{"scan", "--help", "--foo", NULL}, OPTION_HELP, ""},
    {{"scan", "-qh", NULL}, OPTION_HELP, ""},
    {{"--help=man", NULL}, OPTION_HELP, "man"},
    {{"--version", NULL}, OPTION_VERSION, ""},
    {{"detect", "-V", NULL}, OPTION_VERSION, ""},
};

START_TEST(test_informing)
{
    struct arguments_input input = input_of(informing[_i].words);
    struct arguments arguments;
    struct buffer error;
    buffer_init(&error, 4096);
    ck_assert_msg(arguments_parse(&input, &arguments, &error), "%s", buffer_str(&error));
    ck_assert(arguments.options[informing[_i].option].is_given);
    ck_assert_str_eq(arguments.options[informing[_i].option].text, informing[_i].text);
    arguments_free(&arguments);
    buffer_free(&error);
    input_free(&input);
}
END_TEST

static const char *some_variables(void *user, const char *name)
{
    (void)user;
    if (strcmp(name, "PHICRAWL_WORKERS") == 0)
        return "7";
    if (strcmp(name, "PHICRAWL_WINDOW") == 0)
        return "8";
    if (strcmp(name, "PHICRAWL_QUIET") == 0)
        return "yes";
    return strcmp(name, "PHICRAWL_OUTPUT") == 0 ? "" : NULL;
}

START_TEST(test_environment)
{
    static const char *const words[WORDS_MAX] = {"scan", "--window", "9", NULL};
    struct arguments_input input = input_of(words);
    struct arguments arguments;
    struct buffer error;
    input.get = some_variables;
    buffer_init(&error, 4096);
    ck_assert(arguments_parse(&input, &arguments, &error));
    ck_assert_uint_eq(arguments.options[OPTION_WORKERS].number, 7);
    ck_assert_uint_eq(arguments.options[OPTION_WINDOW].number, 9);
    ck_assert_uint_eq(arguments.options[OPTION_QUIET].number, 1);
    ck_assert(!arguments.options[OPTION_OUTPUT].is_given);
    ck_assert_uint_eq(arguments.options[OPTION_LOCATIONS].number, 1000);
    arguments_free(&arguments);
    buffer_free(&error);
    input_free(&input);
}
END_TEST

static const char *bad_variable(void *user, const char *name)
{
    (void)user;
    return strcmp(name, "PHICRAWL_WORKERS") == 0 ? "many" : NULL;
}

START_TEST(test_bad_environment)
{
    static const char *const words[WORDS_MAX] = {"scan", NULL};
    struct arguments_input input = input_of(words);
    struct arguments arguments;
    struct buffer error;
    input.get = bad_variable;
    buffer_init(&error, 4096);
    ck_assert(!arguments_parse(&input, &arguments, &error));
    ck_assert_str_eq(buffer_str(&error),
                     "--workers: 'many' is not a number (from the variable PHICRAWL_WORKERS)");
    arguments_free(&arguments);
    buffer_free(&error);
    input_free(&input);
}
END_TEST

/* What --help prints as defaults is what the libraries hold to be theirs. */
START_TEST(test_default_limits)
{
    static const char *const words[WORDS_MAX] = {"detect", NULL};
    struct arguments_input input = input_of(words);
    struct arguments arguments;
    struct buffer error;
    buffer_init(&error, 4096);
    ck_assert(arguments_parse(&input, &arguments, &error));
    const struct unpack_limits limits = arguments_limits(&arguments);
    ck_assert_uint_eq(limits.depth, unpack_default_limits.depth);
    ck_assert_uint_eq(limits.members, unpack_default_limits.members);
    ck_assert_uint_eq(limits.bytes, unpack_default_limits.bytes);
    ck_assert_uint_eq(limits.ratio, unpack_default_limits.ratio);
    ck_assert_uint_eq(limits.ratio_arms_at, unpack_default_limits.ratio_arms_at);
    arguments_free(&arguments);
    buffer_free(&error);
    input_free(&input);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arguments");
    TCase *tcase = tcase_create("arguments");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_refused, 0, sizeof refused / sizeof refused[0]);
    tcase_add_loop_test(tcase, test_accepted, 0, sizeof accepted / sizeof accepted[0]);
    tcase_add_loop_test(tcase, test_informing, 0, sizeof informing / sizeof informing[0]);
    tcase_add_test(tcase, test_environment);
    tcase_add_test(tcase, test_bad_environment);
    tcase_add_test(tcase, test_default_limits);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
