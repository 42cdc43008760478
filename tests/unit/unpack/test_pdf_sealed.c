/* Encrypted PDFs that qpdf wrote, opened by qpdf in the sandbox. */
#include "crawler/unpack/isolator.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdlib.h>
#include <string.h>

#define RIGHT "wrong\nsecret\nstra\xC3\x9F\x65\n"
#define WRONG "wrong\nSecret\n-\n--help\n@/etc/passwd\n"

static const struct {
    const char *name, *list, *reasons;
    bool is_read;
} files[] = {
    {"pdf/aes256.pdf", RIGHT, "", true}, {"pdf/aes256.pdf", WRONG, "encrypted", false},
    {"pdf/aes128.pdf", RIGHT, "", true}, {"pdf/aes128.pdf", WRONG, "encrypted", false},
    {"pdf/rc4.pdf", RIGHT, "", true},    {"pdf/rc4.pdf", NULL, "encrypted", false},
    {"pdf/open.pdf", NULL, "", true},    {"pdf/open.pdf", WRONG, "", true},
    {"pdf/plain.pdf", WRONG, "", true},
};

/* A page, a note, a file attached to it. */
static const char *const texts[] = {"Hello page", "536-90-4399", "536-90-4397"};

static void walk(struct walk_log *log, struct isolator *isolator, struct span bytes,
                 const char *list)
{
    struct passwords *const passwords = list != NULL ? fixture_passwords(list) : NULL;
    struct byte_source *const source = byte_source_from_span(bytes);
    *log = (struct walk_log){.passwords = passwords};
    walk_log_run_isolated(log, source, isolator);
    byte_source_close(source);
    ck_assert_int_eq(log->status, STATUS_OK);
    passwords_free(passwords);
}

START_TEST(test_files)
{
    struct isolator *const isolator = isolator_start();
    struct walk_log log;
    char reasons[256];
    ck_assert_msg(isolator_can(isolator, ISOLATOR_PDF), "no sandbox, or no pdftotext");
    ck_assert_msg(isolator_can(isolator, ISOLATOR_PDF_OPEN), "no qpdf");
    walk(&log, isolator, fixture_read(files[_i].name), files[_i].list);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), files[_i].reasons);
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        ck_assert_int_eq(walk_log_has(&log, texts[i]), files[_i].is_read);
    walk_log_free(&log);
    isolator_stop(isolator);
}
END_TEST

/* Cut anywhere it ends, with a reason. */
START_TEST(test_cut)
{
    struct isolator *const isolator = isolator_start();
    const struct span bytes = fixture_read("pdf/aes128.pdf");
    ck_assert_msg(isolator_can(isolator, ISOLATOR_PDF), "no sandbox, or no pdftotext");
    for (size_t len = 100; len < bytes.len; len += 331) {
        struct walk_log log;
        walk(&log, isolator, (struct span){bytes.ptr, len}, "secret\n");
        ck_assert_uint_ne(log.coverage.reasons, 0);
        walk_log_free(&log);
    }
    isolator_stop(isolator);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], ISOLATOR_NAME) == 0)
        return isolator_serve();
    Suite *const suite = suite_create("pdf_sealed");
    TCase *const tcase = tcase_create("pdf_sealed");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_files, 0, (int)(sizeof files / sizeof files[0]));
    tcase_add_test(tcase, test_cut);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
