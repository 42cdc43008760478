/* Coded health data: SNOMED CT, LOINC, HCPCS and CPT, NUCC taxonomy, ICD-9-CM, and near misses. */
#include "detectors/hcpcs.h"
#include "detectors/icd9.h"
#include "detectors/loinc.h"
#include "detectors/nucc.h"
#include "detectors/snomed.h"
#include "match_case.h"

#include <stdio.h>

static const struct match_case match_cases[] = {
    {snomed_match, "22298006", 0, 8},
    {snomed_match, "SCT:73211009|diabetes|", 4, 8},
    {snomed_match, "260415000.", 0, 9},
    {snomed_match, "999999990989121104", 0, 18},
    {snomed_match, "73211008", 0, 0},
    {snomed_match, "0073211009", 0, 0},
    {snomed_match, "12345", 0, 0},
    {snomed_match, "173211009", 1, 0},
    {snomed_match, "73211009-1", 0, 0},
    {snomed_match, "1999999990989121104", 0, 0},
    {snomed_match, "", 0, 0},
    {loinc_match, "2345-7", 0, 6},
    {loinc_match, "LOINC 94558-4:", 6, 7},
    {loinc_match, "718-7", 0, 5},
    {loinc_match, "5895-7", 0, 6},
    {loinc_match, "11501-6", 0, 7},
    {loinc_match, "2345-8", 0, 0},
    {loinc_match, "5895-9", 0, 0},
    {loinc_match, "02345-7", 0, 0},
    {loinc_match, "2345-70", 0, 0},
    {loinc_match, "2345-7-1", 0, 0},
    {loinc_match, "2345 7", 0, 0},
    {loinc_match, "12-2345-7", 3, 0},
    {loinc_match, "123456789-7", 0, 0},
    {loinc_match, "2345-", 0, 0},
    {loinc_match, "", 0, 0},
    {hcpcs_match, "J1100", 0, 5},
    {hcpcs_match, "HCPCS G0402.", 6, 5},
    {hcpcs_match, "J1100-JW", 0, 5},
    {hcpcs_match, "D0120", 0, 0},
    {hcpcs_match, "F1100", 0, 0},
    {hcpcs_match, "I1100", 0, 0},
    {hcpcs_match, "N1100", 0, 0},
    {hcpcs_match, "j1100", 0, 0},
    {hcpcs_match, "J11001", 0, 0},
    {hcpcs_match, "J110", 0, 0},
    {hcpcs_match, "AJ1100", 1, 0},
    {hcpcs_match, "J1100-1234", 0, 0},
    {hcpcs_match_cpt, "99213", 0, 5},
    {hcpcs_match_cpt, "CPT 88305-26,", 4, 5},
    {hcpcs_match_cpt, "99213.5", 0, 0},
    {hcpcs_match_cpt, "992130", 0, 0},
    {hcpcs_match_cpt, "99213-1234", 0, 0},
    {hcpcs_match_cpt, "199213", 1, 0},
    {hcpcs_match_cpt, "9921", 0, 0},
    {nucc_match, "207Q00000X", 0, 10},
    {nucc_match, "PRV*PE*PXC*363LF0000X~", 11, 10},
    {nucc_match, "207q00000x", 0, 0},
    {nucc_match, "507Q00000X", 0, 0},
    {nucc_match, "207Q00000Y", 0, 0},
    {nucc_match, "207Q00000XX", 0, 0},
    {nucc_match, "20QQ00000X", 0, 0},
    {nucc_match, "207Q0000X", 0, 0},
    {nucc_match, "1207Q00000X", 1, 0},
    {icd9_match, "250.00", 0, 6},
    {icd9_match, "ICD-9: V02.61.", 7, 6},
    {icd9_match, "E849.0", 0, 6},
    {icd9_match, "401.9, 250.00", 0, 5},
    {icd9_match, "V70", 0, 3},
    {icd9_match, "E849", 0, 4},
    {icd9_match, "496", 0, 0},
    {icd9_match, "000.1", 0, 0},
    {icd9_match, "V92.1", 0, 0},
    {icd9_match, "V00.1", 0, 0},
    {icd9_match, "E100.1", 0, 0},
    {icd9_match, "250.000", 0, 0},
    {icd9_match, "1250.00", 0, 0},
    {icd9_match, "1250.00", 1, 0},
    {icd9_match, "250.", 0, 0},
    {icd9_match, "V7012", 0, 0},
    {icd9_match, "v70.1", 0, 0},
    {icd9_match, "250.0.1", 0, 0},
    {icd9_match, "", 0, 0},
};

