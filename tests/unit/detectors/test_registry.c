/* The catalogue, the names of roles, flags and evidence, and the keyed hash. */
#include "detectors/detector.h"
#include "detectors/registry.h"
#include "detectors/scan.h"
#include "detectors/scan_labels.h"
#include "detectors/score.h"
#include "detectors/siphash.h"
#include "suite.h"

#include <string.h>

START_TEST(test_rows_are_complete)
{
    for (size_t i = 0; i < detector_count(); i++) {
        const struct detector *row = detector_at(i);
        const struct detector_rule *rule = detector_rule_at(i);
        ck_assert_int_eq(detector_find(row->id), (int)i);
        ck_assert_msg(row->title != NULL && row->validation != NULL && row->context != NULL &&
                          row->traps != NULL && row->source != NULL,
                      "%s", row->id);
        ck_assert_msg((row->role == ROLE_PERSON) == (row->identifier != 0), "%s", row->id);
        ck_assert_msg(row->role != ROLE_PERSON ||
                          (row->identifier >= 'A' && row->identifier <= 'R'),
                      "%s", row->id);
        ck_assert_msg(!row->qualifies || row->role == ROLE_PERSON, "%s", row->id);
        const bool is_media = row->identifier == 'P' || row->identifier == 'Q';
        ck_assert_msg(rule->match != NULL && rule->normalise != NULL, "%s", row->id);
        ck_assert_msg(is_media == (rule->anchors == 0), "%s", row->id);
        ck_assert_msg((rule->anchors & ANCHOR_BIT(ANCHOR_NUMBER)) == 0 ||
                          (rule->labels != 0 && rule->runs != 0),
                      "%s", row->id);
    }
}
END_TEST

/* What tile.h and scan_labels.h promise about how far context is looked at. */
START_TEST(test_windows_are_within_reach)
{
    for (size_t i = 0; i < detector_count(); i++) {
        const struct detector_rule *rule = detector_rule_at(i);
        bool is_gated =
            (rule->anchors & (ANCHOR_BIT(ANCHOR_NUMBER) | ANCHOR_BIT(ANCHOR_MONTH))) != 0;
        for (size_t form = 0; form < DETECTOR_FORMS; form++) {
            const struct detector_form *row = &rule->forms[form];
            const bool needs_label = row->alone == 0 && is_gated;
            ck_assert_msg(row->before <= (needs_label ? SCAN_LABELS_BEFORE_MAX : TILE_BEFORE_MAX),
                          "%s", rule->row.id);
            ck_assert_msg(row->after <= (needs_label ? SCAN_LABELS_AFTER_MAX : TILE_AFTER_MAX),
                          "%s", rule->row.id);
            ck_assert_msg(row->alone <= row->word && row->word <= row->field &&
                              row->field <= SCORE_MAX,
                          "%s", rule->row.id);
        }
    }
}
END_TEST

START_TEST(test_unknown_ids_are_not_found)
{
    ck_assert_int_eq(detector_find("us-ss"), -1);
    ck_assert_int_eq(detector_find(""), -1);
    ck_assert_int_eq(detector_find("US-SSN"), -1);
}
END_TEST

static const struct {
    enum role role;
    const char *name;
} role_cases[] = {{ROLE_PERSON, "person"},
                  {ROLE_PROVIDER, "provider"},
                  {ROLE_ORGANISATION, "organisation"},
                  {ROLE_HEALTH, "health"},
                  {ROLE_PAYMENT, "payment"}};

START_TEST(test_role_names)
{
    ck_assert_str_eq(role_name(role_cases[_i].role), role_cases[_i].name);
}
END_TEST

static const struct {
    unsigned flag;
    const char *name;
} flag_cases[] = {{FINDING_INVALID_RANGE, "invalid-range"},
                  {FINDING_PLACEHOLDER, "placeholder"},
                  {FINDING_FICTIONAL, "fictional"},
                  {FINDING_TEST_VALUE, "test-value"},
                  {FINDING_NEGATIVE_CONTEXT, "negative-context"},
                  {FINDING_PARTIAL_VALUE, "partial-value"},
                  {FINDING_PHI_IN_KEY, "phi-in-key"}};

START_TEST(test_flag_names)
{
    ck_assert_str_eq(finding_flag_name(flag_cases[_i].flag), flag_cases[_i].name);
}
END_TEST

START_TEST(test_unknown_flags_have_no_name)
{
    ck_assert_ptr_null(finding_flag_name(0));
    ck_assert_ptr_null(finding_flag_name(1U << 15));
    ck_assert_ptr_null(finding_flag_name(FINDING_INVALID_RANGE | FINDING_PLACEHOLDER));
}
END_TEST

