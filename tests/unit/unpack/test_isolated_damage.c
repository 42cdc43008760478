/* Every single damage of small archives that a child reads: each byte changed, each length cut.
 * The walk goes on, and whatever is lost has a reason. */
#include "crawler/unpack/isolator.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdlib.h>
#include <string.h>

#define FIRST "name,ssn\nAda Lovelace,123-45-6789\n"
#define SECOND "name,dob\nAlan Turing,1912-06-23\n"
#define MAGIC 6

static const char *const archives[] = {"isolated/lzma2.7z", "isolated/copy.7z", "isolated/ppmd.7z"};
#define ARCHIVES ((int)(sizeof archives / sizeof archives[0]))

static void walk(struct walk_log *log, struct isolator *isolator, struct span bytes)
{
    struct byte_source *const source = byte_source_from_span(bytes);
    *log = (struct walk_log){.passwords = NULL};
    walk_log_run_isolated(log, source, isolator);
    byte_source_close(source);
    ck_assert_int_eq(log->status, STATUS_OK);
}

static void check(struct isolator *isolator, struct span bytes, size_t at, bool is_damaged)
{
    struct walk_log log;
    walk(&log, isolator, bytes);
    const bool is_whole = walk_log_has(&log, FIRST) && walk_log_has(&log, SECOND);
    const bool is_other = log.coverage.formats[FORMAT_7Z] == 0;
    ck_assert_msg(is_damaged || (is_whole && log.coverage.reasons == 0), "%s",
                  walk_log_leaves(&log));
    ck_assert_msg(is_whole || log.coverage.reasons != 0 || is_other, "lost without a reason: %zu",
                  at);
    ck_assert_msg(!is_other || at < MAGIC, "taken for something else: %zu", at);
    walk_log_free(&log);
}

START_TEST(test_damage)
{
    struct isolator *const isolator = isolator_start();
    const struct span bytes = fixture_read(archives[_i]);
    uint8_t *const copy = malloc(bytes.len);
    memcpy(copy, bytes.ptr, bytes.len);
    const bool has_child = isolator_can(isolator, ISOLATOR_ARCHIVE);
    for (size_t at = 0; has_child && at < bytes.len; at++) {
        if (at == 0)
            check(isolator, bytes, at, false);
        copy[at] ^= (uint8_t)(1U << at % 8);
        check(isolator, (struct span){copy, bytes.len}, at, true);
        copy[at] ^= (uint8_t)(1U << at % 8);
        check(isolator, (struct span){copy, at}, at, true);
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
    tcase_add_loop_test(tcase, test_damage, 0, ARCHIVES);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
