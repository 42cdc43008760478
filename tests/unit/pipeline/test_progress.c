/* The progress line, word for word. */
#include "crawler/pipeline/progress.h"
#include "suite.h"

#include <string.h>

struct bytes_row {
    uint64_t bytes;
    const char *expected;
};

static const struct bytes_row bytes_rows[] = {
    {0, "0 B"},          {999, "999 B"},          {1000, "1.00 kB"},       {9990, "9.99 kB"},
    {9996, "10.0 kB"},   {99940, "99.9 kB"},      {99960, "100 kB"},       {999499, "999 kB"},
    {999500, "1.00 MB"}, {1234567890, "1.23 GB"}, {UINT64_MAX, "18.4 EB"},
};

START_TEST(bytes)
{
    char out[16];
    ck_assert_str_eq(progress_bytes(bytes_rows[_i].bytes, out), bytes_rows[_i].expected);
}
END_TEST

struct line_row {
    struct progress progress;
    const char *expected;
};

static const struct line_row lines[] = {
    {{.seconds = 0}, "0 of at least 0 objects, 0 B, 0 B/s, still listing"},
    {{3, 10, 3000000, 10000000, false, 2},
     "3 of at least 10 objects, 3.00 MB, 1.50 MB/s, still listing"},
    {{3, 10, 3000000, 10000000, true, 3}, "3 of 10 objects, 3.00 MB, 1.00 MB/s, 7s left"},
    {{3, 10, 1000000, 201000000, true, 1}, "3 of 10 objects, 1.00 MB, 1.00 MB/s, 3m20s left"},
    {{3, 10, 1, 18001, true, 1}, "3 of 10 objects, 1 B, 1 B/s, 5h00m left"},
    {{10, 10, 10, 10, true, 1}, "10 of 10 objects, 10 B, 10 B/s"},
};

START_TEST(line)
{
    char out[160];
    ck_assert_str_eq(progress_text(&lines[_i].progress, out, sizeof out), lines[_i].expected);
}
END_TEST

START_TEST(small_room)
{
    char out[8];
    progress_text(&lines[2].progress, out, sizeof out);
    ck_assert_uint_lt(strlen(out), sizeof out);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("progress");
    TCase *const tcase = tcase_create("progress");
    tcase_add_loop_test(tcase, bytes, 0, sizeof bytes_rows / sizeof bytes_rows[0]);
    tcase_add_loop_test(tcase, line, 0, sizeof lines / sizeof lines[0]);
    tcase_add_test(tcase, small_room);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
