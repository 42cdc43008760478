/* Compressed RTF: the examples of [MS-OXRTFCP] 4.1 and 4.2, and what is wrong with others. */
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"

#include <string.h>

#define HEAD(size, raw) size "\0\0\0" raw "\0\0\0"
#define HELLO "\x03\0\x0a\0rcpg125\x42\x32\x0a\xf3 hel\x09\0 bw\x05\xb0ld}\x0a\x80\x0f\xa0"
#define RUNS "\x41\0\x04 WXYZ\x0dn}\x01\x0e\xb0"

static const struct {
    const char *name;
    const char *bytes;
    size_t len;
    const char *leaves, *reasons;
} rows[] = {
#define BYTES(text) text, sizeof(text) - 1
    {"4.1.1, simple", BYTES(HEAD("\x2d", "\x2b") "LZFu\xf1\xc5\xc7\xa7" HELLO),
     "-={\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n\n", ""},
    {"4.1.2, runs that reach into themselves", BYTES(HEAD("\x1a", "\x1c") "LZFu\xe2\xd4KQ" RUNS),
     "-={\\rtf1 WXYZWXYZWXYZWXYZWXYZ}\n", ""},
    {"as it is",
     BYTES(HEAD("\x13", "\x07") "MELA\0\0\0\0"
                                "{\\rtf1}"),
     "-={\\rtf1}\n", ""},
    {"a wrong check", BYTES(HEAD("\x1a", "\x1c") "LZFu\xe2\xd4KR" RUNS),
     "-={\\rtf1 WXYZWXYZWXYZWXYZWXYZ}\n", "checksum"},
    {"cut",
     BYTES(HEAD("\x1a", "\x1c") "LZFu\xe2\xd4KQ"
                                "\x41\0\x04 WX"),
     "-={\\rtf1 WX\n", "truncated"},
    {"a size that ends it",
     BYTES(HEAD("\x10", "\x1c") "LZFu\xe2\xd4KQ"
                                "\x41\0\x04 WXYZ\x0dn"),
     "-={\\rtf1 \ntrailing=WXYZ\x0dn\n", "corrupt checksum"},
    {"nothing but a head", BYTES(HEAD("\x1a", "\x1c") "LZFu\xe2\xd4KQ"), "", "truncated"},
    {"words of a text", BYTES("See the LZFu format"), "-=See the LZFu format\n", ""},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

START_TEST(test_streams)
{
    char reasons[256];
    struct walk_log log;
    walk_log_run(&log, (struct span){(const uint8_t *)rows[_i].bytes, rows[_i].len}, "k", NULL);
    ck_assert_int_eq(log.status, STATUS_OK);
    ck_assert_msg(strcmp(walk_log_leaves(&log), rows[_i].leaves) == 0, "%s:\n%s", rows[_i].name,
                  walk_log_leaves(&log));
    ck_assert_msg(strcmp(walk_log_reasons(&log, reasons), rows[_i].reasons) == 0, "%s: %s",
                  rows[_i].name, reasons);
    walk_log_free(&log);
}
END_TEST

/* Any byte wrong: it ends, and what is wrong is told where it can be seen. */
START_TEST(test_flips)
{
    uint8_t copy[64];
    for (size_t at = 0; at < rows[_i].len; at++) {
        struct walk_log log;
        memcpy(copy, rows[_i].bytes, rows[_i].len);
        copy[at] ^= (uint8_t)(1 + at * 7 % 255);
        walk_log_run(&log, (struct span){copy, rows[_i].len}, "k", NULL);
        ck_assert_int_eq(log.status, STATUS_OK);
        if (_i < 2 && at >= 16)
            ck_assert_msg(log.coverage.reasons != 0, "%s: byte %zu", rows[_i].name, at);
        walk_log_free(&log);
    }
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("lzfu");
    TCase *const tcase = tcase_create("lzfu");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_streams, 0, ROWS);
    tcase_add_loop_test(tcase, test_flips, 0, ROWS);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
