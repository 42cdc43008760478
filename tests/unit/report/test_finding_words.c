/* What findings have in common, kept or written anew: the same. */
#include "suite.h"

#include "crawler/report/finding_words.h"
#include "detectors/labels.h"
#include "detectors/score.h"

#include <stdlib.h>
#include <string.h>

#define FINDINGS 20000

static void ck_span_eq(struct span left, struct span right)
{
    ck_assert_msg(left.len == right.len && memcmp(left.ptr, right.ptr, left.len) == 0,
                  "%.*s is not %.*s", (int)left.len, (const char *)left.ptr, (int)right.len,
                  (const char *)right.ptr);
}

START_TEST(test_words_of_one)
{
    struct finding finding = {.confidence = 95, .flags = FINDING_INVALID_RANGE | FINDING_ALLOWED};
    char out[FINDING_WORDS_MAX];
    struct span text = finding_words_reasons(NULL, &finding, out);
    const char *const reasons =
        "\"confidence\":95,\"level\":\"high\",\"evidence\":[],\"points\":[],"
        "\"flags\":[\"invalid-range\",\"allowed\"]";
    ck_span_eq(text, (struct span){(const uint8_t *)reasons, strlen(reasons)});
    finding = (struct finding){.confidence = 7, .evidence_count = 2};
    finding.evidence[0].points = 37;
    finding.evidence[1] = (struct evidence){EVIDENCE_NEGATIVE, -30, 0};
    text = finding_words_reasons(NULL, &finding, out);
    const char *const low = "\"confidence\":7,\"level\":\"low\",\"evidence\":[\"shape\","
                            "\"negative\"],\"points\":[37,-30],\"flags\":[]";
    ck_span_eq(text, (struct span){(const uint8_t *)low, strlen(low)});
    text = finding_words_detector(NULL, detector_at((size_t)detector_find("us-npi")), out);
    const char *const npi = "\"detector\":\"us-npi\",\"identifier\":null,\"role\":\"provider\"";
    ck_span_eq(text, (struct span){(const uint8_t *)npi, strlen(npi)});
}
END_TEST

/* Few kinds of findings, so that most are found again, and more than there is room for. */
static struct finding random_finding(unsigned *seed)
{
    struct finding finding = {.confidence = (uint8_t)(60 + rand_r(seed) % 3 * 15),
                              .flags = (uint16_t)(rand_r(seed) % 8 == 0 ? rand_r(seed) % 2048 : 0),
                              .evidence_count = (uint8_t)(rand_r(seed) % 4)};
    if (rand_r(seed) % 64 == 0)
        finding.evidence_count = FINDING_EVIDENCE_MAX;
    for (size_t i = 0; i < finding.evidence_count; i++)
        finding.evidence[i] = (struct evidence){
            (uint8_t)(rand_r(seed) % EVIDENCE_KIND_COUNT), (int8_t)(rand_r(seed) % 199 - 99),
            (uint16_t)(rand_r(seed) % 3 * (labels_count() / 3))};
    return finding;
}

START_TEST(test_kept_words_are_those_written_anew)
{
    struct finding_words *const words = finding_words_create();
    unsigned seed = 7;
    ck_assert_ptr_nonnull(words);
    for (size_t i = 0; i < FINDINGS; i++) {
        const struct finding finding = random_finding(&seed);
        const struct detector *const detector =
            detector_at((size_t)rand_r(&seed) % detector_count());
        char kept[FINDING_WORDS_MAX], anew[FINDING_WORDS_MAX];
        ck_span_eq(finding_words_reasons(words, &finding, kept),
                   finding_words_reasons(NULL, &finding, anew));
        ck_span_eq(finding_words_detector(words, detector, kept),
                   finding_words_detector(NULL, detector, anew));
    }
    finding_words_free(words);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("finding_words");
    TCase *const tcase = tcase_create("words");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, test_words_of_one);
    tcase_add_test(tcase, test_kept_words_are_those_written_anew);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
