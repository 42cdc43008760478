/* Named values: what counts, and how much. */
#include "detectors/field.h"

#include "detectors/registry.h"
#include "tests/unit/suite.h"

#include <stdio.h>
#include <string.h>

static struct ruleset *ruleset;
static struct field_rules *rules;

static void setup(void)
{
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    ruleset = ruleset_create(&options);
    rules = field_rules_create(ruleset);
}

static void teardown(void)
{
    field_rules_free(rules);
    ruleset_free(ruleset);
}

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static const struct {
    const char *detector, *value;
    uint8_t confidence; /* 0: no finding */
    uint16_t flags;
} values[] = {
    {"us-ssn", "536-90-4399", 95, 0},
    {"us-ssn", "536904399", 95, 0},
    {"us-ssn", " 536 90 4399 ", 95, 0},
    {"us-ssn", "536/90/4399", 95, 0},
    {"us-ssn", "04/12/1961", 0, 0},
    {"us-ssn", "536/904/399", 0, 0},
    {"us-ssn", "999-68-7171", 75, FINDING_INVALID_RANGE},
    {"us-ssn", "53690439", 75, FINDING_INVALID_RANGE},
    {"us-ssn", "123-45-6789", 75, FINDING_PLACEHOLDER},
    {"us-ssn", "***-**-1234", 75, FINDING_PARTIAL_VALUE},
    {"us-ssn", "000-00-0000", 0, 0},
    {"us-ssn", "", 0, 0},
    {"us-ssn", "  ", 0, 0},
    {"us-ssn", "N/A", 0, 0},
    {"us-ssn", "unknown", 0, 0},
    {"us-ssn", "NULL", 0, 0},
    {"us-ssn", "xxx-xx-xxxx", 0, 0},
    {"us-ssn", "Smith", 0, 0},
    {"us-ssn", "PSSN123121234", 75, FINDING_INVALID_RANGE},
    {"us-ssn", "536-90-4399A", 75, FINDING_INVALID_RANGE},
    {"us-ssn", "see file 536904399", 0, 0},
    {"us-ein", "12-3456789", 85, 0},
    {"us-ein", "12349876", 75, FINDING_INVALID_RANGE},
    {"us-ein", "123", 0, 0},
    {"zip-code", "62701", 90, 0},
    {"zip-code", "036", 90, 0},
    {"zip-code", "821**", 90, 0},
    {"zip-code", "893XX", 90, 0},
    {"zip-code", "021", 0, 0},
    {"zip-code", "021**", 0, 0},
    {"zip-code", "036*", 0, 0},
    {"zip-code", "L6G 1C7", 75, FINDING_INVALID_RANGE},
    {"zip-code", "WI3 7KU", 75, FINDING_INVALID_RANGE},
    {"zip-code", "LONDON", 0, 0},
    {"zip-code", "files.zip", 0, 0},
    {"ndc", "3920293", 75, FINDING_INVALID_RANGE},
    {"ndc", "39", 0, 0},
    {"age-over-89", "91", 95, 0},
    {"age-over-89", "90", 0, 0},
    {"age-over-89", "90+", 0, 0},
    {"age-over-89", "89", 0, 0},
    {"us-ssn", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", 0, 0},
    {"us-npi", "1234567893", 95, 0},
    {"us-npi", "9999992198", 75, FINDING_INVALID_RANGE},
    {"us-npi", "0000000000", 0, 0},
    {"us-npi", "pending", 0, 0},
    {"us-dea", "AP5836727", 95, 0},
    {"us-dea", "AP5836728", 75, FINDING_INVALID_RANGE},
    {"us-dea", "AP5836727-JS0042", 95, 0},
    {"us-dea", "AP5836728-1234", 75, FINDING_INVALID_RANGE},
    {"us-dea", "AP5836727-", 95, 0},
    {"us-dea", "AP5836727-JS0042713", 0, 0},
    {"udi", "(01)51022222233336(21)1234", 95, 0},
    {"udi", "(01)51022222233337(21)1234", 75, FINDING_INVALID_RANGE},
    {"udi", "51022222233336", 95, 0},
    {"udi", "(see label)", 0, 0},
    {"city", "Boston", 90, 0},
    {"city", "string", 0, 0},
    {"us-mbi", "1EG4-TE5-MK73", 98, 0},
    {"us-mbi", "1S00E00AA06", 75, FINDING_INVALID_RANGE},
    {"us-mbi", "SSSS", 0, 0},
    {"mrn", "A-1015952", 95, 0},
    {"mrn", "0ba83c32-6e11-4065-afa8-6b3d3f95bed0", 95, 0},
    {"mrn", "none", 0, 0},
    {"mrn", "see chart", 0, 0},
    {"dob", "1978-04-22", 95, 0},
    {"dob", "17-MAR-1981", 95, 0},
    {"dob", "19780422", 95, 0},
    {"dob", "1978-13-45", 75, FINDING_INVALID_RANGE},
    {"dob", "1978", 0, 0},
    {"dob", "1900-01-01", 0, 0},
    {"dob", "yesterday", 0, 0},
    {"phone", "212-736-5000", 95, 0},
    {"phone", "(212) 736-5000 x12", 95, 0},
    {"phone", "+49 30 901820", 95, 0},
    {"phone", "115-736-5000", 75, FINDING_INVALID_RANGE},
    {"phone", "555-810-7203", 75, FINDING_FICTIONAL},
    {"phone", "home", 0, 0},
    {"email", "ann.lee@clinic.org", 90, 0},
    {"email", "nobody", 0, 0},
    {"person-name", "querystring", 0, 0},
    {"person-name", "String", 95, 0},
    {"icd10-cm", "E119", 95, 0},
    {"icd10-cm", "diabetes", 0, 0},
    {"ndc", "00777310502", 95, 0},
    {"payment-card", "4012888888881881", 95, 0},
    {"payment-card", "4012888888881882", 75, FINDING_INVALID_RANGE},
};

START_TEST(test_judge)
{
    struct finding finding;
    const struct field_meaning meaning = field_meaning_of(values[_i].detector);
    const bool is_found = field_judge(rules, meaning, span_of(values[_i].value), &finding);
    ck_assert_msg(is_found == (values[_i].confidence > 0), "%s %s", values[_i].detector,
                  values[_i].value);
    if (!is_found)
        return;
    ck_assert_msg(finding.confidence == values[_i].confidence, "%s: %u", values[_i].value,
                  finding.confidence);
    ck_assert_msg(finding.flags == values[_i].flags, "%s: %u", values[_i].value, finding.flags);
    ck_assert_uint_eq(finding.detector, (unsigned)detector_find(values[_i].detector));
    int sum = 0;
    for (unsigned i = 0; i < finding.evidence_count; i++)
        sum += finding.evidence[i].points;
    ck_assert_int_eq(sum, finding.confidence);
}
END_TEST

/* A weak name needs a value that keeps a rule. */
START_TEST(test_weak)
{
    struct finding finding;
    struct field_meaning ssn = field_meaning_of("us-ssn"), mrn = field_meaning_of("mrn");
    struct field_meaning care = field_meaning_of("service-date");
    ssn.is_weak = mrn.is_weak = care.is_weak = true;
    ck_assert(field_judge(rules, ssn, span_of("536-90-4399"), &finding));
    ck_assert_uint_eq(finding.confidence, 80);
    ck_assert(!field_judge(rules, ssn, span_of("999-68-7171"), &finding));
    ck_assert(!field_judge(rules, mrn, span_of("1015952"), &finding));
    ck_assert(!field_judge(rules, care, span_of("2024-05-01"), &finding));
    ck_assert(!field_judge(rules, FIELD_NO_MEANING, span_of("536-90-4399"), &finding));
}
END_TEST

static const struct {
    const char *detector, *value;
    uint8_t confidence;
    uint16_t flags;
} stated[] = {
    {"mrn", "ann.lee@direct.clinic.org", 95, 0},
    {"mrn", "see chart", 95, 0},
    {"mrn", "--", 0, 0},
    {"mrn", "unknown", 0, 0},
    {"us-npi", "1234567893", 95, 0},
    {"us-npi", "111111", 75, FINDING_INVALID_RANGE},
    {"us-npi", "999999943252", 75, FINDING_INVALID_RANGE},
    {"us-ssn", "000-00-0000", 75, FINDING_PLACEHOLDER},
    {"us-ssn", "0", 0, 0},
    {"us-ssn", "***-**-1234", 75, FINDING_PARTIAL_VALUE},
    {"person-name", "G.", 95, 0},
    {"zip-code", "028321", 90, 0},
};

/* Where a standard says what stands in a place, what a value looks like decides no more. */
START_TEST(test_stated)
{
    struct finding finding;
    struct field_meaning meaning = field_meaning_of(stated[_i].detector);
    meaning.is_stated = true;
    const bool is_found = field_judge(rules, meaning, span_of(stated[_i].value), &finding);
    ck_assert_msg(is_found == (stated[_i].confidence > 0), "%s", stated[_i].value);
    if (is_found) {
        ck_assert_msg(finding.confidence == stated[_i].confidence, "%s", stated[_i].value);
        ck_assert_msg(finding.flags == stated[_i].flags, "%s", stated[_i].value);
    }
}
END_TEST

static const struct {
    const char *detector, *value;
    bool is_other, is_removed;
    uint8_t confidence;
    uint16_t flags;
} doubted[] = {
    {"person-name", "Moriarty^James", true, false, 70, 0},
    {"person-name", "Moriarty^James", false, true, 65, FINDING_NEGATIVE_CONTEXT},
    {"person-name", "Moriarty^James", true, true, 60, FINDING_NEGATIVE_CONTEXT},
    {"dob", "11111111", true, false, 70, FINDING_INVALID_RANGE},
    {"dob", "11111111", false, true, 60, FINDING_INVALID_RANGE | FINDING_NEGATIVE_CONTEXT},
    {"city", "Springfield", false, true, 60, FINDING_NEGATIVE_CONTEXT},
    {"mrn", "", true, true, 0, 0},
};

/* Somebody else's value makes no person, nor one that is said to be removed. */
START_TEST(test_doubted)
{
    struct finding finding;
    struct field_meaning meaning = field_meaning_of(doubted[_i].detector);
    meaning.is_stated = true;
    meaning.is_other = doubted[_i].is_other;
    meaning.is_removed = doubted[_i].is_removed;
    const bool is_found = field_judge(rules, meaning, span_of(doubted[_i].value), &finding);
    ck_assert_int_eq(is_found, doubted[_i].confidence > 0);
    if (!is_found)
        return;
    ck_assert_uint_eq(finding.confidence, doubted[_i].confidence);
    ck_assert_uint_eq(finding.flags, doubted[_i].flags);
    int sum = 0;
    for (unsigned i = 0; i < finding.evidence_count; i++)
        sum += finding.evidence[i].points;
    ck_assert_int_eq(sum, finding.confidence);
}
END_TEST

/* Equal values are equal however they are written. */
START_TEST(test_fingerprint)
{
    struct finding one, two, other;
    const struct field_meaning ssn = field_meaning_of("us-ssn");
    ck_assert(field_judge(rules, ssn, span_of("536-90-4399"), &one));
    ck_assert(field_judge(rules, ssn, span_of(" 536904399"), &two));
    ck_assert(field_judge(rules, ssn, span_of("536904398"), &other));
    ck_assert(one.fingerprint == two.fingerprint);
    ck_assert(one.fingerprint != other.fingerprint);
}
END_TEST

static const struct {
    const char *name, *detector; /* NULL: nothing */
    bool is_weak;
} names[] = {
    {"ssn", "us-ssn", false},
    {"$.patient.ssn", "us-ssn", false},
    {"BENE_BIRTH_DT", "dob", false},
    {"birthDate", "dob", false},
    {"AT_PHYSN_NPI", "us-npi", false},
    {"ssn_sha256", NULL, false},
    {"provider_phone", NULL, false},
    {"color", NULL, false},
    {"", NULL, false},
};

START_TEST(test_names)
{
    const struct field_meaning meaning = field_meaning_of_name(rules, span_of(names[_i].name));
    const int expected = names[_i].detector != NULL ? detector_find(names[_i].detector) : -1;
    ck_assert_msg(meaning.detector == expected, "%s: %d", names[_i].name, meaning.detector);
    ck_assert(meaning.is_weak == names[_i].is_weak);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("field");
    TCase *const tcase = tcase_create("field");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, test_judge, 0, (int)(sizeof values / sizeof values[0]));
    tcase_add_loop_test(tcase, test_names, 0, (int)(sizeof names / sizeof names[0]));
    tcase_add_test(tcase, test_weak);
    tcase_add_loop_test(tcase, test_stated, 0, (int)(sizeof stated / sizeof stated[0]));
    tcase_add_loop_test(tcase, test_doubted, 0, (int)(sizeof doubted / sizeof doubted[0]));
    tcase_add_test(tcase, test_fingerprint);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
