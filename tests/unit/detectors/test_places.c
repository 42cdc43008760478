/* States and their licences, ZIP codes and their prefixes, area codes of telephones. */
#include "detectors/nanp.h"
#include "detectors/states.h"
#include "detectors/zip.h"
#include "match_case.h"

#include <stdio.h>

static size_t match_state(const uint8_t *text, size_t before, size_t avail)
{
    size_t index = 0;
    return states_match(text, before, avail, &index);
}

static const struct match_case match_cases[] = {
    {match_state, "MA", 0, 2},
    {match_state, "MA 02118", 0, 2},
    {match_state, "Massachusetts", 0, 13},
    {match_state, "west virginia,", 0, 13},
    {match_state, "NEW YORK", 0, 8},
    {match_state, "PR 00901", 0, 2},
    {match_state, "ma", 0, 0},
    {match_state, "MAS", 0, 0},
    {match_state, "XX", 0, 0},
    {match_state, "Massachusettsian", 0, 0},
    {match_state, "aMA", 1, 0},
    {match_state, "M", 0, 0},
    {match_state, "", 0, 0},
    {zip_match, "02118", 0, 5},
    {zip_match, "MA 02118-1234.", 3, 10},
    {zip_match, "00501", 0, 5},
    {zip_match, "99950", 0, 5},
    {zip_match, "00000", 0, 0},
    {zip_match, "00401", 0, 0},
    {zip_match, "21301", 0, 0},
    {zip_match, "0211", 0, 0},
    {zip_match, "021181", 0, 0},
    {zip_match, "02118-123", 0, 0},
    {zip_match, "02118-12345", 0, 0},
    {zip_match, "02118.5", 0, 0},
    {zip_match, "a02118", 1, 0},
    {zip_match, "", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

static const struct value_case value_cases[] = {
    {zip_is_code, " 02118 ", true},     {zip_is_code, "02118-1234", true},
    {zip_is_code, "021181234", true},   {zip_is_code, "0211812345", false},
    {zip_is_code, "02118 1234", false}, {zip_is_code, "00401", false},
    {zip_is_code, "x0211", false},      {zip_is_code, "", false},
};

START_TEST(judges_values)
{
    value_case_check(&value_cases[_i]);
}
END_TEST

START_TEST(keeps_states_sorted_and_findable)
{
    unsigned states = 0;
    for (size_t i = 0; i < states_count(); i++) {
        const struct state *state = states_at(i);
        ck_assert(i == 0 || strcmp(states_at(i - 1)->code, state->code) < 0);
        ck_assert_int_eq(states_find_code((const uint8_t *)state->code), (int)i);
        size_t index = 0;
        const size_t len = strlen(state->name);
        ck_assert_uint_eq(states_match((const uint8_t *)state->name, 0, len, &index), len);
        ck_assert_uint_eq(index, i);
        if (state->kind != STATES_MILITARY) {
            ck_assert_int_eq(states_find_fips((const uint8_t *)state->fips), (int)i);
        }
        states += state->kind == STATES_STATE ? 1 : 0;
        ck_assert(state->kind != STATES_STATE || state->license[0] != '\0');
    }
    ck_assert_uint_eq(states, 50);
    ck_assert_uint_eq(states_count(), 62);
    ck_assert_uint_le(states_count(), 64); /* a set of states is a uint64_t */
    ck_assert_int_eq(states_find_code((const uint8_t *)"ZZ"), -1);
    ck_assert_int_eq(states_find_fips((const uint8_t *)"99"), -1);
}
END_TEST

struct license_case {
    const char *state;
    const char *value;
    bool fits;
};

static const struct license_case license_cases[] = {
    {"MA", "S99993668", true},
    {"MA", "s99993668", true},
    {"MA", "123456789", true},
    {"MA", "S9999366", false},
    {"MA", "SS9999366", false},
    {"FL", "W426-545-30-761-0", true},
    {"FL", "W42654530761", false},
    {"IL", "D123-4567-8901", true},
    {"CA", "A1234567", true},
    {"CA", "A12345678", false},
    {"CO", "AB1234", true},
    {"CO", "A123456", true},
    {"CO", "A1234567", false},
    {"ID", "AB123456C", true},
    {"IA", "123AB4567", true},
    {"KS", "K1A2B", true},
    {"MO", "A123456R", true},
    {"MO", "A123456S", false},
    {"NV", "X12345678", true},
    {"NV", "Y12345678", false},
    {"NH", "12ABC34567", true},
    {"NY", "A1234567", true},
    {"NY", "ABCDEFGH", false},
    {"VT", "1234567A", true},
    {"VT", "1234567B", false},
    {"WA", "DOEJO**123AB", true},
    {"WA", "WDLABC123456", true},
    {"WA", "ABCDEFGHIJKL", false},
    {"WV", "AB12345", true},
    {"TX", "12345678", true},
    {"TX", "123456789", false},
    {"PR", "12345678", false},
    {"TX", "", false},
    {"TX", "12345678901234567890123456", false},
};

START_TEST(fits_licenses)
{
    const struct license_case *row = &license_cases[_i];
    const uint8_t *value = (const uint8_t *)row->value;
    const int state = states_find_code((const uint8_t *)row->state);
    ck_assert_int_ge(state, 0);
    const size_t len = strlen(row->value);
    ck_assert_msg(states_fits_license((size_t)state, value, len) == row->fits, "%s %s", row->state,
                  row->value);
    ck_assert_msg((states_with_license(value, len) >> state & 1) == (row->fits ? 1 : 0), "%s",
                  row->value);
}
END_TEST

/* Every prefix has at most one first state, and every state and territory has one. */
START_TEST(gives_every_state_its_prefixes)
{
    unsigned assigned = 0;
    unsigned counts[64] = {0};
    for (unsigned prefix = 0; prefix < 1000; prefix++) {
        char digits[4];
        (void)snprintf(digits, sizeof digits, "%03u", prefix);
        const int state = zip_find_state((const uint8_t *)digits);
        if (state >= 0) {
            assigned++;
            ck_assert(zip_fits_state((const uint8_t *)digits, (size_t)state));
        }
        for (size_t i = 0; i < states_count(); i++) {
            counts[i] += zip_fits_state((const uint8_t *)digits, i) ? 1 : 0;
        }
    }
    ck_assert_msg(assigned > 900 && assigned < 940, "%u", assigned);
    for (size_t i = 0; i < states_count(); i++) {
        ck_assert_msg(counts[i] > 0, "%s", states_at(i)->code);
    }
}
END_TEST

static const struct {
    const char *prefix;
    const char *state; /* "" for none */
} prefixes[] = {{"021", "MA"}, {"055", "MA"}, {"100", "NY"}, {"005", "NY"}, {"200", "DC"},
                {"201", "VA"}, {"209", "MD"}, {"331", "FL"}, {"606", "IL"}, {"733", "TX"},
                {"885", "TX"}, {"902", "CA"}, {"967", "HI"}, {"995", "AK"}, {"006", "PR"},
                {"008", "VI"}, {"340", "AA"}, {"090", "AE"}, {"963", "AP"}, {"000", ""},
                {"004", ""},   {"213", ""},   {"343", ""},   {"771", ""},   {"987", ""}};

START_TEST(knows_prefixes)
{
    const int state = zip_find_state((const uint8_t *)prefixes[_i].prefix);
    ck_assert_str_eq(state < 0 ? "" : states_at((size_t)state)->code, prefixes[_i].state);
}
END_TEST

START_TEST(knows_restricted_prefixes)
{
    unsigned restricted_2000 = 0;
    unsigned restricted_2010 = 0;
    for (unsigned prefix = 0; prefix < 1000; prefix++) {
        char digits[4];
        (void)snprintf(digits, sizeof digits, "%03u", prefix);
        const uint8_t *text = (const uint8_t *)digits;
        restricted_2000 += zip_is_restricted(text, ZIP_CENSUS_2000) ? 1 : 0;
        restricted_2010 += zip_is_restricted(text, ZIP_CENSUS_2010) ? 1 : 0;
    }
    ck_assert_uint_eq(restricted_2000, 17);
    ck_assert_uint_eq(restricted_2010, 16);
    ck_assert(zip_is_restricted((const uint8_t *)"036", ZIP_CENSUS_2000));
    ck_assert(zip_is_restricted((const uint8_t *)"893", ZIP_CENSUS_2000));
    ck_assert(!zip_is_restricted((const uint8_t *)"369", ZIP_CENSUS_2000));
    ck_assert(zip_is_restricted((const uint8_t *)"369", ZIP_CENSUS_2010));
    ck_assert(!zip_is_restricted((const uint8_t *)"021", ZIP_CENSUS_2000));
}
END_TEST

static const struct {
    const char *area;
    enum nanp_area kind;
} areas[] = {{"212", NANP_US},         {"617", NANP_US},         {"907", NANP_US},
             {"787", NANP_US},         {"201", NANP_US},         {"989", NANP_US},
             {"416", NANP_CANADA},     {"902", NANP_CANADA},     {"604", NANP_CANADA},
             {"441", NANP_CARIBBEAN},  {"876", NANP_CARIBBEAN},  {"809", NANP_CARIBBEAN},
             {"800", NANP_TOLL_FREE},  {"888", NANP_TOLL_FREE},  {"833", NANP_TOLL_FREE},
             {"500", NANP_SERVICE},    {"900", NANP_SERVICE},    {"710", NANP_SERVICE},
             {"555", NANP_UNASSIGNED}, {"911", NANP_UNASSIGNED}, {"211", NANP_UNASSIGNED},
             {"999", NANP_UNASSIGNED}, {"291", NANP_UNASSIGNED}, {"200", NANP_UNASSIGNED},
             {"000", NANP_UNASSIGNED}, {"123", NANP_UNASSIGNED}};

START_TEST(knows_area_codes)
{
    ck_assert_msg(nanp_find_area((const uint8_t *)areas[_i].area) == areas[_i].kind, "%s",
                  areas[_i].area);
}
END_TEST

START_TEST(keeps_service_codes_free)
{
    unsigned counts[6] = {0};
    for (unsigned area = 0; area < 1000; area++) {
        char digits[16];
        (void)snprintf(digits, sizeof digits, "%03u2345678", area);
        const enum nanp_area kind = nanp_find_area((const uint8_t *)digits);
        counts[kind]++;
        ck_assert_msg(kind == NANP_UNASSIGNED || nanp_is_possible((const uint8_t *)digits), "%u",
                      area);
    }
    ck_assert_uint_eq(counts[NANP_TOLL_FREE], 7);
    ck_assert_msg(counts[NANP_US] > 370 && counts[NANP_US] < 420, "%u", counts[NANP_US]);
    ck_assert_msg(counts[NANP_CANADA] == 56, "%u", counts[NANP_CANADA]);
    ck_assert_msg(counts[NANP_CARIBBEAN] == 21, "%u", counts[NANP_CARIBBEAN]);
}
END_TEST

static const struct {
    const char *digits;
    bool is_possible;
    bool is_fictional;
} numbers[] = {
    {"2125550132", true, true},   {"4155550199", true, true},   {"4155550200", true, false},
    {"4155551212", true, false},  {"5559639875", true, true},   {"6174241234", true, false},
    {"1155550132", false, true},  {"4151550132", false, false}, {"9112345678", false, false},
    {"2129112345", false, false}, {"2912345678", false, false}, {"0123456789", false, false},
};

START_TEST(judges_numbers)
{
    const uint8_t *digits = (const uint8_t *)numbers[_i].digits;
    ck_assert_msg(nanp_is_possible(digits) == numbers[_i].is_possible, "%s", numbers[_i].digits);
    ck_assert_msg(nanp_is_fictional(digits) == numbers[_i].is_fictional, "%s", numbers[_i].digits);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("places");
    TCase *tests = tcase_create("places");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_loop_test(tests, judges_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_test(tests, keeps_states_sorted_and_findable);
    tcase_add_loop_test(tests, fits_licenses, 0, sizeof license_cases / sizeof license_cases[0]);
    tcase_add_test(tests, gives_every_state_its_prefixes);
    tcase_add_loop_test(tests, knows_prefixes, 0, sizeof prefixes / sizeof prefixes[0]);
    tcase_add_test(tests, knows_restricted_prefixes);
    tcase_add_loop_test(tests, knows_area_codes, 0, sizeof areas / sizeof areas[0]);
    tcase_add_test(tests, keeps_service_codes_free);
    tcase_add_loop_test(tests, judges_numbers, 0, sizeof numbers / sizeof numbers[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
