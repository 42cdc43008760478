/* ITIN and EIN: ranges over every group and prefix, shapes, and near misses. */
#include "detectors/taxid.h"
#include "match_case.h"

#include <stdio.h>

static const struct match_case match_cases[] = {
    {taxid_match_itin, "911-70-1234", 0, 11}, {taxid_match_itin, "900 50 0001", 0, 11},
    {taxid_match_itin, "999.99.9999", 0, 11}, {taxid_match_itin, "ITIN: 911701234.", 6, 9},
    {taxid_match_itin, "911-701234", 0, 0},   {taxid_match_itin, "911-70 1234", 0, 0},
    {taxid_match_itin, "91170-1234", 0, 0},   {taxid_match_itin, "911-66-1234", 0, 0},
    {taxid_match_itin, "911-89-1234", 0, 0},  {taxid_match_itin, "911-93-1234", 0, 0},
    {taxid_match_itin, "911-49-1234", 0, 0},  {taxid_match_itin, "811-70-1234", 0, 0},
    {taxid_match_itin, "911-70-12345", 0, 0}, {taxid_match_itin, "911-70-123", 0, 0},
    {taxid_match_itin, "1911-70-1234", 1, 0}, {taxid_match_itin, "0.911701234", 2, 0},
    {taxid_match_itin, "911701234-5", 0, 0},  {taxid_match_itin, "", 0, 0},
    {taxid_match_ein, "12-3456789", 0, 10},   {taxid_match_ein, "EIN 98-7654321, Ohio", 4, 10},
    {taxid_match_ein, "07-3456789", 0, 0},    {taxid_match_ein, "12-3333333", 0, 0},
    {taxid_match_ein, "123-45-6789", 0, 0},   {taxid_match_ein, "12-34567890", 0, 0},
    {taxid_match_ein, "12-345678", 0, 0},     {taxid_match_ein, "12-3456789-1", 0, 0},
    {taxid_match_ein, "112-3456789", 1, 0},   {taxid_match_ein, "2012-3456789", 2, 0},
    {taxid_match_ein, "123456789", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

START_TEST(knows_every_group)
{
    unsigned itins = 0;
    for (unsigned group = 0; group < 100; group++) {
        char digits[10];
        (void)snprintf(digits, sizeof digits, "912%02u3456", group);
        itins += taxid_is_itin((const uint8_t *)digits) ? 1 : 0;
        ck_assert_int_eq(taxid_is_atin((const uint8_t *)digits), group == 93);
        digits[0] = '8';
        ck_assert(!taxid_is_itin((const uint8_t *)digits));
        ck_assert(!taxid_is_atin((const uint8_t *)digits));
    }
    ck_assert_uint_eq(itins, 16 + 19 + 3 + 6);
}
END_TEST

START_TEST(knows_every_prefix)
{
    unsigned eins = 0;
    for (unsigned prefix = 0; prefix < 100; prefix++) {
        char digits[10];
        (void)snprintf(digits, sizeof digits, "%02u1234567", prefix);
        eins += taxid_is_ein((const uint8_t *)digits) ? 1 : 0;
    }
    ck_assert_uint_eq(eins, 100 - 17);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("taxid");
    TCase *tests = tcase_create("taxid");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_test(tests, knows_every_group);
    tcase_add_test(tests, knows_every_prefix);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
