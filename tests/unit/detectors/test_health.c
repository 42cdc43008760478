/* icd10-cm, ndc, drug, sig and clinical-terms as the scan reports them. */
#include "detectors/finding.h"
#include "probe.h"
#include "suite.h"

#include <string.h>

static const struct probe_case icd_cases[] = {
    {"Dx: E11.9", "E11.9", 88, 0},
    {"ICD-10: S52.131A", "S52.131A", 88, 0},
    {"hypertension (E78.5)", "E78.5", 85, 0},
    {"diabetes mellitus E11.9", "E11.9", 85, 0},
    {"ICD-10-CM code I10", "I10", 80, 0},
    {"icd10 = \"E119\"", "E119", 80, 0},
    {"E11.9", NULL, 0, 0},
    {"see A4.2 in the manual", NULL, 0, 0},
    {"ICD U12.3", NULL, 0, 0},
    {"Diagnosis: I10", "I10", 80, 0},
    {"Primary dx I10 (hypertension)", "I10", 80, 0},
    {"Dx: hypertension (I10), stable", "I10", 75, 0},
    {"Diagn\xc3\xb3stico: Neumon\xc3\xad"
     "a (J18.9)",
     "J18.9", 85, 0},
    {"Dx: see section (A10), stable", NULL, 0, 0},
    {"Dx: \xe2\x80\x9cI10\xe2\x80\x9d", "I10", 80, 0},
    {"\xcd\x8a"
     "dx+\xb1T42#",
     NULL, 0, 0},
    {"ICD-10: x9, I10", NULL, 0, 0},
    {"Diagnosis of Q1 2024", NULL, 0, 0},
    {"diagnosis at room B12", NULL, 0, 0},
};

static const struct probe_case ndc_cases[] = {
    {"NDC 0777-3105-02", "0777-3105-02", 93, 0},
    {"NDC: 50242-040-62", "50242-040-62", 93, 0},
    {"ndc 60575-4112-1", "60575-4112-1", 93, 0},
    {"NDC=00777310502", "00777310502", 85, 0},
    {"0777-3105-02", NULL, 0, 0},
    {"00777310502", NULL, 0, 0},
    {"NDC 123-45-6789", NULL, 0, 0},
};

static const struct probe_case drug_cases[] = {
    {"metformin", "metformin", 65, 0},
    {"Metformin 500 mg", "Metformin", 85, 0},
    {"aspirin 81 mg daily", "aspirin", 75, 0},
    {"aspirin", NULL, 0, 0},
    {"metforming", NULL, 0, 0},
    {"\\nMetformin", "Metformin", 65, 0},
};

static const struct probe_case sig_cases[] = {
    {"take 500 mg by mouth twice daily", "500 mg by mouth twice daily", 75, 0},
    {"0.5 mg tablet once daily", "0.5 mg tablet once daily", 75, 0},
    {"1,000 mg capsule bid", "1,000 mg capsule bid", 75, 0},
    {"500 mg", NULL, 0, 0},
    {"daily", NULL, 0, 0},
};

static const struct probe_case term_cases[] = {
    {"History of Present Illness", "History of Present Illness", 60, 0},
    {"chief complaint", "chief complaint", 60, 0},
    {"chief complaints@host", "chief complaints", 60, 0},
    {"the chief executive", NULL, 0, 0},
};

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

START_TEST(test_icd10_cm)
{
    probe_check("icd10-cm", &icd_cases[_i]);
}
END_TEST

/* A label speaks for the codes that follow, up to what is none. */
START_TEST(test_icd10_list)
{
    struct probe *probe = probe_create(60);
    size_t count = 0;
    probe_scan_string(probe, "Diagnosis codes: I10, E119; J449 and E118");
    for (size_t i = 0; i < probe->count; i++) {
        count += strcmp(detector_at(probe->findings[i].detector)->id, "icd10-cm") == 0;
    }
    ck_assert_uint_eq(count, 3);
    probe_free(probe);
}
END_TEST

START_TEST(test_ndc)
{
    probe_check("ndc", &ndc_cases[_i]);
}
END_TEST

START_TEST(test_drug)
{
    probe_check("drug", &drug_cases[_i]);
}
END_TEST

START_TEST(test_sig)
{
    probe_check("sig", &sig_cases[_i]);
}
END_TEST

START_TEST(test_clinical_terms)
{
    probe_check("clinical-terms", &term_cases[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("health");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_icd10_cm, 0, COUNT(icd_cases));
    tcase_add_test(all, test_icd10_list);
    tcase_add_loop_test(all, test_ndc, 0, COUNT(ndc_cases));
    tcase_add_loop_test(all, test_drug, 0, COUNT(drug_cases));
    tcase_add_loop_test(all, test_sig, 0, COUNT(sig_cases));
    tcase_add_loop_test(all, test_clinical_terms, 0, COUNT(term_cases));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
