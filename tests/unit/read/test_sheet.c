/* Cells of the sheets of a workbook (XLSX). */
#include "crawler/read/record_text.h"
#include "tests/unit/read/record_log.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

#define SSN "536-90-4399"
#define TEXT_MAX ((size_t)1 << 19)

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static const struct {
    const char *name, *part, *values;
} rows[] = {
    {"names, then values",
     "<worksheet><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>SSN</t></is></c>"
     "<c r=\"B1\" t=\"inlineStr\"><is><t>DOB</t></is></c></row>"
     "<row r=\"2\"><c r=\"A2\"><v>536904399</v></c>"
     "<c r=\"B2\" t=\"str\"><v>1978-04-22</v></c></row></worksheet>",
     "1:1 A1 [SSN]\n1:2 B1 [DOB]\n2:1 SSN A2 us-ssn [536904399]\n2:2 DOB B2 dob [1978-04-22]\n"},
    {"runs of a text, and how it is read aloud",
     "<worksheet><row><c t=\"inlineStr\"><is><r><t>A&amp;</t></r><r><t>B</t></r>"
     "<rPh><t>ab</t></rPh></is></c></row></worksheet>",
     "1:1 [A&B]\n"},
    {"CDATA",
     "<worksheet><row><c t=\"inlineStr\"><is><t><![CDATA[A]]></t></is></c>"
     "<c t=\"str\"><v>B<![CDATA[ C]]></v></c></row><![CDATA[]]><!-- d --></worksheet>",
     "1:1 [A]\n1:2 [B C]\n"},
    {"what is in no cell",
     "<worksheet><sheetData><row><c t=\"str\"><f>A1+1</f><v>a</v></c><c t=\"str\"><f>\"b "
     "\"&amp;B1</f>"
     "<v>c</v></c></row></sheetData><hyperlinks><hyperlink tooltip=\"d\"/></hyperlinks>"
     "<headerFooter><oddHeader>&amp;Le</oddHeader></headerFooter>f</worksheet>",
     "1:1 [a]\n[\"b \"&amp;B1]\n1:2 [c]\n[<hyperlink tooltip=\"d\"/>]\n[&amp;Le]\n"},
    {"cut off within a cell", "<worksheet><row r=\"3\"><c r=\"C3\" t=\"str\"><v>" SSN,
     "3:3 C3 [" SSN "]\n"},
};

START_TEST(test_cells)
{
    struct record_log *const log =
        record_log_read(&sheet_record_ops, span_of(rows[_i].part), 0, STATUS_END);
    ck_assert_msg(strcmp(log->text, rows[_i].values) == 0, "%s:\n%s", rows[_i].name, log->text);
    record_log_free(log);
}
END_TEST

/* Text of a cell: any length, its end told by "<" or by the end of the part. */
static const struct {
    const char *filler; /* what it is made of */
    const char *shown;  /* what that says */
} fillers[] = {
    {"x", "x"}, {"x &amp; y ", "x & y "}, {"\xe6\x82\xa3\xe8\x80\x85", NULL}, {"&", "&"}};

/* More than a cell keeps is given in pieces: not a byte of it is lost. */
START_TEST(test_long_text)
{
    const char *const filler = fillers[_i].filler;
    const char *const shown = fillers[_i].shown != NULL ? fillers[_i].shown : filler;
    char *const part = malloc(TEXT_MAX), *const text = malloc(TEXT_MAX);
    ck_assert(part != NULL && text != NULL);
    size_t len = strlen(strcpy(part, "<worksheet><row r=\"2\"><c r=\"D2\" t=\"str\"><v>"));
    size_t text_len = strlen(strcpy(text, "2:4 D2 ["));
    for (size_t i = 0; len < 200000; i++) {
        len += strlen(strcpy(part + len, filler));
        text_len += strlen(strcpy(text + text_len, shown));
    }
    strcpy(part + len, " " SSN "</v></c><c r=\"E2\" t=\"str\"><v>next</v></c></row></worksheet>");
    strcpy(text + text_len, " " SSN "]\n2:5 E2 [next]\n");
    struct record_log *const log = record_log_read(&sheet_record_ops, span_of(part), 0, STATUS_END);
    ck_assert_uint_gt(log->values, 2);
    ck_assert_uint_eq(log->len, strlen(text));
    ck_assert(strcmp(log->text, text) == 0);
    record_log_free(log);
    free(part);
    free(text);
}
END_TEST

