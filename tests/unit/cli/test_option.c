/* The table itself, and texts of options -> values. */
#include "suite.h"

#include "crawler/base/coverage.h"
#include "crawler/cli/option.h"

#include <string.h>

#define ALL UINT64_MAX
#define BIT(reason) (UINT64_C(1) << (reason))

static const struct {
    enum option option;
    const char *text;
    const char *error; /* NULL: good */
    uint64_t number;
} rows[] = {
    {OPTION_WORKERS, "1", NULL, 1},
    {OPTION_WORKERS, "1024", NULL, 1024},
    {OPTION_WORKERS, "0", "'0' is out of range: 1 to 1024", 0},
    {OPTION_WORKERS, "1025", "'1025' is out of range: 1 to 1024", 0},
    {OPTION_WORKERS, "", "the value is empty", 0},
    {OPTION_WORKERS, "4x", "'4x' is not a number", 0},
    {OPTION_WORKERS, "-4", "'-4' is not a number", 0},
    {OPTION_WORKERS, "+4", "'+4' is not a number", 0},
    {OPTION_WORKERS, " 4", "' 4' is not a number", 0},
    {OPTION_WORKERS, "0x4", "'0x4' is not a number", 0},
    {OPTION_WORKERS, "all", "'all' is not a number", 0},
    {OPTION_WORKERS, "18446744073709551617", "'18446744073709551617' is not a number", 0},
    {OPTION_MIN_CONFIDENCE, "99", NULL, 99},
    {OPTION_MIN_CONFIDENCE, "100", "'100' is out of range: 1 to 99", 0},
    {OPTION_LOCATIONS, "0", NULL, 0},
    {OPTION_LOCATIONS, "all", NULL, ALL},
    {OPTION_LOCATIONS, "ALL", NULL, ALL},
    {OPTION_LOCATIONS, "none", "'none' is not a number nor 'all'", 0},
    {OPTION_LOCATIONS, "18446744073709551614", NULL, ALL - 1},
    {OPTION_LOCATIONS, "18446744073709551615", "'18446744073709551615' is out of range: at least 0",
     0},
    {OPTION_MAX_BYTES, "500", NULL, 500},
    {OPTION_MAX_BYTES, "500B", NULL, 500},
    {OPTION_MAX_BYTES, "64MiB", NULL, UINT64_C(64) << 20},
    {OPTION_MAX_BYTES, "64mib", NULL, UINT64_C(64) << 20},
    {OPTION_MAX_BYTES, "64M", NULL, UINT64_C(64) << 20},
    {OPTION_MAX_BYTES, "64MB", NULL, 64000000},
    {OPTION_MAX_BYTES, "1TiB", NULL, UINT64_C(1) << 40},
    {OPTION_MAX_BYTES, "2PB", NULL, UINT64_C(2000000000000000)},
    {OPTION_MAX_BYTES, "0", "'0' is out of range: at least 1", 0},
    {OPTION_MAX_BYTES, "1.5GiB", "'1.5GiB' is not a size such as 500000, 64MiB, 10GB or 1TiB", 0},
    {OPTION_MAX_BYTES, "1 GiB", "'1 GiB' is not a size such as 500000, 64MiB, 10GB or 1TiB", 0},
    {OPTION_MAX_BYTES, "GiB", "'GiB' is not a size such as 500000, 64MiB, 10GB or 1TiB", 0},
    {OPTION_MAX_BYTES, "16384PiB", "'16384PiB' is not a size such as 500000, 64MiB, 10GB or 1TiB",
     0},
    {OPTION_MAX_BYTES, "16383PiB", NULL, UINT64_C(16383) << 50},
    {OPTION_PROGRESS, "auto", NULL, 0},
    {OPTION_PROGRESS, "Never", NULL, 2},
    {OPTION_PROGRESS, "no", "'no' is none of auto, always, never", 0},
    {OPTION_FAIL_ON, "PHI", NULL, 0},
    {OPTION_FAIL_ON, "health", NULL, 3},
    {OPTION_FAIL_ON, "NONE", "'NONE' is none of PHI, PII, PCI, HEALTH", 0},
    {OPTION_ACCEPT, "archived", NULL, BIT(REASON_ARCHIVED)},
    {OPTION_ACCEPT, "archived,encrypted", NULL, BIT(REASON_ARCHIVED) | BIT(REASON_ENCRYPTED)},
    {OPTION_ACCEPT, "archivd", "'archivd' is not a reason (did you mean 'archived'?)", 0},
    {OPTION_ACCEPT, "archived,", "'' is not a reason", BIT(REASON_ARCHIVED)},
    {OPTION_ACCEPT, "xyzzy", "'xyzzy' is not a reason", 0},
    {OPTION_ACCEPT, "http-503", "'http-503' cannot be accepted: scan again", 0},
    {OPTION_QUIET, "1", NULL, 1},
    {OPTION_QUIET, "off", NULL, 0},
    {OPTION_QUIET, "maybe", "'maybe' is neither 1 nor 0", 0},
    {OPTION_OUTPUT, "any thing", NULL, 0},
    {OPTION_OUTPUT, "", "the value is empty", 0},
};

