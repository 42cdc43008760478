/* Dates in every form, the calendar, and numbers that only look like dates. */
#include "detectors/dates.h"
#include "suite.h"

#include <string.h>

struct date_case {
    const char *text;
    size_t at;
    size_t date_len; /* 0: none */
    size_t len;
    unsigned form;
    unsigned year, month, day;
};

static const struct date_case date_cases[] = {
    {"1978-04-22", 0, 10, 10, DATES_ISO, 1978, 4, 22},
    {"DOB: 1978-04-22.", 5, 10, 10, DATES_ISO, 1978, 4, 22},
    {"dob=1978-04-22&x", 4, 10, 10, DATES_ISO, 1978, 4, 22},
    {"smith_1978-04-22.pdf", 6, 10, 10, DATES_ISO, 1978, 4, 22},
    {"DOB-1978-04-22", 4, 10, 10, DATES_ISO, 1978, 4, 22},
    {"1978-04-22T08:30:00Z", 0, 10, 20, DATES_ISO, 1978, 4, 22},
    {"1978-04-22T08:30:00.000+05:30", 0, 10, 29, DATES_ISO, 1978, 4, 22},
    {"1978-04-22T08:30", 0, 10, 16, DATES_ISO, 1978, 4, 22},
    {"1978-04-22 08:30:15,5 x", 0, 10, 21, DATES_ISO, 1978, 4, 22},
    {"1978-04-22 8 mg", 0, 10, 10, DATES_ISO, 1978, 4, 22},
    {"1978-04-22 at noon", 0, 10, 10, DATES_ISO, 1978, 4, 22},
    {"1978-04-22T", 0, 0, 0, 0, 0, 0, 0},
    {"1978-04-22Tuesday", 0, 0, 0, 0, 0, 0, 0},
    {"1978-04-22-05", 0, 0, 0, 0, 0, 0, 0},
    {"1978-04-221", 0, 0, 0, 0, 0, 0, 0},
    {"11978-04-22", 1, 0, 0, 0, 0, 0, 0},
    {"3-1978-04-22", 2, 0, 0, 0, 0, 0, 0},
    {"v1978.04.22", 1, 0, 0, 0, 0, 0, 0},
    {"1978-04.22", 0, 0, 0, 0, 0, 0, 0},
    {"1978-13-22", 0, 0, 0, 0, 0, 0, 0},
    {"1978-00-22", 0, 0, 0, 0, 0, 0, 0},
    {"1978-04-31", 0, 0, 0, 0, 0, 0, 0},
    {"1978-04-00", 0, 0, 0, 0, 0, 0, 0},
    {"1889-12-31", 0, 0, 0, 0, 0, 0, 0},
    {"1890-01-01", 0, 10, 10, DATES_ISO, 1890, 1, 1},
    {"2035-12-31", 0, 10, 10, DATES_ISO, 2035, 12, 31},
    {"2036-01-01", 0, 0, 0, 0, 0, 0, 0},
    {"1978-04", 0, 0, 0, 0, 0, 0, 0},
    {"1978-04-", 0, 0, 0, 0, 0, 0, 0},
    {"1978/04/22", 0, 10, 10, DATES_YEAR_FIRST, 1978, 4, 22},
    {"1978/4/2", 0, 8, 8, DATES_YEAR_FIRST, 1978, 4, 2},
    {"1978.04.22", 0, 10, 10, DATES_YEAR_FIRST, 1978, 4, 22},
    {"1978-4-2", 0, 8, 8, DATES_YEAR_FIRST, 1978, 4, 2},
    {"1978-Apr-22", 0, 11, 11, DATES_YEAR_FIRST, 1978, 4, 22},
    {"2021.05.1.7", 0, 0, 0, 0, 0, 0, 0},
    {"04/22/1978", 0, 10, 10, DATES_MONTH_FIRST, 1978, 4, 22},
    {"04 / 22 / 1978", 0, 14, 14, DATES_MONTH_FIRST, 1978, 4, 22},
    {"04 /22 / 1978", 0, 0, 0, 0, 0, 0, 0},
    {"04/22 / 1978", 0, 0, 0, 0, 0, 0, 0},
    {"04221978", 0, 8, 8, DATES_COMPACT, 1978, 4, 22},
    {"22041978", 0, 8, 8, DATES_COMPACT, 1978, 4, 22},
    {"22221978", 0, 0, 0, 0, 0, 0, 0},
    {"4/2/1978", 0, 8, 8, DATES_MONTH_FIRST, 1978, 4, 2},
    {"(4/22/78)", 1, 7, 7, DATES_MONTH_FIRST, 1978, 4, 22},
    {"04-22-1978", 0, 10, 10, DATES_MONTH_FIRST, 1978, 4, 22},
    {"04.22.1978", 0, 10, 10, DATES_MONTH_FIRST, 1978, 4, 22},
    {"4/22/1978 12:05:00 AM", 0, 9, 21, DATES_MONTH_FIRST, 1978, 4, 22},
    {"4/22/1978 12:05pm,", 0, 9, 17, DATES_MONTH_FIRST, 1978, 4, 22},
    {"4/22/1978 12:05amber", 0, 9, 9, DATES_MONTH_FIRST, 1978, 4, 22},
    {"04/22-1978", 0, 0, 0, 0, 0, 0, 0},
    {"04/22/197", 0, 0, 0, 0, 0, 0, 0},
    {"04/22/19788", 0, 0, 0, 0, 0, 0, 0},
    {"004/22/1978", 0, 0, 0, 0, 0, 0, 0},
    {"1/04/22/1978", 2, 0, 0, 0, 0, 0, 0},
    {"04/22/1978/1", 0, 0, 0, 0, 0, 0, 0},
    {"13/13/1978", 0, 0, 0, 0, 0, 0, 0},
    {"1.2.3.4", 0, 0, 0, 0, 0, 0, 0},
    {"5/21", 0, 0, 0, 0, 0, 0, 0},
    {"120/80/60", 0, 0, 0, 0, 0, 0, 0},
    {"22/04/1978", 0, 10, 10, DATES_DAY_FIRST, 1978, 4, 22},
    {"21.5.2021", 0, 9, 9, DATES_DAY_FIRST, 2021, 5, 21},
    {"21.5.21", 0, 7, 7, DATES_DAY_FIRST, 2021, 5, 21},
    {"22-APR-1978", 0, 11, 11, DATES_NAMED, 1978, 4, 22},
    {"22-Apr-78", 0, 9, 9, DATES_NAMED, 1978, 4, 22},
    {"22APR1978", 0, 9, 9, DATES_NAMED, 1978, 4, 22},
    {"22APR1978:08:30:00", 0, 9, 18, DATES_NAMED, 1978, 4, 22},
    {"22APR78", 0, 7, 7, DATES_NAMED, 1978, 4, 22},
    {"10/Oct/2000:13:55:36 -0700", 0, 11, 20, DATES_NAMED, 2000, 10, 10},
    {"22.Apr.1978", 0, 11, 11, DATES_NAMED, 1978, 4, 22},
    {"22 April 1978", 0, 13, 13, DATES_NAMED, 1978, 4, 22},
    {"22nd of April, 1978", 0, 19, 19, DATES_NAMED, 1978, 4, 22},
    {"22 de abril de 1978", 0, 19, 19, DATES_NAMED, 1978, 4, 22},
    {"22 de abril del 1978", 0, 20, 20, DATES_NAMED, 1978, 4, 22},
    {"22 de abril dela 1978", 0, 0, 0, 0, 0, 0, 0},
    {"22-Dic-1978", 0, 11, 11, DATES_NAMED, 1978, 12, 22},
    {"22-ene-78", 0, 9, 9, DATES_NAMED, 1978, 1, 22},
    {"22 de 1978", 0, 0, 0, 0, 0, 0, 0},
    {"22-Enx-1978", 0, 0, 0, 0, 0, 0, 0},
    {"3rd Sept. 1978", 0, 14, 14, DATES_NAMED, 1978, 9, 3},
    {"22 April, 1978", 0, 14, 14, DATES_NAMED, 1978, 4, 22},
    {"22 Apr 78", 0, 9, 9, DATES_BRIEF, 1978, 4, 22},
    {"22 Apr 789", 0, 0, 0, 0, 0, 0, 0},
    {"10 May 50 people", 0, 9, 9, DATES_BRIEF, 1950, 5, 10},
    {"22 Aprils 1978", 0, 0, 0, 0, 0, 0, 0},
    {"31 April 1978", 0, 0, 0, 0, 0, 0, 0},
    {"22-APR/1978", 0, 0, 0, 0, 0, 0, 0},
    {"22 mg 1978", 0, 0, 0, 0, 0, 0, 0},
    {"April 22, 1978", 0, 14, 14, DATES_NAMED, 1978, 4, 22},
    {"april 2 1978", 0, 12, 12, DATES_NAMED, 1978, 4, 2},
    {"APR. 22nd, 1978", 0, 15, 15, DATES_NAMED, 1978, 4, 22},
    {"Apr 22,1978", 0, 11, 11, DATES_NAMED, 1978, 4, 22},
    {"Apr-22-1978", 0, 11, 11, DATES_NAMED, 1978, 4, 22},
    {"Apr-22-78", 0, 9, 9, DATES_NAMED, 1978, 4, 22},
    {"December 31, 1999 23:59", 0, 17, 23, DATES_NAMED, 1999, 12, 31},
    {"May 5, 20", 0, 9, 9, DATES_BRIEF, 2020, 5, 5},
    {"May 5, 20:15", 0, 0, 0, 0, 0, 0, 0},
    {"Mayo 5, 2020", 0, 0, 0, 0, 0, 0, 0},
    {"XApril 22, 1978", 1, 0, 0, 0, 0, 0, 0},
    {"April 1978", 0, 0, 0, 0, 0, 0, 0},
    {"Septem 3, 1978", 0, 0, 0, 0, 0, 0, 0},
    {"Ap 3, 1978", 0, 0, 0, 0, 0, 0, 0},
    {"19780422", 0, 8, 8, DATES_COMPACT, 1978, 4, 22},
    {"197804220830", 0, 8, 12, DATES_COMPACT, 1978, 4, 22},
    {"19780422083000+0500", 0, 8, 19, DATES_COMPACT, 1978, 4, 22},
    {"19780422083000.1234-0500|", 0, 8, 24, DATES_COMPACT, 1978, 4, 22},
    {"198808181126+0215", 0, 8, 17, DATES_COMPACT, 1988, 8, 18},
    {"1978042208", 0, 8, 10, DATES_COMPACT, 1978, 4, 22},
    {"197804222508", 0, 0, 0, 0, 0, 0, 0},
    {"197804220861", 0, 0, 0, 0, 0, 0, 0},
    {"197804221", 0, 0, 0, 0, 0, 0, 0},
    {"1978042208300012", 0, 0, 0, 0, 0, 0, 0},
    {"19781322", 0, 0, 0, 0, 0, 0, 0},
    {"19780422-20050325", 0, 0, 0, 0, 0, 0, 0},
    {"", 0, 0, 0, 0, 0, 0, 0},
    {"-", 0, 0, 0, 0, 0, 0, 0},
    {"1", 0, 0, 0, 0, 0, 0, 0},
};

