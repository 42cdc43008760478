/* What a PDF holds beside its pages, whole and broken; files by qpdf, and texts put together here.
 */
#include "crawler/unpack/pdf_parts.h"
#include "crawler/unpack/pdf_token.h"
#include "tests/unit/suite.h"

#include "crawler/base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "NAME=CONTENT\n" a part. */
struct parts_log {
    struct coverage coverage;
    enum status status;
    struct buffer text;
};

static enum status log_part(void *user, const struct archive_part *part)
{
    struct buffer *const text = &((struct parts_log *)user)->text;
    uint8_t bytes[8192];
    size_t len = 0;
    byte_source_fill(part->bytes, bytes, sizeof bytes, &len);
    buffer_append(text, part->name.ptr, part->name.len);
    buffer_append_char(text, '=');
    buffer_append(text, bytes, len);
    buffer_append_char(text, '\n');
    return STATUS_OK;
}

static void log_walk(struct parts_log *log, struct span bytes)
{
    *log = (struct parts_log){.status = STATUS_OK};
    struct meter meter = {.limits = &unpack_default_limits,
                          .coverage = &log->coverage,
                          .memory = unpack_default_limits.memory,
                          .size = bytes.len};
    struct range_source *const file = range_source_from_span(bytes);
    ck_assert_ptr_nonnull(file);
    buffer_init(&log->text, (size_t)1 << 20);
    log->status = pdf_parts_walk(file, &meter, log_part, log);
    range_source_close(file);
}

#define FILE_OF(number, key, name)                                                                 \
    "9 0 obj << /Type /Filespec /" key " (" name ") /EF << /F " number " 0 R >> >> endobj "

static const struct {
    const char *name, *text, *parts;
} rows[] = {
    {"properties", "1 0 obj << /Title (A b) /Author (Ann) /PatientID (7) >> endobj",
     "properties=Title: A b\nAuthor: Ann\nPatientID: 7\n\n"},
    {"a field, the name behind the value", "1 0 obj << /V (536-90-4399) /T (SSN) >> endobj",
     "properties=SSN: 536-90-4399\n\n"},
    {"a field with choices", "1 0 obj << /T (dx) /V [(a) (b)] /Opt [(long) [(c) (d)]] >> endobj",
     "properties=a\nb\nOpt: long\nOpt: c\nOpt: d\ndx\n\n"},
    {"a name of a field alone", "1 0 obj << /T (SSN) /V /Off >> endobj", "properties=SSN\n\n"},
    {"escapes", "1 0 obj << /Title (a\\(b\\)\\101\\\nc\\r(d)\\\\) >> endobj",
     "properties=Title: a(b)Ac\r(d)\\\n\n"},
    {"hexadecimal", "1 0 obj << /Title <41 42\n434> >> endobj", "properties=Title: ABC@\n\n"},
    {"UTF-16", "1 0 obj << /Title <FEFF00e9D83DDE00> >> endobj",
     "properties=Title: \xc3\xa9\xf0\x9f\x98\x80\n\n"},
    {"Latin-1", "1 0 obj << /Title (Jos\\351) >> endobj", "properties=Title: Jos\xc3\xa9\n\n"},
    {"names with escapes", "1 0 obj << /Pat#69ent (Ann) >> endobj", "properties=Patient: Ann\n\n"},
    {"a string as an object", "1 0 obj (Ann Lee) endobj", "properties=Ann Lee\n\n"},
    {"keys and dates of the file", "1 0 obj << /ID [<00ff> (\\001)] /ModDate (D:2026) >> endobj",
     ""},
    {"a comment", "% (no)\n1 0 obj << /Title (yes) >> endobj", "properties=Title: yes\n\n"},
    {"what pages draw", "1 0 obj << /Length 8 >> stream\n(no) Tj \nendstream endobj", ""},
    {"an attached file",
     FILE_OF("2", "UF", "a.txt") "2 0 obj << /Length 3 >> stream\r\nabc\nendstream", "a.txt=abc\n"},
    {"one that says so itself", "2 0 obj << /Type /EmbeddedFile /Length 3 >>stream\nabc\nendstream",
     "attachment@2=abc\n"},
    {"its length elsewhere, its name behind it",
     "2 0 obj << /Length 3 0 R /Subtype /text#2Fplain >>stream\nabcd\nendstream " FILE_OF("2", "F",
                                                                                          "b.txt"),
     "b.txt=abcd\n\n"},
    {"a length that lies", "2 0 obj << /Type /EmbeddedFile /Length 90 >>stream\nabc\nendstream",
     "attachment@2=abc\n\n"},
    {"the mark of an end within the file",
     "2 0 obj << /Type /EmbeddedFile /Length 14 >>stream\nab\nendstream c\nendstream",
     "attachment@2=ab\nendstream c\n"},
    {"a filter that is no Flate",
     "2 0 obj << /Type /EmbeddedFile /Filter /ASCIIHexDecode /Length 7 "
     ">>stream\n616263>\nendstream",
     "attachment@2=abc\n"},
    {"filters behind one another, in short",
     "2 0 obj << /Type /EmbeddedFile /Filter [/AHx /A85 /RL] /Length 19 >>stream\n"
     "216223504a4a2c7e3e>\nendstream",
     "attachment@2=abc\n"},
    {"metadata", "2 0 obj << /Type /Metadata /Length 4 >>stream\n<x/>\nendstream",
     "metadata@2=<x/>\n"},
    {"a form in XML",
     "1 0 obj << /XFA [(a) 2 0 R] >> 2 0 obj << /Length 11 >>stream\n<xfa:d>x</>\nendstream",
     "properties=XFA: a\n\nform@2=<xfa:d>x</>\n"},
    {"XML that is no form", "2 0 obj << /Length 11 >>stream\n<xfa:d>x</>\nendstream", ""},
    {"packed objects without a filter",
     "1 0 obj << /Type /ObjStm /N 1 /First 4 /Length 23 >> stream\n5 0 << /Title (yes) "
     ">>\nendstream "
     "endobj 6 0 obj << /Author (Ann) >> endobj",
     "properties=Title: yes\nAuthor: Ann\n\n"},
    {"two names, the later one counts",
     FILE_OF("2", "UF", "a.txt") FILE_OF("3", "UF", "c.txt")
         FILE_OF("2", "UF", "b.txt") "2 0 obj << /Length 1 >> stream\nx\nendstream 3 0 obj << "
                                     "/Length 1 >> stream\ny\nendstream",
     "b.txt=x\nc.txt=y\n"},
    {"dictionaries that never close", "1 0 obj << /A << /Title (a) 2 0 obj << /Title (b) >>",
     "properties=Title: a\nTitle: b\n\n"},
    {"a string that never closes", "1 0 obj << /Title (a", "properties=Title: a\n\n"},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_texts)
{
    struct parts_log log;
    log_walk(&log, span_of(rows[_i].text));
    ck_assert_int_eq(log.status, STATUS_OK);
    ck_assert_msg(strcmp(buffer_str(&log.text), rows[_i].parts) == 0, "%s:\n%s", rows[_i].name,
                  (const char *)log.text.ptr);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    buffer_free(&log.text);
}
END_TEST

