/* Agreement with an independent implementation of the same rules, where it lies beside the
 * repository: its own worked examples, and as many drawn values as PHICRAWL_LONG asks for. */
#include "detectors/ascii.h"
#include "detectors/bank.h"
#include "detectors/checkdigit.h"
#include "detectors/hcpcs.h"
#include "detectors/hicn.h"
#include "detectors/icd10.h"
#include "detectors/icd9.h"
#include "detectors/loinc.h"
#include "detectors/ndc.h"
#include "detectors/payment_card.h"
#include "detectors/phone.h"
#include "detectors/snomed.h"
#include "detectors/taxid.h"
#include "detectors/udi.h"
#include "detectors/us_dea.h"
#include "detectors/us_mbi.h"
#include "detectors/us_npi.h"
#include "detectors/us_ssn.h"
#include "detectors/vin.h"
#include "match_case.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define REFERENCE "../shared/tools"
#define CASES "python3 tests/unit/detectors/reference_cases.py " REFERENCE
#define COUNT 2500       /* of each kind: more than 50,000 in all */
#define COUNT_LONG 48000 /* a million in all */
#define VECTORS 136
#define VALUE_MAX 64

/* The digits of value; returns how many, at most VALUE_MAX. */
static size_t keep_digits(const uint8_t *value, size_t len, uint8_t digits[VALUE_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < len && count < VALUE_MAX; i++) {
        if (ascii_is_digit(value[i])) {
            digits[count++] = value[i];
        }
    }
    return count;
}

static bool is_all_digits(const uint8_t *value, size_t len)
{
    return ascii_count_digits(value, len, len) == len;
}

/* ddd-dd-dddd with one separator, or none. */
static bool is_ssn(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    const bool is_grouped = len == 11 && value[3] == value[6] && ascii_is_one_of(value[3], "- .") &&
                            is_all_digits(value, 3) && is_all_digits(value + 4, 2) &&
                            is_all_digits(value + 7, 4);
    const bool is_bare = len == 9 && is_all_digits(value, 9);
    return (is_grouped || is_bare) && keep_digits(value, len, digits) == 9 &&
           us_ssn_classify(digits) == US_SSN_VALID;
}

static bool is_itin(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return keep_digits(value, len, digits) == 9 && taxid_is_itin(digits);
}

static bool is_ein(const uint8_t *value, size_t len)
{
    return taxid_match_ein(value, 0, len) == len && len == 10;
}

static bool is_npi(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return keep_digits(value, len, digits) == 10 && us_npi_is_valid(digits);
}

/* With a suffix of one to eight letters and digits, as hospitals give their interns. */
static bool is_dea(const uint8_t *value, size_t len)
{
    if (len < 9 || len == 10 || len > 18 || (len > 9 && value[9] != '-')) {
        return false;
    }
    for (size_t i = 10; i < len; i++) {
        if (!ascii_is_alnum(value[i])) {
            return false;
        }
    }
    return us_dea_is_valid(value);
}

static bool is_mbi(const uint8_t *value, size_t len)
{
    uint8_t bare[11];
    if (len == 11) {
        return us_mbi_is_valid(value);
    }
    if (len != 13 || value[4] != '-' || value[8] != '-') {
        return false;
    }
    memcpy(bare, value, 4);
    memcpy(bare + 4, value + 5, 3);
    memcpy(bare + 7, value + 9, 4);
    return us_mbi_is_valid(bare);
}

/* Those that CMS makes up break the rule on purpose. */
static bool is_made_up_mbi(const uint8_t *value, size_t len)
{
    return len == 11 && !us_mbi_is_valid(value);
}

static bool is_hicn(const uint8_t *value, size_t len)
{
    return hicn_classify(value, len) != HICN_NONE;
}

static bool is_aba(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return keep_digits(value, len, digits) == 9 && bank_is_aba(digits);
}

static bool is_pan(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    for (size_t i = 0; i < len; i++) {
        const bool is_mark =
            i > 0 && i + 1 < len && ascii_is_one_of(value[i], "- ") && ascii_is_digit(value[i - 1]);
        if (!ascii_is_digit(value[i]) && !is_mark) {
            return false;
        }
    }
    return payment_card_is_valid(digits, keep_digits(value, len, digits));
}

static bool is_gs1(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    return udi_is_gtin(digits, keep_digits(value, len, digits));
}

static bool is_icd9(const uint8_t *value, size_t len)
{
    return icd9_match(value, 0, len) == len;
}

static bool is_ndc(const uint8_t *value, size_t len)
{
    char normal[11];
    return ndc_normalise(value, len, normal);
}

/* The normal form, a blank, and the code. */
static bool is_normal_ndc(const uint8_t *value, size_t len)
{
    char normal[11];
    return len > 12 && ndc_normalise(value + 12, len - 12, normal) &&
           memcmp(normal, value, sizeof normal) == 0;
}

