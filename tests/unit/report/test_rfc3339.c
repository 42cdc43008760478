/* Times as RFC 3339 prints them. */
#include "suite.h"

#include "crawler/report/rfc3339.h"

static const struct {
    const char *name;
    long long time;
    const char *expected; /* NULL: none */
} rows[] = {
    {"epoch", 0, "1970-01-01T00:00:00Z"},
    {"before the epoch", -1, "1969-12-31T23:59:59Z"},
    {"leap day", 1709210096, "2024-02-29T12:34:56Z"},
    {"last of four digits", 253402300799, "9999-12-31T23:59:59Z"},
    {"five digits", 253402300800, NULL},
    {"first of four digits", -62167219200, "0000-01-01T00:00:00Z"},
    {"before year zero", -62167219201, NULL},
    {"largest", INT64_MAX, NULL},
    {"smallest", INT64_MIN, NULL},
};

START_TEST(test_format)
{
    char text[RFC3339_SIZE];
    const bool is_there = rfc3339_format((time_t)rows[_i].time, text);
    ck_assert_msg(is_there == (rows[_i].expected != NULL), "%s", rows[_i].name);
    ck_assert_str_eq(text, is_there ? rows[_i].expected : "");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rfc3339");
    TCase *tcase = tcase_create("rfc3339");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_format, 0, sizeof rows / sizeof rows[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