START_TEST(matches_in_text)
{
    match_case_check(&match_cases[_i]);
}
END_TEST

static const struct value_case value_cases[] = {
    {snomed_is_id, " 22298006 ", true},
    {snomed_is_id, "22298006x", false},
    {snomed_is_id, "", false},
    {loinc_is_code, " 2345-7", true},
    {loinc_is_code, "2345-7 x", false},
    {loinc_is_code, "", false},
    {hcpcs_is_code, "99213", true},
    {hcpcs_is_code, "0001F", true},
    {hcpcs_is_code, "0042t", true},
    {hcpcs_is_code, "j1100 JW", true},
    {hcpcs_is_code, "99213-25-59", true},
    {hcpcs_is_code, "99213:25:59:LT:RT", true},
    {hcpcs_is_code, "99213:25:59:LT:RT:GA", false},
    {hcpcs_is_code, "9921X", false},
    {hcpcs_is_code, "992134", false},
    {hcpcs_is_code, "9921", false},
    {hcpcs_is_code, "", false},
    {nucc_is_code, " 207q00000x ", true},
    {nucc_is_code, "207Q00000X1", false},
    {nucc_is_code, "", false},
    {icd9_is_code, "25000", true},
    {icd9_is_code, "4019", true},
    {icd9_is_code, "496", true},
    {icd9_is_code, "v0261", true},
    {icd9_is_code, "E8490", true},
    {icd9_is_code, "E849.0", true},
    {icd9_is_code, "250.", false},
    {icd9_is_code, "250000", false},
    {icd9_is_code, "E84901", false},
    {icd9_is_code, "49", false},
    {icd9_is_code, "000", false},
    {icd9_is_code, "", false},
};

START_TEST(judges_values)
{
    value_case_check(&value_cases[_i]);
}
END_TEST

START_TEST(knows_visits)
{
    static const struct {
        const char *code;
        bool is_visit;
    } cases[] = {{"99201", false}, {"99202", true}, {"99499", true}, {"99500", false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        ck_assert_int_eq(hcpcs_is_visit((const uint8_t *)cases[i].code), cases[i].is_visit);
    }
}
END_TEST

/* Verhoeff and Luhn see every wrong digit of a code. */
START_TEST(sees_every_wrong_digit)
{
    uint8_t concept[9] = "73211009";
    uint8_t observation[8] = "94558-4";
    for (size_t i = 0; i < 8; i++) {
        const uint8_t right = concept[i];
        for (concept[i] = '0'; concept[i] <= '9'; concept[i]++) {
            ck_assert(concept[i] == right || !snomed_is_id(concept, 8));
        }
        concept[i] = right;
    }
    for (size_t i = 0; i < 7; i += i == 4 ? 2 : 1) {
        const uint8_t right = observation[i];
        for (observation[i] = '0'; observation[i] <= '9'; observation[i]++) {
            ck_assert(observation[i] == right || !loinc_is_code(observation, 7));
        }
        observation[i] = right;
    }
}
END_TEST

/* Of numbers of nine digits with any partition, 3 of 100 have one, and one of ten of them checks.
 */
START_TEST(passes_few_numbers)
{
    unsigned passed = 0;
    for (unsigned number = 0; number < 100000; number++) {
        char value[16];
        const int len = snprintf(value, sizeof value, "1234%05u", number);
        passed += snomed_is_id((const uint8_t *)value, (size_t)len) ? 1 : 0;
    }
    ck_assert_uint_eq(passed, 300);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("codes");
    TCase *tests = tcase_create("codes");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, sizeof match_cases / sizeof match_cases[0]);
    tcase_add_test(tests, knows_visits);
    tcase_add_loop_test(tests, judges_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_test(tests, sees_every_wrong_digit);
    tcase_add_test(tests, passes_few_numbers);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
