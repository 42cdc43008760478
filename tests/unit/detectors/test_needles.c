/* Words of users' rules: where they stand, and where they only seem to. */
#include "detectors/needles.h"
#include "detectors/validator.h"

#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static const struct {
    const char *word;
    enum needle_kind kind;
    const char *text;
    size_t at;
    size_t len; /* 0: not there */
} cases[] = {
    {"emp no", NEEDLE_WORD, "emp no", 0, 6},
    {"emp no", NEEDLE_WORD, "EMP_NO=", 0, 6},
    {"emp no", NEEDLE_WORD, "empNo", 0, 5},
    {"emp no", NEEDLE_WORD, "empno", 0, 5},
    {"emp no", NEEDLE_WORD, "emp - no", 0, 8},
    {"emp no", NEEDLE_WORD, "emp -- no", 0, 0},
    {"emp no", NEEDLE_WORD, "temp no", 1, 0},
    {"emp no", NEEDLE_WORD, "tEmp no", 1, 6},
    {"emp no", NEEDLE_WORD, "emp nor", 0, 0},
    {"emp no", NEEDLE_WORD, "emp no7", 0, 6},
    {"emp no", NEEDLE_WORD, "7emp no", 1, 6},
    {"emp no", NEEDLE_WORD, "empNoX", 0, 5},
    {"emp no", NEEDLE_WORD, "\\nemp no", 2, 6},
    {"emp no", NEEDLE_WORD, "emp n", 0, 0},
    {"#id", NEEDLE_WORD, "x#id", 1, 3},
    {"caf\xc3\xa9", NEEDLE_WORD, "CAF\xc3\xa9", 0, 5},
    {"caf\xc3\xa9", NEEDLE_WORD,
     "\xc3\xa9"
     "caf\xc3\xa9",
     2, 0},
    {"eh-", NEEDLE_LITERAL, "xEH-1", 1, 3},
    {"eh-", NEEDLE_LITERAL, "xEH", 1, 0},
};

START_TEST(test_match)
{
    struct needles needles;
    struct needle_use *const use = calloc(1, sizeof *use);
    ck_assert_ptr_nonnull(use);
    *use = (struct needle_use){span_of(cases[_i].word), cases[_i].kind, 7, 0};
    ck_assert(needles_fill(&needles, use, 1));
    const struct span text = span_of(cases[_i].text);
    const struct needle_place place = {text.ptr, text.len, cases[_i].at};
    ck_assert_uint_eq(needle_match(&needles.all[0], &place), cases[_i].len);
    const uint8_t *const pair = text.ptr + cases[_i].at;
    if (cases[_i].len > 0) {
        ck_assert(needles_has_pair(needles.pairs, pair));
        ck_assert_uint_eq(needles_first(&needles, pair[0], pair[1]), 0);
    }
    ck_assert_uint_ge(needle_word_reach(span_of(cases[_i].word)), cases[_i].len);
    needles_free(&needles);
}
END_TEST

/* A text that several rules use is one needle. */
START_TEST(test_equal_texts_are_one)
{
    static const char *const texts[] = {"case", "CASE", "mrn", "case", "mrn", "cases"};
    struct needles needles;
    struct needle_use *const uses = calloc(COUNT(texts), sizeof *uses);
    ck_assert_ptr_nonnull(uses);
    for (uint32_t i = 0; i < COUNT(texts); i++) {
        uses[i] =
            (struct needle_use){span_of(texts[i]), i == 3 ? NEEDLE_LITERAL : NEEDLE_WORD, i, 0};
    }
    ck_assert(needles_fill(&needles, uses, COUNT(texts)));
    ck_assert_uint_eq(needles.count, 4);
    size_t used = 0;
    for (size_t i = 0; i < needles.count; i++) {
        used += needles.all[i].use_count;
    }
    ck_assert_uint_eq(used, COUNT(texts));
    needles_free(&needles);
}
END_TEST

static const struct {
    const char *name;
    const char *value;
    bool is_valid;
} checks[] = {
    {"none", "", true},
    {"luhn", "7992-7398-713", true},
    {"luhn", "79927398714", false},
    {"luhn", "7", false},
    {"luhn", "79927398713X", false},
    {"verhoeff", "2363", true},
    {"verhoeff", "2364", false},
    {"mod11", "0-306-40615-2", true},
    {"mod11", "0-8044-2957-X", true},
    {"mod11", "0-306-40615-3", false},
    {"mod11", "X-306", false},
    {"mod97", "GB82 WEST 1234 5698 7654 32", false},
    {"mod97", "7944 4 81", false},
    {"mod97", "794 44", true},
    {"gs1", "4006381333931", true},
    {"gs1", "4006381333932", false},
    {"npi", "1234567893", true},
    {"npi", "1234567890", false},
    {"dea", "AB1234563", true},
    {"dea", "AB1234564", false},
    {"mbi", "1EG4-TE5-MK73", true},
    {"mbi", "1EG4-TE5-MK7", false},
    {"ssn", "536-90-4399", true},
    {"ssn", "666-90-4399", false},
    {"itin", "912-70-1234", true},
    {"ein", "12-3456789", true},
    {"aba", "021000021", true},
    {"aba", "021000022", false},
    {"iban", "GB82 WEST 1234 5698 7654 32", true},
    {"iban", "GB83 WEST 1234 5698 7654 32", false},
    {"vin", "1HGCM82633A004352", true},
    {"vin", "1HGCM82633A004353", false},
    {"card", "4111 1111 1111 1111", true},
    {"card", "4111 1111 1111 1112", false},
    {"nhs", "943 476 5919", true},
    {"nhs", "943 476 5918", false},
};

START_TEST(test_validators)
{
    const int found = validator_find(checks[_i].name);
    ck_assert_int_ge(found, 0);
    ck_assert_msg(validator_is_valid((enum validator)found, span_of(checks[_i].value)) ==
                      checks[_i].is_valid,
                  "%s of %s", checks[_i].name, checks[_i].value);
}
END_TEST

START_TEST(test_validator_names)
{
    for (int i = 0; i < VALIDATOR_COUNT; i++) {
        ck_assert_int_eq(validator_find(validator_name((enum validator)i)), i);
        for (size_t len = 0; len < 300; len += 7) { /* of any length */
            char value[300];
            memset(value, i % 2 == 0 ? '1' : 'A', sizeof value);
            validator_is_valid((enum validator)i, (struct span){(const uint8_t *)value, len});
        }
    }
    ck_assert_int_eq(validator_find("lun"), -1);
    ck_assert_int_eq(validator_find(""), -1);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("needles");
    TCase *const all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_match, 0, COUNT(cases));
    tcase_add_test(all, test_equal_texts_are_one);
    tcase_add_loop_test(all, test_validators, 0, COUNT(checks));
    tcase_add_test(all, test_validator_names);
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
