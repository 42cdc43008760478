/* Objects that are no layer or hide one, and what visitors and sources say on the way. */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdlib.h>
#include <string.h>

#define TEXT(text) ((struct span){(const uint8_t *)(text), sizeof(text) - 1})

/* ---- plain objects ---- */

static const struct {
    const char *name;
    struct span bytes;
    const char *leaves, *formats, *reasons;
} plain_cases[] = {
    {"empty", TEXT(""), "", "empty:1", ""},
    {"text", TEXT("ssn 123-45-6789"), "-=ssn 123-45-6789\n", "text:1", ""},
    {"UTF-16", TEXT("\xFF\xFEs\0"), "-=\xFF\xFEs", "utf-16:1", ""},
    {"binary", TEXT("\1\2\3\4"), "-=\1\2\3\4\n", "binary:1", ""},
    {"pdf", TEXT("%PDF-1.7 (ssn)"), "-=%PDF-1.7 (ssn)\n", "pdf:1", "unsupported-format"},
    {"encrypted", TEXT("Salted__12345678"), "-=Salted__12345678\n", "openssl:1", "encrypted"},
    {"script", TEXT("#!/bin/sh\nPK\3\4"), "-=#!/bin/sh\nPK\3\4\n", "script:1", ""},
    {"text that starts like an archive", TEXT("PK\n123-45-6789"), "-=PK\n123-45-6789\n", "text:1",
     ""},
};

START_TEST(test_plain)
{
    struct walk_log log;
    char formats[256], reasons[256];
    walk_log_run(&log, plain_cases[_i].bytes, "k.dat", NULL);
    ck_assert_int_eq(log.status, STATUS_OK);
    ck_assert_msg(
        strncmp(walk_log_leaves(&log), plain_cases[_i].leaves, strlen(plain_cases[_i].leaves)) == 0,
        "%s", plain_cases[_i].name);
    ck_assert_str_eq(walk_log_formats(&log, formats), plain_cases[_i].formats);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), plain_cases[_i].reasons);
    ck_assert_uint_eq(log.coverage.members, 0);
    ck_assert_uint_eq(log.content.len, plain_cases[_i].bytes.len);
    walk_log_free(&log);
}
END_TEST

/* ---- archives behind something else ---- */

static void append_zip(struct buffer *out, const char *content)
{
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.csv", (struct span){(const uint8_t *)content, strlen(content)},
                    ZIP_DEFLATE, 0);
    zip_builder_end(&zip, NULL, 0);
    buffer_append(out, zip.bytes.ptr, zip.bytes.len);
    zip_builder_free(&zip);
}

/* A program of len bytes that is full of what an archive may start with. */
static void append_program(struct buffer *out, size_t len)
{
    buffer_append(out,
                  "\x7F"
                  "ELF\2\1\1\0",
                  8);
    while (out->len < len)
        buffer_append(out, "PK\3\4 PKPK\1\2 P\0", 14);
}

static const size_t program_lens[] = {20, 512, 4096, 48 * 1024, 49147, 300000};

START_TEST(test_hidden_archive)
{
    struct buffer bytes;
    buffer_init(&bytes, 1000000);
    append_program(&bytes, program_lens[_i]);
    const size_t program_len = bytes.len;
    append_zip(&bytes, "ssn 123-45-6789");
    buffer_append_str(&bytes, "a signature of the whole");
    append_zip(&bytes, "dob 1912-06-23");
    static const size_t chunks[] = {1, 1000, 1000000};
    for (size_t i = 0; i < 3; i++) {
        struct chunk_source source;
        struct walk_log log = {0};
        char formats[256];
        chunk_source_init(&source, (struct span){bytes.ptr, bytes.len}, chunks[i], STATUS_END);
        walk_log_run_source(&log, &source.source, "setup", NULL);
        ck_assert_uint_eq(log.coverage.reasons, 0);
        ck_assert_str_eq(walk_log_formats(&log, formats), "text:3 zip:1 elf:1");
        static const char rest[] = "a.csv=ssn 123-45-6789\ntrailing=a signature of the whole\n"
                                   "a.csv=dob 1912-06-23\n";
        const char *const leaves = walk_log_leaves(&log);
        ck_assert_str_eq(leaves + log.leaves.len - strlen(rest), rest);
        ck_assert_uint_eq(log.content.len, program_len + 15 + 24 + 14);
        walk_log_free(&log);
    }
    buffer_free(&bytes);
}
END_TEST

/* A stream behind a script, which unpacks itself, and an archive behind a picture. */
static const struct {
    const char *front;
    bool is_stream;
    const char *formats, *reasons;
} behind_rows[] = {
    {"#!/bin/sh\ntail -n +4 $0 | gunzip\nexit\n", true, "text:1 gzip:1 script:1", ""},
    {"#!/bin/sh\ntail -n +4 $0 | gunzip\nexit\n", false, "text:1 zip:1 script:1", ""},
    {"GIF89a\1\1\1", false, "text:1 zip:1 gif:1", "unsupported-format"},
    {"\1\2\3", true, "binary:1", ""}, /* the mark of gzip stands in many a binary */
};