START_TEST(test_parse)
{
    struct option_value value = {0};
    struct buffer error;
    buffer_init(&error, 4096);
    const bool is_good = option_parse(rows[_i].option, rows[_i].text, &value, &error);
    ck_assert_msg(is_good == (rows[_i].error == NULL), "%s", rows[_i].text);
    ck_assert_str_eq(buffer_str(&error), is_good ? "" : rows[_i].error);
    ck_assert_int_eq(value.is_given, is_good);
    if (is_good) {
        ck_assert_str_eq(value.text, rows[_i].text);
        ck_assert_msg(value.number == rows[_i].number, "%s", rows[_i].text);
    }
    buffer_free(&error);
}
END_TEST

START_TEST(test_reasons_add_up)
{
    struct option_value value = {0};
    struct buffer error;
    buffer_init(&error, 4096);
    ck_assert(option_parse(OPTION_ACCEPT, "archived", &value, &error));
    ck_assert(option_parse(OPTION_ACCEPT, "corrupt", &value, &error));
    ck_assert_uint_eq(value.number, BIT(REASON_ARCHIVED) | BIT(REASON_CORRUPT));
    buffer_free(&error);
}
END_TEST

/* Every row of the table is complete, unique and its default parses. */
START_TEST(test_row)
{
    const enum option option = (enum option)_i;
    const struct option_spec *const spec = option_at(option);
    ck_assert_ptr_nonnull(spec->name);
    ck_assert_int_eq(option_find(spec->name, strlen(spec->name)), _i);
    ck_assert_int_ne(option_find(spec->name, strlen(spec->name) - 1), _i);
    if (spec->letter != '\0')
        ck_assert_int_eq(option_find_letter(spec->letter), _i);
    ck_assert_uint_ne(spec->verbs, 0);
    ck_assert_msg(spec->help[strlen(spec->help) - 1] == '.', "%s", spec->name);
    ck_assert_int_eq(spec->argument == NULL, spec->type == OPTION_FLAG);
    ck_assert_int_eq(spec->choices != NULL, spec->type == OPTION_CHOICE ||
                                                spec->type == OPTION_MAYBE_CHOICE ||
                                                spec->type == OPTION_CHOICES);
    struct option_value value = {0};
    struct buffer error;
    buffer_init(&error, 4096);
    if (spec->default_text != NULL)
        ck_assert_msg(option_parse(option, spec->default_text, &value, &error), "%s", spec->name);
    buffer_free(&error);
}
END_TEST

START_TEST(test_variable)
{
    char name[OPTION_VARIABLE_SIZE];
    ck_assert(option_variable(OPTION_MAX_DEPTH, name));
    ck_assert_str_eq(name, "PHICRAWL_MAX_DEPTH");
    ck_assert(option_variable(OPTION_FROM, name));
    ck_assert_str_eq(name, "PHICRAWL_FROM");
    ck_assert(!option_variable(OPTION_HELP, name));
    ck_assert(!option_variable(OPTION_VERSION, name));
    ck_assert_int_eq(option_find_letter('\0'), -1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("option");
    TCase *tcase = tcase_create("option");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_parse, 0, sizeof rows / sizeof rows[0]);
    tcase_add_test(tcase, test_reasons_add_up);
    tcase_add_loop_test(tcase, test_row, 0, OPTION_COUNT);
    tcase_add_test(tcase, test_variable);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
