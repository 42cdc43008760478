/* icd9-cm, hcpcs, loinc, snomed-ct, rxnorm and nucc-taxonomy in text. */
#include "probe.h"
#include "suite.h"

struct coded_case {
    const char *id;
    struct probe_case probe;
};

static const struct coded_case cases[] = {
    {"icd9-cm", {"ICD-9: 250.00", "250.00", 80, 0}},
    {"icd9-cm", {"icd9 V02.61", "V02.61", 80, 0}},
    {"icd9-cm", {"ICD-9-CM E849.0", "E849.0", 80, 0}},
    {"icd9-cm", {"250.00", NULL, 0, 0}},
    {"icd9-cm", {"ICD-10: 250.00", NULL, 0, 0}},
    {"icd9-cm", {"ICD-9 of 2015", NULL, 0, 0}},
    {"hcpcs", {"CPT 99213", "99213", 80, 0}},
    {"hcpcs", {"HCPCS: J1100", "J1100", 80, 0}},
    {"hcpcs", {"procedure code G0439", "G0439", 80, 0}},
    {"hcpcs", {"CPT: 88305 x2", "88305", 80, 0}},
    {"hcpcs", {"CPT code: 67028-LT", "67028", 80, 0}},
    {"hcpcs", {"CPT: j1100-KX, 36415", "36415", 65, 0}},
    {"hcpcs", {"CPT: 9921X, 36415", NULL, 0, 0}},
    {"hcpcs", {"CPT: room 7, 36415", NULL, 0, 0}},
    {"hcpcs", {"CPT billed for room 88305", NULL, 0, 0}},
    {"hcpcs", {"CPT 883051", NULL, 0, 0}},
    {"hcpcs", {"store 88305", NULL, 0, 0}},
    {"hcpcs", {"part J1100", NULL, 0, 0}},
    {"hcpcs", {"visit 99213", NULL, 0, 0}},
    {"loinc", {"LOINC: 2345-7", "2345-7", 85, 0}},
    {"loinc", {"\"system\":\"http://loinc.org\",\"code\":\"94558-4\"", "94558-4", 80, 0}},
    {"loinc", {"LOINC 2345-8", NULL, 0, 0}},
    {"loinc", {"lines 2345-7", NULL, 0, 0}},
    {"snomed-ct", {"SNOMED CT: 73211009", "73211009", 85, 0}},
    {"snomed-ct", {"http://snomed.info/sct\", \"code\": \"22298006\"", "22298006", 80, 0}},
    {"snomed-ct", {"SNOMED 73211008", NULL, 0, 0}},
    {"snomed-ct", {"73211009", NULL, 0, 0}},
    {"rxnorm", {"RxNorm 860975", "860975", 80, 0}},
    {"rxnorm", {"rxcui=314076", "314076", 80, 0}},
    {"rxnorm", {"RxNorm has grown by far to 860975", NULL, 0, 0}},
    {"rxnorm", {"rxcui 012", NULL, 0, 0}},
    {"nucc-taxonomy", {"Taxonomy: 207Q00000X", "207Q00000X", 90, 0}},
    {"nucc-taxonomy", {"taxonomy code 363LF0000X", "363LF0000X", 90, 0}},
    {"nucc-taxonomy", {"207Q00000X", NULL, 0, 0}},
    {"nucc-taxonomy", {"taxonomy 907Q00000X", NULL, 0, 0}},
};

START_TEST(test_codes)
{
    probe_check(cases[_i].id, &cases[_i].probe);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("coded");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_codes, 0, (int)(sizeof cases / sizeof cases[0]));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
