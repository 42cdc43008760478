/* --help, the manual page and the completion say everything that the tables hold, in lines that
 * fit. */
#include "suite.h"

#include "crawler/cli/help.h"

#include <stdio.h>
#include <string.h>

#define TEXT_MAX ((size_t)1 << 20)

static const struct verb_spec *verb_of(int index)
{
    return index == 0 ? verb_program() : verb_at((size_t)index - 1);
}

START_TEST(test_lines_fit)
{
    struct buffer out;
    buffer_init(&out, TEXT_MAX);
    help_render(&out, verb_of(_i));
    const char *line = buffer_str(&out);
    ck_assert_ptr_nonnull(line);
    while (*line != '\0') {
        const size_t len = strcspn(line, "\n");
        ck_assert_msg(len <= HELP_WIDTH, "%.*s", (int)len, line);
        ck_assert_msg(len == 0 || line[len - 1] != ' ', "%.*s", (int)len, line);
        line += len + 1;
    }
    buffer_free(&out);
}
END_TEST

START_TEST(test_help_is_complete)
{
    struct buffer out;
    const struct verb_spec *const verb = verb_of(_i);
    buffer_init(&out, TEXT_MAX);
    help_render(&out, verb);
    for (int i = 0; i < OPTION_COUNT; i++) {
        char name[64];
        snprintf(name, sizeof name, "--%s", option_at((enum option)i)->name);
        const bool is_shown = strstr(buffer_str(&out), name) != NULL;
        ck_assert_msg(is_shown || (option_at((enum option)i)->verbs & verb->verb) == 0, "%s", name);
    }
    ck_assert_ptr_nonnull(strstr(buffer_str(&out), "EXAMPLES"));
    buffer_free(&out);
}
END_TEST

START_TEST(test_manual)
{
    static const char *const macros[] = {".TH ", ".SH ", ".SS ", ".PP", ".TP",
                                         ".br",  ".RS",  ".RE",  ".nf", ".fi"};
    struct buffer out;
    buffer_init(&out, TEXT_MAX);
    help_render_manual(&out);
    const char *line = buffer_str(&out);
    ck_assert_ptr_nonnull(line);
    for (int i = 0; i < OPTION_COUNT; i++) {
        char variable[OPTION_VARIABLE_SIZE];
        if (option_variable((enum option)i, variable))
            ck_assert_msg(strstr(line, variable) != NULL, "%s", variable);
    }
    for (; *line != '\0'; line += strcspn(line, "\n") + 1) {
        bool is_good = *line != '.' && *line != '\'';
        for (size_t i = 0; i < sizeof macros / sizeof macros[0]; i++)
            is_good |= strncmp(line, macros[i], strlen(macros[i])) == 0;
        ck_assert_msg(is_good, "%.60s", line);
    }
    buffer_free(&out);
}
END_TEST

START_TEST(test_bash)
{
    struct buffer out;
    buffer_init(&out, TEXT_MAX);
    help_render_bash(&out);
    const char *const text = buffer_str(&out);
    for (size_t i = 0; i < verb_count(); i++)
        ck_assert_ptr_nonnull(strstr(text, verb_at(i)->name));
    ck_assert_ptr_nonnull(strstr(text, "--progress) words='auto always never ' ;;"));
    buffer_free(&out);
}
END_TEST

static const struct {
    const char *text;
    size_t column, indent;
    const char *expected;
} wrapped[] = {
    {"", 0, 0, "\n"},
    {"one two", 0, 0, "one two\n"},
    {"one two", 74, 4, "one\n    two\n"},
    {"one two", 73, 4, "one two\n"},
    {"one\ttwo three", 74, 2, "one two\n  three\n"},
    {"a b", 200, 1, "a\n b\n"},
};

START_TEST(test_wrap)
{
    struct buffer out;
    buffer_init(&out, TEXT_MAX);
    help_wrap(&out, wrapped[_i].text, wrapped[_i].column, wrapped[_i].indent);
    ck_assert_str_eq(buffer_str(&out), wrapped[_i].expected);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("help");
    TCase *tcase = tcase_create("help");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_lines_fit, 0, (int)verb_count() + 1);
    tcase_add_loop_test(tcase, test_help_is_complete, 0, (int)verb_count() + 1);
    tcase_add_test(tcase, test_manual);
    tcase_add_test(tcase, test_bash);
    tcase_add_loop_test(tcase, test_wrap, 0, sizeof wrapped / sizeof wrapped[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
