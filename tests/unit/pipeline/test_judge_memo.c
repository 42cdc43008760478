/* What is remembered is what would be judged. */
#include "suite.h"

#include "crawler/pipeline/judge_memo.h"
#include "detectors/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUES 5000

static struct ruleset *ruleset;
static struct field_rules *rules;
static struct judge_memo *memo;

static void setup(void)
{
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    ruleset = ruleset_create(&options);
    rules = field_rules_create(ruleset);
    memo = judge_memo_create(rules);
    ck_assert_ptr_nonnull(memo);
}

static void teardown(void)
{
    judge_memo_free(memo);
    field_rules_free(rules);
    ruleset_free(ruleset);
}

static void check_value(struct field_meaning meaning, const char *text)
{
    /* In memory of its own size: nothing behind it may be read. */
    const size_t len = strlen(text);
    uint8_t *const bytes = malloc(len + (len == 0));
    memcpy(bytes, text, len);
    const struct span value = {bytes, len};
    struct finding expected, found;
    const bool is_expected = field_judge(rules, meaning, value, &expected);
    ck_assert_msg(judge_memo_judge(memo, meaning, value, &found) == is_expected, "%s", text);
    if (is_expected) {
        ck_assert_uint_eq(found.detector, expected.detector);
        ck_assert_uint_eq(found.confidence, expected.confidence);
        ck_assert_uint_eq(found.flags, expected.flags);
        ck_assert_uint_eq(found.fingerprint, expected.fingerprint);
        ck_assert_uint_eq(found.evidence_count, expected.evidence_count);
        ck_assert_mem_eq(found.evidence, expected.evidence, sizeof expected.evidence);
    }
    free(bytes);
}

/* Names of columns, and values of every length around the longest that is remembered. */
static const char *const names[] = {"ssn",  "birth_date", "date", "mrn",      "patient_id", "zip",
                                    "city", "first_name", "id",   "icd10_cm", "phone",      "npi"};
static const char *const values[] = {"",
                                     "1",
                                     "12",
                                     "21",
                                     "121",
                                     "112",
                                     "1234",
                                     "90210",
                                     "90211",
                                     "E11.9",
                                     "E11.90",
                                     "Garcia",
                                     "2025-01-02",
                                     "2025-02-01",
                                     "20250102",
                                     "02025-01-02",
                                     "536-90-4399",
                                     "536904399",
                                     "123-45-6789",
                                     "000-00-0000",
                                     "(212) 555-0123",
                                     "212-555-0123 x12",
                                     "212-555-0123 x123",
                                     "N/A",
                                     "null"};

START_TEST(test_every_value_under_every_name)
{
    const struct span name = {(const uint8_t *)names[_i], strlen(names[_i])};
    const struct field_meaning meaning = field_meaning_of_name(rules, name);
    ck_assert_int_ge(meaning.detector, 0);
    for (int round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
            struct field_meaning weak = meaning, removed = meaning;
            weak.is_weak = !weak.is_weak;
            removed.is_removed = true;
            check_value(meaning, values[i]);
            check_value(weak, values[i]);
            check_value(removed, values[i]);
        }
    }
}
END_TEST

/* More values than there are places. */
START_TEST(test_many_values)
{
    const struct field_meaning meaning = field_meaning_of("mrn");
    char text[16];
    for (int round = 0; round < 2; round++) {
        for (int i = 0; i < VALUES; i++) {
            snprintf(text, sizeof text, "%d", i);
            check_value(meaning, text);
        }
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("judge_memo");
    TCase *const tcase = tcase_create("judge_memo");
    tcase_set_timeout(tcase, 120);
    tcase_add_checked_fixture(tcase, setup, teardown);
    tcase_add_loop_test(tcase, test_every_value_under_every_name, 0,
                        sizeof names / sizeof names[0]);
    tcase_add_test(tcase, test_many_values);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
