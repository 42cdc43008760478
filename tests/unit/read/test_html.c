/* What is read of HTML pages. */
#include "tests/unit/read/record_log.h"
#include "tests/unit/suite.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *text, *values;
} rows[] = {
    {"paragraphs", "<html><body><p>One</p><p>Two<br>Three</body>", "[One]\n[Two]\n[Three]\n"},
    {"inline tags do not split a word", "<p>J<b>o<i>h</i></b>n S<span>mith</span></p>",
     "[John Smith]\n"},
    {"nor do comments", "<p>SSN: <!-- -->536-90<!-- x -->-4399</p>", "[SSN: 536-90-4399]\n[ x ]\n"},
    {"blanks between words stay", "<p><b>SSN:</b> <i>536</i>\n</p>", "[SSN: 536\n]\n"},
    {"references", "<p>O&#39;Le&eacute; &amp; Co&nbsp;x &#x41;&shy;B &unknown; AT&T &lt;b&gt;</p>",
     "[O'Le\xc3\xa9 & Co x AB &unknown; AT&T <b>]\n"},
    {"a sign that starts no tag", "<p>a < b <3 c</p>", "[a < b <3 c]\n"},
    {"attributes behind the line",
     "<p>Write <a class='x' href=\"mailto:a@b.org\" title='John &amp; Co'>me</a> now</p>",
     "[Write me now]\n[mailto:a@b.org]\n[John & Co]\n"},
    {"inputs have names",
     "<form><input type=text name=\"ssn\" value='536904399'><input name=q></form>",
     "us-ssn [536904399]\n"},
    {"texts and choices have names",
     "<form><textarea name=ssn>\n536904399</textarea><select id='dob'><option>1978-04-23"
     "<option selected value=7>1978-04-22</option></select><select name=q><option selected>8"
     "</select>x</form>",
     "us-ssn [536904399]\n[1978-04-23]\n[7]\ndob [1978-04-22]\n[8]\n[x]\n"},
    {"a text in a cell",
     "<table><tr><td>SSN</td><td><textarea name=f1>536904399</textarea></td></tr>"
     "<tr><td>x</td><td>y<textarea name=mrn>A1</textarea>z</td><td>w</td></tr></table>",
     "1:1 [SSN]\n1:2 us-ssn [536904399]\n[f1]\n2:1 [x]\n2:2 [y]\nmrn [A1]\n[z]\n2:3 [w]\n"},
    {"head cells in front of several",
     "<table><tr><th></th><th>A</th><th>B</th></tr><tr><th>SSN</th><td>536904399</td>"
     "<td>536904398</td></tr><tr><th>Visit</th><td>1</td><td>2</td></tr></table>",
     "1:2 [A]\n1:3 [B]\n2:1 [SSN]\n2:2 A us-ssn [536904399]\n2:3 B us-ssn [536904398]\n"
     "3:1 [Visit]\n3:2 A [1]\n3:3 B [2]\n"},
    {"scripts and styles are text", "<script>var s=\"<b>1</b>\";</script ><style>p{}</style>x",
     "[var s=\"<b>1</b>\";]\n[p{}]\n[x]\n"},
    {"a table with head cells",
     "<table><tr><th>SSN</th><th>First Name</th></tr><tr><td>536904399</td><td><b>An</b>n</td></tr>"
     "<tr><td> <td>Jo &eacute;</table>",
     "1:1 [SSN]\n1:2 [First Name]\n2:1 SSN us-ssn [536904399]\n2:2 First Name person-name [Ann]\n"
     "3:2 First Name person-name [Jo \xc3\xa9]\n"},
    {"a first row of names",
     "<table><tr><td>SSN<td>DOB</tr><tr><td>536904399<td>1970-01-02</tr></table>",
     "1:1 [SSN]\n1:2 [DOB]\n2:1 SSN us-ssn [536904399]\n2:2 DOB dob [1970-01-02]\n"},
    {"names in front",
     "<table><tr><td>SSN:</td><td>536904399</td><td>x</td></tr>"
     "<tr><th>DOB</th><td>1970-01-02</td></tr></table>",
     "1:1 [SSN:]\n1:2 us-ssn [536904399]\n1:3 [x]\n2:1 [DOB]\n2:2 dob [1970-01-02]\n"},
    {"a first row of names and others",
     "<table><tr><td>Patient Name</td><td>Remarks</td><td>SSN</td></tr><tr><td>Lee, Ann</td><td>x"
     "</td><td>536904399</td></tr></table>",
     "1:1 [Patient Name]\n1:2 [Remarks]\n1:3 [SSN]\n2:1 Patient Name person-name [Lee, Ann]\n"
     "2:2 Remarks [x]\n2:3 SSN us-ssn [536904399]\n"},
    {"terms", "<dl><dt>SSN</dt><dd>536904399</dd><dt>Patient name<dd>Ann Lee</dl>",
     "1:1 [SSN]\n1:2 us-ssn [536904399]\n2:1 [Patient name]\n2:2 person-name [Ann Lee]\n"},
    {"labels of forms", "<label>Member ID</label><span>W1</span>", "[Member ID]\n[W1]\n"},
    {"a cell of several lines", "<table><tr><td>12 Main St<br>Troy</td></tr></table>",
     "1:1 [12 Main St\nTroy]\n"},
    {"a table in a cell",
     "<table><tr><td>a<table><tr><td>b</td></tr></table>c</td><td>d</td></tr></table>",
     "1:1 [a]\n1:1 [b]\n[c]\n1:2 [d]\n"},
    {"CDATA is text", "<p>a<![CDATA[ 12 ]]>b</p>", "[a 12 ]]>b]\n"},
    {"a page in XML", "<?xml version='1.0'?><!DOCTYPE html><html><p>x<br/>y</p></html>",
     "[x]\n[y]\n"},
    {"cut off in a tag", "<p>a</p><p>b<i title='1", "[a]\n[b]\n[i title='1]\n"},
    {"a quote that never closes", "<p>a</p><p title=\"1>b</p><p>c</p>",
     "[a]\n[p title=\"1]\n[b]\n[c]\n"},
    {"a comment that never ends", "<p>a<!-- 12 <p>b", "[a]\n[ 12 <p>b]\n"},
    {"names below what was filled in",
     "<table><tr><td>Report<td>2025<tr><td>SSN<td>MRN<td>DOB<tr><td>5<td>A6<td>7</table>",
     "1:1 [Report]\n1:2 [2025]\n2:1 [SSN]\n2:2 [MRN]\n2:3 [DOB]\n3:1 SSN us-ssn [5]\n3:2 MRN mrn "
     "[A6]\n"
     "3:3 DOB dob [7]\n"},
    {"labels beside values are no names of columns",
     "<table><tr><td>Site<td>North<tr><td>Patient Name<td>Ann "
     "Lee<td>Email<td>x<tr><td>MRN<td>A6</table>",
     "1:1 [Site]\n1:2 [North]\n2:1 [Patient Name]\n2:2 person-name [Ann Lee]\n2:3 [Email]\n2:4 "
     "email [x]\n"
     "3:1 [MRN]\n3:2 mrn [A6]\n"},
    {"a second table in the first",
     "<table><tr><td>SSN<td>MRN<td>DOB<tr><td>5<td>A6<td>7<tr><td>MRN<td>SSN<tr><td>A6<td>5<td>7</"
     "table>",
     "1:1 [SSN]\n1:2 [MRN]\n1:3 [DOB]\n2:1 SSN us-ssn [5]\n2:2 MRN mrn [A6]\n2:3 DOB dob [7]\n"
     "3:1 [MRN]\n3:2 [SSN]\n4:1 MRN mrn [A6]\n4:2 SSN us-ssn [5]\n4:3 [7]\n"},
    {"rows with one name, or the same twice, name nothing below",
     "<table><tr><td>SSN<td>MRN<tr><td>DOB<td>A6<tr><td>MRN<td>MRN<tr><td>5<td>A7</table>",
     "1:1 [SSN]\n1:2 [MRN]\n2:1 [DOB]\n2:2 MRN mrn [A6]\n3:1 [MRN]\n3:2 [MRN]\n4:1 SSN us-ssn [5]\n"
     "4:2 MRN mrn [A7]\n"},
    {"cells that are two rows high",
     "<table><tr><th rowspan=2>N<th colspan=2>IDs<tr><th>SSN<th>DOB<tr><td "
     "rowspan='2'>a<td>1<td>2<tr>"
     "<td>3<td>4<tr><td>b<td>5</table>",
     "[2]\n1:1 [N]\n[2]\n1:2 [IDs]\n2:2 [SSN]\n2:3 [DOB]\n[2]\n3:1 N [a]\n3:2 SSN us-ssn [1]\n"
     "3:3 DOB dob [2]\n4:2 SSN us-ssn [3]\n4:3 DOB dob [4]\n5:1 N [b]\n5:2 SSN us-ssn [5]\n"},
    {"an attribute that names its value", "<p data-ssn=\"536904399\" data-x=\"1\">y",
     "us-ssn [536904399]\n[1]\n[y]\n"},
    {"empty", "", ""},
};

