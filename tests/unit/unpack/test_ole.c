/* Compound files that other programs wrote, whole and broken. */
#include "crawler/base/coverage.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct span read_fixture(const char *name)
{
    static uint8_t bytes[65536];
    char path[256];
    snprintf(path, sizeof path, "tests/golden/ole/%s", name);
    FILE *const file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s: run this in the root of the repository", path);
    const size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (struct span){bytes, len};
}

static const struct {
    const char *name, *reasons;
    const char *leaves[4]; /* in the log; NULL behind the last */
} fixtures[] = {
    {"message.msg",
     "",
     {"__substg1.0_0037001F=", "__substg1.0_0C1F001E=a.lee@clinic.example\n",
      "__substg1.0_37010102!lab.txt=Patient: Ann Lee\nSSN: 536-90-4397\n\n"}},
    {"packed.msg", "", {"__substg1.0_10090102!__substg1.0_10090102=<"}},
    {"plain.msg", "", {"__substg1.0_10090102!__substg1.0_10090102=<"}},
    {"locked.doc", "encrypted", {"WordDocument="}},
    {"locked.docx", "encrypted", {"EncryptionInfo=", "EncryptedPackage=<5120>"}},
    {"table.xls", "", {"Workbook=<"}},
};

START_TEST(test_fixtures)
{
    char reasons[256], formats[256];
    struct walk_log log;
    walk_log_run(&log, read_fixture(fixtures[_i].name), "k", NULL);
    ck_assert_int_eq(log.status, STATUS_OK);
    for (size_t i = 0; fixtures[_i].leaves[i] != NULL; i++)
        ck_assert_msg(memmem(log.leaves.ptr, log.leaves.len, fixtures[_i].leaves[i],
                             strlen(fixtures[_i].leaves[i])) != NULL,
                      "%s: %s", fixtures[_i].name, fixtures[_i].leaves[i]);
    ck_assert_str_eq(walk_log_reasons(&log, reasons), fixtures[_i].reasons);
    ck_assert_ptr_nonnull(strstr(walk_log_formats(&log, formats), "ole2:1"));
    walk_log_free(&log);
}
END_TEST

/* A stream over many sectors comes whole and in order, and small ones out of their own sectors. */
START_TEST(test_content)
{
    struct walk_log log;
    walk_log_run(&log, read_fixture("message.msg"), "k", NULL);
    char wide[2 * 200];
    size_t len = 0;
    for (const char *text = "Seen for cough. The end."; *text != '\0'; text++) {
        wide[len++] = *text;
        wide[len++] = '\0';
    }
    ck_assert_ptr_nonnull(memmem(log.content.ptr, log.content.len, wide, len));
    walk_log_free(&log);
    walk_log_run(&log, read_fixture("table.xls"), "k", NULL);
    ck_assert(walk_log_has(&log, "536-90-4399"));
    walk_log_free(&log);
}
END_TEST

/* Cut anywhere: the walk ends, nothing is given twice, what is lost has a reason. */
START_TEST(test_cut)
{
    const struct span bytes = read_fixture("message.msg");
    for (size_t len = 8; len < bytes.len; len += 41) {
        struct walk_log log;
        uint8_t *const copy = malloc(len);
        memcpy(copy, bytes.ptr, len);
        walk_log_run(&log, (struct span){copy, len}, "k", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        ck_assert_uint_le(log.content.len, 2 * bytes.len);
        walk_log_free(&log);
        free(copy);
    }
}
END_TEST

START_TEST(test_flip)
{
    static const uint8_t masks[] = {0xFF, 0x01, 0x80};
    const struct span bytes = read_fixture("message.msg");
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    for (size_t at = 8; at < bytes.len; at++) {
        struct walk_log log;
        copy[at] ^= masks[_i];
        walk_log_run(&log, (struct span){copy, bytes.len}, "k", NULL);
        copy[at] ^= masks[_i];
        ck_assert_int_eq(log.status, STATUS_OK);
        /* What a flip takes from a stream stands in what nobody owns. */
        ck_assert_uint_le(log.content.len, 3 * bytes.len);
        walk_log_free(&log);
    }
    free(copy);
}
END_TEST

/* Chains that go round, all in one another. */
START_TEST(test_ring)
{
    const struct span bytes = read_fixture("message.msg");
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    const size_t table = 512 * ((size_t)copy[76] + 1);
    for (size_t i = 0; i < 128 && table + 4 * i + 4 <= bytes.len; i++) {
        copy[table + 4 * i] = (uint8_t)(_i == 0 ? 1 : i * 7 % 30);
        memset(copy + table + 4 * i + 1, 0, 3);
    }
    struct walk_log log;
    walk_log_run(&log, (struct span){copy, bytes.len}, "k", NULL);
    ck_assert_int_eq(log.status, STATUS_OK);
    ck_assert(coverage_has(&log.coverage, REASON_CORRUPT));
    ck_assert_uint_le(log.content.len, 2 * bytes.len);
    walk_log_free(&log);
    free(copy);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("ole");
    TCase *const tcase = tcase_create("ole");
    tcase_set_timeout(tcase, 240);
    tcase_add_loop_test(tcase, test_fixtures, 0, (int)(sizeof fixtures / sizeof fixtures[0]));
    tcase_add_test(tcase, test_content);
    tcase_add_test(tcase, test_cut);
    tcase_add_loop_test(tcase, test_flip, 0, 3);
    tcase_add_loop_test(tcase, test_ring, 0, 2);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
