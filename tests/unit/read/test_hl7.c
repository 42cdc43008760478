/* Fields of HL7 v2 messages. */
#include "tests/unit/read/message_check.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define MSH "MSH|^~\\&|LAB|CLINIC|||20240102030405||ADT^A01|1|P|2.5\r"

static const struct message_case rows[] = {
    {"name, one finding a component", MSH "PID|1||||DOE^JANE^Q^III^Dr.||19700102\r",
     "PID-5.1 person-name [DOE]\nPID-5.2 person-name [JANE]\nPID-5.3 person-name [Q]\n"
     "PID-7 dob [19700102]\n",
     true, true},
    {"the family name without its prefix", MSH "PID|||||DOE&VAN&D^JANE||19700102\r",
     "PID-5.1 person-name [DOE]\nPID-5.2 person-name [JANE]\nPID-7 dob [19700102]\n", true, true},
    {"birth date with time and zone", MSH "PID|||||||198808181126+0215|F\r",
     "PID-7 dob [19880818]\n", true, true},
    {"birth date, year only", MSH "PID|||||||1988\r", "PID-7 dob [1988]\n", false, true},
    {"kinds of identifiers",
     MSH "PID|||A1^^^H^MR~536904399^^^USSSA^SS~D9^^^NY^DL~X1^^^^PI~1EG4TE5MK73^^^^MC~Z7\r",
     "PID-3.1 mrn [A1]\nPID-3[2].1 us-ssn [536904399]\nPID-3[3].1 driver-license [D9]\n"
     "PID-3[4].1 patient-id [X1]\nPID-3[5].1 us-mbi [1EG4TE5MK73]\nPID-3[6].1 mrn [Z7]\n",
     true, true},
    {"SSN, account, licence",
     MSH "PID"
         "||||||||||||||||||77^^^V|536-90-4399|D123^NY\r",
     "PID-18.1 account-number [77]\nPID-19 us-ssn [536-90-4399]\nPID-20 driver-license [D123]\n",
     true, true},
    {"the null value is none", MSH "PID|||\"\"||\"\"^\"\"||\"\"\r", "", false, true},
    {"address", MSH "PID|||||||19700102||||12&Main St^Apt 3^Ann Arbor^MI^48104^USA\r",
     "PID-7 dob [19700102]\nPID-11.1 postal-address [12 Main St]\nPID-11.2 postal-address [Apt 3]\n"
     "PID-11.3 city [Ann Arbor]\nPID-11.5 zip-code [48104]\n",
     true, true},
    {"phones: one string, parts, e-mail, fax",
     MSH "PID|||||||||||||(212)736-5000^PRN~^NET^^a@b.org~^PRN^PH^^1^212^7365001~2127365002^WPN^"
         "FX\r",
     "PID-13.1 phone [(212)736-5000]\nPID-13[2].4 email [a@b.org]\n"
     "PID-13[3].6 phone [212 7365001]\nPID-13[4].1 fax [2127365002]\n",
     true, true},
    {"provider with an NPI, and with a number of the house",
     MSH "PV1||I|||||1234567893^SMITH^ANN|8842^JONES~999^X^Y^^^^^^^^^^NPI\r",
     "PV1-7.1 us-npi [1234567893]\nPV1-7.2 person-name [SMITH]\nPV1-7.3 person-name [ANN]\n"
     "PV1-8.2 person-name [JONES]\nPV1-8[2].1 us-npi [999]\nPV1-8[2].2 person-name [X]\n"
     "PV1-8[2].3 person-name [Y]\n",
     false, true},
    {"kinds of identifiers in small letters",
     MSH "PID|||A1^^^H^mr~536904399^^^^ss~S1^^^^SN~V1^^^^VS~Q1^^^^mrx\r",
     "PID-3.1 mrn [A1]\nPID-3[2].1 us-ssn [536904399]\nPID-3[3].1 member-id [S1]\n"
     "PID-3[4].1 mrn [V1]\nPID-3[5].1 mrn [Q1]\n",
     true, true},
    {"contacts of kin",
     MSH "NK1|1"
         "|||||||||||||||||||||||||||||DOE^ANN|^PRN^PH^^1^773^5550111|22 Oak St^^Erie^PA^16501|"
         "K1||||536-90-4399\r",
     "NK1-30.1 person-name [DOE]\nNK1-30.2 person-name [ANN]\nNK1-31.6 phone [773 5550111]\n"
     "NK1-32.1 postal-address [22 Oak St]\nNK1-32.3 city [Erie]\nNK1-32.5 zip-code [16501]\n"
     "NK1-33.1 patient-id [K1]\nNK1-37 us-ssn [536-90-4399]\n",
     false, true},
    {"an observation is what its type says",
     MSH "OBX|1|CX|A^B^L||A1^^^H^MR\rOBX|2|XPN|A^B^L||DOE^JO~ROE^MO\r"
         "OBX|3|ST|A^B^L||DOE^JO\rOBX|4|XP|A^B^L||DOE^JO\rNTE|1|XPN|A||DOE\r",
     "OBX-5.1 mrn [A1]\nOBX-5.1 person-name [DOE]\nOBX-5.2 person-name [JO]\n"
     "OBX-5[2].1 person-name [ROE]\nOBX-5[2].2 person-name [MO]\n",
     false, true},
    {"queries: who is asked for",
     MSH "QRD|20240202|R|I|Q1|||1^RD|A1^VEGA^LUZ\rQPD|Z34^Q^H|1|B2^^^E^MR|DOE^JO||20130510|M|"
         "10 Main St^^Erie^PA^16501|^PRN^PH^^^555^5551212\r",
     "QRD-8.1 patient-id [A1]\nQRD-8.2 person-name [VEGA]\nQRD-8.3 person-name [LUZ]\n"
     "QPD-3.1 mrn [B2]\nQPD-4.1 person-name [DOE]\nQPD-4.2 person-name [JO]\nQPD-6 dob "
     "[20130510]\nQPD-8.1 postal-address [10 Main St]\nQPD-8.3 city [Erie]\n"
     "QPD-8.5 zip-code [16501]\nQPD-9.6 phone [555 5551212]\n",
     false, true},
    {"diagnosis, in two systems",
     MSH "DG1|1||E11.9^Diabetes^I10C\rDG1|2||250.00^Diabetes^I9\rDG1|3||44054006^D^SCT\r",
     "DG1-3.1 icd10-cm [E11.9]\nDG1-3.1 icd9-cm [250.00]\nDG1-3.1 snomed-ct [44054006]\n", false,
     true},
    {"a code of the house is none", MSH "OBX|1|ST|GLU^Glucose^L||98\rOBX|2|NM|2345-7^Gluc^LN\r",
     "OBX-3.1 loinc [2345-7]\n", false, true},
    {"a message without a patient", MSH "OBX|1|ST|X||98\r", "", false, true},
    {"own signs", "MSH$%*!@$LAB\rPID$$$A1%%%H%MR*536904399%%%%SS\r",
     "PID-3.1 mrn [A1]\nPID-3[2].1 us-ssn [536904399]\n", true, true},
    {"escapes", MSH "PID|||A\\F\\1\\S\\2\\T\\3\\R\\4\\E\\5\\X0D\\\r",
     "PID-3.1 mrn [A|1^2&3~4\\5\\X0D\\]\n", true, true},
    {"lines end with LF", "MSH|^~\\&|A\nPID|||A1\n", "PID-3.1 mrn [A1]\n", true, true},
    {"lines end with CR LF", "MSH|^~\\&|A\r\nPID|||A1\r\nPV1||||||||||||||||||||\r\n",
     "PID-3.1 mrn [A1]\n", true, true},
    {"MLLP", "\x0bMSH|^~\\&|A\rPID|||A1\r\x1c\r\x0bMSH|^~\\&|A\rPID|||A2\x1c\r",
     "PID-3.1 mrn [A1]\nPID-3.1 mrn [A2]\n", true, true},
    {"a batch", "FHS|^~\\&|A\rBHS|^~\\&|A\rMSH|^~\\&|A\rPID|||A1\rBTS|1\rFTS|1\r",
     "PID-3.1 mrn [A1]\n", true, true},
    {"the second message has other signs", "MSH|^~\\&|A\rPID|||A1\rMSH#*~\\&#A\rPID###A2*x\r",
     "PID-3.1 mrn [A1]\nPID-3.1 mrn [A2]\n", true, true},
    {"a mark of the order of bytes", "\xef\xbb\xbfMSH|^~\\&|A\rPID|||A1\r", "PID-3.1 mrn [A1]\n",
     true, true},
    {"text between segments is no segment", MSH "PIDX||A1\rpid|||A1\rPI|||A1\r", "", false, true},
    {"guarantor, insurance, kin",
     MSH "NK1|1|DOE^JIM\rGT1|1||DOE^JO|||||19700102||||536-90-4399\r"
         "IN1|1|||||||||||||||DOE^JO||19700102||||||||||||||||||P1\rIN2||536904399\r",
     "NK1-2.1 person-name [DOE]\nNK1-2.2 person-name [JIM]\nGT1-3.1 person-name [DOE]\n"
     "GT1-3.2 person-name [JO]\nGT1-8 dob [19700102]\nGT1-12 us-ssn [536-90-4399]\n"
     "IN1-16.1 person-name [DOE]\nIN1-16.2 person-name [JO]\nIN1-18 dob [19700102]\n"
     "IN1-36 member-id [P1]\nIN2-2 us-ssn [536904399]\n",
     false, true},
    {"the escape sign doubled", "MSH|^~\\\\&|A\rPID|||A1^^^H^MR\r", "PID-3.1 mrn [A1]\n", true,
     true},
    {"no escape sign", "MSH|^~ &|A\rPID|||A1^^^H^MR||DOE^JO F KIM\r",
     "PID-3.1 mrn [A1]\nPID-5.1 person-name [DOE]\nPID-5.2 person-name [JO F KIM]\n", true, true},
    {"cut off", MSH "PID|||A1^^^H^M", "PID-3.1 mrn [A1]\n", true, true},
    {"only a header", "MSH|^~\\&", "", false, true},
    {"not HL7: the same sign twice", "MSH|^~^&|A\r", NULL, false, false},
    {"not HL7: letters for signs", "MSHABCDE|\r", NULL, false, false},
    {"not HL7: a blank in front of a word", "MSH|^~ &A|\r", NULL, false, false},
    {"not HL7: a blank for another sign", "MSH|^ \\&|A\r", NULL, false, false},
    {"not HL7: too short", "MSH|^~\\", NULL, false, false},
    {"not HL7: later", "Dear all,\rMSH|^~\\&|A\r", NULL, false, false},
    {"not HL7: a table", "MSH|PID|OBX\r\n1|2|3\r\n", NULL, false, false},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

START_TEST(test_fields)
{
    message_check(&hl7_reader_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&hl7_reader_ops,
                       (struct span){(const uint8_t *)rows[_i].text, strlen(rows[_i].text)}, 1);
}
END_TEST

/* A component that is longer than a value, or about as long: what follows it is read. */
START_TEST(test_long_values)
{
    char text[2048];
    const size_t len = (_i < 8 ? READER_VALUE_MAX - 6 : 1000) + (size_t)_i;
    size_t at = strlen(strcpy(text, "MSH|^~\\&|A\rPID|||"));
    memset(text + at, '7', len);
    strcpy(text + at + len, "^^^H^MR||DOE|||||||||||||536904399\r");
    reading_check_cuts(&hl7_reader_ops, (struct span){(const uint8_t *)text, strlen(text)}, 1);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("hl7");
    TCase *const tcase = tcase_create("hl7");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 9);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
