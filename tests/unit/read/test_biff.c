/* What is read of workbooks before XML. Records are written "type body" in hexadecimal, texts in
 * quotes; '#' adds the head of a workbook or sheet. */
#include "tests/unit/read/record_log.h"
#include "tests/unit/suite.h"

#include "detectors/ascii.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOOK "0908 0006 0500 0000 0000 0000 0000 0000;"
#define SHEET "0908 0006 1000 0000 0000 0000 0000 0000;"
#define END "0a00;"
/* Eight strings: a head of a column each, and values. */
#define SST                                                                                        \
    "fc00 0800 0000 0800 0000 0300 00 \"SSN\" 0300 00 \"DOB\" 0300 00 \"MRN\""                     \
    "0b00 00 \"536-90-4399\" 0400 01 4100 3100 3700 4101 0200 08 0100 \"A1\" 0000 0000"            \
    "0300 04 0500 0000 \"A18\" \"xxxxx\" 0b00 00 \"536-90-4398\";"
#define STYLES                                                                                     \
    "e000 0000 0000; e000 0000 0e00; 1e04 a400 0a00 00 \"yyyy\\-mm\\-d\"; e000 0000 a400;"
#define NAMES                                                                                      \
    "fd00 0000 0000 0000 0000 0000; fd00 0000 0100 0000 0100 0000; fd00 0000 0200 0000 0200 0000;"

