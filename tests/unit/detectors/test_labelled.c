/* mrn, member-id, rx-number and dob: what labels make of numbers and dates. */
#include "detectors/finding.h"
#include "probe.h"
#include "suite.h"

#define INVALID FINDING_INVALID_RANGE
#define PLACEHOLDER FINDING_PLACEHOLDER
#define NEGATIVE FINDING_NEGATIVE_CONTEXT

static const struct probe_case mrn_cases[] = {
    {"D.O.B.  : Feb. 8, 1959\nChart   : L-11820", "L-11820", 85, 0},
    {"a bar chart: 118200", NULL, 0, 0},
    {"MRN: 1015952", "1015952", 85, 0},
    {"MRN: NH-1015952", "NH-1015952", 85, 0},
    {"MRN: MRN-1015952", "1015952", 85, 0},
    {"Record shows MRN-1003212.", "1003212", 85, 0},
    {"pt MRN1003212 seen", "1003212", 85, 0},
    {"see XMRN1003212", NULL, 0, 0},
    {"\"mrn\": \"MRN-4227008\"", "4227008", 85, 0},
    {"<medical mrn=\"AB1026791\"/>", "AB1026791", 85, 0},
    {"medical record number is 12345678", "12345678", 85, 0},
    {"Medical Record No. 12345", "12345", 85, 0},
    {"medicalRecordNumber=12345678", "12345678", 85, 0},
    {"chart # 556677", "556677", 85, 0},
    {"Patient No: 00123456", "00123456", 85, 0},
    {"Patient ID: 00123456", NULL, 0, 0},
    {"The MRN which we were given at the desk: 1234567", "1234567", 80, 0},
    {"1234567 (MRN)", "1234567", 80, 0},
    {"Hospital #: 1234567", "1234567", 85, 0},
    {"Unit No. 1234567", "1234567", 85, 0},
    {"MRN: 1234567-01", "1234567-01", 85, 0},
    {"MRN: 1234567-012", NULL, 0, 0},
    {"patient number 12", NULL, 0, 0},
    {"MRN 1234", NULL, 0, 0},
    {"Mr. 12345", NULL, 0, 0},
    {"1015952", NULL, 0, 0},
    {"MRN unknown; account number: 1234567", NULL, 0, 0},
    {"MRN 1234567, order 7654321", "1234567", 85, 0},
    {"MRN missing, see invoice 7654321", NULL, 0, 0},
    {"patient id 02135-1234", NULL, 0, 0},
    {"patient number 12345.67", NULL, 0, 0},
    {"Patient # $12345", NULL, 0, 0},
    {"patient no 12345%", NULL, 0, 0},
    {"PATID1234^5^M11~123456789^^^", NULL, 0, 0},
    {"mrn2=1234567", "1234567", 85, 0},
    {"MRN: 1234567890123", NULL, 0, 0},
    {"chart number 2024-05-01", NULL, 0, 0},
    {"MRN, for example 1234567", NULL, 0, 0},
    {"Med Rec No. 00-48-31-77", "00-48-31-77", 85, 0},
    {"Med Rec No. 00-48-31-77- pulled", "00-48-31-77", 85, 0},
    {"MRN: 123-45-67", "123-45-67", 85, 0},
    {"MRN 12-34-56", "12-34-56", 85, 0},
    {"MRN: 12-34", NULL, 0, 0},
    {"Your MRN is 7719-22-81.", "7719-22-81", 85, 0},
    {"MRN: 000-77-1822", "000-77-1822", 85, 0},
    {"MRN: 219-555-0123", NULL, 0, 0},
    {"MRN: 04-22-1978", NULL, 0, 0},
    {"MRN: 123-45-6789", NULL, 0, 0},
    {"MRN given at the desk was 00-48-31-77", NULL, 0, 0},
    {"chart number 2024-05-01-11", NULL, 0, 0},
    {"Hosp #: 1234567", "1234567", 85, 0},
    {"MRN: 838 253 227", "838 253 227", 85, 0},
    {"MRN: 838 253", NULL, 0, 0},
    {"MRN: 219 555 0123", NULL, 0, 0},
    {"MRN: 123 45 6789", NULL, 0, 0},
    {"MRN: 684-65-63-2", "684-65-63-2", 85, 0},
    {"MRN: 6-84-65-63", NULL, 0, 0},
    {"MRN: 2024-0381", "2024-0381", 85, 0},
    {"MRN: 2024-03", NULL, 0, 0},
    {"MRN: MG-2024-20565", "MG-2024-20565", 85, 0},
    {"MRN of MG-2024-20565", "MG-2024-20565", 85, 0},
    {"MRN, see MG-2024-20565", NULL, 0, 0},
    {"MRN: DX910239", "DX910239", 85, 0},
    {"MRN ____1015952____", "1015952", 85, 0},
    {"MRN a_1015952_", NULL, 0, 0},
    {"MRN _1015952_", "1015952", 85, 0},
    {"Paciente: Xy. No. de expediente: EXP-118204", "EXP-118204", 85, 0},
    {"Unit #4 Salt Lake City UT 84111", NULL, 0, 0},
    {"DOB 04/22/1978, record no. 1015952", "1015952", 85, 0},
    {"record no. 1015952", NULL, 0, 0},
    {"#define XSLT_PAT_NO_PRIORITY -12345789", NULL, 0, 0},
    {"sha256=4wJhMRnFao,1015952", NULL, 0, 0},
};

