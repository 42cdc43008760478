/* Messages of HL7 v2 and X12 within other text. Texts are as folding leaves them: "\r" of a string
 * is a blank and a carriage return. */
#include "tests/unit/read/message_check.h"
#include "tests/unit/read/message_text.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include "crawler/read/embedded.h"
#include "crawler/read/messages.h"
#include "tests/unit/read/field_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE "2026-01-02 10:11:12 INFO chan-3 "
#define MSH "MSH|^~\\&|LAB|H|||20240102||ADT^A01|1|P|2.5"
#define PID "PID|1||A1^^^H^MR||DOE^JANE||19700102"
#define FOUND                                                                                      \
    "PID-3.1 mrn [A1]\nPID-5.1 person-name [DOE]\nPID-5.2 person-name [JANE]\n"                    \
    "PID-7 dob [19700102]\n"
#define ISA_FRONT                                                                                  \
    "ISA*00*          *00*          *ZZ*S              *ZZ*R              "                        \
    "*240101*1200*^*00501*000000001*0*P*"
#define ISA ISA_FRONT ":"
#define ROW(id, ssn) "id\tssn\traw\tdob\n" id "\t" ssn "\t" MSH
#define FOUND_X12 "NM103 person-name [DOE]\nNM104 person-name [JANE]\nNM109 member-id [ZK8812733]\n"

