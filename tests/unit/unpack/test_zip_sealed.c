/* Encrypted ZIP archives that other programs wrote: with the right passwords, wrong ones, flipped
 * and cut. */
#include "crawler/unpack/password_ring.h"
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/fixture.h"
#include "tests/unit/unpack/walk_log.h"

#include <stdlib.h>
#include <string.h>

#define RIGHT "wrong\r\n\nhorse\ncorrect horse\n"
#define WRONG "wrong\nCorrect horse\ncorrect horse \n"
/* What a password opens, and what is seen without one. */
#define BOTH "a.txt=<612>\nb.csv=name,ssn\nAda Lovelace,536-90-4398\n\n"
#define NAMES "a.txt=\nb.csv=\n"

static void walk(struct walk_log *log, struct span bytes, size_t chunk,
                 const struct passwords *passwords)
{
    struct chunk_source source;
    *log = (struct walk_log){.passwords = passwords};
    chunk_source_init(&source, bytes, chunk, STATUS_END);
    walk_log_run_source(log, &source.source, "k.zip", NULL);
    ck_assert_int_eq(log->status, STATUS_OK);
}

static const char *const fixtures[] = {
    "zip/7z-bzip2-aes256.zip",   "zip/7z-bzip2-zipcrypto.zip",   "zip/7z-copy-aes256.zip",
    "zip/7z-copy-zipcrypto.zip", "zip/7z-deflate-aes128.zip",    "zip/7z-deflate-aes192.zip",
    "zip/7z-deflate-aes256.zip", "zip/7z-deflate-zipcrypto.zip", "zip/7z-lzma-aes256.zip",
    "zip/7z-lzma-zipcrypto.zip", "zip/7z-deflate64-aes256.zip",  "zip/7z-deflate64-zipcrypto.zip",
    "zip/info-zip.zip",          "zip/info-zip-stored.zip",      "zip/libarchive-zipcrypt.zip",
    "zip/libarchive-aes128.zip", "zip/libarchive-aes256.zip",
};

#define FIXTURES ((int)(sizeof fixtures / sizeof fixtures[0]))

static void check(const char *name, const char *list, const char *leaves, const char *reasons)
{
    static const size_t chunks[] = {1, 7, 1000000};
    const struct span bytes = fixture_read(name);
    struct passwords *const passwords = list != NULL ? fixture_passwords(list) : NULL;
    for (size_t i = 0; i < sizeof chunks / sizeof chunks[0]; i++) {
        char got[256];
        struct walk_log log;
        walk(&log, bytes, chunks[i], passwords);
        ck_assert_str_eq(walk_log_leaves(&log), leaves);
        ck_assert_msg(strcmp(walk_log_reasons(&log, got), reasons) == 0, "%s: %s", name, got);
        walk_log_free(&log);
    }
    passwords_free(passwords);
}

START_TEST(test_right)
{
    check(fixtures[_i], RIGHT, BOTH, "");
}
END_TEST

START_TEST(test_wrong)
{
    check(fixtures[_i], WRONG, NAMES, "encrypted");
    check(fixtures[_i], NULL, NAMES, "encrypted");
}
END_TEST

/* What nothing here unpacks stays closed; a second member that is stored comes out. */
START_TEST(test_unknown_method)
{
    check("zip/7z-ppmd-aes256.zip", RIGHT, "a.txt=\nb.csv=name,ssn\nAda Lovelace,536-90-4398\n\n",
          "encrypted");
}
END_TEST

/* Each walk derives keys: of every archive a third of the places is tried, another one than of the
 * archive before. */
/* Deriving keys takes what there is of time: the long run damages every byte. */
static size_t damage_step(void)
{
    return getenv("PHICRAWL_LONG") != NULL ? 1 : 11;
}

/* One byte is wrong: what is given out must be right, or there is a reason. */
START_TEST(test_flips)
{
    const struct span bytes = fixture_read(fixtures[_i]);
    struct passwords *const passwords = fixture_passwords(RIGHT);
    uint8_t *const copy = malloc(bytes.len);
    const size_t step = damage_step();
    for (size_t at = (size_t)_i % step; at < bytes.len; at += step) {
        struct walk_log log;
        memcpy(copy, bytes.ptr, bytes.len);
        copy[at] ^= 0x55;
        walk(&log, (struct span){copy, bytes.len}, 1000000, passwords);
        const bool is_right = walk_log_has(&log, "SSN 536-90-4397, seen for cough.\n") &&
                              walk_log_has(&log, "Ada Lovelace,536-90-4398\n");
        ck_assert_msg(is_right || log.coverage.reasons != 0, "%s: byte %zu", fixtures[_i], at);
        walk_log_free(&log);
    }
    free(copy);
    passwords_free(passwords);
}
END_TEST

START_TEST(test_cuts)
{
    const struct span bytes = fixture_read(fixtures[_i]);
    struct passwords *const passwords = fixture_passwords(RIGHT);
    const size_t step = damage_step();
    for (size_t len = 1 + (size_t)_i % step; len < bytes.len; len += step) {
        struct walk_log log;
        uint8_t *const copy = malloc(len);
        memcpy(copy, bytes.ptr, len);
        walk(&log, (struct span){copy, len}, 1000000, passwords);
        const bool is_right = walk_log_has(&log, "Ada Lovelace,536-90-4398\n");
        ck_assert_msg(is_right || len < 4 || log.coverage.reasons != 0, "%s: %zu", fixtures[_i],
                      len);
        walk_log_free(&log);
        free(copy);
    }
    passwords_free(passwords);
}
END_TEST

/* Archives with other passwords in one; what was right before is tried first. */
START_TEST(test_password_ring)
{
    struct passwords *const passwords = fixture_passwords("a\nb\nc\nd\n");
    struct password_ring keys = {.passwords = passwords};
    static const size_t orders[][4] = {{0, 1, 2, 3}, {2, 0, 1, 3}, {0, 1, 2, 3}, {3, 0, 1, 2}};
    static const size_t rights[] = {2, 0, 3, 3};
    size_t index;
    for (size_t round = 0; round < 4; round++) {
        for (size_t i = 0; i < 4; i++) {
            ck_assert(password_ring_next(&keys, i, &index));
            ck_assert_uint_eq(index, orders[round][i]);
        }
        ck_assert(!password_ring_next(&keys, 4, &index));
        password_ring_note(&keys, rights[round], true, 1);
    }
    for (unsigned i = 0; i < PASSWORD_RING_TRIES; i++)
        password_ring_note(&keys, 0, false, 1);
    ck_assert(password_ring_next(&keys, 0, &index));
    ck_assert_uint_eq(index, 3);
    ck_assert(!password_ring_next(&keys, 1, &index));
    passwords_free(passwords);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("zip_sealed");
    TCase *const tcase = tcase_create("zip_sealed");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_right, 0, FIXTURES);
    tcase_add_loop_test(tcase, test_wrong, 0, FIXTURES);
    tcase_add_test(tcase, test_unknown_method);
    tcase_add_loop_test(tcase, test_flips, 0, FIXTURES);
    tcase_add_loop_test(tcase, test_cuts, 0, FIXTURES);
    tcase_add_test(tcase, test_password_ring);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
