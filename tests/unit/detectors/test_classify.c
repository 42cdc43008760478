/* The class of an object: which findings make it, and which do not. */
#include "detectors/tally.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct class_case {
    /* Findings "id/confidence[@offset][#value]" and the words "member", "format", "patient",
     * "name:..." */
    const char *findings;
    enum class class;
    unsigned confidence;
};

static const struct class_case class_cases[] = {
    {"", CLASS_NONE, 0},
    {"us-ssn/95", CLASS_PII, 95},
    {"us-ssn/75", CLASS_PII, 75},
    {"us-ssn/74", CLASS_NONE, 0},
    {"us-ssn/75 mrn/90", CLASS_PII, 90},
    {"us-ssn/95 icd10-cm/60", CLASS_PHI, 95},
    {"icd10-cm/60 us-ssn/95", CLASS_PHI, 95},
    {"us-ssn/95 icd10-cm/59", CLASS_PII, 95},
    {"us-ssn/74 icd10-cm/95", CLASS_HEALTH, 95},
    {"us-ssn/95 ndc/90", CLASS_PHI, 95},
    {"us-ssn/95 hcpcs/65", CLASS_PHI, 95},
    {"us-ssn/95 loinc/80", CLASS_PHI, 95},
    {"us-ssn/95 snomed-ct/80", CLASS_PHI, 95},
    {"mrn/80 drug/60", CLASS_PHI, 80},
    {"mrn/80 drug/59", CLASS_PII, 80},
    {"mrn/80 sig/75", CLASS_PHI, 80},
    {"mrn/80 us-npi/75", CLASS_PHI, 80},
    {"mrn/80 us-npi/74", CLASS_PII, 80},
    {"mrn/80 us-dea/90", CLASS_PHI, 80},
    {"us-npi/95", CLASS_HEALTH, 95},
    {"us-npi/74", CLASS_NONE, 0},
    {"drug/60", CLASS_HEALTH, 60},
    {"icd10-cm/85 ndc/90", CLASS_HEALTH, 90},
    /* an employer's number is nobody's */
    {"us-ein/95", CLASS_NONE, 0},
    {"us-ein/95 icd10-cm/85", CLASS_HEALTH, 85},
    /* what never qualifies, alone or together */
    {"email/90", CLASS_NONE, 0},
    {"email/90 url/90 ip-address/90 zip-code/95 city/95", CLASS_NONE, 0},
    {"email/90 ip-address/85 icd10-cm/95", CLASS_HEALTH, 95},
    {"email/90 us-npi/95 drug/75", CLASS_HEALTH, 95},
    /* cards */
    {"payment-card/95", CLASS_PCI, 95},
    {"payment-card/70", CLASS_NONE, 0},
    {"payment-card/95 email/90", CLASS_PCI, 95},
    {"payment-card/95 us-ssn/75", CLASS_PII, 75},
    {"payment-card/95 drug/75", CLASS_PCI, 95},
    {"payment-card/95 us-ssn/75 drug/75", CLASS_PHI, 75},
    /* two distinct terms near an identifier */
    {"clinical-terms/65@0#1 clinical-terms/65@100#2", CLASS_NONE, 0},
    {"us-ssn/95@0 clinical-terms/65@10#1", CLASS_PII, 95},
    {"us-ssn/95@0 clinical-terms/65@10#1 clinical-terms/65@20#1", CLASS_PII, 95},
    {"us-ssn/95@0 clinical-terms/65@10#1 clinical-terms/65@20#2", CLASS_PHI, 95},
    {"us-ssn/95@0 clinical-terms/59@10#1 clinical-terms/65@20#2", CLASS_PII, 95},
    {"clinical-terms/65@10#1 clinical-terms/65@20#2 us-ssn/95@30", CLASS_PHI, 95},
    {"clinical-terms/65@10#1 us-ssn/95@20 clinical-terms/65@30#2", CLASS_PHI, 95},
    {"clinical-terms/65@0#1 us-ssn/95@2048 clinical-terms/65@4096#2", CLASS_PHI, 95},
    {"clinical-terms/65@0#1 us-ssn/95@2048 clinical-terms/65@4097#2", CLASS_PII, 95},
    {"clinical-terms/65@0#1 us-ssn/95@2049 clinical-terms/65@4096#2", CLASS_PII, 95},
    {"us-ssn/95@0 clinical-terms/65@2048#1 clinical-terms/65@2048#2", CLASS_PHI, 95},
    {"us-ssn/95@0 clinical-terms/65@10#1 clinical-terms/65@2049#2", CLASS_PII, 95},
    {"clinical-terms/65@0#1 clinical-terms/65@10#2 us-ssn/95@2049", CLASS_PII, 95},
    {"clinical-terms/65@0#1 clinical-terms/65@10#2 clinical-terms/65@20#1 us-ssn/95@2055",
     CLASS_PHI, 95},
    {"email/95@0 clinical-terms/65@10#1 clinical-terms/65@20#2", CLASS_NONE, 0},
    {"us-ssn/74@0 clinical-terms/65@10#1 clinical-terms/65@20#2", CLASS_NONE, 0},
    {"us-ssn/95@0 clinical-terms/65@10#1 member clinical-terms/65@20#2", CLASS_PII, 95},
    {"us-ssn/95@0 member clinical-terms/65@0#1 clinical-terms/65@1#2", CLASS_PII, 95},
    {"us-ssn/95@0 clinical-terms/65@1#1 clinical-terms/65@2#2 member us-ssn/75@0", CLASS_PHI, 95},
    {"us-ssn/95@9 member icd10-cm/85@0", CLASS_PHI, 95}, /* codes count for the whole object */
    /* offsets that go back count as standing still */
    {"us-ssn/95@5000 clinical-terms/65@10#1 clinical-terms/65@20#2", CLASS_PHI, 95},
    /* health formats */
    {"format", CLASS_HEALTH, 75},
    {"format mrn/90", CLASS_PHI, 90},
    {"format email/90", CLASS_HEALTH, 75},
    {"patient", CLASS_PHI, 75},
    {"patient mrn/95", CLASS_PHI, 95},
    /* names of objects and members */
    {"name:us-ssn/95", CLASS_PII, 95},
    {"name:us-ssn/95 icd10-cm/85", CLASS_PHI, 95},
    {"name:clinical-terms/65#1 name:clinical-terms/65#2 us-ssn/95", CLASS_PII, 95},
};