static const struct {
    const char *name, *records, *values;
} rows[] = {
    {"shared strings under names",
     BOOK SST END SHEET NAMES "fd00 0100 0000 0000 0300 0000;"
                              "fd00 0100 0200 0000 0400 0000;" END,
     "1:1 A1 [SSN]\n1:2 B1 [DOB]\n1:3 C1 [MRN]\n2:1 SSN A2 us-ssn [536-90-4399]\n"
     "2:3 MRN C2 mrn [A17\xc5\x81]\n[A1]\n[A18]\n[536-90-4398]\n"},
    {"numbers, and numbers shown as dates",
     BOOK STYLES SST END SHEET NAMES
     "0302 0100 0000 0000 0000 0000 5f00 c041; 7e02 0100 0100 0100 0000 dd40;"
     "bd00 0200 0000 0000 0200 4000 0200 0100 dd40 0100;"
     "7e02 0300 0100 0200 0a3e 0100; 7e02 0300 0200 0000 0300 0000;" END,
     "[yyyy\\-mm\\-d\n]\n1:1 A1 [SSN]\n1:2 B1 [DOB]\n1:3 C1 [MRN]\n"
     "2:1 SSN A2 us-ssn [536919552]\n2:2 DOB B2 dob [1981-04-20]\n"
     "3:1 SSN A3 us-ssn [1048576]\n3:2 DOB B3 dob [1900-10-22]\n4:2 DOB B4 dob [1955-09-22]\n"
     "4:3 MRN C4 mrn [0]\n[536-90-4399]\n[A17\xc5\x81]\n[A1]\n[A18]\n[536-90-4398]\n"},
    {"days from 1904", BOOK STYLES "2200 0100;" END SHEET "7e02 0100 0100 0100 0000 dd40;" END,
     "[yyyy\\-mm\\-d\n]\n2:2 B2 [1985-04-21]\n"},
    {"formulas",
     BOOK END SHEET
     "0600 0000 0000 0000 0000 0000 0000 ffff 0000 0000 0000; 0702 0300 00 \"abc\";"
     "0600 0000 0100 0000 0000 0000 0000 f03f 0000 0000 0000 0700 17 0400 \"wxyz\";"
     "0600 0000 0200 0000 0100 0000 0000 ffff 0000 0000 0000; 0702 0300 00 \"not\";" END,
     "1:1 A1 [abc]\n1:2 B1 [1]\n[wxyz\n]\n"},
    {"a text in the record", BOOK END SHEET "0402 0400 1c00 0000 0300 00 \"xyz\";" END,
     "5:29 AC5 [xyz]\n"},
    {"sheets have names of their own",
     BOOK SST END SHEET NAMES END SHEET "fd00 0100 0000 0000 0300 0000;" END,
     "1:1 A1 [SSN]\n1:2 B1 [DOB]\n1:3 C1 [MRN]\n2:1 A2 [536-90-4399]\n[A17\xc5\x81]\n[A1]\n[A18]\n"
     "[536-90-4398]\n"},
    {"a chart within a sheet",
     BOOK SST END SHEET NAMES "0908 0006 2000; 0302 0500 0000 0000 0000 0000 0000 f03f;" END
                              "fd00 0100 0000 0000 0300 0000;" END,
     "1:1 A1 [SSN]\n1:2 B1 [DOB]\n1:3 C1 [MRN]\n6:1 A6 [1]\n2:1 SSN A2 us-ssn [536-90-4399]\n"
     "[A17\xc5\x81]\n[A1]\n[A18]\n[536-90-4398]\n"},
    {"strings cut within characters",
     BOOK "fc00 0200 0000 0200 0000 0600 00 \"abc\"; 3c00 01 6400 4201; 3c00 00 \"f\" 0100 00 "
          "\"g\";" END,
     "[abcd\xc5\x82"
     "f]\n[g]\n"},
    {"strings cut behind characters",
     BOOK "fc00 0200 0000 0200 0000 0200 08 0100 \"ab\" 0000; 3c00 0000 0200 00 \"cd\";" END,
     "[ab]\n[cd]\n"},
    {"more strings than it says",
     BOOK "fc00 0100 0000 0100 0000 0200 00 \"ab\" 0200 00 \"cd\"; 3c00 0200 00 \"ef\";" END,
     "[ab]\n[cd]\n[ef]\n"},
    {"Excel 5",
     "0908 0005 1000 0000 0000; 0402 0000 0000 0000 0400 \"Ann.\";"
     "d600 0000 0100 0000 0300 \"abc\" 00;" END,
     "1:1 A1 [Ann.]\n1:2 B1 [abc]\n"},
    {"a number of a string that is not there", BOOK END SHEET "fd00 0000 0000 0000 ff00 0000;" END,
     ""},
    {"text of other records", BOOK "1500 0a00 00 \"Page SSN:1\";" END, "[Page SSN:1\n]\n"},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static const struct {
    const char *name, *records;
    size_t cut; /* bytes from the end */
    enum reason reason;
    const char *values;
} faults[] = {
    {"cut", BOOK "0402 0000 0000 0000 0300 00 \"xyz\"; 0402 0000 0000;", 1, REASON_TRUNCATED,
     "1:1 A1 [xyz]\n"},
    {"encrypted", BOOK "2f00 0000; 0402 0000 0000 0000 0400 00 \"wxyz\";", 0, REASON_ENCRYPTED,
     "[wxyz\n]\n"},
    {"nothing goes on with a string", BOOK "fc00 0200 0000 0200 0000 0500 00 \"abc\";" END, 0,
     REASON_CORRUPT, "[abc]\n"},
    {"the end within a string", BOOK "fc00 0200 0000 0200 0000 0500 00 \"abc\";", 0, REASON_CORRUPT,
     "[abc]\n"},
    {"a string that goes on with a cut", BOOK "fc00 0200 0000 0200 0000 0500 00 \"abc\"; 3c00 00;",
     1, REASON_TRUNCATED, "[abc]\n"},
    {"no end of a string", BOOK "fc00 0100 0000 0100 0000 05;", 0, REASON_CORRUPT, ""},
};

/* Appends what a row says; each record gets its length. */
static size_t build(const char *text, uint8_t *out)
{
    size_t len = 0, head = 0;
    unsigned byte;
    for (; *text != '\0'; text++) {
        if (*text == '"') {
            for (text++; *text != '"'; text++)
                out[len++] = (uint8_t)*text;
        } else if (*text == ';') {
            out[head + 2] = (uint8_t)(len - head - 4);
            out[head + 3] = (uint8_t)((len - head - 4) >> 8);
            head = len;
        } else if (*text != ' ') {
            sscanf(text++, "%2x", &byte);
            out[len++] = (uint8_t)byte;
            if (len - head == 2) { /* behind the type */
                memset(out + len, 0, 2);
                len += 2;
            }
        }
    }
    return len;
}

static struct record_log *read_records(const char *records, size_t cut, size_t chunk)
{
    uint8_t bytes[4096];
    const size_t len = build(records, bytes) - cut;
    return record_log_read(&biff_record_ops, (struct span){bytes, len}, chunk, STATUS_END);
}

START_TEST(test_values)
{
    struct record_log *const log = read_records(rows[_i].records, 0, 7);
    ck_assert_msg(strcmp(log->text, rows[_i].values) == 0, "%s:\n%s", rows[_i].name, log->text);
    ck_assert(log->status == STATUS_END && log->coverage.reasons == 0);
    record_log_free(log);
}
END_TEST

START_TEST(test_faults)
{
    struct record_log *const log = read_records(faults[_i].records, faults[_i].cut, 0);
    ck_assert_msg(coverage_has(&log->coverage, faults[_i].reason), "%s", faults[_i].name);
    ck_assert_msg(strcmp(log->text, faults[_i].values) == 0, "%s:\n%s", faults[_i].name, log->text);
    record_log_free(log);
}
END_TEST

/* Cut off anywhere, with any byte wrong: it ends. */
START_TEST(test_damage)
{
    uint8_t text[4096], copy[4096];
    const size_t len = build(rows[_i].records, text);
    void *const state = biff_record_ops.create(record_log_rules());
    ck_assert_ptr_nonnull(state);
    for (size_t at = 0; at < 2 * len; at++) {
        memcpy(copy, text, len);
        copy[at % len] ^= at >= len ? 0 : (uint8_t)(1 + at % 255);
        const struct span bytes = {copy, at >= len ? at - len : len};
        struct record_log *const log =
            record_log_read_with(&biff_record_ops, state, bytes, 0, STATUS_SKIP);
        ck_assert(log->status == STATUS_SKIP && log->is_true);
        record_log_free(log);
    }
    biff_record_ops.free(state);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("biff");
    TCase *const tcase = tcase_create("biff");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_values, 0, ROWS);
    tcase_add_loop_test(tcase, test_faults, 0, (int)(sizeof faults / sizeof faults[0]));
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
