/* Counts, distinct values and their cap, and nearness against a search over all pairs. */
#include "detectors/distinct.h"
#include "detectors/nearness.h"
#include "detectors/tally.h"
#include "suite.h"

#include <stdlib.h>

static struct tally *tally;

static void setup(void)
{
    tally = tally_create(NULL);
    ck_assert_ptr_nonnull(tally);
}

static void teardown(void)
{
    tally_free(tally);
}

static uint16_t id_of(const char *id)
{
    const int detector = detector_find(id);
    ck_assert_msg(detector >= 0, "no detector %s", id);
    return (uint16_t)detector;
}

static void add(const char *id, uint64_t value, unsigned confidence, unsigned flags)
{
    const struct finding finding = {.detector = id_of(id),
                                    .fingerprint = value,
                                    .confidence = (uint8_t)confidence,
                                    .flags = (uint16_t)flags};
    tally_add(tally, &finding);
}

START_TEST(counts_levels_and_flags)
{
    add("us-ssn", 1, 99, 0);
    add("us-ssn", 1, 85, 0);
    add("us-ssn", 2, 84, FINDING_INVALID_RANGE);
    add("us-ssn", 3, 75, FINDING_INVALID_RANGE | FINDING_PLACEHOLDER);
    add("us-ssn", 3, 74, FINDING_PLACEHOLDER);
    add("us-ssn", 4, 60, FINDING_NEGATIVE_CONTEXT);
    add("us-ssn", 5, 59, 0);
    const struct detection *ssn = tally_get(tally, id_of("us-ssn"));
    ck_assert_uint_eq(ssn->count, 7);
    ck_assert_uint_eq(ssn->distinct, 5);
    ck_assert_uint_eq(ssn->high, 2);
    ck_assert_uint_eq(ssn->medium, 2);
    ck_assert_uint_eq(ssn->low, 2);
    ck_assert_uint_eq(ssn->invalid_range, 2);
    ck_assert_uint_eq(ssn->placeholder, 2);
    ck_assert_uint_eq(tally_get(tally, id_of("mrn"))->count, 0);
}
END_TEST

START_TEST(counts_health_evidence)
{
    add("clinical-terms", 1, 65, 0);
    add("drug", 1, 65, 0);
    add("sig", 1, 75, 0);
    add("icd10-cm", 1, 85, 0);
    add("ndc", 1, 90, 0);
    add("us-npi", 1, 90, 0);
    add("us-ssn", 1, 90, 0);
    const struct health_counts health = tally_health(tally);
    ck_assert_uint_eq(health.terms, 3);
    ck_assert_uint_eq(health.codes, 2);
    ck_assert_uint_eq(health.providers, 1);
}
END_TEST

START_TEST(settles_words_when_no_more_can_change_the_class)
{
    for (uint64_t value = 0; value < 99; value++) {
        add("clinical-terms", value, 60, 0);
    }
    ck_assert(!tally_words_are_settled(tally));
    add("drug", 1, 65, 0);
    ck_assert(!tally_words_are_settled(tally)); /* a surer one would raise the confidence */
    add("drug", 2, 85, 0);
    ck_assert(tally_words_are_settled(tally));
    tally_reset(tally);
    add("drug", 2, 85, 0);
    ck_assert(!tally_words_are_settled(tally)); /* few have been counted */
}
END_TEST

START_TEST(settles_words_near_a_person)
{
    for (uint64_t value = 0; value < 100; value++) {
        add("clinical-terms", value, 60, 0);
    }
    ck_assert(!tally_words_are_settled(tally));
    add("us-ssn", 1, 90, 0);
    ck_assert(tally_words_are_settled(tally));
}
END_TEST

START_TEST(keeps_detectors_apart)
{
    for (uint64_t value = 0; value < 100; value++) {
        add("us-ssn", value, 90, 0);
        add("mrn", value, 90, 0);
    }
    ck_assert_uint_eq(tally_get(tally, id_of("us-ssn"))->distinct, 100);
    ck_assert_uint_eq(tally_get(tally, id_of("mrn"))->distinct, 100);
}
END_TEST

START_TEST(starts_afresh_after_a_reset)
{
    for (unsigned round = 0; round < 3; round++) {
        for (uint64_t value = 0; value < 5000; value++) {
            add("us-ssn", value, 90, 0);
            add("us-ssn", value, 90, 0);
        }
        const struct detection *ssn = tally_get(tally, id_of("us-ssn"));
        ck_assert_uint_eq(ssn->count, 10000);
        ck_assert_uint_eq(ssn->distinct, 5000);
        tally_reset(tally);
        ck_assert_uint_eq(ssn->count, 0);
        ck_assert_uint_eq(tally_health(tally).terms, 0);
        ck_assert(!tally_distinct_is_capped(tally));
    }
}
END_TEST