START_TEST(matches_in_text)
{
    const struct date_case *row = &date_cases[_i];
    const uint8_t *text = (const uint8_t *)row->text + row->at;
    const size_t avail = strlen(row->text) - row->at;
    struct dates_date date = {0};
    const size_t date_len = dates_match(text, row->at, avail, DATES_ANY, &date);
    ck_assert_msg(date_len == row->date_len, "%s: %zu", row->text, date_len);
    if (date_len == 0) {
        return;
    }
    ck_assert_msg(date.len == row->len && date.date_len == date_len, "%s: %zu", row->text,
                  date.len);
    ck_assert_msg(date.form == row->form, "%s: form %x", row->text, (unsigned)date.form);
    ck_assert_msg(date.year == row->year && date.month == row->month && date.day == row->day,
                  "%s: %u-%u-%u", row->text, date.year, date.month, date.day);
    ck_assert_uint_eq(dates_match(text, row->at, avail, DATES_ANY & ~row->form, &date), 0);
}
END_TEST

/* What a match says does not depend on bytes that it may not read. */
START_TEST(stops_at_what_is_available)
{
    const struct date_case *row = &date_cases[_i];
    uint8_t copy[64];
    const size_t len = strlen(row->text);
    struct dates_date date;
    for (size_t avail = 0; avail + row->at <= len; avail++) {
        memcpy(copy, row->text, row->at + avail);
        memset(copy + row->at + avail, '9', sizeof copy - row->at - avail);
        const size_t with_nines = dates_match(copy + row->at, row->at, avail, DATES_ANY, &date);
        memset(copy + row->at + avail, 'x', sizeof copy - row->at - avail);
        ck_assert_uint_eq(dates_match(copy + row->at, row->at, avail, DATES_ANY, &date),
                          with_nines);
    }
}
END_TEST

