/* National Drug Codes: the four dashed shapes, their normal form, and numbers that only look alike.
 */
#include "detectors/ndc.h"
#include "suite.h"

#include <string.h>

struct text_case {
    const char *text;
    size_t at;
    size_t length;
    const char *normal;
};

static const struct text_case text_cases[] = {
    {"0777-3105-02", 0, 12, "00777310502"},
    {"50242-040-62", 0, 12, "50242004062"},
    {"60575-4112-1", 0, 12, "60575411201"},
    {"60575-4112-01", 0, 13, "60575411201"},
    {"NDC 50242-040-62, qty 30", 4, 12, "50242004062"},
    {"(0777-3105-02)", 1, 12, "00777310502"},
    {"0777-3105-02.", 0, 12, "00777310502"},
    {"0777-3105-02-", 0, 12, "00777310502"},
    {"0777-3105", 0, 0, ""},
    {"0777-3105-", 0, 0, ""},
    {"777-3105-02", 0, 0, ""},
    {"777-310-0262", 0, 0, ""}, /* a phone number */
    {"0777-310-02", 0, 0, ""},  /* two parts short */
    {"07777-31050-02", 0, 0, ""},
    {"0777-3105-022", 0, 0, ""},
    {"123456-3105-02", 0, 0, ""},
    {"10777-3105-02", 1, 0, ""}, /* starts within a number */
    {"A0777-3105-02", 1, 0, ""},
    {"1-0777-3105-02", 2, 0, ""},
    {"--0777-3105-02", 2, 0, ""},
    {"-0777-3105-02", 1, 0, ""},
    {"(NDC-0777-3105-02)", 5, 12, "00777310502"},
    {"ndc=0777-3105-02", 4, 12, "00777310502"},
    {"NDC#0777-3105-02", 4, 12, "00777310502"},
    {"1.0777-3105-02", 2, 0, ""},
    {"/0777-3105-02", 1, 0, ""},
    {"0777-3105-02a", 0, 0, ""},
    {"0777-3105-02-11", 0, 0, ""},
    {"0777-3105-02.5", 0, 0, ""},
    {"0777-3105-02/2", 0, 0, ""},
    {"0777 3105 02", 0, 0, ""},
    {"0000-3105-02", 0, 0, ""}, /* no such labeler */
    {"0777-0000-02", 0, 0, ""},
    {"2026-01-02", 0, 0, ""},
    {"07773105022", 0, 0, ""}, /* bare digits only where labelled */
};

START_TEST(finds_dashed_codes)
{
    const struct text_case *row = &text_cases[_i];
    char normal[11] = {0};
    const size_t length = ndc_match((const uint8_t *)row->text + row->at, row->at,
                                    strlen(row->text) - row->at, normal);
    ck_assert_msg(length == row->length, "%s: %zu", row->text, length);
    ck_assert_msg(length == 0 || memcmp(normal, row->normal, 11) == 0, "%s: %.11s", row->text,
                  normal);
    ck_assert_uint_eq(
        ndc_match((const uint8_t *)row->text + row->at, row->at, strlen(row->text) - row->at, NULL),
        row->length);
}
END_TEST

struct value_case {
    const char *value;
    const char *normal; /* "" when it is not normalised */
    bool is_ambiguous;
};

static const struct value_case value_cases[] = {
    {"00777310502", "00777310502", false},
    {" 00777310502 \n", "00777310502", false},
    {"0777-3105-02", "00777310502", false},
    {"60575-4112-01", "60575411201", false},
    {"0777310502", "", true},
    {"  0777310502", "", true},
    {"000000000", "", false},
    {"00000000000", "", false},
    {"077731050299", "", false},
    {"0777-3105-02 x", "", false},
    {"", "", false},
    {"   ", "", false},
    {"0777-3105", "", false},
    {"0777310502X", "", false},
};

START_TEST(normalises_values)
{
    const struct value_case *row = &value_cases[_i];
    char normal[11] = {0};
    const uint8_t *value = (const uint8_t *)row->value;
    const bool is_normal = ndc_normalise(value, strlen(row->value), normal);
    ck_assert_msg(is_normal == (row->normal[0] != '\0'), "%s", row->value);
    ck_assert_msg(!is_normal || memcmp(normal, row->normal, 11) == 0, "%s: %.11s", row->value,
                  normal);
    ck_assert_msg(ndc_is_ambiguous(value, strlen(row->value)) == row->is_ambiguous, "%s",
                  row->value);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("ndc");
    TCase *tests = tcase_create("ndc");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, finds_dashed_codes, 0, sizeof text_cases / sizeof text_cases[0]);
    tcase_add_loop_test(tests, normalises_values, 0, sizeof value_cases / sizeof value_cases[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
