/* Health numbers of other countries: off by default, and switched on; web addresses. */
#include "detectors/custom.h"
#include "detectors/field.h"
#include "detectors/scan.h"
#include "probe.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(cases) ((int)(sizeof(cases) / sizeof(cases)[0]))
#define INVALID FINDING_INVALID_RANGE

static struct custom_change change_of(const char *id)
{
    return (struct custom_change){.detector = (size_t)detector_find(id),
                                  .has_enabled = true,
                                  .is_enabled = true,
                                  .alone = -1,
                                  .word = -1,
                                  .field = -1};
}

static struct ruleset *create_enabled(void)
{
    static struct custom_change changes[3];
    static struct custom_rules custom = {.changes = changes, .change_count = 3};
    changes[0] = change_of("uk-nhs");
    changes[1] = change_of("ca-phn");
    changes[2] = change_of("eu-ehic");
    const struct ruleset_options options = {.fingerprint_key = {1, 2}, .custom = &custom};
    return ruleset_create(&options);
}

static const struct {
    const char *id, *text;
    const char *value; /* NULL: no finding */
    uint8_t confidence;
    uint16_t flags;
} texts[] = {
    {"uk-nhs", "NHS number: 943 476 5919", "943 476 5919", 93, 0},
    {"uk-nhs", "nhs_no=9434765919", "9434765919", 93, 0},
    {"uk-nhs", "NHS No. 943-476-5919", "943-476-5919", 93, 0},
    {"uk-nhs", "NHS number 943 476 5918", "943 476 5918", 65, INVALID},
    {"uk-nhs", "9434765919", NULL, 0, 0},
    {"uk-nhs", "NHS number 94347659190", NULL, 0, 0},
    {"uk-nhs", "NHS number 943 476-5919", NULL, 0, 0},
    {"uk-nhs", "PHN 9434765919", NULL, 0, 0},
    {"ca-phn", "OHIP: 1234567897", "1234567897", 93, 0},
    {"ca-phn", "Health card number 1234-567-897", "1234-567-897", 93, 0},
    {"ca-phn", "PHN 9123456780", "9123456780", 93, 0},
    {"ca-phn", "RAMQ: TREM 5805 0418", "TREM 5805 0418", 93, 0},
    {"ca-phn", "RAMQ TREM58050418", "TREM58050418", 93, 0},
    {"ca-phn", "OHIP: 1234567890", "1234567890", 65, INVALID},
    {"ca-phn", "RAMQ TREM58990418", NULL, 0, 0},
    {"ca-phn", "NHS 1234567897", NULL, 0, 0},
    {"eu-ehic", "EHIC: 80276123456789012345", "80276123456789012345", 93, 0},
    {"eu-ehic", "EHIC: 80999123456789012345", NULL, 0, 0},
    {"eu-ehic", "EHIC: 802761234567890123456", NULL, 0, 0},
    {"eu-ehic", "80276123456789012345", NULL, 0, 0},
};

struct found {
    const char *id;
    struct finding finding;
    bool is_found;
};

static void keep(void *user, const struct finding *finding)
{
    struct found *const found = user;
    if (finding->detector == (uint16_t)detector_find(found->id)) {
        found->finding = *finding;
        found->is_found = true;
    }
}

static struct found scan(const struct ruleset *ruleset, const char *id, const char *text)
{
    struct scratch *scratch = scratch_create(ruleset);
    const size_t len = strlen(text);
    uint8_t *bytes = malloc(len);
    memcpy(bytes, text, len);
    const struct segment segment = {.text = bytes, .len = len};
    struct found found = {.id = id};
    scan_text(ruleset, scratch, &segment, keep, &found);
    free(bytes);
    scratch_free(scratch);
    return found;
}

START_TEST(test_enabled)
{
    struct ruleset *ruleset = create_enabled();
    const struct found found = scan(ruleset, texts[_i].id, texts[_i].text);
    ck_assert_msg(found.is_found == (texts[_i].value != NULL), "%s", texts[_i].text);
    if (found.is_found) {
        ck_assert_uint_eq(found.finding.offset,
                          (uint64_t)(strstr(texts[_i].text, texts[_i].value) - texts[_i].text));
        ck_assert_uint_eq(found.finding.length, strlen(texts[_i].value));
        ck_assert_uint_eq(found.finding.confidence, texts[_i].confidence);
        ck_assert_uint_eq(found.finding.flags, texts[_i].flags);
    }
    ruleset_free(ruleset);
}
END_TEST

START_TEST(test_off_by_default)
{
    const struct ruleset_options options = {.fingerprint_key = {1, 2}};
    struct ruleset *ruleset = ruleset_create(&options);
    ck_assert(!scan(ruleset, texts[_i].id, texts[_i].text).is_found);
    ruleset_free(ruleset);
}
END_TEST

static const struct {
    const char *name, *value;
    uint8_t confidence; /* 0: no finding */
} fields[] = {
    {"nhs_number", "943 476 5919", 95},   {"nhs_number", "943 476 5918", 75},
    {"nhs_number", "pending", 0},         {"ohip_number", "1234567897", 95},
    {"ehic", "80276123456789012345", 95}, {"ehic", "12", 0},
};

START_TEST(test_fields)
{
    struct ruleset *ruleset = create_enabled();
    struct field_rules *rules = field_rules_create(ruleset);
    const struct span name = {(const uint8_t *)fields[_i].name, strlen(fields[_i].name)};
    const struct span value = {(const uint8_t *)fields[_i].value, strlen(fields[_i].value)};
    struct finding finding = {0};
    const struct field_meaning meaning = field_meaning_of_name(rules, name);
    ck_assert_int_ge(meaning.detector, 0);
    const bool is_found = field_judge(rules, meaning, value, &finding);
    ck_assert_msg(is_found == (fields[_i].confidence > 0), "%s", fields[_i].value);
    ck_assert_uint_eq(finding.confidence, fields[_i].confidence);
    field_rules_free(rules);
    ruleset_free(ruleset);
}
END_TEST

static const struct probe_case addresses[] = {
    {"see https://portal.clinic.org/patient/12345/chart now",
     "https://portal.clinic.org/patient/12345/chart", 70, 0},
    {"href=\"http://h.example.org/app?patient_id=A-7781\"",
     "http://h.example.org/app?patient_id=A-7781", 70, 0},
    {"https://clinic.org/patients/education/2024", NULL, 0, 0},
    {"https://clinic.org/a/12345?b=67890", NULL, 0, 0},
    {"patient/12345", NULL, 0, 0},
    {"https://clinic.org/ patient/12345", NULL, 0, 0},
};

START_TEST(test_addresses)
{
    probe_check("url", &addresses[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("national");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_enabled, 0, COUNT(texts));
    tcase_add_loop_test(all, test_off_by_default, 0, COUNT(texts));
    tcase_add_loop_test(all, test_fields, 0, COUNT(fields));
    tcase_add_loop_test(all, test_addresses, 0, COUNT(addresses));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
