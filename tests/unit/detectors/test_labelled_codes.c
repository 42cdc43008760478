/* Tax numbers, documents, accounts and other codes that a label names, each with near misses. */
#include "detectors/finding.h"
#include "probe.h"
#include "suite.h"

#define INVALID FINDING_INVALID_RANGE

struct code_case {
    const char *id;
    struct probe_case probe;
};

static const struct code_case cases[] = {
    {"us-itin", {"ITIN: 911-70-1234", "911-70-1234", 93, 0}},
    {"us-itin", {"taxpayer id 999-99-9999", "999-99-9999", 93, 0}},
    {"us-itin", {"itin=900501234", "900501234", 85, 0}},
    {"us-itin", {"ITIN 911-66-1234", "911-66-1234", 65, INVALID}},
    {"us-itin", {"911-70-1234", NULL, 0, 0}},
    {"us-itin", {"Tax ID: 811-70-1234", NULL, 0, 0}},
    {"us-itin", {"SSN: 911-70-1234", NULL, 0, 0}},
    {"us-ssn", {"SSN: 911-70-1234", "911-70-1234", 65, INVALID}},
    {"us-ssn", {"Tax ID: 536-90-4399", "536-90-4399", 0, 0}},
    {"us-ein", {"EIN: 12-3456789", "12-3456789", 85, 0}},
    {"us-ein", {"fein 203456789", "203456789", 85, 0}},
    {"us-ein", {"Tax ID: 20-3456789", "20-3456789", 85, 0}},
    {"us-ein", {"EIN: 89-5926744", "89-5926744", 65, INVALID}},
    {"us-ein", {"Tax ID: 89-5926744", NULL, 0, 0}},
    {"us-ein", {"ein 12-3456789", NULL, 0, 0}},
    {"us-ein", {"12-3456789", NULL, 0, 0}},
    {"us-hicn", {"HICN: 536-90-4399A", "536-90-4399A", 93, 0}},
    {"us-hicn", {"Medicare no. 536904399C1", "536904399C1", 93, 0}},
    {"us-hicn", {"HIC#: WA536904399", "WA536904399", 85, 0}},
    {"us-hicn", {"hicn A123456", "A123456", 85, 0}},
    {"us-hicn", {"HICN 000123456A", NULL, 0, 0}},
    {"us-hicn", {"HICN 536904399Z", NULL, 0, 0}},
    {"us-hicn", {"Medicare A123456", NULL, 0, 0}},
    {"us-hicn", {"A123456", NULL, 0, 0}},
    {"medicaid-id", {"Medicaid ID: AB12345C", "AB12345C", 85, 0}},
    {"medicaid-id", {"Recipient ID: 123456789012", "123456789012", 85, 0}},
    {"medicaid-id", {"Medicaid: AB12345C", "AB12345C", 85, 0}},
    {"medicaid-id", {"Medicaid 12345678 claims", NULL, 0, 0}},
    {"medicaid-id", {"Medicaid ID: 1234567", NULL, 0, 0}},
    {"medicaid-id", {"AB12345C", NULL, 0, 0}},
    {"patient-id", {"Patient ID: 00123456", "00123456", 85, 0}},
    {"patient-id", {"patient_id=123456", "123456", 85, 0}},
    {"patient-id", {"Pt ID 778899", "778899", 85, 0}},
    {"patient-id", {"Patient identifier: PAT-00123", "PAT-00123", 85, 0}},
    {"patient-id", {"patient id 1234", NULL, 0, 0}},
    {"patient-id", {"patient id 02135.1234", NULL, 0, 0}},
    {"patient-id", {"patient id: 2024-05-01", NULL, 0, 0}},
    {"patient-id", {"MRN: 1234567", NULL, 0, 0}},
    {"account-number", {"Account number: 10080678", "10080678", 85, 0}},
    {"account-number", {"Acct # 4455667", "4455667", 85, 0}},
    {"account-number", {"Patient account no. ACC-556677", "ACC-556677", 85, 0}},
    {"account-number", {"account 10080678", NULL, 0, 0}},
    {"account-number", {"acct=10080678", NULL, 0, 0}},
    {"account-number", {"Account number: 1234", NULL, 0, 0}},
    {"account-number", {"Account number: $12345", NULL, 0, 0}},
    {"account-number", {"account number on file, MRN 1234567", NULL, 0, 0}},
    {"bank-account", {"Bank account: 000123456789", "000123456789", 85, 0}},
    {"bank-account", {"checking account number 12345678", "12345678", 85, 0}},
    {"bank-account", {"savings account no 12345", NULL, 0, 0}},
    {"bank-account", {"bank account of 5 people", NULL, 0, 0}},
    {"account-number", {"bank account number 12345678", NULL, 0, 0}},
    {"driver-license", {"|DLN-123^US^20010123|", NULL, 0, 0}},
    {"driver-license", {"Driver's License: D1234567", "D1234567", 90, 0}},
    {"driver-license", {"License: DL-V12985-85", "V12985-85", 90, 0}},
    {"driver-license", {"Drivers License No. S123-4567-8901", "S123-4567-8901", 90, 0}},
    {"driver-license", {"CDL 123456789", "123456789", 90, 0}},
    {"driver-license", {"driver license ABCDE12345F", "ABCDE12345F", 65, INVALID}},
    {"driver-license", {"DL 1234", NULL, 0, 0}},
    {"driver-license", {"HDL 12345", NULL, 0, 0}},
    {"driver-license", {"D1234567", NULL, 0, 0}},
    {"passport", {"Passport: P7X110527", "P7X110527", 90, 0}},
    {"passport", {"passport no. 123456789", "123456789", 90, 0}},
    {"passport", {"Travel document A12345678", "A12345678", 90, 0}},
    {"passport", {"Passport: 12345", NULL, 0, 0}},
    {"passport", {"passport version 1.2.3456", NULL, 0, 0}},
    {"passport", {"A12345678", NULL, 0, 0}},
    {"license-number", {"Medical License: MD12345", "MD12345", 85, 0}},
    {"license-number", {"Lic # 987654", "987654", 85, 0}},
    {"license-number", {"License No: 123", NULL, 0, 0}},
    {"license-number", {"license 1234567", NULL, 0, 0}},
    {"license-number", {"Driver's License No: 1234567", NULL, 0, 0}},
    {"license-plate", {"License plate: ABC 1234", "ABC 1234", 85, 0}},
    {"license-plate", {"plate no. 7ABC123", "7ABC123", 85, 0}},
    {"license-plate", {"Plate # ABC-1234", "ABC-1234", 85, 0}},
    {"license-plate", {"plate number 1234", NULL, 0, 0}},
    {"license-plate", {"plates 1234567", NULL, 0, 0}},
    {"license-plate", {"ABC 1234", NULL, 0, 0}},
    {"aba-routing", {"routing: 121000358", "121000358", 90, 0}},
    {"aba-routing", {"ABA 0711-0130-7", "0711-0130-7", 90, 0}},
    {"aba-routing", {"routing number 121000359", NULL, 0, 0}},
    {"aba-routing", {"routing: 621006206", NULL, 0, 0}},
    {"aba-routing", {"021000021", NULL, 0, 0}},
    {"iban", {"IBAN GB82WEST12345698765432", "GB82WEST12345698765432", 97, 0}},
    {"iban", {"IBAN: GB29 NWBK 6016 1331 9268 19", "GB29 NWBK 6016 1331 9268 19", 97, 0}},
    {"iban", {"IBAN GB82WEST12345698765433", "GB82WEST12345698765433", 65, INVALID}},
    {"iban", {"IBAN GB82WEST1234", NULL, 0, 0}},
    {"iban", {"iban 1234567890", NULL, 0, 0}},
    {"vin", {"VIN: 1M8GDM9AXKP042788", "1M8GDM9AXKP042788", 97, 0}},
    {"vin", {"VIN 1HGCM82633A004353", "1HGCM82633A004353", 65, INVALID}},
    {"vin", {"VIN 11111111111111111", NULL, 0, 0}},
    {"vin", {"vin 1M8GDM9AXKP042788", NULL, 0, 0}},
    {"device-id", {"Device serial number: SN-4711-0815", "SN-4711-0815", 85, 0}},
    {"device-id",
     {"device id: aebe52e7-03ee-455a-b3c4-e57283966239", "aebe52e7-03ee-455a-b3c4-e57283966239", 85,
      0}},
    {"device-id", {"device id 12", NULL, 0, 0}},
    {"device-id", {"device identified 123456", NULL, 0, 0}},
    {"udi", {"UDI: (01)51022222233336(21)1234", "(01)51022222233336(21)1234", 93, 0}},
    {"udi", {"UDI: (01)51022222233336(17)150707", NULL, 0, 0}},
    {"udi", {"(01)51022222233336(21)1234", NULL, 0, 0}},
    {"geo-coordinate", {"GPS: 40.7128, -74.0060", "40.7128, -74.0060", 85, 0}},
    {"geo-coordinate", {"coordinates -33.8688, 151.2093", "-33.8688, 151.2093", 85, 0}},
    {"geo-coordinate", {"GPS: 40.7, -74.0", NULL, 0, 0}},
    {"geo-coordinate", {"40.7128, -74.0060", NULL, 0, 0}},
    {"ip-address", {"IP address: 126.164.236.124", "126.164.236.124", 85, 0}},
    {"ip-address", {"client_ip=2600:1f18:1::a5", "2600:1f18:1::a5", 85, 0}},
    {"ip-address", {"IP: 192.168.1.1", NULL, 0, 0}},
    {"ip-address", {"126.164.236.124", NULL, 0, 0}},
    {"mac-address", {"MAC: ae:05:b3:61:bd:6b", "ae:05:b3:61:bd:6b", 85, 0}},
    {"mac-address", {"hwaddr 00-1A-2B-3C-4D-5E", "00-1A-2B-3C-4D-5E", 85, 0}},
    {"mac-address", {"mac 00:00:00:00:00:00", NULL, 0, 0}},
    {"mac-address", {"00:1A:2B:3C:4D:5E", NULL, 0, 0}},
    {"unique-code", {"Study ID: ABC-00123", "ABC-00123", 85, 0}},
    {"unique-code", {"subject_id=100234", "100234", 85, 0}},
    {"unique-code", {"Subject ID: 12", NULL, 0, 0}},
    {"unique-code", {"subject: 100234", NULL, 0, 0}},
    {"unique-code", {"study of 10023 people", NULL, 0, 0}},
};

START_TEST(test_codes)
{
    probe_check(cases[_i].id, &cases[_i].probe);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("labelled_codes");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_codes, 0, (int)(sizeof cases / sizeof cases[0]));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