START_TEST(test_unread_objects)
{
    struct parts_log log;
    log_walk(&log, span_of("1 0 obj << /Type /ObjStm /Filter /LZWDecode /Length 3 >> stream\nabc\n"
                           "endstream endobj 2 0 obj << /Title (yes) >> endobj"));
    ck_assert_str_eq(buffer_str(&log.text), "properties=Title: yes\n\n");
    ck_assert(coverage_has(&log.coverage, REASON_UNSUPPORTED_METHOD));
    buffer_free(&log.text);
}
END_TEST

/* As long as is kept, and a byte more, which is said. */
START_TEST(test_long_texts)
{
    const size_t len = PDF_TOKEN_MAX + (size_t)_i;
    struct parts_log log;
    struct buffer text;
    buffer_init(&text, 2 * PDF_TOKEN_MAX);
    buffer_append_str(&text, "1 0 obj << /V (");
    for (size_t i = 0; i < len; i++)
        buffer_append_char(&text, 'x');
    buffer_append_str(&text, ") /T (note) >> endobj");
    log_walk(&log, (struct span){text.ptr, text.len});
    ck_assert_int_eq(log.status, STATUS_OK);
    ck_assert_int_eq(coverage_has(&log.coverage, REASON_LIMIT_MEMORY), _i > 0);
    buffer_free(&log.text);
    buffer_free(&text);
}
END_TEST

/* Cut anywhere, and with any byte wrong: it ends. */
START_TEST(test_damage)
{
    const size_t len = strlen(rows[_i].text);
    uint8_t *const copy = malloc(len + 1);
    ck_assert_ptr_nonnull(copy);
    for (size_t at = 0; at < 2 * len; at++) {
        struct parts_log log;
        memcpy(copy, rows[_i].text, len);
        copy[at % len] ^= at >= len ? 0 : (uint8_t)(1 + at % 255);
        log_walk(&log, (struct span){copy, at >= len ? at - len : len});
        ck_assert_int_eq(log.status, STATUS_OK);
        buffer_free(&log.text);
    }
    free(copy);
}
END_TEST

static struct span read_fixture(const char *name)
{
    static uint8_t bytes[65536];
    char path[256];
    snprintf(path, sizeof path, "tests/golden/pdf/%s", name);
    FILE *const file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s: run this in the root of the repository", path);
    const size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (struct span){bytes, len};
}

static const char *const fixtures[] = {"plain.pdf", "packed.pdf"};

START_TEST(test_fixtures)
{
    static const char *const wanted[] = {"SSN: 536-90-4399\n",
                                         "Contents: MRN: A123456\n",
                                         "Title: Chart (of) SSN: 536-90-4398\n",
                                         "lab.txt=Patient: Ann Lee\nSSN: 536-90-4397\n",
                                         "<ssn>536-90-4396</ssn>",
                                         "<MRN>A7654321</MRN>"};
    struct parts_log log;
    log_walk(&log, read_fixture(fixtures[_i]));
    ck_assert_int_eq(log.status, STATUS_OK);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        ck_assert_msg(strstr(buffer_str(&log.text), wanted[i]) != NULL, "%s", wanted[i]);
    ck_assert_ptr_null(strstr((const char *)log.text.ptr, "Hello page"));
    buffer_free(&log.text);
}
END_TEST

START_TEST(test_cut_fixtures)
{
    const struct span bytes = read_fixture(fixtures[_i]);
    for (size_t len = 0; len < bytes.len; len += 7) {
        struct parts_log log;
        log_walk(&log, (struct span){bytes.ptr, len});
        ck_assert_int_eq(log.status, STATUS_OK);
        buffer_free(&log.text);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("pdf_parts");
    TCase *const tcase = tcase_create("pdf_parts");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_texts, 0, ROWS);
    tcase_add_test(tcase, test_unread_objects);
    tcase_add_loop_test(tcase, test_long_texts, 0, 2);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    tcase_add_loop_test(tcase, test_fixtures, 0, 2);
    tcase_add_loop_test(tcase, test_cut_fixtures, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
