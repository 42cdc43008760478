/* Ages over 89, passports, and the health numbers of other countries. */
#include "detectors/age.h"
#include "detectors/national_ids.h"
#include "detectors/passport.h"
#include "match_case.h"

#include <stdio.h>

static size_t match_age(const uint8_t *text, size_t before, size_t avail)
{
    bool is_sure = false;
    return age_match_over_89(text, before, avail, &is_sure);
}

static size_t match_sure_age(const uint8_t *text, size_t before, size_t avail)
{
    bool is_sure = false;
    const size_t len = age_match_over_89(text, before, avail, &is_sure);
    return is_sure ? len : 0;
}

#define MRZ_ONE "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
#define MRZ_TWO "L898902C36UTO7408122F1204159ZE184226B<<<<<10"

static const struct match_case match_cases[] = {
    {match_sure_age, "92 years old", 0, 12},
    {match_sure_age, "a 92-year-old man", 2, 11},
    {match_sure_age, "101 yo female", 0, 6},
    {match_sure_age, "93yo", 0, 4},
    {match_sure_age, "93 y/o,", 0, 6},
    {match_sure_age, "93 Years of Age", 0, 15},
    {match_sure_age, "97yoM", 0, 5},
    {match_sure_age, "age 93", 4, 2},
    {match_sure_age, "Age: 93Y", 5, 3},
    {match_sure_age, "Age: 93yd", 5, 0},
    {match_sure_age, "AGE/SEX: 93/F", 9, 2},
    {match_sure_age, "Age 93y/M,", 4, 3},
    {match_sure_age, "Age: 93/100", 5, 0},
    {match_sure_age, "Age: 93/Fr", 5, 0},
    {match_sure_age, "Edad: 93", 6, 2},
    {match_sure_age, "de 93 a\xc3\xb1os de edad", 3, 16},
    {match_sure_age, "hace 93 a\xc3\xb1os", 5, 0},
    {match_sure_age, "Aged: 101.", 6, 3},
    {match_sure_age, "\"age\": 95,", 7, 2},
    {match_sure_age, "turned 99 today", 7, 2},
    {match_sure_age, "age=93", 4, 0}, /* '=' joins: a query or code */
    {match_age, "lived for 95 years", 10, 8},
    {match_age, "95 yrs", 0, 6},
    {match_sure_age, "95 years", 0, 0},
    {match_age, "95 years ago", 0, 0},
    {match_age, "95 years of experience", 0, 0},
    {match_age, "100-year flood", 0, 0},
    {match_age, "100 year warranty", 0, 0},
    {match_age, "90+", 0, 0},
    {match_age, "age 90+", 4, 0},
    {match_age, "age 90 or older", 4, 0},
    {match_age, "90 years and over", 0, 0},
    {match_age, "89 years old", 0, 0},
    {match_age, "9 years old", 0, 0},
    {match_age, "130 years old", 0, 0},
    {match_age, "1992 years old", 0, 0},
    {match_age, "192 years old", 1, 0},
    {match_age, "page 93", 5, 0},
    {match_age, "stage 93", 6, 0},
    {match_age, "average 93", 8, 0},
    {match_age, "age 93%", 4, 0},
    {match_age, "age 93.5", 4, 0},
    {match_age, "93 mg", 0, 0},
    {match_age, "$93 years old", 1, 0},
    {match_age, "93 yogurts", 0, 0},
    {match_age, "93", 0, 0},
    {match_age, "", 0, 0},

    {passport_match_us, "A12803456", 0, 9},
    {passport_match_us, "passport 912803456.", 9, 9},
    {passport_match_us, "a12803456", 0, 0},
    {passport_match_us, "AB2803456", 0, 0},
    {passport_match_us, "A1280345", 0, 0},
    {passport_match_us, "A128034567", 0, 0},
    {passport_match_us, "A00000000", 0, 0},
    {passport_match_us, "BA12803456", 1, 0},
    {passport_match_us, "", 0, 0},
    {passport_match_mrz, MRZ_TWO, 0, 44},
    {passport_match_mrz, MRZ_ONE "\n" MRZ_TWO "\n", 0, 89},
    {passport_match_mrz, MRZ_ONE "\r\n" MRZ_TWO, 0, 90},
    {passport_match_mrz, MRZ_ONE, 0, 0},
    {passport_match_mrz, MRZ_ONE "\n" MRZ_ONE, 0, 0},
    {passport_match_mrz, "A" MRZ_TWO, 1, 0},
    {passport_match_mrz, MRZ_TWO "<", 0, 0},
    {passport_match_mrz, "", 0, 0},

    {national_ids_match_nhs, "943 476 5919", 0, 12},
    {national_ids_match_nhs, "NHS 943-476-5919.", 4, 12},
    {national_ids_match_nhs, "9434765919", 0, 10},
    {national_ids_match_nhs, "401 023 2137", 0, 12},
    {national_ids_match_nhs, "943 476 5918", 0, 0},
    {national_ids_match_nhs, "943 476-5919", 0, 0},
    {national_ids_match_nhs, "943 4765919", 0, 0},
    {national_ids_match_nhs, "1111111111", 0, 0},
    {national_ids_match_nhs, "94347659191", 0, 0},
    {national_ids_match_nhs, "", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

static const struct value_case value_cases[] = {
    {age_is_over_89, "93", true},
    {age_is_over_89, "093Y", true},
    {age_is_over_89, "101", true},
    {age_is_over_89, "93.5", true},
    {age_is_over_89, " 93 years ", true},
    {age_is_over_89, "P93Y", true},
    {age_is_over_89, "093M", false},
    {age_is_over_89, "093D", false},
    {age_is_over_89, "089Y", false},
    {age_is_over_89, "89", false},
    {age_is_over_89, "930", false},
    {age_is_over_89, "93.", false},
    {age_is_over_89, "93 mg", false},
    {age_is_over_89, "90+", false},
    {age_is_over_89, "", false},
    {passport_has_shape, "X53631011", true},
    {passport_has_shape, "P7X110527", true},
    {passport_has_shape, "AB1234567", true},
    {passport_has_shape, "X53631011X", false},
    {passport_has_shape, "ABCDEF", false},
    {passport_has_shape, "12345", false},
    {passport_has_shape, "", false},
    {national_ids_is_nhs, " 943 476 5919 ", true},
    {national_ids_is_nhs, "943 476 591", false},
    {national_ids_is_nhs, "", false},
    {national_ids_is_ehic, "80276881234567890123", true},
    {national_ids_is_ehic, "8027 6881 2345 6789 0123", true},
    {national_ids_is_ehic, "80999881234567890123", false},
    {national_ids_is_ehic, "70276881234567890123", false},
    {national_ids_is_ehic, "8027688123456789012", false},
    {national_ids_is_ehic, "8027688123456789012X", false},
    {national_ids_is_ehic, "802768812345678901234", false},
    {national_ids_is_ehic, "", false},
};

START_TEST(judges_values)
{
    value_case_check(&value_cases[_i]);
}
END_TEST

static const struct {
    const char *value;
    enum national_ids_province province;
} provinces[] = {
    {"9876543217", NATIONAL_IDS_ONTARIO},
    {"9876-543-217-AB", NATIONAL_IDS_ONTARIO},
    {"1234567890", NATIONAL_IDS_NONE},
    {"9876543217A", NATIONAL_IDS_NONE},
    {"9123456780", NATIONAL_IDS_BRITISH_COLUMBIA},
    {"TREM 7804 2215", NATIONAL_IDS_QUEBEC},
    {"TREM78542215", NATIONAL_IDS_QUEBEC},
    {"TREM78132215", NATIONAL_IDS_NONE},
    {"TREM78633215", NATIONAL_IDS_NONE},
    {"TREM7804221", NATIONAL_IDS_NONE},
    {"123456789", NATIONAL_IDS_NONE},
    {"", NATIONAL_IDS_NONE},
    {"012345678901234567890123", NATIONAL_IDS_NONE},
};

START_TEST(finds_provinces)
{
    const char *value = provinces[_i].value;
    ck_assert_msg(national_ids_find_province((const uint8_t *)value, strlen(value)) ==
                      provinces[_i].province,
                  "%s", value);
}
END_TEST

/* Modulo 11 sees every wrong digit. */
START_TEST(sees_every_wrong_digit)
{
    uint8_t digits[11] = "9434765919";
    for (size_t i = 0; i < 10; i++) {
        const uint8_t right = digits[i];
        for (digits[i] = '0'; digits[i] <= '9'; digits[i]++) {
            ck_assert(national_ids_is_nhs(digits, 10) == (digits[i] == right));
        }
        digits[i] = right;
    }
}
END_TEST

/* Weights 7 3 1 see every wrong digit under a check digit: number, birth, expiry. */
START_TEST(sees_every_wrong_digit_of_a_zone)
{
    uint8_t line[45] = MRZ_TWO;
    for (size_t i = 0; i < 28; i++) {
        const uint8_t right = line[i];
        if (right < '0' || right > '9') {
            continue;
        }
        for (line[i] = '0'; line[i] <= '9'; line[i]++) {
            ck_assert((passport_match_mrz(line, 0, 44) == 44) == (line[i] == right));
        }
        line[i] = right;
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("persons");
    TCase *tests = tcase_create("persons");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_loop_test(tests, judges_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_loop_test(tests, finds_provinces, 0, sizeof provinces / sizeof provinces[0]);
    tcase_add_test(tests, sees_every_wrong_digit);
    tcase_add_test(tests, sees_every_wrong_digit_of_a_zone);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