static const struct probe_case member_cases[] = {
    {"Member ID: 123456789", "123456789", 80, 0},
    {"member id ABC123456789", "ABC123456789", 80, 0},
    {"Subscriber #: 9876543", "9876543", 80, 0},
    {"Member ID: JZN882A45571", "JZN882A45571", 80, 0},
    {"Member ID card of JZN882A45571", NULL, 0, 0},
    {"Insurance ID: INS-107418218", "INS-107418218", 80, 0},
    {"patient's insurance ID is INS-934959076", "INS-934959076", 80, 0},
    {"Policy: POL-9039025", "POL-9039025", 80, 0},
    {"policy number 123456", "123456", 80, 0},
    {"Group No. 654321", "654321", 80, 0},
    {"RxGRP: 610014", "610014", 80, 0},
    {"N\xc3\xbamero de p\xc3\xb3liza: W204817733", "W204817733", 80, 0},
    {"DOB: 01/02/1960 P\xc3\xb3liza: W204817733", "W204817733", 80, 0},
    {"N\xc3\x9aMERO DE P\xc3\x93LIZA W204817733", "W204817733", 80, 0},
    {"N\xc3\x9bMERO DE P\xc3\x93LIZA W204817733", NULL, 0, 0},
    {"p, W204817733", NULL, 0, 0},
    {"N\xc3\xbamero de piezas: W204817733", NULL, 0, 0},
    {"DOB: 01/02/1960 Insurance: BCBS of MA  ID#: MTN903318842", "MTN903318842", 75, 0},
    {"DOB: 01/02/1960 Insurance: Molina Healthcare  ID 3300918274A", "3300918274A", 75, 0},
    {"Insurance rules of the state, ID#: MTN903318842", NULL, 0, 0},
    {"RxBIN: 610014", NULL, 0, 0},
    {"Member card, RxPCN: 610014", NULL, 0, 0},
    {"--policy-id 333333333333", NULL, 0, 0},
    {"DOB: 01/02/1960 Policy ID: 333333333333", "333333333333", 80, 0},
    {"memberId\":\"123456789A01", "123456789A01", 80, 0},
    {"cardholder id 123456789", "123456789", 80, 0},
    {"Health plan ID was printed on the card as 12345678", NULL, 0, 0},
    {"policy 1234567", NULL, 0, 0},
    {"group 1234567", NULL, 0, 0},
    {"member since 2001", NULL, 0, 0},
    {"Member ID: 12345", NULL, 0, 0},
    {"POL-9039025", NULL, 0, 0},
    {"Claim #: 1234567, policy number on file", NULL, 0, 0},
    {"Member ID: 641 8860 557", "641 8860 557", 80, 0},
    {"Member ID: W6644 86860", "W6644 86860", 80, 0},
    {"Policy # 326-8195-044", "326-8195-044", 80, 0},
    {"Policy # 1941-7508-286", "1941-7508-286", 80, 0},
    {"Policy # 1941-75", NULL, 0, 0},
    {"Member ID: PG58617J", "PG58617J", 80, 0},
    {"Member ID: PG5861J", NULL, 0, 0},
    {"Insurance: Blue Cross, ID 884120937", "884120937", 80, 0},
    {"Insurance: Blue Cross, order 884120937", NULL, 0, 0},
    {"Aetna ID# W2391 88471", "W2391 88471", 80, 0},
    {"Aetna paid 884120937", NULL, 0, 0},
    {"a security policy with ID 884120937", NULL, 0, 0},
    {"Humana: H78050816", "H78050816", 80, 0},
    {"Humana: 78050816", NULL, 0, 0},
    {"her insurance Regence id 88201447, DOB", "88201447", 80, 0},
    {"DOB 1/2/1960. Group: GX-20114", "GX-20114", 80, 0},
    {"DOB 1/2/1960  Grp  0071443", "0071443", 80, 0},
    {"users of the group: GX-20114", NULL, 0, 0},
    {"DOB 04/22/1978, contract no. 78050816", "78050816", 80, 0},
    {"contract no. 78050816", NULL, 0, 0},
    {"Humana: W6644 86860", "W6644 86860", 80, 0},
    {"Humana: 6644 86860", NULL, 0, 0},
    {"Member ID: XEA 904 55 7716", "XEA 904 55 7716", 80, 0},
    {"Member ID: SSN 904 55 7716", NULL, 0, 0},
};