static bool is_nanp(const uint8_t *value, size_t len)
{
    uint8_t digits[VALUE_MAX];
    const size_t count = keep_digits(value, len, digits);
    const size_t code = count == 11 && digits[0] == '1' ? 1 : 0;
    return count - code == 10 && phone_is_nanp(digits + code);
}

/* D codes are the dentists': the shape of a code, but none of level II. */
static bool is_level_two(const uint8_t *value, size_t len)
{
    return hcpcs_match(value, 0, len) == len;
}

struct kind {
    const char *name;
    value_fn is_valid;
    bool is_stricter; /* knows ranges or codes that the reference does not ask for */
};

static const struct kind kinds[] = {
    {"ssn", is_ssn, false},
    {"itin", is_itin, false},
    {"ein", is_ein, false},
    {"npi", is_npi, false},
    {"dea", is_dea, false},
    {"mbi", is_mbi, false},
    {"hicn", is_hicn, true},
    {"aba", is_aba, false},
    {"iban", bank_is_iban, false},
    {"pan", is_pan, false},
    {"vin", vin_is_valid, false},
    {"gs1", is_gs1, false},
    {"loinc", loinc_is_code, true}, /* no number starts with 0 */
    {"sctid", snomed_is_id, false},
    {"ndc", is_ndc, true},
    {"icd10", icd10_is_code, true},
    {"icd9", is_icd9, true},
    {"hcpcs", hcpcs_is_code, false},
    {"nanp", is_nanp, false},
    {"luhn", checkdigit_verify_luhn, false},
    {"verhoeff", checkdigit_verify_verhoeff, false},
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

/* Kinds that only worked examples have. */
static const struct kind more_kinds[] = {
    {"ndc11", is_normal_ndc, false},
    {"hcpcs2", is_level_two, false},
    {"mbi_cms_synthetic", is_made_up_mbi, false},
};

static const struct kind *find_kind(const char *name)
{
    for (size_t i = 0; i < KIND_COUNT; i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return &kinds[i];
        }
    }
    for (size_t i = 0; i < sizeof more_kinds / sizeof more_kinds[0]; i++) {
        if (strcmp(more_kinds[i].name, name) == 0) {
            return &more_kinds[i];
        }
    }
    ck_abort_msg("%s: unknown kind", name);
    return NULL;
}

/* The numbers that processors publish for tests are judged by their list, not by the rules. */
static bool is_published(const struct kind *kind, const char *value)
{
    uint8_t digits[VALUE_MAX];
    const size_t count = keep_digits((const uint8_t *)value, strlen(value), digits);
    return strcmp(kind->name, "pan") == 0 && payment_card_is_test(digits, count);
}

struct tally {
    size_t seen;
    size_t right;
};

/* Reads lines of command and compares; memory of the value's own size shows what is read beyond. */
static void compare(const char *command, bool is_exact, struct tally *tally)
{
    char name[24];
    char value[VALUE_MAX];
    int expected = 0;
    FILE *verdicts = popen(command, "r");
    ck_assert_ptr_nonnull(verdicts);
    while (fscanf(verdicts, "%23[^\t]\t%63[^\t]\t%d\n", name, value, &expected) == 3) {
        const struct kind *kind = find_kind(name);
        const size_t len = strlen(value);
        uint8_t *bytes = malloc(len);
        ck_assert_ptr_nonnull(bytes);
        memcpy(bytes, value, len);
        const bool is_valid = kind->is_valid(bytes, len);
        free(bytes);
        const bool agrees = kind->is_stricter && !is_exact ? !is_valid || expected != 0
                                                           : is_valid == (expected != 0);
        ck_assert_msg(agrees || is_published(kind, value), "%s %s: not %d", name, value, expected);
        tally->seen++;
        tally->right += is_valid ? 1 : 0;
    }
    ck_assert_int_eq(pclose(verdicts), 0);
}

START_TEST(agrees_with_the_reference)
{
    char command[256];
    struct tally tally = {0};
    const size_t count = getenv("PHICRAWL_LONG") != NULL ? COUNT_LONG : COUNT;
    const char *name = kinds[_i].name;
    (void)snprintf(command, sizeof command, CASES " %s %zu", name, count);
    compare(command, false, &tally);
    ck_assert_uint_eq(tally.seen, count);
    ck_assert_msg(tally.right > count / 200 && tally.right < count, "%s: %zu of %zu", name,
                  tally.right, count);
}
END_TEST

START_TEST(agrees_on_the_worked_examples)
{
    struct tally tally = {0};
    compare(CASES " vectors", true, &tally);
    ck_assert_uint_eq(tally.seen, VECTORS);
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
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, agrees_on_the_worked_examples);
    tcase_add_loop_test(tests, agrees_with_the_reference, 0, KIND_COUNT);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
