/* VINs: published numbers, fillers, and the wrong characters that the check digit sees. */
#include "detectors/vin.h"
#include "match_case.h"

static const struct match_case match_cases[] = {
    {vin_match, "1M8GDM9AXKP042788", 0, 17},       {vin_match, "1HGCM82633A004352", 0, 17},
    {vin_match, "VIN: 1HGBH41JXMN109186.", 5, 17}, {vin_match, "1HGCM82633A004353", 0, 0},
    {vin_match, "1HGCM8263OA004352", 0, 0},        {vin_match, "11111111111111111", 0, 0},
    {vin_match, "1A1A1A1A1A1A1A1A1", 0, 0},        {vin_match, "1m8gdm9axkp042788", 0, 0},
    {vin_match, "1M8GDM9AXKP04278", 0, 0},         {vin_match, "1M8GDM9AXKP0427881", 0, 0},
    {vin_match, "A1M8GDM9AXKP042788", 1, 0},       {vin_match, "/1M8GDM9AXKP042788", 1, 0},
    {vin_match, "1M8GDM9AXKP042788/a", 0, 0},      {vin_match, "", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

static const struct value_case value_cases[] = {
    {vin_is_valid, " 1m8gdm9axkp042788 ", true}, {vin_is_valid, "1M8GDM9A1KP042788", false},
    {vin_is_valid, "1M8GDM9AXKP0427-8", false},  {vin_is_valid, "", false},
    {vin_has_shape, "1M8GDM9A1KP042788", true},  {vin_has_shape, "WVWZZZ1JZ3W386752", true},
    {vin_has_shape, "1M8GDM9A1KP04278", false},  {vin_has_shape, "IM8GDM9A1KP042788", false},
    {vin_has_shape, "12345678901234567", false}, {vin_has_shape, "", false},
};

START_TEST(judges_values)
{
    value_case_check(&value_cases[_i]);
}
END_TEST

/* True for a letter that counts as this digit in the sum. */
static bool counts_as(uint8_t letter, uint8_t digit)
{
    static const char pairs[][3] = {"A1", "M4", "G7", "D4", "K2", "P7"};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (pairs[i][0] == letter && pairs[i][1] == digit)
            return true;
    }
    return false;
}

/* No weight but the check digit's own shares a factor with 11: every wrong digit is seen. */
START_TEST(sees_every_wrong_digit)
{
    uint8_t vin[18] = "1M8GDM9AXKP042788";
    for (size_t i = 0; i < 17; i++) {
        const uint8_t right = vin[i];
        for (vin[i] = '0'; vin[i] <= '9'; vin[i]++) {
            const bool counts_the_same = counts_as(right, vin[i]);
            ck_assert_msg(vin[i] == right || (i != 8 && counts_the_same) || !vin_is_valid(vin, 17),
                          "%s", (char *)vin);
        }
        vin[i] = right;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("vin");
    TCase *tests = tcase_create("vin");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_loop_test(tests, judges_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_test(tests, sees_every_wrong_digit);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