static const struct probe_case rx_cases[] = {
    {"WALTON'S PHARMACY\n3145 SE Powell Blvd, Portland, OR 97202\nRx 6120938", "6120938", 80, 0},
    {"Rx #: 7654321", "7654321", 80, 0},
    {"RX# 1882034-04418", "1882034-04418", 80, 0},
    {"RX# 1882034-0441812", NULL, 0, 0},
    {"Rx# 7654321", "7654321", 80, 0},
    {"RX NUMBER 12345678", "12345678", 80, 0},
    {"prescription no. 1234567", "1234567", 80, 0},
    {"Record shows RX-78901234.", "78901234", 80, 0},
    {"Rx: 7654321, refills 2", "7654321", 80, 0},
    {"Rx: 7654321", NULL, 0, 0},
    {"Rx 500 mg", NULL, 0, 0},
    {"RX bytes:1234567 TX bytes:7654321", NULL, 0, 0},
    {"eth0 RX 1234567 packets", NULL, 0, 0},
    {"7654321", NULL, 0, 0},
    {"prescription of 1234567 tablets", "1234567", 80, 0},
};

static const struct probe_case dob_cases[] = {
    {"12. Name           13. Date of Birth (MM/DD/CCYY)   14. Gender\n"
     "    A. Smith           08/30/1977                       F",
     "08/30/1977", 85, 0},
    {"12. Name           13. Date of Birth of the insured or else   14. Gender\n"
     "    A. Smith           08/30/1977                                 F",
     NULL, 0, 0},
    {"DOB: 04/22/1978", "04/22/1978", 85, 0},
    {"DOB: 1978-04-22", "1978-04-22", 85, 0},
    {"DOB: 04221978", "04221978", 85, 0},
    {"DOB (mm/dd/yyyy): 04 / 22 / 1978", "04 / 22 / 1978", 80, 0},
    {"D.O.B. 4/22/78", "4/22/78", 85, 0},
    {"Date of Birth: April 22, 1978", "April 22, 1978", 85, 0},
    {"date_of_birth=22-APR-1978", "22-APR-1978", 85, 0},
    {"born on 22 April 1978", "22 April 1978", 85, 0},
    {"And you were born on 1957-05-24?", "1957-05-24", 85, 0},
    {"\"birthDate\": \"1978-04-22\"", "1978-04-22", 85, 0},
    {"<birthTime value=\"19780422\"/>", "19780422", 85, 0},
    {"birthdate 19780422", "19780422", 85, 0},
    {"dob=\"1978-04-22T00:00:00Z\"", "1978-04-22", 85, 0},
    {"Birth Date:          1942-09-16", "1942-09-16", 85, 0},
    {"patientDob: 1978.04.22", "1978.04.22", 85, 0},
    {"1978-04-22 (DOB)", "1978-04-22", 80, 0},
    {"birthday of the patient whom we met there: 4/22/1978", "4/22/1978", 80, 0},
    {"DOB: 1978-13-45", "1978-13-45", 65, INVALID},
    {"DOB: 13/45/1978", "13/45/1978", 65, INVALID},
    {"DOB: 1900-01-01", "1900-01-01", 65, PLACEHOLDER},
    {"04/22/1978", NULL, 0, 0},
    {"Date: 04/22/1978", NULL, 0, 0},
    {"DOB unknown, admitted 04/22/1978", NULL, 0, 0},
    {"DOB 04/22/1978, visit date 05/01/2020", "04/22/1978", 85, 0},
    {"born in 1957, seen 2020-01-01", NULL, 0, 0},
    {"DOB 19780422 and 20200101", "19780422", 85, 0},
    {"birth weight 3200 g", NULL, 0, 0},
    {"reborn 2020-01-01", NULL, 0, 0},
    {"stubborn 04/22/1978", NULL, 0, 0},
    {"v2021.05.1 birth", NULL, 0, 0},
    {"examination following birth\n 2014-11-17", NULL, 0, 0},
    {"DOB 1/2/3", NULL, 0, 0},
    {"DOB01021960", "01021960", 85, 0},
    {"DOB01/02/1960", "01/02/1960", 85, 0},
    {"XDOB01021960", NULL, 0, 0},
    {"DOB: 14 Sep 82", "14 Sep 82", 85, 0},
    {"DOB: Sep 14, 82", "Sep 14, 82", 85, 0},
    {"DOB unknown; 14 Sep 82 people", NULL, 0, 0},
    {"DOB: ____04/22/1978____", "04/22/1978", 85, 0},
    {"Birth: 04/22/1978", "04/22/1978", 85, 0},
    {"Birth plan of 04/22/1978", NULL, 0, 0},
    {"ctime: 1978-04-22, birthtime: 1978-04-22", NULL, 0, 0},
    {"Patient ID 1234567, birth time: 1978-04-22", "1978-04-22", 85, 0},
};

#define COUNT(table) ((int)(sizeof(table) / sizeof(table)[0]))

START_TEST(test_mrn)
{
    probe_check("mrn", &mrn_cases[_i]);
}
END_TEST

START_TEST(test_member_id)
{
    probe_check("member-id", &member_cases[_i]);
}
END_TEST

START_TEST(test_rx_number)
{
    probe_check("rx-number", &rx_cases[_i]);
}
END_TEST

START_TEST(test_dob)
{
    probe_check("dob", &dob_cases[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("labelled");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, test_mrn, 0, COUNT(mrn_cases));
    tcase_add_loop_test(all, test_member_id, 0, COUNT(member_cases));
    tcase_add_loop_test(all, test_rx_number, 0, COUNT(rx_cases));
    tcase_add_loop_test(all, test_dob, 0, COUNT(dob_cases));
    suite_add_tcase(suite, all);
    return suite_run(suite);
}
