/* The summary: numbers as people read them, shares that do not lie, and the whole text of two runs.
 */
#include "suite.h"

#include "crawler/report/summary.h"

#include <string.h>

static const struct {
    uint64_t value;
    const char *number, *size;
} numbers[] = {
    {0, "0", "0 bytes"},
    {1, "1", "1 byte"},
    {999, "999", "999 bytes"},
    {1000, "1,000", "1.0 kB"},
    {999949, "999,949", "999.9 kB"},
    {999950, "999,950", "1.0 MB"},
    {123456789, "123,456,789", "123.5 MB"},
    {UINT64_MAX, "18,446,744,073,709,551,615", "18.4 EB"},
};

START_TEST(test_number)
{
    char text[SUMMARY_NUMBER_SIZE];
    ck_assert_str_eq(summary_number(numbers[_i].value, text), numbers[_i].number);
    ck_assert_str_eq(summary_size(numbers[_i].value, text), numbers[_i].size);
}
END_TEST

static const struct {
    double seconds;
    const char *text;
} durations[] = {
    {-1, "0.0 s"},      {0.04, "0.0 s"},         {59.94, "59.9 s"},      {59.96, "1 min 00 s"},
    {61, "1 min 01 s"}, {3599.4, "59 min 59 s"}, {3599.6, "1 h 00 min"}, {90061, "25 h 01 min"},
};

START_TEST(test_duration)
{
    char text[SUMMARY_NUMBER_SIZE];
    ck_assert_str_eq(summary_duration(durations[_i].seconds, text), durations[_i].text);
}
END_TEST

static const struct {
    uint64_t part, whole;
    const char *text;
} shares[] = {
    {0, 0, "-"},        {0, 10, "-"},          {1, 10, "10.0%"},
    {10, 10, "100.0%"}, {1, 1000000, "<0.1%"}, {999999, 1000000, ">99.9%"},
    {1, 3, "33.3%"},    {1, 1000, "0.1%"},
};

START_TEST(test_share)
{
    char text[SUMMARY_NUMBER_SIZE];
    ck_assert_str_eq(summary_share(shares[_i].part, shares[_i].whole, text), shares[_i].text);
}
END_TEST

static void assert_summary(const struct run_totals *totals, double seconds, const char *expected)
{
    const struct summary summary = {.totals = totals, .seconds = seconds, .path = "./run"};
    struct buffer out;
    buffer_init(&out, (size_t)1 << 20);
    summary_render(&out, &summary);
    ck_assert_str_eq(buffer_str(&out), expected);
    buffer_free(&out);
}

START_TEST(test_empty_run)
{
    const struct run_totals totals = {0};
    assert_summary(&totals, 0,
                   "0 objects in 0.0 s: 0 bytes read, 0 bytes of content scanned\n"
                   "\n"
                   "  CLASS                        OBJECTS\n"
                   "  PHI                                0       -  identifiers of a person "
                   "with health evidence\n"
                   "  PII                                0       -  identifiers of a person, no "
                   "health evidence\n"
                   "  PCI                                0       -  payment cards only\n"
                   "  HEALTH                             0       -  health codes or provider "
                   "numbers, no person\n"
                   "  NONE                               0       -  nothing found in what was "
                   "read\n"
                   "\n"
                   "  COVERAGE                     OBJECTS\n"
                   "  examined                           0       -  read and scanned in full\n"
                   "  partial                            0       -  something of them was not "
                   "read\n"
                   "  not examined                       0       -  nothing of them was read\n"
                   "\n"
                   "  FINDINGS                           0\n"
                   "\n"
                   "Run folder: ./run\n");
}
END_TEST

