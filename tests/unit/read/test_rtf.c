/* What is read of Rich Text Format. */
#include "tests/unit/read/record_log.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *text, *values;
} rows[] = {
    {"paragraphs", "{\\rtf1\\ansi One\\par Two\\line\nThree\\\nFour}",
     "[One]\n[Two]\n[Three]\n[Four]\n"},
    {"formats and ends of lines do not split a word", "{\\rtf1 Jo{\\b h}\\i0 n S\r\nmith}",
     "[John Smith]\n"},
    {"characters", "{\\rtf1 O\\rquote Lee\\~\\'e9 \\u233?x\\uc0\\u8211 y\\_z \\{a\\\\b\\}}",
     "[O\xe2\x80\x99Lee \xc3\xa9 \xc3\xa9x\xe2\x80\x93y-z {a\\b}]\n"},
    {"the code page of the document", "{\\rtf1\\ansi\\ansicpg1250 \\'a3ukasz}",
     "[\xc5\x81ukasz]\n"},
    {"the code page of a font",
     "{\\rtf1\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 A;}{\\f3\\fcharset204 B;}}\\f3 \\'cb{\\f0 "
     "\\'e9}\\'e9}",
     "[\xd0\x9b\xc3\xa9\xd0\xb9]\n"},
    {"characters of two bytes", "{\\rtf1{\\fonttbl{\\f1\\fcharset128 C;}}{\\f1 \\'8e\\'52x}\\'8e}",
     "[\xe5\xb1\xb1x\xc5\xbd]\n"},
    {"a second byte that is written as a letter or a sign",
     "{\\rtf1\\ansicpg932 \\'8eR\\'83\\\\.\\'83\\{.\\'8e.}",
     "[\xe5\xb1\xb1\xe3\x82\xbd.\xe3\x83\x9c..]\n"},
    {"half a character in front of a control", "{\\rtf1\\ansicpg932 \\'8e\\i R}", "[R]\n"},
    {"tables with an empty line between them",
     "{\\rtf1\\trowd\\intbl SSN\\cell\\intbl MRN\\cell\\row\\pard\\par\\trowd\\intbl "
     "DOB\\cell\\intbl Patient Name\\cell\\row\\trowd\\intbl 1970-01-02\\cell\\intbl "
     "Lee\\cell\\row}",
     "1:1 [SSN]\n1:2 [MRN]\n1:1 [DOB]\n1:2 [Patient Name]\n2:1 DOB dob [1970-01-02]\n"
     "2:2 Patient Name person-name [Lee]\n"},
    {"a code page that nobody knows", "{\\rtf1\\ansicpg9999 \\'e9}", "[\xc3\xa9]\n"},
    {"fallbacks of several bytes", "{\\rtf1\\uc2\\u26085\\'93\\'fa.{\\uc1\\u233 ?}\\u233 ab!}",
     "[\xe6\x97\xa5.\xc3\xa9\xc3\xa9!]\n"},
    {"a pair of units", "{\\rtf1 \\u-10179 ?\\u-8704 ?}", "[\xf0\x9f\x98\x80]\n"},
    {"cells of nobody's table", "{\\rtf1\\trowd SSN\\cell 536-90-4399\\cell\\row}",
     "[SSN]\n[536-90-4399]\n"},
    {"a table",
     "{\\rtf1 x\\par\\trowd\\pard\\intbl SSN\\cell\\pard\\intbl Patient "
     "Name\\cell\\row\n\\trowd\\pard"
     "\\intbl 536\\_90{\\b \\_4399}\\cell\\pard\\intbl Lee,\\par Ann\\cell\\row\\pard y}",
     "[x]\n1:1 [SSN]\n1:2 [Patient Name]\n2:1 SSN us-ssn [536-90-4399]\n2:2 Patient Name "
     "person-name [Lee,\nAnn]\n[y]\n"},
    {"names beside values",
     "{\\rtf1\\trowd\\intbl MRN:\\cell\\intbl A17\\cell\\row\\trowd\\intbl DOB\\cell\\intbl "
     "1970-01-02\\cell\\row}",
     "1:1 [MRN:]\n1:2 mrn [A17]\n2:1 [DOB]\n2:2 dob [1970-01-02]\n"},
    {"what is no text",
     "{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red1;}{\\*\\generator X 1;}{\\pict\\pngblip "
     "89504e47}a{\\*\\bkmkstart b}c}",
     "[ac]\n"},
    {"binary", "{\\rtf1{\\pict\\bin4 {{\\}x}a}", "[a]\n"},
    {"text beside the text",
     "{\\rtf1{\\info{\\title Chart}{\\author Ann Lee}}x{\\footnote note}y{\\field{\\*\\fldinst "
     "HYPERLINK \"mailto:a@b.org\"}{\\fldrslt me}}}",
     "[Chart]\n[Ann Lee]\n[x]\n[note]\n[y]\n[HYPERLINK \"mailto:a@b.org\"]\n[me]\n"},
    {"destinations that nobody knows", "{\\rtf1 a{\\*\\newthing b 1}c}", "[a]\n[b 1]\n[c]\n"},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_values)
{
    struct record_log *const log =
        record_log_read(&rtf_record_ops, span_of(rows[_i].text), 7, STATUS_END);
    ck_assert_msg(strcmp(log->text, rows[_i].values) == 0, "%s:\n%s", rows[_i].name, log->text);
    ck_assert(log->status == STATUS_END && log->is_true && log->coverage.reasons == 0);
    record_log_free(log);
}
END_TEST

