/* Surnames and given names, words that are names too, and words that are none. */
#include "detectors/names.h"
#include "detectors/names_table.h"
#include "match_case.h"

#define SURNAME NAMES_SURNAME
#define GIVEN NAMES_GIVEN
#define BOTH (NAMES_SURNAME | NAMES_GIVEN)
#define WORD NAMES_WORD

struct word_case {
    const char *word;
    unsigned kinds;
};

static const struct word_case word_cases[] = {
    {"SMITH", SURNAME},
    {"Smith", SURNAME},
    {"smith", SURNAME},
    {"GARCIA", SURNAME},
    {"RODRIGUEZ", SURNAME},
    {"NGUYEN", SURNAME},
    {"OBRIEN", SURNAME},
    {"MCDONALD", SURNAME},
    {"HIGGINBOTHAM", SURNAME},
    {"PATEL", SURNAME},
    {"MARY", GIVEN},
    {"Jennifer", GIVEN},
    {"CHRISTOPHER", BOTH},
    {"MARIA", GIVEN},
    {"JOSE", GIVEN},
    {"THOMAS", BOTH},
    {"JAMES", BOTH},
    {"LEE", BOTH},
    {"MARTIN", BOTH},
    {"APRIL", GIVEN | WORD},
    {"MAY", BOTH | WORD},
    {"JUNE", GIVEN | WORD},
    {"BELL", SURNAME | WORD},
    {"GRAVES", SURNAME | WORD},
    {"PAGE", BOTH | WORD},
    {"ROSE", BOTH | WORD},
    {"FOLEY", SURNAME | WORD},
    {"PARKINSON", SURNAME | WORD},
    {"WASHINGTON", SURNAME | WORD},
    {"HOPE", BOTH | WORD},
    {"LI", BOTH | WORD},
    {"SMITHX", 0},
    {"SMIT", 0},
    {"SM", 0},
    {"S", 0},
    {"", 0},
    {"THE", 0},
    {"PATIENT", 0},
    {"HOSPITAL", 0},
    {"XQZ", 0},
    {"O'BRIEN", 0},
    {"1SMITH", 0},
    {"SMITH ", 0},
    {"CHRISTOPHERSONS", 0},
    {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0},
};

START_TEST(looks_words_up)
{
    const struct word_case *row = &word_cases[_i];
    const size_t len = strlen(row->word);
    uint8_t *const exact = malloc(len > 0 ? len : 1);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, row->word, len);
    const unsigned kinds = names_lookup(exact, len);
    ck_assert_msg(kinds == row->kinds, "%s: %u", row->word, kinds);
    struct names_filter filter;
    names_filter_fill(&filter);
    ck_assert_uint_eq(names_find(&filter, exact, len), kinds);
    ck_assert(names_is_surname(exact, len) == ((kinds & SURNAME) != 0 && (kinds & WORD) == 0));
    ck_assert(names_is_given(exact, len) == ((kinds & GIVEN) != 0 && (kinds & WORD) == 0));
    free(exact);
}
END_TEST

static size_t write_name(size_t first, size_t second, const char *tail, uint8_t name[16])
{
    name[0] = (uint8_t)('A' + first);
    name[1] = (uint8_t)('A' + second);
    size_t len = 0;
    while (len < NAMES_TAIL && tail[len] != '\0') {
        ck_assert(tail[len] >= 'A' && tail[len] <= 'Z');
        name[2 + len] = (uint8_t)tail[len];
        len++;
    }
    return 2 + len;
}

/* Goes over a list; every name must be found with wanted in its kinds, and stand in it once. */
static size_t count_names(const struct names_list *list, unsigned wanted)
{
    size_t names = 0;
    struct names_filter filter;
    names_filter_fill(&filter);
    for (size_t i = 0; i < (size_t)26 * 26; i++) {
        const struct names_bucket *bucket = &list->buckets[i / 26][i % 26];
        for (size_t j = 0; j < bucket->count; j++) {
            uint8_t name[16];
            const size_t len = write_name(i / 26, i % 26, bucket->tails[j], name);
            ck_assert_msg((names_lookup(name, len) & wanted) == wanted, "%.*s", (int)len, name);
            ck_assert_uint_eq(names_find(&filter, name, len), names_lookup(name, len));
            for (size_t k = 0; k < j; k++) {
                ck_assert_msg(memcmp(bucket->tails[j], bucket->tails[k], NAMES_TAIL) != 0,
                              "%.*s twice", (int)len, name);
            }
            names++;
        }
    }
    return names;
}

START_TEST(finds_every_name_once)
{
    ck_assert_uint_eq(count_names(&names_surnames, NAMES_SURNAME), 4134);
    ck_assert_uint_eq(count_names(&names_given, NAMES_GIVEN), 3311);
}
END_TEST

/* A flagged word that is in neither list would do nothing. */
START_TEST(flags_only_names)
{
    ck_assert_uint_gt(count_names(&names_words, NAMES_WORD), 500);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("names");
    TCase *tests = tcase_create("names");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, looks_words_up, 0, sizeof word_cases / sizeof word_cases[0]);
    tcase_add_test(tests, finds_every_name_once);
    tcase_add_test(tests, flags_only_names);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