/*
 * Adds what one word of a case says. False when the catalogue has no such detector: that the
 * catalogue is complete is not this test's business.
 */
static bool add_word(struct tally *tally, char *word)
{
    struct finding finding = {.length = 9};
    const bool is_name = strncmp(word, "name:", 5) == 0;
    char *id = is_name ? word + 5 : word;
    char *slash = strchr(id, '/');
    if (strcmp(word, "member") == 0) {
        tally_begin_member(tally);
        return true;
    }
    if (slash == NULL) {
        tally_add_health_format(tally, "hl7v2", strcmp(word, "patient") == 0);
        return true;
    }
    char *at = strchr(slash, '@');
    char *hash = strchr(slash, '#');
    finding.confidence = (uint8_t)strtoul(slash + 1, NULL, 10);
    finding.offset = at == NULL ? 0 : strtoull(at + 1, NULL, 10);
    finding.fingerprint = hash == NULL ? 7 : strtoull(hash + 1, NULL, 10);
    *slash = '\0';
    const int detector = detector_find(id);
    if (detector < 0) {
        printf("no detector %s\n", id);
        return false;
    }
    finding.detector = (uint16_t)detector;
    if (is_name) {
        tally_add_name(tally, &finding);
    } else {
        tally_add(tally, &finding);
    }
    return true;
}

START_TEST(decides_the_class)
{
    const struct class_case *row = &class_cases[_i];
    struct tally *tally = tally_create(NULL);
    ck_assert_ptr_nonnull(tally);
    char findings[256];
    snprintf(findings, sizeof findings, "%s", row->findings);
    char *rest = NULL;
    bool is_complete = true;
    for (char *word = strtok_r(findings, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        is_complete = add_word(tally, word) && is_complete;
    }
    const struct verdict verdict = tally_classify(tally);
    ck_assert_msg(!is_complete || verdict.class == row->class, "%s: %s", row->findings,
                  class_name(verdict.class));
    ck_assert_msg(!is_complete || verdict.confidence == row->confidence, "%s: %u", row->findings,
                  verdict.confidence);
    tally_reset(tally);
    ck_assert_int_eq(tally_classify(tally).class, CLASS_NONE);
    tally_free(tally);
}
END_TEST

START_TEST(names_the_classes)
{
    ck_assert_str_eq(class_name(CLASS_NONE), "NONE");
    ck_assert_str_eq(class_name(CLASS_HEALTH), "HEALTH");
    ck_assert_str_eq(class_name(CLASS_PCI), "PCI");
    ck_assert_str_eq(class_name(CLASS_PII), "PII");
    ck_assert_str_eq(class_name(CLASS_PHI), "PHI");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("classify");
    TCase *tests = tcase_create("classify");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, decides_the_class, 0, sizeof class_cases / sizeof class_cases[0]);
    tcase_add_test(tests, names_the_classes);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
