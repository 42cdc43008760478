/* Fields of NCPDP pharmacy claims. */
#include "tests/unit/read/message_check.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include <string.h>

#define FS "\x1c"
#define GS "\x1d"
#define RS "\x1e"
#define HEADER                                                                                     \
    "610014D0B1PCN0000001101"                                                                      \
    "1234567893     20240102VENDOR0001"
#define HEADER_FIELDS "header us-npi [1234567893]\nheader service-date [20240102]\n"

static const struct message_case rows[] = {
    {"a claim",
     HEADER RS FS "AM01" FS "CX01" FS "CY536904399" FS "C419700102" FS "C52" FS "CAANN" FS
                  "CBLEE" FS "CM12 MAIN ST" FS "CNTROY" FS "COMI" FS "CP48104" FS
                  "CQ2127365000" RS FS "AM04" FS "C2M1234567" FS "CCANN" FS "CDLEE" FS
                  "C1GROUP1" GS RS FS "AM07" FS "EM1" FS "D2000012345678" FS "E103" FS
                  "D700777310502" FS "DE20240101" RS FS "AM03" FS "EZ01" FS "DB1234567893" FS
                  "DRFOE" FS "2JMAX" RS FS "AM13" FS "VE1" FS "WE02" FS "DOE119",
     HEADER_FIELDS
     "AM01-CY us-ssn [536904399]\nAM01-C4 dob [19700102]\nAM01-CA person-name [ANN]\n"
     "AM01-CB person-name [LEE]\nAM01-CM postal-address [12 MAIN ST]\nAM01-CN city [TROY]\n"
     "AM01-CP zip-code [48104]\nAM01-CQ phone [2127365000]\nAM04-C2 member-id [M1234567]\n"
     "AM04-CC person-name [ANN]\nAM04-CD person-name [LEE]\nAM07-D2 rx-number [000012345678]\n"
     "AM07-D7 ndc [00777310502]\nAM07-DE service-date [20240101]\nAM03-DB us-npi [1234567893]\n"
     "AM03-DR person-name [FOE]\nAM03-2J person-name [MAX]\n"
     "AM13-DO icd10-cm [E119]\n",
     true, true},
    {"qualifiers of their own",
     HEADER RS FS "AM01" FS "CX99" FS "CYA7" RS FS "AM03" FS "EZ12" FS "DBAP5836727" RS FS "AM07" FS
                  "EM2" FS "D277" FS "E109" FS "D7J1885",
     HEADER_FIELDS "AM01-CY patient-id [A7]\nAM03-DB us-dea [AP5836727]\n", true, true},
    {"a response",
     "D0B11A01"
     "1234567893     20240102" RS FS "AM29" FS "CAANN" FS "C419700102",
     HEADER_FIELDS "AM29-CA person-name [ANN]\nAM29-C4 dob [19700102]\n", true, true},
    {"a batch",
     "\x02"
     "00T7777\x03\r\n\x02"
     "G10000000001" HEADER RS FS "AM04" FS "C2M1\x03\r\n\x02"
     "G10000000002" HEADER RS FS "AM04" FS "C2M2\x03",
     HEADER_FIELDS "AM04-C2 member-id [M1]\n" HEADER_FIELDS "AM04-C2 member-id [M2]\n", true, true},
    {"employer, representative, other payers",
     HEADER RS FS "AM06" FS "CG1 ELM ST" FS "CL2127365000" RS FS "AM12" FS "PEANN" FS "PFLEE" FS
                  "PG2 ELM ST" RS FS "AM05" FS "E820240102" RS FS "AM07" FS "EVA77",
     HEADER_FIELDS "AM06-CG postal-address [1 ELM ST]\nAM06-CL phone [2127365000]\n"
                   "AM12-PE person-name [ANN]\nAM12-PF person-name [LEE]\n"
                   "AM12-PG postal-address [2 ELM ST]\nAM05-E8 service-date [20240102]\n"
                   "AM07-EV unique-code [A77]\n",
     false, true},
    {"a prescriber is no patient", HEADER RS FS "AM03" FS "DRFOE" FS "PM2127365000",
     HEADER_FIELDS "AM03-DR person-name [FOE]\nAM03-PM phone [2127365000]\n", false, true},
    {"without a patient", HEADER RS FS "AM02" FS "EY05" FS "E91234567893", HEADER_FIELDS, false,
     true},
    {"empty and odd fields", HEADER RS FS "AM01" FS "CA" FS FS "C" FS "CB  " FS "?" FS "CBLEE",
     HEADER_FIELDS "AM01-CB person-name [LEE]\n", true, true},
    {"not NCPDP: other records", "a" RS FS "b" RS "AM01", NULL, false, false},
    {"not NCPDP: text", "AM01 CA", NULL, false, false},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span text_of(int row)
{
    return (struct span){(const uint8_t *)rows[row].text, strlen(rows[row].text)};
}

START_TEST(test_fields)
{
    message_check(&ncpdp_reader_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&ncpdp_reader_ops, text_of(_i), 1);
}
END_TEST

/* Cut off anywhere, with any byte wrong: fields in order, within the text. */
START_TEST(test_damage)
{
    reading_check_damage(&ncpdp_reader_ops, text_of(_i));
}
END_TEST

/* A field that is longer than a value, or about as long: what follows it is read. */
START_TEST(test_long_values)
{
    char text[2048];
    const size_t len = (_i < 8 ? READER_VALUE_MAX - 6 : 1000) + (size_t)_i;
    const size_t at = strlen(strcpy(text, HEADER RS FS "AM01" FS "CA"));
    memset(text + at, 'y', len);
    strcpy(text + at + len, FS "CY77");
    reading_check_cuts(&ncpdp_reader_ops, (struct span){(const uint8_t *)text, strlen(text)}, 1);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("ncpdp");
    TCase *const tcase = tcase_create("ncpdp");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 9);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