/* The text of a member, read by one record_text. */
static void read_member(struct record_text *records, const struct record_ops *ops,
                        const char *member, char *out, size_t cap)
{
    struct byte_source *const bytes = byte_source_from_span(span_of(member));
    struct coverage coverage = {0};
    size_t len = 0, got = 0;
    ck_assert_ptr_nonnull(bytes);
    ck_assert(record_text_begin(records, ops, bytes, &coverage, NULL));
    struct byte_source *const text = record_text_bytes(records);
    while (byte_source_read(text, (uint8_t *)out + len, cap - 1 - len, &got) == STATUS_OK)
        len += got;
    out[len] = '\0';
    byte_source_close(bytes);
}

/* Comments and drawings may stand between the sheets: the strings are still there. */
START_TEST(test_other_formats_between)
{
    struct record_text *const records = record_text_create(record_log_rules());
    char text[256];
    ck_assert_ptr_nonnull(records);
    read_member(records, &sheet_record_ops, "<sst><si><t>" SSN "</t></si></sst>", text,
                sizeof text);
    for (int i = 0; i < 3; i++) {
        read_member(records, &sheet_record_ops,
                    "<worksheet><row><c t=\"s\"><v>0</v></c></row></worksheet>", text, sizeof text);
        ck_assert_str_eq(text, SSN);
        read_member(records, i < 2 ? &office_record_ops : &html_record_ops, "<p>note</p>", text,
                    sizeof text);
        ck_assert_str_eq(text, "note");
    }
    record_text_free(records);
}
END_TEST

/* But none are those of another workbook, even where the sheet comes first. */
START_TEST(test_next_object)
{
    struct record_text *const records = record_text_create(record_log_rules());
    char text[256];
    ck_assert_ptr_nonnull(records);
    for (int i = 0; i < 2; i++) {
        record_text_begin_object(records);
        read_member(records, &sheet_record_ops,
                    "<worksheet><row><c t=\"s\"><v>0</v></c></row></worksheet>", text, sizeof text);
        ck_assert_ptr_null(strstr(text, SSN));
        read_member(records, &sheet_record_ops, "<sst><si><t>" SSN "</t></si></sst>", text,
                    sizeof text);
    }
    record_text_free(records);
}
END_TEST

/* Cut off anywhere, with any byte wrong: an end, and no reason to stop in front of it. */
START_TEST(test_damage)
{
    const struct span part = span_of(rows[_i].part);
    uint8_t *const copy = malloc(part.len);
    ck_assert_ptr_nonnull(copy);
    for (size_t at = 0; at < 2 * part.len; at++) {
        memcpy(copy, part.ptr, part.len);
        copy[at % part.len] ^= at < part.len ? (uint8_t)(1 + at % 255) : 0;
        const struct span bytes = {copy, at < part.len ? part.len : at - part.len};
        struct record_log *const log = record_log_read(&sheet_record_ops, bytes, 7, STATUS_END);
        ck_assert_int_eq(log->status, STATUS_END);
        record_log_free(log);
    }
    free(copy);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("sheet");
    TCase *const tcase = tcase_create("sheet");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_cells, 0, sizeof rows / sizeof rows[0]);
    tcase_add_loop_test(tcase, test_long_text, 0, sizeof fillers / sizeof fillers[0]);
    tcase_add_test(tcase, test_other_formats_between);
    tcase_add_test(tcase, test_next_object);
    tcase_add_loop_test(tcase, test_damage, 0, sizeof rows / sizeof rows[0]);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
