/* The rules of HL7 v2 fields: found by binary search, so they have to be in order, all of a segment
 * side by side. */
#include "crawler/read/hl7_fields.h"
#include "detectors/registry.h"
#include "tests/unit/suite.h"

#include <string.h>

#define FIELDS_MAX 64

static const char *const segments[] = {
    "ACC", "AIP", "AL1", "ARQ", "CSR", "CTD", "DG1", "EVN", "FT1", "GT1", "IAM", "IN1",
    "IN2", "MRG", "NK1", "NTE", "OBR", "OBX", "ORC", "PD1", "PID", "PR1", "PRD", "PRT",
    "PV1", "PV2", "QPD", "QRD", "ROL", "RXA", "RXD", "RXE", "RXO", "SCH", "STF", "TXA"};

#define SEGMENTS ((int)(sizeof segments / sizeof segments[0]))

START_TEST(test_segment)
{
    const struct hl7_rule *const first = hl7_rules_of(segments[_i]);
    ck_assert_ptr_nonnull(first);
    ck_assert_str_eq(first->segment, segments[_i]);
    size_t rules = 0;
    for (unsigned field = 0; field < FIELDS_MAX + 1; field++) {
        const struct hl7_rule *const rule = hl7_rule_of(first, field);
        if (rule == NULL)
            continue;
        ck_assert_ptr_eq(rule, first + rules++);
        ck_assert(rule->detector == NULL || detector_find(rule->detector) >= 0);
    }
    ck_assert_uint_gt(rules, 0);
    if (_i + 1 < SEGMENTS)
        ck_assert_ptr_eq(first + rules, hl7_rules_of(segments[_i + 1]));
}
END_TEST

START_TEST(test_no_segment)
{
    static const char *const none[] = {"AAA", "ZZZ", "PIX", "pid", "MSH", "ZPD"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ck_assert_ptr_null(hl7_rules_of(none[i]));
    ck_assert_ptr_null(hl7_rule_of(NULL, 3));
}
END_TEST

START_TEST(test_whose)
{
    static const struct {
        const char *segment;
        unsigned field, component;
        bool is_other;
    } rows[] = {{"PID", 5, 1, false}, {"NK1", 2, 1, false},  {"PV1", 7, 1, false},
                {"PV1", 7, 2, true},  {"QRD", 8, 2, false},  {"PRD", 2, 1, true},
                {"STF", 2, 1, false}, {"STF", 3, 1, true},   {"ROL", 12, 1, true},
                {"SCH", 17, 1, true}, {"SCH", 16, 1, false}, {"SCH", 16, 2, true}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct hl7_rule *const rule =
            hl7_rule_of(hl7_rules_of(rows[i].segment), rows[i].field);
        ck_assert_msg(hl7_is_of_other(rule, rows[i].component) == rows[i].is_other, "%s-%u.%u",
                      rows[i].segment, rows[i].field, rows[i].component);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("hl7_rules");
    TCase *const tcase = tcase_create("hl7_rules");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_segment, 0, SEGMENTS);
    tcase_add_test(tcase, test_no_segment);
    tcase_add_test(tcase, test_whose);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
