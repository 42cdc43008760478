/* Agreement with an independent implementation of the same rules, where it lies beside the
 * repository. */
#include "detectors/bank.h"
#include "detectors/hcpcs.h"
#include "detectors/hicn.h"
#include "detectors/icd9.h"
#include "detectors/loinc.h"
#include "detectors/snomed.h"
#include "detectors/taxid.h"
#include "detectors/udi.h"
#include "detectors/vin.h"
#include "match_case.h"

#include <stdio.h>
#include <unistd.h>

#define REFERENCE "../shared/tools"
#define CASES "tests/unit/detectors/reference_cases.py"

static bool is_itin(const uint8_t *value, size_t len)
{
    return len == 9 && taxid_is_itin(value);
}

static bool is_ein(const uint8_t *value, size_t len)
{
    return taxid_match_ein(value, 0, len) == len;
}

static bool is_hicn(const uint8_t *value, size_t len)
{
    return hicn_classify(value, len) != HICN_NONE;
}

static bool is_aba(const uint8_t *value, size_t len)
{
    return bank_match_aba(value, 0, len) == len;
}

static bool is_vin(const uint8_t *value, size_t len)
{
    return vin_match(value, 0, len) == len;
}

static bool is_icd9(const uint8_t *value, size_t len)
{
    return icd9_match(value, 0, len) == len;
}

struct kind {
    const char *name;
    value_fn is_valid;
    bool is_stricter; /* knows ranges or codes that the reference does not ask for */
};

static const struct kind kinds[] = {
    {"itin", is_itin, false},       {"ein", is_ein, false},
    {"hicn", is_hicn, true},        {"aba", is_aba, false},
    {"iban", bank_is_iban, false},  {"vin", is_vin, false},
    {"gs1", udi_is_gtin, false},    {"loinc", loinc_is_code, false},
    {"sctid", snomed_is_id, false}, {"hcpcs", hcpcs_is_code, false},
    {"icd9", is_icd9, true},
};

START_TEST(agrees_with_the_reference)
{
    const struct kind *kind = &kinds[_i];
    FILE *verdicts = popen("python3 " CASES " " REFERENCE, "r");
    ck_assert_ptr_nonnull(verdicts);
    char name[16];
    char value[48];
    int expected = 0;
    size_t seen = 0;
    size_t right = 0;
    while (fscanf(verdicts, "%15[^\t]\t%47[^\t]\t%d\n", name, value, &expected) == 3) {
        if (strcmp(name, kind->name) != 0) {
            continue;
        }
        const bool is_valid = kind->is_valid((const uint8_t *)value, strlen(value));
        const bool agrees =
            kind->is_stricter ? !is_valid || expected != 0 : is_valid == (expected != 0);
        ck_assert_msg(agrees, "%s %s: not %d", name, value, expected);
        seen++;
        right += is_valid ? 1 : 0;
    }
    ck_assert_int_eq(pclose(verdicts), 0);
    ck_assert_uint_ge(seen, 3000);
    ck_assert_msg(right > seen / 200 && right < seen, "%s: %zu of %zu", kind->name, right, seen);
}
END_TEST

int main(void)
{
    if (access(REFERENCE "/validators.py", R_OK) != 0) {
        puts("the reference is not at hand\n0 passed, 0 failed");
        return 0;
    }
    Suite *suite = suite_create("reference");
    TCase *tests = tcase_create("reference");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, agrees_with_the_reference, 0, sizeof kinds / sizeof kinds[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
