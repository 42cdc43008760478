/* us-ssn, us-npi, us-dea, us-mbi: values, near misses, labels and what speaks against them. */
#include "detectors/finding.h"
#include "probe.h"
#include "suite.h"

#define INVALID FINDING_INVALID_RANGE
#define PLACEHOLDER FINDING_PLACEHOLDER
#define NEGATIVE FINDING_NEGATIVE_CONTEXT
#define PARTIAL FINDING_PARTIAL_VALUE

static const struct probe_case ssn_cases[] = {
    {"SSN536904399", "536904399", 85, 0},
    {"XSSN536904399", NULL, 0, 0},
    {"SSN: ____536-90-4399____", "536-90-4399", 93, 0},
    {"SSN: a_536-90-4399_", NULL, 0, 0},
    {"SSN: _536-90-4399_", "536-90-4399", 93, 0},
    {"SSN: 536 - 90 - 4399", "536 - 90 - 4399", 93, 0},
    {"SSN: 000 - 90 - 4399", "000 - 90 - 4399", 65, FINDING_INVALID_RANGE},
    {"SSN: 1536 - 90 - 4399", NULL, 0, 0},
    {"SSN: 536 - 90 - 43991", NULL, 0, 0},
    {"pages 536 - 90 - 4399", NULL, 0, 0},
    {"S.S.N. 536904399", "536904399", 85, 0},
    {"Social: 536904399", "536904399", 85, 0},
    {"social worker of case 536904399", NULL, 0, 0},
    /* dashed: alone, with a word in the window, behind a label */
    {"536-90-4399", "536-90-4399", 65, 0},
    {"His social security was checked and it turned out to be 536-90-4399", "536-90-4399", 90, 0},
    {"SSN: 536-90-4399", "536-90-4399", 93, 0},
    {"SSN 773-12-3456.", "773-12-3456", 93, 0},
    {"social security number is 899-12-3456", "899-12-3456", 93, 0},
    {"\"ssn\": \"001-01-0002\"", "001-01-0002", 93, 0},
    {"<ssn>536-90-4399</ssn>", "536-90-4399", 93, 0},
    {"ssn=536-90-4399&x=1", "536-90-4399", 93, 0},
    {"patient_ssn: 536-90-4399", "536-90-4399", 93, 0},
    {"userSsn: '536-90-4399'", "536-90-4399", 93, 0},
    {"PatientSSN=536-90-4399", "536-90-4399", 93, 0},
    {"SS# 536-90-4399", "536-90-4399", 93, 0},
    {"SSN#536-90-4399", "536-90-4399", 93, 0},
    {"Soc. Sec. No.: 536-90-4399", "536-90-4399", 93, 0},
    {"SSN-536-90-4399", "536-90-4399", 93, 0},
    {"\\\"ssn\\\":\\\"536-90-4399\\\"", "536-90-4399", 93, 0},
    {"name\\n536-90-4399\\n", "536-90-4399", 65, 0},
    {"a,536-90-4399,b", "536-90-4399", 65, 0},
    {"536-90-4399 is my SSN", "536-90-4399", 90, 0},
    {"SSN:\n536-90-4399", "536-90-4399", 93, 0},
    /* other separators */
    {"ssn 536 90 4399", "536 90 4399", 90, 0},
    {"ssn 536.90.4399", "536.90.4399", 90, 0},
    {"ID 078 05 1123 abc", "078 05 1123", 60, 0},
    {"ssn 536\xe2\x80\x93"
     "90\xe2\x80\x93"
     "4399",
     "536\xe2\x80\x93"
     "90\xe2\x80\x93"
     "4399",
     93, 0},
    {"ssn 536\xe2\x80\x91"
     "90\xe2\x80\x91"
     "4399",
     "536\xe2\x80\x91"
     "90\xe2\x80\x91"
     "4399",
     93, 0},
    {"12 536 90 4399 17", NULL, 0, 0},
    {"ssn 536-90 4399", NULL, 0, 0},
    {"536-90.4399", NULL, 0, 0},
    /* bare digits need a label */
    {"SSN: 536904399", "536904399", 85, 0},
    {"the ssn that he gave us yesterday was 536904399", "536904399", 70, 0},
    {"536904399 (SSN)", "536904399", 70, 0},
    {"536904399", NULL, 0, 0},
    {"account number 536904399, SSN on file", NULL, 0, 0},
    {"SSN on file, account number 536904399", NULL, 0, 0},
    {"SSN 536-90-4399, order 123456782", "536-90-4399", 93, 0},
    /* never issued: only behind a label */
    {"000-12-3456", NULL, 0, 0},
    {"666-12-3456", NULL, 0, 0},
    {"900-12-3456", NULL, 0, 0},
    {"123-00-4567", NULL, 0, 0},
    {"123-45-0000", NULL, 0, 0},
    {"SSN: 900-12-3456", "900-12-3456", 65, INVALID},
    {"ssn: 999-99-1234", "999-99-1234", 65, INVALID},
    {"SSN 666123456", "666123456", 65, INVALID},
    {"social security was discussed, and 900-12-3456 too", NULL, 0, 0},
    /* samples: only with a label */
    {"078-05-1120", NULL, 0, 0},
    {"123-45-6789", NULL, 0, 0},
    {"987-65-4325", NULL, 0, 0},
    {"SSN: 078-05-1120", "078-05-1120", 65, PLACEHOLDER},
    {"SSN: 219-09-9999", "219-09-9999", 65, PLACEHOLDER},
    {"ssn=123456789", "123456789", 65, PLACEHOLDER},
    {"SSN: 111-11-1111", "111-11-1111", 65, PLACEHOLDER},
    /* masked */
    {"SSN: ***-**-1234", "***-**-1234", 60, PARTIAL},
    {"SSN: XXX-XX-1234", "XXX-XX-1234", 60, PARTIAL},
    {"XXX-XX-1234", NULL, 0, 0},
    /* parts of something longer */
    {"0536-90-4399", NULL, 0, 0},
    {"536-90-43991", NULL, 0, 0},
    {"a536-90-4399", NULL, 0, 0},
    {"536-90-4399-7", NULL, 0, 0},
    {"12-536-90-4399", NULL, 0, 0},
    {"0.536-90-4399", NULL, 0, 0},
    {"SSN $536904399", NULL, 0, 0},
    {"\xc3\xa9"
     "536-90-4399",
     NULL, 0, 0},
    {"12-3456789", NULL, 0, 0},
    {"02135-1234", NULL, 0, 0},
    {"http://hl7.org/fhir/sid/us-ssn", NULL, 0, 0},
    /* examples and negations */
    {"SSN format, e.g. 536-90-4399", "536-90-4399", 60, NEGATIVE},
    {"for example 536-90-4399", NULL, 0, 0},
    {"This is not an SSN: 536-90-4399", "536-90-4399", 63, NEGATIVE},
    {"Sleep pattern: poor. SSN 536-90-4399", "536-90-4399", 93, 0},
    {"Example clinic\nSSN: 536-90-4399", "536-90-4399", 93, 0},
    {"example SSN: 536-90-4399", "536-90-4399", 63, NEGATIVE},
    {"version 536-90-4399", NULL, 0, 0},
    {"Part no. 536-90-4399", NULL, 0, 0},
    {"part no. 77, SSN 536-90-4399", "536-90-4399", 93, 0},
    {"```\nSSN: 536-90-4399", "536-90-4399", 83, NEGATIVE},
    {"```\nx\n```\nSSN: 536-90-4399", "536-90-4399", 93, 0},
    {"SSN 536904399 bytes", "536904399", 62, NEGATIVE},
    {"SSN 536904399 by mail", "536904399", 85, 0},
    {"jess@example.com SSN: 536-90-4399", "536-90-4399", 93, 0},
};

