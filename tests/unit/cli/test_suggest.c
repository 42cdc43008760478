/* Distances, and which word is near enough to be suggested. */
#include "suite.h"

#include "crawler/cli/suggest.h"

#include <limits.h>
#include <string.h>

static const struct {
    const char *a, *b;
    unsigned distance;
} distances[] = {
    {"", "", 0},         {"", "abc", 3},   {"abc", "abc", 0},  {"abc", "abd", 1},
    {"abc", "acb", 1},   {"abc", "ab", 1}, {"abc", "xabc", 1}, {"kitten", "sitting", 3},
    {"form", "from", 1}, {"ca", "abc", 3},
};

START_TEST(test_distance)
{
    const char *const a = distances[_i].a, *const b = distances[_i].b;
    ck_assert_msg(suggest_distance(a, b) == distances[_i].distance, "%s %s", a, b);
    ck_assert_msg(suggest_distance(b, a) == distances[_i].distance, "%s %s", b, a);
}
END_TEST

START_TEST(test_distance_of_long_words)
{
    char word[SUGGEST_WORD_SIZE + 1];
    memset(word, 'w', sizeof word);
    word[SUGGEST_WORD_SIZE - 1] = '\0';
    ck_assert_uint_eq(suggest_distance(word, "w"), SUGGEST_WORD_SIZE - 2);
    word[SUGGEST_WORD_SIZE - 1] = 'w';
    word[SUGGEST_WORD_SIZE] = '\0';
    ck_assert_uint_eq(suggest_distance(word, "w"), UINT_MAX);
}
END_TEST

static const struct {
    const char *typed;
    const char *best;
} words[] = {
    {"form", "from"}, {"ouput", "output"},    {"out", "output"},
    {"ou", ""},       {"wrokers", "workers"}, {"max-byte", "max-bytes"},
    {"zzz", ""},      {"help", ""},           {"", ""},
    {"fro", "from"},
};

START_TEST(test_offer)
{
    static const char *const known[] = {"from", "output", "workers", "max-bytes", "max-ratio"};
    struct suggest suggest;
    suggest_init(&suggest, words[_i].typed);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        suggest_offer(&suggest, known[i]);
    ck_assert_msg(strcmp(suggest.best, words[_i].best) == 0, "%s: %s", words[_i].typed,
                  suggest.best);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("suggest");
    TCase *tcase = tcase_create("suggest");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_distance, 0, sizeof distances / sizeof distances[0]);
    tcase_add_test(tcase, test_distance_of_long_words);
    tcase_add_loop_test(tcase, test_offer, 0, sizeof words / sizeof words[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