START_TEST(test_behind)
{
    struct buffer bytes;
    struct walk_log log;
    char formats[256], reasons[256];
    buffer_init(&bytes, 100000);
    buffer_append_str(&bytes, behind_rows[_i].front);
    if (behind_rows[_i].is_stream)
        build_gzip(&bytes, TEXT("ssn 123-45-6789"));
    else
        append_zip(&bytes, "ssn 123-45-6789");
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k", NULL);
    ck_assert_str_eq(walk_log_formats(&log, formats), behind_rows[_i].formats);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), behind_rows[_i].reasons);
    ck_assert(walk_log_has(&log, "ssn 123-45-6789") == (strchr(formats, 't') == formats));
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* No archive: what only starts like a header is part of the program. */
START_TEST(test_nothing_hidden)
{
    struct buffer bytes;
    struct walk_log log;
    buffer_init(&bytes, 1000000);
    append_program(&bytes, program_lens[_i]);
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "program", NULL);
    ck_assert_uint_eq(log.visits, 1);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    ck_assert_uint_eq(log.content.len, bytes.len);
    ck_assert(memcmp(log.content.ptr, bytes.ptr, bytes.len) == 0);
    walk_log_free(&log);
    buffer_free(&bytes);
}
END_TEST

/* Called an archive, and none: what was one is damaged. */
START_TEST(test_called_archive)
{
    static const struct {
        const char *name;
        struct span bytes;
        const char *reasons;
    } rows[] = {{"k.gz", TEXT("\1\2\3\4"), "corrupt"},
                {"k.zip", TEXT("\1\2\3\4"), "corrupt"},
                {"k.zip", TEXT("a text"), ""},
                {"k.zip.002", TEXT("\1\2\3\4"), "unsupported-format"},
                {"k.zip.002", TEXT("a text"), ""}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct walk_log log;
        char reasons[256];
        walk_log_run(&log, rows[i].bytes, rows[i].name, NULL);
        ck_assert_str_eq(walk_log_reasons(&log, reasons), rows[i].reasons);
        ck_assert_uint_eq(log.content.len, rows[i].bytes.len);
        walk_log_free(&log);
    }
}
END_TEST

/* A member as lzip writes it. */
static const uint8_t lzip_member[] = {
    0x4c, 0x5a, 0x49, 0x50, 0x01, 0x0c, 0x00, 0x29, 0xe1, 0x34, 0x74, 0x20, 0x1b, 0x5d,
    0x26, 0xbf, 0x99, 0xee, 0x86, 0x6d, 0x81, 0xc7, 0x01, 0xf4, 0xe3, 0xd1, 0x67, 0xff,
    0xff, 0xdd, 0x13, 0x00, 0x00, 0x60, 0x99, 0xd6, 0x80, 0x11, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0x35, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};

START_TEST(test_lzip)
{
    static const char line[] = "SSN: 536-22-4817\n";
    enum { LEN = sizeof lzip_member, DATA = 33 };
    uint8_t twice[2 * LEN];
    struct walk_log log;
    memcpy(twice, lzip_member, LEN);
    memcpy(twice + LEN, lzip_member, LEN);
    walk_log_run(&log, (struct span){twice, sizeof twice}, "a.lz", NULL);
    ck_assert_str_eq(walk_log_leaves(&log), "-=SSN: 536-22-4817\nSSN: 536-22-4817\n\n");
    ck_assert_uint_eq(log.coverage.reasons, 0);
    walk_log_free(&log);
    for (size_t at = 6; at < LEN; at++) {
        walk_log_run(&log, (struct span){twice, at}, "a.lz", NULL);
        ck_assert(coverage_has(&log.coverage, REASON_TRUNCATED));
        ck_assert(at < DATA || walk_log_has(&log, line));
        walk_log_free(&log);
        twice[at] ^= 1;
        walk_log_run(&log, (struct span){twice, sizeof twice}, "a.lz", NULL);
        twice[at] ^= 1;
        ck_assert_msg(log.coverage.reasons != 0, "byte %zu", at);
        ck_assert(walk_log_has(&log, line)); /* the second one at least */
        walk_log_free(&log);
    }
}
END_TEST

START_TEST(test_iso9660)
{
    struct walk_log log;
    char formats[256], reasons[256];
    const size_t len = 40000;
    uint8_t *const image = calloc(len, 1);
    memcpy(image + 32769, "CD001", 5);
    memcpy(image + 36000, "123-45-6789", 11);
    walk_log_run(&log, (struct span){image, len}, "k.iso", NULL);
    ck_assert_str_eq(walk_log_formats(&log, formats), "iso9660:1");
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "unsupported-format");
    ck_assert(walk_log_has(&log, "123-45-6789"));
    walk_log_free(&log);
    memcpy(image + 32769 + 2048, "NSR02", 5);
    walk_log_run(&log, (struct span){image, len}, "k.iso", NULL);
    ck_assert_str_eq(walk_log_formats(&log, formats), "iso9660:1");
    walk_log_free(&log);
    memcpy(image + 32769, "BEA01", 5);
    walk_log_run(&log, (struct span){image, len}, "k.iso", NULL);
    ck_assert_str_eq(walk_log_formats(&log, formats), "udf:1");
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "unsupported-format");
    walk_log_free(&log);
    walk_log_run(&log, (struct span){image, 32773}, "k.iso", NULL);
    ck_assert_str_eq(walk_log_formats(&log, formats), "binary:1");
    walk_log_free(&log);
    free(image);
}
END_TEST