/* Parts of office documents. */
static const struct {
    const char *name, *text, *values;
} parts[] = {
    {"a hyphen that is an element", "<w:p><w:t>536</w:t><w:noBreakHyphen/><w:t>90-4399</w:t></w:p>",
     "[536-90-4399]\n"},
    {"texts of a picture",
     "<p:cNvPr id=\"1\" name=\"Picture 1\" descr=\"SSN 1\" title=\"DOB 2\"/><a:t>x</a:t>",
     "[x]\n[SSN 1]\n[DOB 2]\n"},
    {"a cell that is covered is a cell",
     "<a:tbl><a:tr><a:tc><a:t>SSN</a:t></a:tc><a:tc><a:t>DOB</a:t></a:tc></a:tr>"
     "<a:tr><a:tc rowSpan=\"2\"><a:t>1</a:t></a:tc><a:tc><a:t>2</a:t></a:tc></a:tr>"
     "<a:tr><a:tc vMerge=\"1\"><a:t></a:t></a:tc><a:tc><a:t>3</a:t></a:tc></a:tr></a:tbl>",
     "1:1 [SSN]\n1:2 [DOB]\n2:1 SSN us-ssn [1]\n2:2 DOB dob [2]\n3:2 DOB dob [3]\n"},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_values)
{
    struct record_log *const log =
        record_log_read(&html_record_ops, span_of(rows[_i].text), 7, STATUS_END);
    ck_assert_msg(strcmp(log->text, rows[_i].values) == 0, "%s:\n%s", rows[_i].name, log->text);
    ck_assert(log->status == STATUS_END && log->is_true);
    record_log_free(log);
}
END_TEST

