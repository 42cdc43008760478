/* Suggested tags: what they say for every class and coverage, and that they are legal wherever they
 * go. */
#include "detectors/tags.h"
#include "suite.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct tags_case {
    const char *findings; /* "id/confidence", in turn */
    bool is_examined;
    const char *encryption;
    const char *phi, *level, *types, *enc;
};

static const struct tags_case tags_cases[] = {
    {"", true, "none", "no", "none", "none", "none"},
    {"", false, "sse-kms", "unknown", "unknown", "none", "sse-kms"},
    {"", true, NULL, "no", "none", "none", "unknown"},
    {"", true, "", "no", "none", "none", "unknown"},
    {"us-ssn/95", true, "sse-s3", "no", "none", "ssn", "sse-s3"},
    {"us-ssn/95", false, "sse-s3", "unknown", "unknown", "ssn", "sse-s3"},
    {"us-ssn/95 icd10-cm/85", true, "sse-kms", "yes", "high", "ssn", "sse-kms"},
    {"us-ssn/95 icd10-cm/85", false, "sse-kms", "yes", "high", "ssn", "sse-kms"},
    {"us-ssn/84 icd10-cm/95", true, "sse-kms", "yes", "medium", "ssn", "sse-kms"},
    {"us-ssn/84 us-ssn/84 dob/95 icd10-cm/85", true, "x", "yes", "high", "dob+ssn", "x"},
    {"dob/95 us-ssn/95 us-ssn/95 mrn/75 drug/75", true, "x", "yes", "high", "ssn+dob+mrn", "x"},
    {"us-ssn/74 dob/90", true, "x", "no", "none", "dob", "x"}, /* what is not sure is not said */
    {"icd10-cm/95 us-npi/95", true, "x", "no", "none", "none", "x"},
    {"", true, "a,b;c\"\n", "no", "none", "none", "a-b-c--"},
};

static void add_findings(struct tally *tally, const char *findings)
{
    char copy[256];
    char *rest = NULL;
    strncpy(copy, findings, sizeof copy - 1);
    copy[sizeof copy - 1] = '\0';
    for (char *word = strtok_r(copy, " ", &rest); word != NULL; word = strtok_r(NULL, " ", &rest)) {
        char *slash = strchr(word, '/');
        *slash = '\0';
        const int detector = detector_find(word);
        ck_assert_msg(detector >= 0, "no detector %s", word);
        const struct finding finding = {.detector = (uint16_t)detector,
                                        .confidence = (uint8_t)strtoul(slash + 1, NULL, 10)};
        tally_add(tally, &finding);
    }
}

/* What S3 and Azure both take. */
static void check_legal(const struct tag *tag)
{
    ck_assert_uint_ge(strlen(tag->name), 1);
    ck_assert_uint_le(strlen(tag->name), 128);
    ck_assert_uint_ge(strlen(tag->value), 1);
    ck_assert_uint_le(strlen(tag->value), TAGS_VALUE_MAX);
    for (const char *at = tag->value; *at != '\0'; at++) {
        ck_assert_msg(isalnum((unsigned char)*at) || strchr(" +-=._:/", *at) != NULL, "%s",
                      tag->value);
    }
}

START_TEST(suggests_tags)
{
    const struct tags_case *row = &tags_cases[_i];
    struct tally *tally = tally_create(NULL);
    ck_assert_ptr_nonnull(tally);
    add_findings(tally, row->findings);
    struct tag tags[TAGS_MAX];
    const struct tags_input input = {tally, row->is_examined, row->encryption, "2026.1"};
    ck_assert_uint_eq(tags_suggest(&input, tags), TAGS_MAX);
    static const char *const names[TAGS_MAX] = {"phi", "phi-level", "phi-types", "phi-enc",
                                                "phi-rules"};
    const char *const values[TAGS_MAX] = {row->phi, row->level, row->types, row->enc, "2026.1"};
    for (size_t i = 0; i < TAGS_MAX; i++) {
        ck_assert_str_eq(tags[i].name, names[i]);
        ck_assert_msg(strcmp(tags[i].value, values[i]) == 0, "%s: %s=%s", row->findings,
                      tags[i].name, tags[i].value);
        check_legal(&tags[i]);
    }
    tally_free(tally);
}
END_TEST

START_TEST(cuts_at_whole_words)
{
    struct tally *tally = tally_create(NULL);
    ck_assert_ptr_nonnull(tally);
    for (size_t i = 0; i < detector_count(); i++) {
        const struct finding finding = {.detector = (uint16_t)i, .confidence = 95};
        tally_add(tally, &finding);
    }
    char encryption[2 * TAGS_VALUE_MAX];
    memset(encryption, 'e', sizeof encryption);
    encryption[sizeof encryption - 1] = '\0';
    struct tag tags[TAGS_MAX];
    const struct tags_input input = {tally, true, encryption, "2026.1"};
    tags_suggest(&input, tags);
    for (size_t i = 0; i < TAGS_MAX; i++) {
        check_legal(&tags[i]);
    }
    char *rest = NULL;
    unsigned words = 0;
    for (char *word = strtok_r(tags[2].value, "+", &rest); word != NULL;
         word = strtok_r(NULL, "+", &rest)) {
        bool is_known = false;
        for (size_t i = 0; i < detector_count(); i++) {
            is_known =
                is_known || (detector_at(i)->tag != NULL && strcmp(detector_at(i)->tag, word) == 0);
        }
        ck_assert_msg(is_known, "%s", word);
        words++;
    }
    ck_assert_uint_ge(words, 10);
    tally_free(tally);
}
END_TEST

/* Every tag word of the catalogue is legal and short. */
START_TEST(words_of_the_catalogue_are_legal)
{
    for (size_t i = 0; i < detector_count(); i++) {
        const char *word = detector_at(i)->tag;
        for (const char *at = word; at != NULL && *at != '\0'; at++) {
            ck_assert_msg(islower((unsigned char)*at) || isdigit((unsigned char)*at) || *at == '-',
                          "%s", word);
        }
        ck_assert_msg(word == NULL || (strlen(word) >= 1 && strlen(word) <= 20), "%s",
                      detector_at(i)->id);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tags");
    TCase *tests = tcase_create("tags");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, suggests_tags, 0, sizeof tags_cases / sizeof tags_cases[0]);
    tcase_add_test(tests, cuts_at_whole_words);
    tcase_add_test(tests, words_of_the_catalogue_are_legal);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
