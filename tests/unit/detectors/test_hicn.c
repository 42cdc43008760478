/* HICNs with an SSN and with a railroad prefix, and numbers that only look alike. */
#include "detectors/hicn.h"
#include "match_case.h"

#include <stdio.h>

static const struct match_case match_cases[] = {
    {hicn_match, "123-45-6788A", 0, 12},
    {hicn_match, "123-45-6788-A", 0, 13},
    {hicn_match, "536904399C1", 0, 11},
    {hicn_match, "536904399D", 0, 10},
    {hicn_match, "536904399TA, part B", 0, 11},
    {hicn_match, "HIC: 536904399A.", 5, 10},
    {hicn_match, "000123456A", 0, 0},
    {hicn_match, "666123456A", 0, 0},
    {hicn_match, "900123456A", 0, 0},
    {hicn_match, "123004567A", 0, 0},
    {hicn_match, "123450000A", 0, 0},
    {hicn_match, "111111111A", 0, 0},
    {hicn_match, "536904399Z", 0, 0},
    {hicn_match, "536904399", 0, 0},
    {hicn_match, "536904399a", 0, 0},
    {hicn_match, "536904399C", 0, 0},
    {hicn_match, "536904399A1", 0, 0},
    {hicn_match, "536904399B12", 0, 0},
    {hicn_match, "536904399BX", 0, 0},
    {hicn_match, "536904399 A", 0, 0},
    {hicn_match, "123-456788A", 0, 0},
    {hicn_match, "123-45-678A", 0, 0},
    {hicn_match, "1536904399A", 1, 0},
    {hicn_match, "536904399A/2", 0, 0},
    {hicn_match, "", 0, 0},
    {hicn_match_railroad, "WA536904399", 0, 11},
    {hicn_match_railroad, "A123456", 0, 7},
    {hicn_match_railroad, "WCD-123456", 0, 10},
    {hicn_match_railroad, "A1234567", 0, 0},
    {hicn_match_railroad, "A12345678", 0, 0},
    {hicn_match_railroad, "A1234567890", 0, 0},
    {hicn_match_railroad, "B123456", 0, 0},
    {hicn_match_railroad, "WCX123456", 0, 0},
    {hicn_match_railroad, "A111111", 0, 0},
    {hicn_match_railroad, "AWCA123456", 0, 0},
    {hicn_match_railroad, "", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

static const struct {
    const char *value;
    enum hicn_form form;
} values[] = {
    {"123-45-6788A", HICN_SOCIAL_SECURITY},
    {" 123 45 6788 a ", HICN_SOCIAL_SECURITY},
    {"536904399c1", HICN_SOCIAL_SECURITY},
    {"WA 536-90-4399", HICN_RAILROAD},
    {"a123456", HICN_RAILROAD},
    {"T01000006A", HICN_NONE},
    {"543217066U", HICN_NONE},
    {"536904399", HICN_NONE},
    {"536904399AA", HICN_NONE},
    {"", HICN_NONE},
    {"-- -", HICN_NONE},
    {"123456789012345678901234567890123456789", HICN_NONE},
};

START_TEST(classifies_values)
{
    ck_assert_msg(hicn_classify((const uint8_t *)values[_i].value, strlen(values[_i].value)) ==
                      values[_i].form,
                  "%s", values[_i].value);
}
END_TEST

/* Of the 26 + 26 * 36 codes of one and two characters, those of the manual are taken. */
START_TEST(knows_every_code)
{
    static const char seconds[] = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    unsigned known = 0;
    for (char first = 'A'; first <= 'Z'; first++) {
        for (const char *second = seconds; *second != '\0'; second++) {
            char value[16];
            const int len = snprintf(value, sizeof value, "536904399%c%c", first, *second);
            known += hicn_classify((const uint8_t *)value, (size_t)len) != HICN_NONE ? 1 : 0;
        }
    }
    ck_assert_uint_eq(known, 1 + 24 + 20 + 30 + 20 + 8 + 4 + 21 + 2 + 35 + 17);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("hicn");
    TCase *tests = tcase_create("hicn");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_loop_test(tests, classifies_values, 0, sizeof values / sizeof values[0]);
    tcase_add_test(tests, knows_every_code);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