START_TEST(test_parts)
{
    struct record_log *const log =
        record_log_read(&office_record_ops, span_of(parts[_i].text), 7, STATUS_END);
    ck_assert_msg(strcmp(log->text, parts[_i].values) == 0, "%s:\n%s", parts[_i].name, log->text);
    ck_assert(log->status == STATUS_END && log->is_true);
    record_log_free(log);
}
END_TEST

/* Cut off anywhere, with any byte wrong: it ends, and what is said to be raw is there. */
START_TEST(test_damage)
{
    const char *const text = rows[_i].text;
    const size_t len = strlen(text);
    void *const state = html_record_ops.create(record_log_rules());
    uint8_t *const copy = malloc(len + 1);
    ck_assert(state != NULL && copy != NULL);
    for (size_t at = 0; at < 2 * len; at++) {
        memcpy(copy, text, len);
        copy[at % len] ^= at >= len ? 0 : (uint8_t)(1 + at % 255);
        const struct span bytes = {copy, at >= len ? at - len : len};
        struct record_log *const log =
            record_log_read_with(&html_record_ops, state, bytes, 0, STATUS_SKIP);
        ck_assert(log->status == STATUS_SKIP && log->is_true);
        record_log_free(log);
    }
    free(copy);
    html_record_ops.free(state);
}
END_TEST

static const struct {
    const char *name, *head, *piece;
    size_t count;
    const char *tail;
} floods[] = {
    {"depth", "<html>", "<table><tr><td>", 100000, "SSN: 536-90-4399"},
    {"attributes", "<p ", "x='1' ", 100000, ">SSN: 536-90-4399"},
    {"a long word", "<p>", "ab", 1000000, "<p>SSN: 536-90-4399"},
    {"a word of many tags", "<p>", "a<b>", 100000, "<p>SSN: 536-90-4399"},
    {"a quote that never closes", "<p title=\"", "ab ", 100000, "><p>SSN: 536-90-4399"},
    {"a long cell", "<table><tr><td>", "ab ", 100000, "<td>SSN: 536-90-4399"},
    {"columns", "<table><tr>", "<td>a", 100000, "<tr><td>SSN: 536-90-4399"},
    {"a long comment", "<!--", "1 ", 100000, "--><p>SSN: 536-90-4399"},
    {"a long script", "<script>", "< /", 100000, "</script><p>SSN: 536-90-4399"},
    {"signs", "<p>", "<", 1000000, "<p>SSN: 536-90-4399"},
    {"references", "<p>", "&amp;", 200000, "<p>SSN: 536-90-4399"},
};

/* Whatever there is a lot of, memory and time are bounded, and what stands behind it is read. */
START_TEST(test_floods)
{
    const size_t head = strlen(floods[_i].head), piece = strlen(floods[_i].piece);
    const size_t len = head + piece * floods[_i].count;
    char *const text = malloc(len + strlen(floods[_i].tail) + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, floods[_i].head, head);
    for (size_t i = 0; i < floods[_i].count; i++)
        memcpy(text + head + i * piece, floods[_i].piece, piece);
    strcpy(text + len, floods[_i].tail);
    struct record_log *const log = record_log_read(&html_record_ops, span_of(text), 0, STATUS_END);
    ck_assert_msg(log->is_true && log->status == STATUS_END, "%s", floods[_i].name);
    ck_assert_msg(log->len + 100 > RECORD_LOG_MAX ||
                      strstr(log->text, "[SSN: 536-90-4399]") != NULL,
                  "%s", floods[_i].name);
    record_log_free(log);
    free(text);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("html");
    TCase *const tcase = tcase_create("html");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_parts, 0, (int)(sizeof parts / sizeof parts[0]));
    tcase_add_loop_test(tcase, test_values, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS - 1);
    tcase_add_loop_test(tcase, test_floods, 0, (int)(sizeof floods / sizeof floods[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
