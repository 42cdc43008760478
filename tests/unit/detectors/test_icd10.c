/* ICD-10-CM codes: shapes and categories, with the near misses that stand in ordinary texts. */
#include "detectors/icd10.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>

struct text_case {
    const char *text;
    size_t at;       /* where the code would start */
    size_t dotted;   /* expected length of icd10_match() */
    size_t undotted; /* expected length of icd10_match_undotted() */
};

static const struct text_case text_cases[] = {
    {"E11.9", 0, 5, 0},
    {"S52.131A", 0, 8, 0},
    {"C4A.0", 0, 5, 0},
    {"Z3A.01", 0, 6, 0},
    {"D3A.00", 0, 6, 0},
    {"U07.1", 0, 5, 0},
    {"U07.0", 0, 5, 0},
    {"U09.9", 0, 5, 0},
    {"T88.7XXA", 0, 8, 0},
    {"O36.80X0", 0, 8, 0},
    {"M1A.0110", 0, 8, 0},
    {"I1A.0", 0, 5, 0},
    {"(I10)", 1, 0, 3},
    {"I10", 0, 0, 3},
    {"E119", 0, 0, 4},
    {"S52131A", 0, 0, 7},
    {"U071", 0, 0, 4},
    {"dx: E11.9.", 4, 5, 0},
    {"dx: E11.9, I10", 4, 5, 0},
    {"\"E11.9\"", 1, 5, 0},
    {"ABK:E119~", 4, 0, 4},
    {"E11.9-E11.65", 0, 5, 0},
    {"E11.9/I10", 0, 5, 0},
    {"E11.9-\n", 0, 5, 0},
    {"U12.3", 0, 0, 0},
    {"U07.2", 0, 0, 0},
    {"U07", 0, 0, 0},
    {"AB1.2", 0, 0, 0},
    {"A11.2", 0, 0, 0}, /* no category A11 */
    {"C42.0", 0, 0, 0},
    {"E12.9", 0, 0, 0},
    {"E14.9", 0, 0, 0},
    {"I84.0", 0, 0, 0}, /* WHO's, not the CM's */
    {"K93.8", 0, 0, 0},
    {"X09.9", 0, 0, 0},
    {"e11.9", 0, 0, 0},   /* lower case only in fields */
    {"E11.", 0, 0, 0},    /* end of a sentence */
    {"E11.L", 0, 0, 0},   /* no such 4th character */
    {"E11.9x", 0, 0, 0},  /* part of a longer word */
    {"E11.9.1", 0, 0, 0}, /* version */
    {"E11.9_1", 0, 0, 0},
    {"E11.9-rc1", 0, 0, 0},
    {"E11.95%", 0, 0, 0},
    {"vE11.9", 1, 0, 0},
    {"1.E11.9", 2, 0, 0},
    {"/E11.9", 1, 0, 0},
    {"%E11.9", 1, 0, 0},
    {"A4.2", 0, 0, 0},
    {"S18.1", 0, 0, 0},
    {"R95.0", 0, 0, 0},
};

START_TEST(finds_codes_in_text)
{
    const struct text_case *row = &text_cases[_i];
    const uint8_t *text = (const uint8_t *)row->text + row->at;
    const size_t avail = strlen(row->text) - row->at;
    ck_assert_msg(icd10_match(text, row->at, avail) == row->dotted, "%s: %zu", row->text,
                  icd10_match(text, row->at, avail));
    ck_assert_msg(icd10_match_undotted(text, row->at, avail) == row->undotted, "%s: %zu undotted",
                  row->text, icd10_match_undotted(text, row->at, avail));
}
END_TEST

struct value_case {
    const char *value;
    const char *normal; /* "" when it is no code */
};

static const struct value_case value_cases[] = {
    {"E11.9", "E119"}, {"e11.9", "E119"},       {"E119", "E119"}, {"I10", "I10"},
    {"i10", "I10"},    {"S52.131A", "S52131A"}, {"O039", "O039"}, {"B04", "B04"},
    {"u07.1", "U071"}, {"z3a.01", "Z3A01"},     {"", ""},         {"E1", ""},
    {"E11.", ""},      {"E11.9 ", ""},          {"E11.9.", ""},   {"S52.131AB", ""},
    {"12345", ""},     {"E11;9", ""},           {"U072", ""},     {"S52131AAAA", ""},
};

START_TEST(normalises_values)
{
    const struct value_case *row = &value_cases[_i];
    char normal[8] = "";
    const size_t len = icd10_normalise((const uint8_t *)row->value, strlen(row->value), normal);
    ck_assert_msg(len == strlen(row->normal), "%s: %zu", row->value, len);
    ck_assert_msg(len == 0 || strcmp(normal, row->normal) == 0, "%s: %s", row->value, normal);
    ck_assert(icd10_is_code((const uint8_t *)row->value, strlen(row->value)) ==
              (row->normal[0] != '\0'));
}
END_TEST

/* The tabular list of 2018 has 1,910 categories, and the years since added a few. */
START_TEST(knows_the_categories_in_use)
{
    static const char third[] = "0123456789AB";
    size_t count = 0;
    for (char letter = 'A'; letter <= 'Z'; letter++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            for (const char *last = third; *last != '\0'; last++) {
                const uint8_t code[4] = {(uint8_t)letter, (uint8_t)digit, (uint8_t)*last, '1'};
                count += icd10_match_undotted(code, 0, 4) > 0;
            }
        }
    }
    printf("%zu categories\n", count);
    ck_assert_uint_ge(count, 1900);
    ck_assert_uint_le(count, 1940);
}
END_TEST

/* Reads the codes of one file of lines "CODE,..."; counts those that are not accepted. */
static size_t count_unknown(const char *path, const char *prefix, size_t *total)
{
    char line[4096];
    size_t unknown = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        return 0;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        for (const char *at = strstr(line, prefix); at != NULL; at = strstr(at, prefix)) {
            at += strlen(prefix);
            const size_t len = strcspn(at, "\" ,\r\n");
            (*total)++;
            if (!icd10_is_code((const uint8_t *)at, len)) {
                printf("unknown: %.*s\n", (int)len, at);
                unknown++;
            }
        }
    }
    fclose(file);
    return unknown;
}

START_TEST(accepts_the_codes_of_the_labelled_set)
{
    size_t total = 0;
    const size_t unknown = count_unknown("../shared/labelled/cms/gold.jsonl",
                                         "\"type\": \"ICD\", \"value\": \"", &total);
    ck_assert_msg(unknown * 50 <= total, "%zu of %zu codes are unknown", unknown, total);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("icd10");
    TCase *tests = tcase_create("icd10");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, finds_codes_in_text, 0, sizeof text_cases / sizeof text_cases[0]);
    tcase_add_loop_test(tests, normalises_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_test(tests, knows_the_categories_in_use);
    tcase_add_test(tests, accepts_the_codes_of_the_labelled_set);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