/* ---- visitors ---- */

static enum status answer_visit(void *user, const struct member *member)
{
    const enum status *const answer = user;
    uint8_t buf[16];
    size_t len;
    byte_source_read(member->bytes, buf, sizeof buf, &len);
    return *answer;
}

/* What a visitor says: all right, or the end of the walk. */
START_TEST(test_answers)
{
    static const struct {
        enum status answer, status;
    } rows[] = {
        {STATUS_OK, STATUS_OK},
        {STATUS_END, STATUS_OK},
        {STATUS_SKIP, STATUS_OK},
        {STATUS_STOP, STATUS_STOP},
        {STATUS_CANCELLED, STATUS_CANCELLED},
        {STATUS_NO_MEMORY, STATUS_NO_MEMORY},
    };
    struct buffer bytes;
    buffer_init(&bytes, 10000);
    build_gzip(&bytes, TEXT("one"));
    struct zip_builder zip;
    zip_builder_init(&zip);
    zip_builder_add(&zip, "a.gz", (struct span){bytes.ptr, bytes.len}, 0, 0);
    zip_builder_end(&zip, NULL, 0);
    const struct span objects[] = {TEXT("text"), {bytes.ptr, bytes.len}, zip_builder_span(&zip)};
    for (size_t i = 0; i < 3; i++) {
        struct coverage coverage = {0};
        enum status answer = rows[_i].answer;
        struct byte_source *const source = byte_source_from_span(objects[i]);
        const struct unpack_visitor visitor = {answer_visit, &answer, NULL, NULL};
        const enum status got =
            unpack_walk(source, TEXT("k"), &unpack_default_limits, &coverage, &visitor);
        ck_assert_int_eq(got, rows[_i].status);
        byte_source_close(source);
    }
    zip_builder_free(&zip);
    buffer_free(&bytes);
}
END_TEST

/* A visitor that does not tell is overruled by what its reads said. */
START_TEST(test_cancelled_unseen)
{
    enum status answer = STATUS_OK;
    struct coverage coverage = {0};
    struct chunk_source source;
    chunk_source_init(&source, TEXT(""), 1, STATUS_CANCELLED);
    const struct unpack_visitor visitor = {answer_visit, &answer, NULL, NULL};
    ck_assert_int_eq(
        unpack_walk(&source.source, TEXT("k"), &unpack_default_limits, &coverage, &visitor),
        STATUS_CANCELLED);
}
END_TEST

/* The reason of a source that breaks off, with its HTTP status, is on record even if nobody read so
 * far. */
START_TEST(test_http_fault)
{
    struct chunk_source source;
    struct walk_log log = {0};
    char reasons[256];
    chunk_source_init(&source, TEXT("some text"), 4, STATUS_SKIP);
    source.source.fault.reason = REASON_HTTP;
    source.source.fault.http_status = 503;
    walk_log_run_source(&log, &source.source, "k", NULL);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), "http-503");
    ck_assert_str_eq(walk_log_leaves(&log), "-=some text\n");
    walk_log_free(&log);
}
END_TEST

/* Lost before its first byte: no leaf, a reason, and nothing recognised. */
START_TEST(test_lost_at_once)
{
    struct chunk_source source;
    struct walk_log log = {0};
    char text[256];
    chunk_source_init(&source, TEXT(""), 4, STATUS_SKIP);
    walk_log_run_source(&log, &source.source, "k", NULL);
    ck_assert_int_eq(log.status, STATUS_OK);
    ck_assert_uint_eq(log.visits, 0);
    ck_assert_str_eq(walk_log_formats(&log, text), "");
    ck_assert_str_eq(walk_log_reasons(&log, text), "read-error");
    walk_log_free(&log);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("unpack");
    TCase *const tcase = tcase_create("unpack");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_plain, 0, (int)(sizeof plain_cases / sizeof plain_cases[0]));
    tcase_add_test(tcase, test_called_archive);
    tcase_add_test(tcase, test_lzip);
    tcase_add_loop_test(tcase, test_hidden_archive, 0, 6);
    tcase_add_loop_test(tcase, test_behind, 0, (int)(sizeof behind_rows / sizeof behind_rows[0]));
    tcase_add_loop_test(tcase, test_nothing_hidden, 0, 6);
    tcase_add_test(tcase, test_iso9660);
    tcase_add_loop_test(tcase, test_answers, 0, 6);
    tcase_add_test(tcase, test_cancelled_unseen);
    tcase_add_test(tcase, test_http_fault);
    tcase_add_test(tcase, test_lost_at_once);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