static const struct {
    const char *name, *text;
    enum reason reason;
} faults[] = {
    {"cut off", "{\\rtf1 a{\\b c", REASON_TRUNCATED},
    {"cut off in binary", "{\\rtf1\\bin9 a}", REASON_TRUNCATED},
    {"an embedded document", "{\\rtf1{\\object{\\*\\objdata 0105}}}", REASON_UNSUPPORTED_FORMAT},
};

START_TEST(test_faults)
{
    struct record_log *const log =
        record_log_read(&rtf_record_ops, span_of(faults[_i].text), 0, STATUS_END);
    ck_assert_msg(coverage_has(&log->coverage, faults[_i].reason), "%s", faults[_i].name);
    record_log_free(log);
}
END_TEST

/* Cut off anywhere, with any byte wrong: it ends, and what is said to be raw is there. */
START_TEST(test_damage)
{
    const char *const text = rows[_i].text;
    const size_t len = strlen(text);
    void *const state = rtf_record_ops.create(record_log_rules());
    uint8_t *const copy = malloc(len + 1);
    ck_assert(state != NULL && copy != NULL);
    for (size_t at = 0; at < 2 * len; at++) {
        memcpy(copy, text, len);
        copy[at % len] ^= at >= len ? 0 : (uint8_t)(1 + at % 255);
        const struct span bytes = {copy, at >= len ? at - len : len};
        struct record_log *const log =
            record_log_read_with(&rtf_record_ops, state, bytes, 0, STATUS_SKIP);
        ck_assert(log->status == STATUS_SKIP && log->is_true);
        record_log_free(log);
    }
    free(copy);
    rtf_record_ops.free(state);
}
END_TEST

/* A million groups, closed or not: what stands behind them is read. */
START_TEST(test_depth)
{
    enum { DEPTH = 1000000 };
    char *const text = malloc(2 * DEPTH + 64);
    ck_assert_ptr_nonnull(text);
    memset(text, '{', DEPTH);
    const size_t closed = _i == 0 ? 0 : DEPTH;
    memset(text + DEPTH, '}', closed);
    strcpy(text + DEPTH + closed, "{\\rtf1 536-90-4399}");
    struct record_log *const log = record_log_read(&rtf_record_ops, span_of(text), 0, STATUS_END);
    ck_assert_str_eq(log->text, "[536-90-4399]\n");
    record_log_free(log);
    free(text);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("rtf");
    TCase *const tcase = tcase_create("rtf");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_values, 0, ROWS);
    tcase_add_loop_test(tcase, test_faults, 0, (int)(sizeof faults / sizeof faults[0]));
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    tcase_add_loop_test(tcase, test_depth, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
