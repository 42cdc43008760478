/* Reads calendar dates in the forms in which health records write them. */
#include "detectors/dates.h"

#include "detectors/ascii.h"
#include "detectors/clock.h"
#include "detectors/dates_read.h"

bool dates_is_valid(unsigned year, unsigned month, unsigned day)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < DATES_YEAR_MIN || year > DATES_YEAR_MAX || month < 1 || month > 12 || day < 1) {
        return false;
    }
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] || (is_leap && month == 2 && day == 29);
}

static bool is_joined_before(const uint8_t *text, size_t before)
{
    if (before == 0) {
        return false;
    }
    return ascii_is_alnum(text[-1]) ||
           (before > 1 && ascii_is_one_of(text[-1], "-./:") && ascii_is_digit(text[-2]));
}

/* A dash behind a date with slashes joins nothing: "04/22/2019-04/24/2019" is a range. */
static bool is_joined_behind(const struct dates_cursor *cursor, bool has_slash)
{
    if (dates_left(cursor) == 0) {
        return false;
    }
    return ascii_is_alnum(cursor->at[0]) ||
           (dates_left(cursor) > 1 && ascii_is_one_of(cursor->at[0], has_slash ? "./" : "-./") &&
            ascii_is_digit(cursor->at[1]));
}

size_t dates_match(const uint8_t *text, size_t before, size_t avail, unsigned forms,
                   struct dates_date *date)
{
    struct dates_cursor cursor = {text, text + (avail < DATES_REACH ? avail : DATES_REACH)};
    struct dates_date found = {0};
    const uint8_t *date_end = NULL;
    if (is_joined_before(text, before) || !dates_read(&cursor, &found, &date_end) ||
        (found.form & forms) == 0 || !dates_is_valid(found.year, found.month, found.day)) {
        return 0;
    }
    const bool has_slash = date_end > text + 5 && date_end[-5] == '/';
    if (found.form != DATES_COMPACT) {
        struct dates_cursor timed = cursor;
        timed.at += clock_match(timed.at, dates_left(&timed));
        if (!is_joined_behind(&timed, has_slash)) {
            cursor = timed;
        }
    }
    if (is_joined_behind(&cursor, has_slash)) {
        return 0;
    }
    /* One by one: what was just written in parts is slow to read as a whole. */
    date->len = (size_t)(cursor.at - text);
    date->date_len = (size_t)(date_end - text);
    date->form = found.form;
    date->year = found.year;
    date->month = found.month;
    date->day = found.day;
    date->has_short_year = found.has_short_year;
    return date->date_len;
}

bool dates_parse(const uint8_t *value, size_t len, struct dates_date *date)
{
    struct dates_date found;
    const struct span trimmed = ascii_trim(value, len);
    if (trimmed.len == 0 || dates_match(trimmed.ptr, 0, trimmed.len, DATES_ANY, &found) == 0 ||
        found.len != trimmed.len) {
        return false;
    }
    *date = found;
    return true;
}