static const struct probe_case npi_cases[] = {
    {"NPI1234567893", "1234567893", 93, 0},
    {"XNPI1234567893", NULL, 0, 0},
    {"NPI: 1234567893", "1234567893", 93, 0},
    {"NPI 1245319599", "1245319599", 93, 0},
    {"\"npi\":\"1003000126\"", "1003000126", 93, 0},
    {"npi lookup failed ts=1245319599", NULL, 0, 0},
    {"{\"npi sync\": true, \"time\": 1245319599}", NULL, 0, 0},
    {"npi cache miss\n1245319599 GET /x", NULL, 0, 0},
    {"NPI\n1245319599", "1245319599", 93, 0},
    {"NPI of the attending is 1245319599", "1245319599", 90, 0},
    {"\"type\":\"NPI\", \"x\": 1, \"value\":\"1245319599\"", "1245319599", 90, 0},
    {"providerNPI=1629082607", "1629082607", 93, 0},
    {"Provider identifier 1245319599", "1245319599", 93, 0},
    {"National Provider Identifier of the physician who ordered it 1245319599", "1245319599", 90,
     0},
    {"NPI: 1234-567-893", "1234-567-893", 93, 0},
    {"NPI: 1234567890", "1234567890", 65, INVALID},
    {"NPI: 3234567893", "3234567893", 65, INVALID},
    {"NPI: 9999992198", "9999992198", 65, INVALID},
    {"NPI: 1111111112", "1111111112", 65, INVALID},
    {"1234567893", NULL, 0, 0},
    {"ts=1245319599 level=info", NULL, 0, 0},
    {"NPI list loaded at timestamp 1700000000", NULL, 0, 0},
    {"NPI: 123456789", NULL, 0, 0},
    {"NPI: 12345678934", NULL, 0, 0},
    {"NPI phone: 4155552671", NULL, 0, 0},
};