static uint16_t word_of(const char *phrase)
{
    for (uint16_t i = 0; i < labels_count(); i++) {
        if (strcmp(labels_table[i].phrase, phrase) == 0) {
            return i;
        }
    }
    ck_abort_msg("%s is no label", phrase);
}

static const struct {
    uint8_t kind;
    const char *word;
    const char *name;
} evidence_cases[] = {
    {EVIDENCE_SHAPE, "", "shape"},
    {EVIDENCE_RANGE, "", "range"},
    {EVIDENCE_CHECK_DIGIT, "", "check-digit"},
    {EVIDENCE_FIELD, "ssn", "field:ssn"},
    {EVIDENCE_FIELD, "date of birth", "field:date-of-birth"},
    {EVIDENCE_WORD, "dob", "word:dob"},
    {EVIDENCE_NEGATIVE, "example", "negative:example"},
    {EVIDENCE_LEXICON, "", "lexicon"},
    {EVIDENCE_NEIGHBOUR, "", "neighbour"},
};

START_TEST(test_evidence_names)
{
    char name[64];
    const struct evidence evidence = {evidence_cases[_i].kind, 10,
                                      word_of(evidence_cases[_i].word)};
    const size_t len = evidence_name(&evidence, name, sizeof name);
    ck_assert_str_eq(name, evidence_cases[_i].name);
    ck_assert_uint_eq(len, strlen(name));
}
END_TEST

START_TEST(test_evidence_names_are_cut)
{
    char name[8];
    const struct evidence evidence = {EVIDENCE_FIELD, 10, word_of("date of birth")};
    ck_assert_uint_eq(evidence_name(&evidence, name, sizeof name), 7);
    ck_assert_str_eq(name, "field:d");
    ck_assert_uint_eq(evidence_name(&evidence, name, 0), 0);
    const struct evidence wrong = {200, 1, UINT16_MAX};
    ck_assert_uint_eq(evidence_name(&wrong, name, sizeof name), 7);
}
END_TEST

START_TEST(test_points_add_up_within_bounds)
{
    struct finding finding = {0};
    score_add(&finding, EVIDENCE_SHAPE, 80, 0);
    score_add(&finding, EVIDENCE_RANGE, 0, 0);
    score_add(&finding, EVIDENCE_FIELD, 60, 1);
    ck_assert_uint_eq(finding.confidence, SCORE_MAX);
    ck_assert_uint_eq(finding.evidence_count, 2);
    ck_assert_int_eq(finding.evidence[1].points, 19);
    score_add(&finding, EVIDENCE_NEGATIVE, -30, 2);
    ck_assert_uint_eq(finding.confidence, 69);
    score_add(&finding, EVIDENCE_NEGATIVE, -100, 2);
    ck_assert_uint_eq(finding.confidence, 0);
    ck_assert_int_eq(finding.evidence[3].points, -69);
}
END_TEST

/* The first and last vectors of the authors' reference implementation, and one in between. */
static const struct {
    size_t len;
    uint64_t hash;
} siphash_cases[] = {{0, 0x726fdb47dd0e0e31},
                     {1, 0x74f839c593dc67fd},
                     {8, 0x93f5f5799a932462},
                     {15, 0xa129ca6149be45e5}};

START_TEST(test_siphash)
{
    const uint64_t key[2] = {0x0706050403020100, 0x0f0e0d0c0b0a0908};
    uint8_t bytes[16];
    for (uint8_t i = 0; i < 16; i++) {
        bytes[i] = i;
    }
    ck_assert(siphash(key, bytes, siphash_cases[_i].len) == siphash_cases[_i].hash);
}
END_TEST

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

int main(void)
{
    Suite *suite = suite_create("registry");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, test_rows_are_complete);
    tcase_add_test(all, test_windows_are_within_reach);
    tcase_add_test(all, test_unknown_ids_are_not_found);
    tcase_add_loop_test(all, test_role_names, 0, COUNT(role_cases));
    tcase_add_loop_test(all, test_flag_names, 0, COUNT(flag_cases));
    tcase_add_test(all, test_unknown_flags_have_no_name);
    tcase_add_loop_test(all, test_evidence_names, 0, COUNT(evidence_cases));
    tcase_add_test(all, test_evidence_names_are_cut);
    tcase_add_test(all, test_points_add_up_within_bounds);
    tcase_add_loop_test(all, test_siphash, 0, COUNT(siphash_cases));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