static const struct message_case rows[] = {
    {"a string that was folded", LINE MSH " \r" PID " \r\n" LINE "done\n", FOUND, true, true},
    {"<CR>", LINE MSH "<CR>" PID "<CR>\n" LINE "done\n", FOUND, true, true},
    {"<cr><lf>", LINE MSH "<cr><lf>" PID "<cr><lf>\n", FOUND, true, true},
    {"[CR]", LINE MSH "[CR]" PID "\n", FOUND, true, true},
    {"hexadecimal", LINE "\\x0b" MSH "\\x0d" PID "\\x1c\\x0d\n", FOUND, true, true},
    {"octal", LINE MSH "\\015" PID "\n", FOUND, true, true},
    {"of Java", LINE MSH "\\u000d" PID "\n", FOUND, true, true},
    {"a string of a string", "{\"a\":\"{\\\"m\\\":\\\"" MSH "\\\\r" PID "\\\"}\"}\n", FOUND, true,
     true},
    {"MLLP", LINE "\x0b" MSH "\r" PID "\r\x1c\r\n", FOUND, true, true},
    {"blanks", "It failed: " MSH " " PID " PV1|1|I\nBye\n", FOUND, true, true},
    {"lines of a log", LINE MSH "\n" LINE PID "\n" LINE "NK1|1|DOE^JIM\n" LINE "NK1 done\n",
     FOUND "NK1-2.1 person-name [DOE]\nNK1-2.2 person-name [JIM]\n", true, true},
    {"lines with bars", "10:11:12|INFO|" MSH "\n10:11:12|INFO|" PID "\n", FOUND, true, true},
    {"lines behind the line", LINE "\n" MSH "\n" PID "\n\n" LINE "PID|1||A2\n",
     FOUND "PID-3.1 mrn [A2]\n", true, true},
    {"JSON", "{\"a\":\"x\",\"raw\":\"" MSH " \r" PID "\",\"ssn\":\"536-90-4399\"}\n",
     FOUND "$.ssn us-ssn [536-90-4399]\n", true, true},
    {"JSON, the escape sign doubled",
     "{\"raw\":\"MSH|^~\\\\&|A \rPID|||A\\\\T\\\\1||\\\"\\\"\",\"ssn\":\"536-90-4399\"}\n",
     "PID-3.1 mrn [A&1]\n$.ssn us-ssn [536-90-4399]\n", true, true},
    {"JSON, null at the end of a segment",
     "{\"raw\":\"" MSH " \rEVN|\\\"\\\" \r" PID "\",\"ssn\":\"536-90-4399\"}\n",
     FOUND "$.ssn us-ssn [536-90-4399]\n", true, true},
    {"XML", "<l><m>MSH|^~\\&amp;|A " PID "</m><ssn>536-90-4399</ssn></l>",
     FOUND "/l/ssn us-ssn [536-90-4399]\n", true, true},
    {"CDATA", "<l><m><![CDATA[" MSH "\r" PID "]]></m><ssn>536-90-4399</ssn></l>",
     FOUND "/l/ssn us-ssn [536-90-4399]\n", true, true},
    {"SQL", "INSERT INTO m (raw, ssn) VALUES ('" MSH " \rPID|1||A1||O''DOE^JO', '536904399');\n",
     "PID-3.1 mrn [A1]\nPID-5.1 person-name [O''DOE]\nPID-5.2 person-name [JO]\n"
     "1:2 ssn us-ssn [536904399]\n",
     true, true},
    {"CSV", "id,raw,ssn\n1,\"" MSH "\r" PID "\",536904399\n2,\"" MSH "\r" PID "\",536904399\n",
     FOUND "1:3 ssn us-ssn [536904399]\n" FOUND "2:3 ssn us-ssn [536904399]\n", true, true},
    {"one message a line", MSH "<CR>" PID "\n" MSH "<CR>" PID "\n", FOUND FOUND, true, true},
    {"own signs", LINE "MSH$%*!@$A<CR>PID$$$A1%%%H%MR*A2\n",
     "PID-3.1 mrn [A1]\nPID-3[2].1 mrn [A2]\n", true, true},
    {"a name of a segment in a value", LINE MSH "<CR>NTE|1||see PID or IN1<CR>" PID "\n", FOUND,
     true, true},
    {"a segment of the house", LINE MSH "<CR>ZPI|1|X<CR>" PID "\n", FOUND, true, true},
    {"a break of lines in a value", LINE MSH "<CR>NTE|1||one\\X0D\\two<br>three<CR>" PID "\n",
     FOUND, true, true},
    {"null in quotes", LINE "'" MSH "<CR>PID|1||\"\"||DOE^JANE||\"\"' ssn=536904399\n",
     "PID-5.1 person-name [DOE]\nPID-5.2 person-name [JANE]\nssn us-ssn [536904399]\n", true, true},
    {"a value that is a message", LINE "patient_name=\"" MSH "<CR>" PID "\" ssn=536904399\n",
     FOUND "ssn us-ssn [536904399]\n", true, true},
    {"a string of a string ends",
     "{\"a\":\"{\\\"m\\\":\\\"" MSH "\\\\rPID|||A1||DOE\\\",\\\"b\\\":1}\"}\n",
     "PID-3.1 mrn [A1]\nPID-5.1 person-name [DOE]\n", true, true},
    {"cells between tabs", ROW("1", "536904399") "<CR>PID|||A1\t19700102\n",
     "1:1 id patient-id [1]\n1:2 ssn us-ssn [536904399]\nPID-3.1 mrn [A1]\n1:4 dob dob "
     "[19700102]\n",
     true, true},
    {"cells at the end of a row",
     "ssn\traw\n536904399\t" MSH "<CR>PID|||A1\n536904398\t" MSH "<CR>PID|||A2\n536904397\t\n",
     "1:1 ssn us-ssn [536904399]\nPID-3.1 mrn [A1]\n2:1 ssn us-ssn [536904398]\n"
     "PID-3.1 mrn [A2]\n3:1 ssn us-ssn [536904397]\n",
     true, true},
    {"lines with tabs", "\t" MSH "\n\tPID|||A1\t\nINFO\t" MSH "\nINFO\tPID|||A2\n",
     "PID-3.1 mrn [A1\t]\nPID-3.1 mrn [A2]\n", true, true},
    {"a prefix with values",
     LINE "ssn=536904399 " MSH "\n" LINE "ssn=536904398 " MSH "<CR>" PID "\n",
     "ssn us-ssn [536904399]\nssn us-ssn [536904398]\n" FOUND, true, true},
    {"X12 in JSON",
     "{\"edi\":\"" ISA "~ST*837*1~NM1*IL*1*DOE*JANE****MI*ZK8812733~IEA*1*1~\","
     "\"ssn\":\"536904399\"}",
     FOUND_X12 "$.ssn us-ssn [536904399]\n", true, true},
    {"X12 in XML",
     "<a><b>" ISA_FRONT "&gt;~ST*837*1~HI*ABK&gt;E119~NM1*IL*1*DOE*JANE****MI*ZK8812733~IEA*1*1~"
     "</b></a>",
     "HI01-2 icd10-cm [E119]\n" FOUND_X12, true, true},
    {"X12 in lines of a log",
     LINE ISA "~ST*837*1~NM1*IL*1*DOE*JANE****MI*ZK8812733~IEA*1*1~\n" LINE "ssn=536904399\n",
     FOUND_X12 "ssn us-ssn [536904399]\n", true, true},
    {"X12 with a line a segment",
     "{\"edi\":\"" ISA " \rST*837*1 \rNM1*IL*1*DOE*JANE****MI*ZK8812733 \rIEA*1*1 \r\"}",
     "NM103 person-name [DOE]\nNM104 person-name [JANE]\nNM109 member-id [ZK8812733 ]\n", true,
     true},
    {"a header alone", LINE MSH "\n" LINE "done\n", "", false, false},
    {"a word for a number", "Then " MSH " PID|1||id^^^facility^MR~A2 and so on\n",
     "PID-3[2].1 mrn [A2 and so on]\n", true, true},
    {"only words", "Then " MSH " PID|1||id^^^facility^MR and so on\n", "", false, false},
    {"a header of other things", LINE "MSH|A|B|C|D|PID|1||A1\n", "", false, false},
    {"a segment without a header", LINE PID "\n", "", false, false},
    {"behind the message", LINE MSH "\n" LINE "ok\n" LINE PID "\n", "", false, false},
    {"no header of X12", LINE "DISABLE*D*A*VISA*1*IEA*1\n", "", false, false},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    message_check(&message_text_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_cuts(&message_text_ops, span_of(rows[_i].text), 1);
}
END_TEST

START_TEST(test_damage)
{
    reading_check_damage(&message_text_ops, span_of(rows[_i].text));
}
END_TEST

/* Values as long as one may be, and longer, in front of a break that is spelled. */
START_TEST(test_long_values)
{
    char text[2048];
    const size_t len = (_i < 24 ? READER_VALUE_MAX - 22 : 1000) + (size_t)_i;
    size_t at = strlen(strcpy(text, LINE MSH "<CR>PID|||"));
    memset(text + at, '7', len);
    strcpy(text + at + len, "<CR>PID|||A1||DOE\n" LINE "ssn=536904399\n");
    reading_check_cuts(&message_text_ops, span_of(text), 1);
    struct field_log *const log = field_log_read(&message_text_ops, span_of(text), 0, 4096);
    ck_assert_ptr_nonnull(strstr(log->text, "PID-3.1 mrn [A1]\nPID-5.1 person-name [DOE]\n"));
    field_log_free(log);
}
END_TEST

static const struct {
    const char *text, *path, *content;
    bool has_files;
} files[] = {
    {"{\"data\":\"TVNIfF5+XCZ8QQ==\",\"b\":1}", "base64@9", "MSH|^~\\&|A", false},
    {"data: SVNBKjAwKjE=\n", "base64@6", "ISA*00*1", false},
    {"TVNIfF5+XCZ8QQ==", "base64@0", "MSH|^~\\&|A", false},
    {"{\"data\":\"TVNIfF5+XCZ8QQ==\",\"b\":1}", NULL, NULL, true},
    {"{\"data\":\"TVNIfF5-XCZ8fF8_\"}", "base64@9", "MSH|^~\\&||_?", false},
    {MSH "<CR>OBX|1|ED|A||^TEXT^^Base64^aGVsbG8gd29ybGQsIGhlbGxvIHdvcmxk<CR>OBX|2|ST|A||B",
     "OBX-5.5", "hello world, hello world", false},
    {MSH "<CR>OBX|1|CE|A||^TEXT^^Base64^aGVsbG8gd29ybGQsIGhlbGxvIHdvcmxk<CR>", NULL, NULL, false},
    {MSH "<CR>OBX|1|ED|A||^TEXT^^Base64^aGVsbG8=<CR>", NULL, NULL, false},
    {MSH "<CR>OBX|1|ED|A||^TEXT^^A^hello world, hello world<CR>", NULL, NULL, false},
    {"TVNIfF5+XCY8QQ== SVNBKjAwLA==", NULL, NULL, false},
};

static void ignore_field(void *user, const struct field *field)
{
    (void)user;
    (void)field;
}

/* Two segments, cut everywhere, while the member's reader has a file at hand. */
START_TEST(test_files)
{
    const struct span text = span_of(files[_i].text);
    struct messages *const messages = messages_create(field_log_rules());
    struct embedded embedded;
    embedded_init(&embedded);
    for (size_t cut = 1; cut <= text.len; cut++) {
        struct field_sink sink = {ignore_field, NULL, UINT64_MAX, &embedded, NULL};
        embedded_reset(&embedded);
        embedded_open(&embedded, span_of("own"));
        messages_begin(messages);
        for (size_t at = 0; at < text.len; at = at == 0 ? cut : text.len) {
            const size_t len = at == 0 ? cut : text.len - cut;
            const struct segment segment = {.text = text.ptr + at,
                                            .len = len,
                                            .before = at,
                                            .after = text.len - at - len,
                                            .offset = at};
            messages_open(messages, &segment, &sink, files[_i].has_files);
            messages_close(messages);
        }
        ck_assert(embedded.is_open && embedded.content.len == 0);
        const struct embedded *const found = messages_files(messages);
        ck_assert_uint_eq(found->count, files[_i].path != NULL);
        if (files[_i].path == NULL)
            continue;
        const struct span path = embedded_path(found, 0);
        const struct span content = embedded_content(found, 0);
        ck_assert_uint_eq(path.len, strlen(files[_i].path));
        ck_assert_mem_eq(path.ptr, files[_i].path, path.len);
        ck_assert_uint_eq(content.len, strlen(files[_i].content));
        ck_assert_mem_eq(content.ptr, files[_i].content, content.len);
    }
    embedded_free(&embedded);
    messages_free(messages);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("messages");
    TCase *const tcase = tcase_create("messages");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    tcase_add_loop_test(tcase, test_long_values, 0, 25);
    tcase_add_loop_test(tcase, test_files, 0, (int)(sizeof files / sizeof files[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