static const struct probe_case dea_cases[] = {
    {"DEA: AP5836727", "AP5836727", 93, 0},
    {"DEA: AP5836727-1234.", "AP5836727-1234", 93, 0},
    {"DEA AP5836727-JS004271", "AP5836727-JS004271", 93, 0},
    {"DEA: AP5836727-JS0042713", NULL, 0, 0},
    {"DEA: AP5836727-", "AP5836727", 93, 0},
    {"DEA: AP5836727-12-34", NULL, 0, 0},
    {"DEA# BB1388568", "BB1388568", 93, 0},
    {"DEA number F91234563", "F91234563", 93, 0},
    {"dea: ap5836727", "ap5836727", 93, 0},
    {"DEA registration for the clinic on Main Street: GL0285191", "GL0285191", 90, 0},
    {"DEA EU4488929, K92993548", "EU4488929", 93, 0},
    {"AP5836727", NULL, 0, 0},
    {"tt1272878", NULL, 0, 0},
    {"DEA: AB1234567", "AB1234567", 65, INVALID},
    {"DEA: BG8207031", "BG8207031", 65, INVALID},
    {"the DEA said something about AB1234567", NULL, 0, 0},
    {"DEA: AP58367271", NULL, 0, 0},
    {"the DEA appears in a film of 1998 about something else altogether, tt2381248", NULL, 0, 0},
    {"DEA: XAP5836727", NULL, 0, 0},
};

static const struct probe_case mbi_cases[] = {
    {"1EG4-TE5-MK73", "1EG4-TE5-MK73", 70, 0},
    {"1EG4TE5MK73", "1EG4TE5MK73", 70, 0},
    {"1eg4te5mk73", "1eg4te5mk73", 70, 0},
    {"9XX9-XX9-XX99", "9XX9-XX9-XX99", 70, 0},
    {"MBI: 1EG4-TE5-MK73", "1EG4-TE5-MK73", 97, 0},
    {"Medicare ID: 3CD5-FG7-HJ89", "3CD5-FG7-HJ89", 97, 0},
    {"The Medicare beneficiary gave her card to us: 1EG4TE5MK73", "1EG4TE5MK73", 95, 0},
    {"0EG4-TE5-MK73", NULL, 0, 0},
    {"1SG4-TE5-MK73", NULL, 0, 0},
    {"1EG4-LE5-MK73", NULL, 0, 0},
    {"12G4-TE5-MK73", NULL, 0, 0},
    {"1EG4TE5MK734", NULL, 0, 0},
    {"1EG4-TE5MK73", NULL, 0, 0},
    {"1EG4 TE5 MK73", NULL, 0, 0},
    {"MBI 1EG4 TE5 MK73", "1EG4 TE5 MK73", 95, 0},
    {"MBI 1EG4-TE5 MK73", NULL, 0, 0},
    {"A1EG4TE5MK73", NULL, 0, 0},
    {"MBI 1S00EU8FA10", "1S00EU8FA10", 65, INVALID},
    {"mbi: 1KU4HP00435", "1KU4HP00435", 65, INVALID},
    {"1S00EU8FA10", NULL, 0, 0},
};

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

START_TEST(test_us_ssn)
{
    probe_check("us-ssn", &ssn_cases[_i]);
}
END_TEST

START_TEST(test_us_npi)
{
    probe_check("us-npi", &npi_cases[_i]);
}
END_TEST

START_TEST(test_us_dea)
{
    probe_check("us-dea", &dea_cases[_i]);
}
END_TEST

START_TEST(test_us_mbi)
{
    probe_check("us-mbi", &mbi_cases[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("us_numbers");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_us_ssn, 0, COUNT(ssn_cases));
    tcase_add_loop_test(all, test_us_npi, 0, COUNT(npi_cases));
    tcase_add_loop_test(all, test_us_dea, 0, COUNT(dea_cases));
    tcase_add_loop_test(all, test_us_mbi, 0, COUNT(mbi_cases));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
