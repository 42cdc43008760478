/* Every single damage of small archives, and of a PDF, that a child reads: each byte changed, each
 * length cut. The walk goes on, and whatever is lost has a reason. Of large ones a sample, but for
 * the long run. */
#include "crawler/unpack/isolator.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST "Ada Lovelace,123-45-6789"
#define SECOND "Alan Touring,1912-06-25"

static const struct row {
    const char *name; /* in tests/golden/small */
    enum format format;
    size_t magic;   /* where its mark ends: with a changed one it is something else */
    bool has_check; /* of content: libarchive looks at none of what rar stores, a PDF has none */
    size_t budget;  /* places that are tried */
} rows[] = {
    {"lzma2.7z", FORMAT_7Z, 6, true, 1000},
    {"copy.7z", FORMAT_7Z, 6, true, 1000},
    {"ppmd.7z", FORMAT_7Z, 6, true, 1000},
    {"stored4.rar", FORMAT_RAR, 7, false, 1000},
    {"stored5.rar", FORMAT_RAR, 8, false, 1000},
    {"mszip.cab", FORMAT_CAB, 8, true, 1000},
    {"stored.cab", FORMAT_CAB, 8, true, 1000},
    {"lh5.lzh", FORMAT_LHA, 22, true, 1000},
    {"rock.iso", FORMAT_ISO9660, 0x8008, false, 300},
    {"pages.pdf", FORMAT_PDF, 7, false, 40},
};
#define ROWS ((int)(sizeof rows / sizeof rows[0]))

/* Fails when something is lost without a reason. */
static void check(const struct row *row, struct isolator *isolator, struct span bytes, size_t at,
                  bool is_damaged)
{
    struct walk_log log = {.passwords = NULL};
    struct byte_source *const source = byte_source_from_span(bytes);
    walk_log_run_isolated(&log, source, isolator);
    byte_source_close(source);
    ck_assert_int_eq(log.status, STATUS_OK);
    const bool is_whole = walk_log_has(&log, FIRST) && walk_log_has(&log, SECOND);
    const bool is_other_content = !row->has_check && at < bytes.len;
    const bool is_other = log.coverage.formats[row->format] == 0;
    ck_assert_msg(is_damaged || (is_whole && log.coverage.reasons == 0), "%s: %s", row->name,
                  walk_log_leaves(&log));
    ck_assert_msg(is_whole || log.coverage.reasons != 0 || is_other || is_other_content,
                  "%s: lost without a reason: %zu\n%s", row->name, at, walk_log_leaves(&log));
    ck_assert_msg(!is_other || at < row->magic, "%s: taken for something else: %zu", row->name, at);
    walk_log_free(&log);
}

START_TEST(test_damage)
{
    const struct row *const row = &rows[_i];
    struct isolator *const isolator = isolator_start();
    char path[64];
    snprintf(path, sizeof path, "small/%s", row->name);
    const struct span bytes = fixture_read(path);
    const bool is_all = bytes.len <= row->budget || getenv("PHICRAWL_LONG") != NULL;
    const size_t step = is_all ? 1 : bytes.len / row->budget | 1;
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    ck_assert_msg(isolator_can(isolator, ISOLATOR_ARCHIVE), "the kernel grants no sandbox");
    ck_assert_msg(isolator_can(isolator, ISOLATOR_PDF), "there is no pdftotext");
    check(row, isolator, bytes, 0, false);
    for (size_t at = 0; at < bytes.len; at += step) {
        copy[at] ^= (uint8_t)(1U << at % 8);
        check(row, isolator, (struct span){copy, bytes.len}, at, true);
        copy[at] ^= (uint8_t)(1U << at % 8);
        check(row, isolator, (struct span){copy, at}, at, true);
    }
    free(copy);
    isolator_stop(isolator);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc == 1 && strcmp(argv[0], ISOLATOR_NAME) == 0)
        return isolator_serve();
    Suite *const suite = suite_create("isolated_damage");
    TCase *const tcase = tcase_create("isolated_damage");
    tcase_set_timeout(tcase, 280);
    tcase_add_loop_test(tcase, test_damage, 0, ROWS);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
