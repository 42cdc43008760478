/* Fields of X12 interchanges. */
#include "tests/unit/read/message_check.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <string.h>

#define ISA_FRONT                                                                                  \
    "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *240102*0304*^*00501*"   \
    "000000001*0*P*"
#define ISA ISA_FRONT ":~"
#define HC ISA "GS*HC*A*B*20240102*0304*1*X*005010X222A1~ST*837*0001~"
#define BORN "DMG*D8*19700102*F~"

static const struct message_case rows[] = {
    {"subscriber", HC "NM1*IL*1*DOE*JANE*Q**JR*MI*ABC123456~" BORN,
     "NM103 person-name [DOE]\nNM104 person-name [JANE]\nNM105 person-name [Q]\n"
     "NM109 member-id [ABC123456]\nDMG02 dob [19700102]\n",
     true, true},
    {"patient, with another number", HC "NM1*QC*1*DOE*JANE****34*536904399~" BORN,
     "NM103 person-name [DOE]\nNM104 person-name [JANE]\nNM109 us-ssn [536904399]\n"
     "DMG02 dob [19700102]\n",
     true, true},
    {"kinds of numbers",
     HC "NM1*IL*1******HN*123456789A~NM1*IL*1******MR*00001612~NM1*85*2******24*12-3456789~"
        "NM1*85*2******ZZ*12345~" BORN,
     "NM109 us-hicn [123456789A]\nNM109 medicaid-id [00001612]\nNM109 us-ein [12-3456789]\n"
     "DMG02 dob [19700102]\n",
     true, true},
    {"a provider is no patient", HC "NM1*82*1*WELBY*MARCUS*W***XX*1234567893~",
     "NM103 person-name [WELBY]\nNM104 person-name [MARCUS]\nNM105 person-name [W]\n"
     "NM109 us-npi [1234567893]\n",
     false, true},
    {"a company is none either", HC "NM1*IL*2*ACME~N3*1 MAIN ST~", "", false, true},
    {"the patient's address", HC "NM1*IL*1*DOE~N3*12 MAIN ST*APT 3~N4*ANN ARBOR*MI*48104~" BORN,
     "NM103 person-name [DOE]\nN301 postal-address [12 MAIN ST]\nN302 postal-address [APT 3]\n"
     "N401 city [ANN ARBOR]\nN403 zip-code [48104]\nDMG02 dob [19700102]\n",
     true, true},
    {"an address behind somebody else",
     HC "NM1*IL*1*DOE~NM1*85*2*CLINIC~N3*1 MAIN ST~N4*ANN ARBOR*MI*48104~" BORN,
     "NM103 person-name [DOE]\nDMG02 dob [19700102]\n", true, true},
    {"an address in the next loop", HC BORN "NM1*IL*1*DOE~HL*2*1*23*0~N3*1 MAIN ST~",
     "DMG02 dob [19700102]\nNM103 person-name [DOE]\n", true, true},
    {"a date in another format", HC "DMG*D6*700102~DMG**19700102~", "", false, true},
    {"references",
     HC "REF*SY*536904399~REF*EI*123456789~REF*EA*M77~REF*1L*GRP002~REF*F6*123456789A~REF*EJ*A1~"
        "REF*0B*L-123~REF*ZZ*77~REF*SY~",
     "REF02 us-ssn [536904399]\nREF02 us-ein [123456789]\nREF02 mrn [M77]\n"
     "REF02 member-id [GRP002]\nREF02 us-hicn [123456789A]\nREF02 account-number [A1]\n"
     "REF02 license-number [L-123]\n",
     false, true},
    {"contacts", HC "PER*IC*JANE*TE*2127365000*FX*2127365001*EM*a@b.org~PER*IC*JANE*EX*123~",
     "PER04 phone [2127365000]\nPER06 fax [2127365001]\nPER08 email [a@b.org]\n", false, true},
    {"elements behind the last that a segment has", HC "PER*IC*JANE*TE*1*TE*2*TE*3*TE*2127365000~",
     "PER04 phone [1]\nPER06 phone [2]\nPER08 phone [3]\n", false, true},
    {"a patient's contacts", HC "NM1*S3*1*DOE*ANN~PER*IP*DOE JO*HP*2127365000~",
     "NM103 person-name [DOE]\nNM104 person-name [ANN]\nPER02 person-name [DOE JO]\n"
     "PER04 phone [2127365000]\n",
     true, true},
    {"where mail to a member goes", HC "NM1*31*1~N3*50 OAK ST~NM1*PE*1~N3*51 OAK ST~" BORN,
     "N301 postal-address [50 OAK ST]\nDMG02 dob [19700102]\n", true, true},
    {"numbers that only members have",
     HC "NM1*74*1*DOE*****C*A1~NM1*IL*1*DOE*****ZZ*T1~NM1*82*1*ROE*****ZZ*P1~",
     "NM103 person-name [DOE]\nNM109 member-id [A1]\nNM103 person-name [DOE]\n"
     "NM109 member-id [T1]\nNM103 person-name [ROE]\n",
     true, true},
    {"numbers of requests and claims",
     HC "NM1*IL*1*DOE~TRN*1*A77*9~NM1*PR*2*ACME~TRN*1*B77*9~CLP*C1*1*10*10**MC*D77~",
     "NM103 person-name [DOE]\nTRN02 unique-code [A77]\nCLP01 account-number [C1]\n"
     "CLP07 unique-code [D77]\n",
     true, true},
    {"who a premium is paid for",
     HC "ENT*1*2J*34*536904399~NM1*QE*1*DOE*****EI*E77~RMR*AZ*P77**5~RMR*IK*I77**5~"
        "ENT*2*2J*EI*E78~ENT*3*2J*ZZ*9~",
     "ENT04 us-ssn [536904399]\nNM103 person-name [DOE]\nNM109 member-id [E77]\n"
     "RMR02 member-id [P77]\nENT04 member-id [E78]\n",
     true, true},
    {"numbers of cards and policies", HC "REF*GH*C77~REF*ABB*P77~REF*POL*L77~REF*CE*X~",
     "REF02 member-id [C77]\nREF02 member-id [P77]\nREF02 member-id [L77]\n", false, true},
    {"companies and banks",
     HC "BPR*I*1*C*ACH*CCP*01*021000021*DA*144444*1*1*01*071000013*SG*247845~N1*PE*ACME*XX*"
        "1234567893~N1*P5*ACME*FI*123456789~N1*PR*ACME*PI*123456789~",
     "BPR07 aba-routing [021000021]\nBPR09 bank-account [144444]\nBPR13 aba-routing [071000013]\n"
     "BPR15 bank-account [247845]\nN104 us-npi [1234567893]\nN104 us-ein [123456789]\n",
     false, true},
    {"policy, death", HC "SBR*P*18*2222-SJ**CI~PAT*19****D8*20240102~PAT*19****D6*240102~",
     "SBR03 member-id [2222-SJ]\nPAT06 service-date [20240102]\n", false, true},
    {"an envelope without its blanks",
     "ISA*00**00**ZZ*A*ZZ*B*240102*0304*^*00501*1*0*P*:~GS*HC*A~ST*837*1~" BORN,
     "DMG02 dob [19700102]\n", true, true},
    {"an envelope of less elements", "ISA*00**00**ZZ*A*ZZ*B*240102*0304*00501*1*0*P*:~GS*HC*A~",
     NULL, false, false},
    {"no envelope", "ST*837*0021*005010X222A1~\nHI*ABK:E119~" BORN,
     "HI01-2 icd10-cm [E119]\nDMG02 dob [19700102]\n", true, true},
    {"no envelope, lines end segments", "ST|835|1\nDMG|D8|19700102\n", "DMG02 dob [19700102]\n",
     true, true},
    {"no envelope of health care", "ST*850*0001~" BORN, NULL, false, false},
    {"no envelope: a table", "ST,837,0001\nMA,1,2\n", NULL, false, false},
    {"claim", HC "CLM*A37YH556*500***11:B:1~", "CLM01 account-number [A37YH556]\n", false, true},
    {"diagnoses, undotted, in two systems", HC "HI*ABK:E119*ABF:I10:D8:20240101~HI*BK:25000~",
     "HI01-2 icd10-cm [E119]\nHI02-2 icd10-cm [I10]\nHI01-2 icd9-cm [25000]\n", false, true},
    {"other codes are none", HC "HI*BBR:0FT44ZZ~HI*ABK~HI*ABK:~SV1*ZZ:99213~CLM*X:1*ABK:E119~",
     "CLM01 account-number [X:1]\n", false, true},
    {"procedures", HC "SV1*HC:99213:25*12.25~SV2*0450*HC:99282~SVC*HC:T1005*500~",
     "SV101-2 hcpcs [99213]\nSV202-2 hcpcs [99282]\nSVC01-2 hcpcs [T1005]\n", false, true},
    {"drug", HC "LIN**N4*00071015523~LIN**UP*00071015523~", "LIN03 ndc [00071015523]\n", false,
     true},
    {"dates of care",
     HC "DTP*472*RD8*20240102-20240105~DTP*435*D8*20240102~DTP*096*DT*202401021200~"
        "DTP*999*D8*20240102~",
     "DTP03 service-date [20240102]\nDTP03 service-date [20240102]\n"
     "DTP03 service-date [20240102]\n",
     false, true},
    {"own signs, lines between",
     "ISA|00|          |00|          |ZZ|SUBMITTER      |ZZ|RECEIVER       |240102|0304|^|00501|"
     "000000001|0|P|>\n\r\nGS|HC|A\nST|837|1\r\nHI|ABK>E119\nDMG|D8|19700102\n",
     "HI01-2 icd10-cm [E119]\nDMG02 dob [19700102]\n", true, true},
    {"a sign that is a reference",
     ISA_FRONT "&gt;~ST*837*1~HI*ABK&gt;E119*ABF&gt;I10&gt;D8~HI*BK&gt~HI*BK&gt;~SV1*HC&gt;99213~",
     "HI01-2 icd10-cm [E119]\nHI02-2 icd10-cm [I10]\nSV101-2 hcpcs [99213]\n", false, true},
    {"a sign that begins no reference", ISA_FRONT "&~ST*837*1~HI*ABK&E119~",
     "HI01-2 icd10-cm [E119]\n", false, true},
    {"not X12: cut behind a reference", ISA_FRONT "&gt;", NULL, false, false},
    {"two interchanges, each with its signs",
     HC BORN "ISA|00|          |00|          |ZZ|SUBMITTER      |ZZ|RECEIVER       |240102|0304|^|"
             "00501|000000001|0|P|>!HI|ABK>E119!",
     "DMG02 dob [19700102]\nHI01-2 icd10-cm [E119]\n", true, true},
    {"white space in front", "\xef\xbb\xbf\r\n " HC BORN, "DMG02 dob [19700102]\n", true, true},
    {"another trade", ISA "GS*PO*A*B~ST*850*1~REF*EJ*A1~", "REF02 account-number [A1]\n", false,
     false},
    {"cut off", HC "NM1*QC*1******34*5369", "NM109 us-ssn [5369]\n", true, true},
    {"not X12: a sign is wrong", "ISA_00*" HC, NULL, false, false},
    {"not X12: the end is a letter", ISA_FRONT ":A", NULL, false, false},
    {"not X12: short", ISA_FRONT ":", NULL, false, false},
    {"not X12: later", "Dear all, " ISA, NULL, false, false},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

START_TEST(test_fields)
{
    message_check(&x12_reader_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&x12_reader_ops,
                       (struct span){(const uint8_t *)rows[_i].text, strlen(rows[_i].text)}, 1);
}
END_TEST

/* An element that is longer than a value, or about as long: what follows it is read. */
START_TEST(test_long_values)
{
    char text[2048];
    const size_t len = (_i < 8 ? READER_VALUE_MAX - 6 : 1000) + (size_t)_i;
    size_t at = strlen(strcpy(text, HC "NM1*IL*1*"));
    memset(text + at, 'A', len);
    strcpy(text + at + len, "*JANE****34*536904399~" BORN);
    reading_check_cuts(&x12_reader_ops, (struct span){(const uint8_t *)text, strlen(text)}, 1);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("x12");
    TCase *const tcase = tcase_create("x12");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 9);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