START_TEST(ignores_a_detector_that_does_not_exist)
{
    const struct finding finding = {.detector = UINT16_MAX, .confidence = 99};
    tally_add(tally, &finding);
    tally_add_name(tally, &finding);
    ck_assert_int_eq(tally_classify(tally).class, CLASS_NONE);
    ck_assert_uint_eq(tally_get(tally, UINT16_MAX)->count, 0);
    ck_assert_uint_eq(tally_get(tally, detector_count())->count, 0);
}
END_TEST

START_TEST(names_do_not_count)
{
    const struct finding finding = {.detector = id_of("us-ssn"), .confidence = 95};
    tally_add_name(tally, &finding);
    ck_assert_uint_eq(tally_get(tally, id_of("us-ssn"))->count, 0);
    ck_assert_int_eq(tally_classify(tally).class, CLASS_PII);
}
END_TEST

START_TEST(counts_distinct_values_up_to_the_cap)
{
    for (uint64_t value = 0; value < TALLY_DISTINCT_MAX; value++) {
        add("us-ssn", value * 0x9e3779b97f4a7c15, 90, 0);
    }
    const struct detection *ssn = tally_get(tally, id_of("us-ssn"));
    ck_assert_uint_eq(ssn->distinct, TALLY_DISTINCT_MAX);
    ck_assert(!tally_distinct_is_capped(tally));
    add("us-ssn", 0, 90, 0); /* known: still exact */
    ck_assert(!tally_distinct_is_capped(tally));
    add("us-ssn", 12345, 90, 0);
    ck_assert(tally_distinct_is_capped(tally));
    ck_assert_uint_eq(ssn->distinct, TALLY_DISTINCT_MAX);
    ck_assert_uint_eq(ssn->count, TALLY_DISTINCT_MAX + 2);
    tally_reset(tally);
    ck_assert(!tally_distinct_is_capped(tally));
    add("us-ssn", 12345, 90, 0);
    ck_assert_uint_eq(ssn->distinct, 1);
}
END_TEST

START_TEST(a_set_takes_zero_and_neighbours)
{
    struct distinct *set = malloc(sizeof *set);
    ck_assert_ptr_nonnull(set);
    distinct_init(set, 1000);
    for (uint64_t round = 0; round < 2; round++) {
        for (uint64_t value = 0; value < 1000; value++) {
            /* 0 and 1 share a mark: 0 is not a hash that a slot can hold. */
            ck_assert(distinct_add(set, value) == (round == 0 && value != 1));
        }
    }
    ck_assert_uint_eq(set->count, 999);
    ck_assert(!set->is_full);
    distinct_reset(set);
    ck_assert_uint_eq(set->count, 0);
    free(set);
}
END_TEST

#define EVENTS 60
#define REACH 20

struct event {
    uint64_t key; /* 0: an identifier */
    uint64_t offset;
};

/* Two distinct terms within reach of one identifier, by trying everything. */
static bool has_near_terms(const struct event *events, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t seen = 0;
        for (size_t j = 0; events[i].key == 0 && j < count; j++) {
            const uint64_t apart = events[i].offset > events[j].offset
                                       ? events[i].offset - events[j].offset
                                       : events[j].offset - events[i].offset;
            if (events[j].key == 0 || apart > REACH) {
                continue;
            }
            if (seen != 0 && seen != events[j].key) {
                return true;
            }
            seen = events[j].key;
        }
    }
    return false;
}

START_TEST(nearness_equals_a_search_over_all_pairs)
{
    uint32_t seed = (uint32_t)_i * 2654435761U + 1;
    unsigned found = 0;
    for (unsigned round = 0; round < 500; round++) {
        struct event events[EVENTS];
        struct nearness near;
        uint64_t offset = 0;
        nearness_init(&near, REACH);
        for (size_t count = 1; count <= EVENTS; count++) {
            seed = seed * 1664525U + 1013904223U;
            offset += (seed >> 16) % 23;
            events[count - 1] = (struct event){(seed >> 24) % 4, offset};
            if (events[count - 1].key == 0) {
                nearness_add_person(&near, offset);
            } else {
                nearness_add_term(&near, events[count - 1].key, offset);
            }
            ck_assert(near.is_found == has_near_terms(events, count));
            if (near.is_found) {
                found++;
                break;
            }
        }
    }
    ck_assert_uint_gt(found, 100);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("tally");
    TCase *tests = tcase_create("tally");
    tcase_set_timeout(tests, 120);
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, counts_levels_and_flags);
    tcase_add_test(tests, counts_health_evidence);
    tcase_add_test(tests, settles_words_when_no_more_can_change_the_class);
    tcase_add_test(tests, settles_words_near_a_person);
    tcase_add_test(tests, keeps_detectors_apart);
    tcase_add_test(tests, starts_afresh_after_a_reset);
    tcase_add_test(tests, ignores_a_detector_that_does_not_exist);
    tcase_add_test(tests, names_do_not_count);
    tcase_add_test(tests, counts_distinct_values_up_to_the_cap);
    tcase_add_test(tests, a_set_takes_zero_and_neighbours);
    tcase_add_loop_test(tests, nearness_equals_a_search_over_all_pairs, 0, 20);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