struct value_case {
    const char *value;
    bool is_date;
};

static const struct value_case value_cases[] = {
    {"1978-04-22", true},
    {"  04/22/1978\r\n", true},
    {"19780422", true},
    {"19780422083000", true},
    {"4/22/1978 0:00", true},
    {"1956-10-14T00:00:00.000Z", true},
    {"1989-05-09T20:35:22-04:00", true},
    {"17-MAR-1981", true},
    {"1978-04-22 x", false},
    {"11111111", false},
    {"1978", false},
    {"", false},
    {"   ", false},
    {"unknown", false},
};

START_TEST(parses_values)
{
    const struct value_case *row = &value_cases[_i];
    struct dates_date date;
    const bool is_date = dates_parse((const uint8_t *)row->value, strlen(row->value), &date);
    ck_assert_msg(is_date == row->is_date, "'%s'", row->value);
}
END_TEST

START_TEST(knows_the_calendar)
{
    ck_assert(dates_is_valid(2000, 2, 29));
    ck_assert(dates_is_valid(2024, 2, 29));
    ck_assert(!dates_is_valid(1900, 2, 29));
    ck_assert(!dates_is_valid(2023, 2, 29));
    ck_assert(!dates_is_valid(2024, 2, 30));
    unsigned days = 0;
    for (unsigned year = 1880; year <= 2040; year++) {
        for (unsigned month = 0; month <= 13; month++) {
            for (unsigned day = 0; day <= 32; day++) {
                days += dates_is_valid(year, month, day) ? 1 : 0;
            }
        }
    }
    ck_assert_uint_eq(days, 146 * 365 + 35); /* 1890 to 2035 have 35 leap years: not 1900 */
}
END_TEST

START_TEST(splits_short_years_at_2035)
{
    struct dates_date date;
    ck_assert(dates_parse((const uint8_t *)"1/1/35", 6, &date));
    ck_assert_uint_eq(date.year, 2035);
    ck_assert(date.has_short_year);
    ck_assert(dates_parse((const uint8_t *)"1/1/36", 6, &date));
    ck_assert_uint_eq(date.year, 1936);
    ck_assert(dates_parse((const uint8_t *)"1/1/2035", 8, &date));
    ck_assert(!date.has_short_year);
}
END_TEST

int main(void)
{
    const int rows = sizeof date_cases / sizeof date_cases[0];
    Suite *suite = suite_create("dates");
    TCase *tests = tcase_create("dates");
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, matches_in_text, 0, rows);
    tcase_add_loop_test(tests, stops_at_what_is_available, 0, rows);
    tcase_add_loop_test(tests, parses_values, 0, sizeof value_cases / sizeof value_cases[0]);
    tcase_add_test(tests, knows_the_calendar);
    tcase_add_test(tests, splits_short_years_at_2035);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