START_TEST(test_full_run)
{
    static struct run_totals totals = {
        .listed = 2000,
        .examined = 1990,
        .partial = 4,
        .not_examined = 6,
        .by_class = {1889, 0, 1, 10, 100},
        .unknown = 5,
        .by_reason = {[REASON_ARCHIVED] = 4, [REASON_CORRUPT] = 4, [REASON_HTTP] = 2},
        .by_http_status = {[500] = 1, [503] = 1},
        .bytes_read = 1234,
        .bytes_scanned = 123456,
        .findings = 1234567,
        .findings_written = 100000,
    };
    assert_summary(&totals, 75,
                   "2,000 objects in 1 min 15 s: 1.2 kB read, 123.5 kB of content scanned\n"
                   "\n"
                   "  CLASS                        OBJECTS\n"
                   "  PHI                              100    5.0%  identifiers of a person "
                   "with health evidence\n"
                   "  PII                               10    0.5%  identifiers of a person, no "
                   "health evidence\n"
                   "  PCI                                1   <0.1%  payment cards only\n"
                   "  HEALTH                             0       -  health codes or provider "
                   "numbers, no person\n"
                   "  NONE                           1,884   94.2%  nothing found in what was "
                   "read\n"
                   "  unknown                            5    0.2%  not examined\n"
                   "\n"
                   "  COVERAGE                     OBJECTS\n"
                   "  examined                       1,990   99.5%  read and scanned in full\n"
                   "  partial                            4    0.2%  something of them was not "
                   "read\n"
                   "  not examined                       6    0.3%  nothing of them was read\n"
                   "\n"
                   "  NOT READ IN FULL             OBJECTS\n"
                   "  archived                           4    0.2%  restore them from the "
                   "archive tier and scan again\n"
                   "  corrupt                            4    0.2%  damaged; what could be read "
                   "was scanned\n"
                   "  http-500                           1   <0.1%  the store answered with "
                   "this status\n"
                   "  http-503                           1   <0.1%  the store answered with "
                   "this status\n"
                   "\n"
                   "  FINDINGS                   1,234,567          100,000 with their place; "
                   "see --locations\n"
                   "\n"
                   "Run folder: ./run\n");
}
END_TEST

/* Every reason has something to say to the reader, and it fits. */
START_TEST(test_reason)
{
    static struct run_totals totals;
    memset(&totals, 0, sizeof totals);
    totals.listed = totals.partial = 1;
    totals.by_reason[_i] = 1;
    totals.by_http_status[418] = 1;
    const struct summary summary = {.totals = &totals, .path = "./run"};
    struct buffer out;
    buffer_init(&out, (size_t)1 << 20);
    summary_render(&out, &summary);
    char name[32];
    const char *line = strstr(buffer_str(&out), reason_name((enum reason)_i, 418, name));
    ck_assert_msg(line != NULL, "%s", name);
    ck_assert_msg(strcspn(line, "\n") > 50 && strcspn(line, "\n") <= 98, "%s", line);
    buffer_free(&out);
}
END_TEST

/* Totals of what was listed must not look like those of everything. */
START_TEST(test_open_listings)
{
    static const char *const rows[] = {
        "scanned\n\n", "scanned\n1 source was not listed to the end: there may be more objects\n\n",
        "scanned\n2 sources were not listed to the end: there may be more objects\n\n",
        "scanned\nthe run failed: there are more objects, and this says nothing of them\n3 "
        "sources"};
    const struct run_totals totals = {.listed = 0};
    const struct summary summary = {
        .totals = &totals, .open_listings = (size_t)_i, .has_failed = _i == 3, .path = "./run"};
    struct buffer out;
    buffer_init(&out, (size_t)1 << 20);
    summary_render(&out, &summary);
    ck_assert_msg(strstr(buffer_str(&out), rows[_i]) != NULL, "%s", buffer_str(&out));
    buffer_free(&out);
}
END_TEST

/* Policies stand only where buckets were asked. */
START_TEST(test_policies)
{
    static const struct summary_policy policies[] = {{"cmk-required", 1, 20, 300},
                                                     {"tls-only", 0, 0, 1}};
    const struct run_totals totals = {.listed = 0};
    const struct summary summary = {
        .totals = &totals, .policies = policies, .policy_count = 2, .path = "./run"};
    struct buffer out;
    buffer_init(&out, (size_t)1 << 20);
    summary_render(&out, &summary);
    const char *const text = buffer_str(&out);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(
        strstr(text, "\n  SOURCES BY POLICY            NOT MET     MET  UNKNOWN\n"
                     "  cmk-required                      20       1      300\n"
                     "  tls-only                           0       0        1\n\nRun folder"));
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("summary");
    TCase *tcase = tcase_create("summary");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_number, 0, sizeof numbers / sizeof numbers[0]);
    tcase_add_loop_test(tcase, test_duration, 0, sizeof durations / sizeof durations[0]);
    tcase_add_loop_test(tcase, test_share, 0, sizeof shares / sizeof shares[0]);
    tcase_add_test(tcase, test_empty_run);
    tcase_add_test(tcase, test_full_run);
    tcase_add_loop_test(tcase, test_reason, 0, REASON_COUNT);
    tcase_add_loop_test(tcase, test_open_listings, 0, 4);
    tcase_add_test(tcase, test_policies);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
