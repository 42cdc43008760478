/* The forms in which dates are written. */
#include "detectors/dates_read.h"

#include "detectors/ascii.h"
#include "detectors/clock.h"

#include <string.h>

/* Two-digit years above this belong to the 20th century. */
#define SHORT_YEAR_PIVOT (DATES_YEAR_MAX - 2000)

static bool take_byte(struct dates_cursor *cursor, uint8_t byte)
{
    if (dates_left(cursor) == 0 || cursor->at[0] != byte) {
        return false;
    }
    cursor->at++;
    return true;
}

/* Takes a number of least to most digits, all digits there are; false when there are other many. */
static bool take_number(struct dates_cursor *cursor, size_t least, size_t most, unsigned *number)
{
    const size_t count = ascii_count_digits(cursor->at, dates_left(cursor), most + 1);
    if (count < least || count > most) {
        return false;
    }
    *number = ascii_read_number(cursor->at, count);
    cursor->at += count;
    return true;
}

/* Takes a year of four or, when is_short_allowed, two digits. */
static bool take_year(struct dates_cursor *cursor, bool is_short_allowed, struct dates_date *date)
{
    const size_t count = ascii_count_digits(cursor->at, dates_left(cursor), 5);
    if (count != 4 && !(count == 2 && is_short_allowed)) {
        return false;
    }
    unsigned year = ascii_read_number(cursor->at, count);
    if (count == 2) {
        year += year > SHORT_YEAR_PIVOT ? 1900 : 2000;
    }
    cursor->at += count;
    date->year = (uint16_t)year;
    date->has_short_year = count == 2;
    return true;
}

static void take_blanks(struct dates_cursor *cursor, size_t most)
{
    while (most > 0 && take_byte(cursor, ' ')) {
        most--;
    }
}

/* Takes one of twelve names of months, or its first three letters; returns its number, or 0. */
static unsigned take_name_of(struct dates_cursor *cursor, const char *const names[12])
{
    for (unsigned month = 0; month < 12; month++) {
        size_t len = 0;
        while (names[month][len] != '\0' && len < dates_left(cursor) &&
               ascii_to_lower(cursor->at[len]) == (uint8_t)names[month][len]) {
            len++;
        }
        if (len < 3) {
            continue;
        }
        const bool is_whole = names[month][len] == '\0';
        const bool is_word = len == dates_left(cursor) || !ascii_is_alpha(cursor->at[len]);
        if (is_word && (is_whole || len == 3 || (month == 8 && len == 4))) {
            cursor->at += len;
            if (!is_whole) {
                (void)take_byte(cursor, '.');
            }
            return month + 1;
        }
    }
    return 0;
}

/* Takes the name of a month; returns its number, or 0. */
static unsigned take_month_name(struct dates_cursor *cursor)
{
    static const char *const names[12] = {"january",   "february", "march",    "april",
                                          "may",       "june",     "july",     "august",
                                          "september", "october",  "november", "december"};
    const bool is_name = dates_left(cursor) > 0 && ascii_is_alpha(cursor->at[0]);
    return is_name ? take_name_of(cursor, names) : 0; /* as in most dates */
}

/* The same behind a day, where it may be Spanish, too; in front of one "Mayo" is a clinic. */
static unsigned take_month_behind(struct dates_cursor *cursor)
{
    static const char *const names[12] = {"enero",      "febrero", "marzo",     "abril",
                                          "mayo",       "junio",   "julio",     "agosto",
                                          "septiembre", "octubre", "noviembre", "diciembre"};
    const unsigned month = take_month_name(cursor);
    const bool is_spanish = month == 0 && dates_left(cursor) > 0 && ascii_is_alpha(cursor->at[0]);
    return is_spanish ? take_name_of(cursor, names) : month;
}

/* Takes a day of the month with or without its ordinal ending: 1, 22, 22nd. */
static bool take_day(struct dates_cursor *cursor, struct dates_date *date)
{
    unsigned day = 0;
    if (!take_number(cursor, 1, 2, &day)) {
        return false;
    }
    static const char *const endings[4] = {"st", "nd", "rd", "th"};
    for (size_t i = 0; i < 4; i++) {
        const bool is_last =
            dates_left(cursor) == 2 || (dates_left(cursor) > 2 && !ascii_is_alpha(cursor->at[2]));
        if (is_last && ascii_starts_with(cursor->at, dates_left(cursor), endings[i])) {
            cursor->at += 2;
            break;
        }
    }
    date->day = (uint8_t)day;
    return true;
}

/* 1978-04-22, 1978/4/22, 1978.04.22, 1978-Apr-22 */
static bool read_year_first(struct dates_cursor *cursor, struct dates_date *date)
{
    if (!take_year(cursor, false, date) || dates_left(cursor) == 0 ||
        !ascii_is_one_of(cursor->at[0], "-/.")) {
        return false;
    }
    const uint8_t separator = *cursor->at++;
    const uint8_t *const month_at = cursor->at;
    unsigned month = take_month_name(cursor);
    unsigned day = 0;
    const bool is_named = month > 0;
    if (!is_named && !take_number(cursor, 1, 2, &month)) {
        return false;
    }
    const size_t month_len = (size_t)(cursor->at - month_at);
    if (!take_byte(cursor, separator)) {
        return false;
    }
    const uint8_t *const day_at = cursor->at;
    if (!take_number(cursor, 1, 2, &day)) {
        return false;
    }
    const bool is_iso = separator == '-' && !is_named && month_len == 2 && cursor->at - day_at == 2;
    date->form = is_iso ? DATES_ISO : DATES_YEAR_FIRST;
    date->month = (uint8_t)month;
    date->day = (uint8_t)day;
    return true;
}

/* Takes what stands between two numbers of a date; in a form " / ". */
static uint8_t take_mark(struct dates_cursor *cursor)
{
    if (dates_left(cursor) >= 3 && cursor->at[0] == ' ' && cursor->at[1] == '/' &&
        cursor->at[2] == ' ') {
        cursor->at += 3;
        return ' ';
    }
    return dates_left(cursor) > 0 && ascii_is_one_of(cursor->at[0], "-/.") ? *cursor->at++ : '\0';
}

/* 04/22/1978, 4-22-78, 22.04.1978, 04 / 22 / 1978 */
static bool read_numeric(struct dates_cursor *cursor, struct dates_date *date)
{
    unsigned month = 0;
    unsigned day = 0;
    if (!take_number(cursor, 1, 2, &month)) {
        return false;
    }
    const uint8_t mark = take_mark(cursor);
    if (mark == '\0' || !take_number(cursor, 1, 2, &day) || take_mark(cursor) != mark ||
        !take_year(cursor, true, date)) {
        return false;
    }
    const bool is_day_first = month > 12;
    date->form = is_day_first ? DATES_DAY_FIRST : DATES_MONTH_FIRST;
    date->month = (uint8_t)(is_day_first ? day : month);
    date->day = (uint8_t)(is_day_first ? month : day);
    return true;
}

/* Takes the year behind the name of a month, of two digits behind a blank, too. */
static bool take_named_year(struct dates_cursor *cursor, uint8_t separator, struct dates_date *date)
{
    if (!take_year(cursor, true, date)) {
        return false;
    }
    const bool is_brief = date->has_short_year && separator == ' ';
    date->form = is_brief ? DATES_BRIEF : DATES_NAMED;
    return !(is_brief && dates_left(cursor) > 0 && cursor->at[0] == ':'); /* May 5, 20:15 */
}

/* Takes "of ", "de " or "del " when it stands there. */
static void take_of(struct dates_cursor *cursor)
{
    static const char *const words[] = {"of ", "de ", "del "};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (ascii_starts_with(cursor->at, dates_left(cursor), words[i])) {
            cursor->at += strlen(words[i]);
            return;
        }
    }
}

/* 22-APR-1978, 22APR1978, 22 April 1978, 22nd of April, 1978, 22 de abril del 1978 */
static bool read_day_name(struct dates_cursor *cursor, struct dates_date *date)
{
    if (!take_day(cursor, date)) {
        return false;
    }
    uint8_t separator = '\0';
    if (dates_left(cursor) > 0 && ascii_is_one_of(cursor->at[0], "-/. ")) {
        separator = *cursor->at++;
    }
    if (separator == ' ') {
        take_blanks(cursor, 2);
        take_of(cursor);
    }
    date->month = (uint8_t)take_month_behind(cursor);
    if (date->month == 0) {
        return false;
    }
    if (separator == ' ') {
        (void)take_byte(cursor, ',');
        if (!take_byte(cursor, ' ')) {
            return false;
        }
        take_blanks(cursor, 2);
        take_of(cursor);
    } else if (separator != '\0' && cursor->at[-1] != separator /* "Apr." took the dot in */ &&
               !take_byte(cursor, separator)) {
        return false;
    }
    return take_named_year(cursor, separator, date);
}

/* April 22, 1978, Apr. 22nd 1978, Apr-22-1978 */
static bool read_name_day(struct dates_cursor *cursor, struct dates_date *date)
{
    date->month = (uint8_t)take_month_name(cursor);
    if (date->month == 0 || dates_left(cursor) == 0 || !ascii_is_one_of(cursor->at[0], " -/")) {
        return false;
    }
    const uint8_t separator = *cursor->at++;
    take_blanks(cursor, separator == ' ' ? 2 : 0);
    if (!take_day(cursor, date)) {
        return false;
    }
    const bool has_comma = separator == ' ' && take_byte(cursor, ',');
    if (!take_byte(cursor, separator) && !has_comma) {
        return false;
    }
    take_blanks(cursor, separator == ' ' ? 2 : 0);
    return take_named_year(cursor, separator, date);
}

/* 04221978, and 22041978 where that cannot be: eight digits that are no date with the year first.
 */
static void read_year_last(const uint8_t *text, struct dates_date *date)
{
    const unsigned first = ascii_read_number(text, 2);
    const unsigned second = ascii_read_number(text + 2, 2);
    const bool is_day_first = first > 12;
    date->year = (uint16_t)ascii_read_number(text + 4, 4);
    date->month = (uint8_t)(is_day_first ? second : first);
    date->day = (uint8_t)(is_day_first ? first : second);
}

/* 19780422, 197804220830, 19780422083000.123+0500; *date_end becomes the end of the day's digits.
 */
static bool read_compact(struct dates_cursor *cursor, struct dates_date *date,
                         const uint8_t **date_end)
{
    const size_t count = ascii_count_digits(cursor->at, dates_left(cursor), 15);
    if (count < 8 || count > 14 || !clock_is_valid_compact(cursor->at + 8, count - 8)) {
        return false;
    }
    date->form = DATES_COMPACT;
    date->year = (uint16_t)ascii_read_number(cursor->at, 4);
    date->month = (uint8_t)ascii_read_number(cursor->at + 4, 2);
    date->day = (uint8_t)ascii_read_number(cursor->at + 6, 2);
    if (count == 8 && !dates_is_valid(date->year, date->month, date->day)) {
        read_year_last(cursor->at, date);
    }
    date->has_short_year = false;
    *date_end = cursor->at + 8;
    cursor->at += count;
    if (count == 14) {
        cursor->at += clock_match_fraction(cursor->at, dates_left(cursor));
    }
    if (count > 8) {
        cursor->at += clock_match_zone(cursor->at, dates_left(cursor));
    }
    return true;
}

/* Bit 7 of each of eight bytes that is no digit. */
static uint64_t find_others(uint64_t bytes)
{
    const uint64_t low = 0x7f7f7f7f7f7f7f7f;
    const uint64_t value = bytes ^ 0x3030303030303030;
    return (((value & low) + 0x7676767676767676) | value) & ~low;
}

/* Where the first mark stands in a text that starts as 1978-04-22 or 04/22/1978 does, with equal
 * marks: 4 or 2; 0 for all others. */
static size_t find_usual_mark(const uint8_t *text, size_t avail)
{
    if (avail < 10 || !ascii_is_digit(text[8]) || !ascii_is_digit(text[9]) ||
        (avail > 10 && ascii_is_digit(text[10]))) {
        return 0;
    }
    const uint64_t others = find_others(ascii_load_bytes(text, 8));
    const size_t mark = others == 0x8000008000000000 ? 4 : others == 0x0000800000800000 ? 2 : 0;
    return mark > 0 && text[mark] == text[mark + 3] && ascii_is_one_of(text[mark], "-/.") ? mark
                                                                                          : 0;
}

/* Nearly all dates, as read_year_first() and read_numeric() read them, but at once. */
static bool read_usual(struct dates_cursor *cursor, struct dates_date *date)
{
    const uint8_t *const text = cursor->at;
    const size_t mark = find_usual_mark(text, dates_left(cursor));
    if (mark == 0) {
        return false;
    }
    cursor->at += 10;
    date->has_short_year = false;
    if (mark == 4) {
        date->form = text[mark] == '-' ? DATES_ISO : DATES_YEAR_FIRST;
        date->year = (uint16_t)ascii_read_number(text, 4);
        date->month = (uint8_t)ascii_read_number(text + 5, 2);
        date->day = (uint8_t)ascii_read_number(text + 8, 2);
        return true;
    }
    const unsigned first = ascii_read_number(text, 2);
    const unsigned second = ascii_read_number(text + 3, 2);
    const bool is_day_first = first > 12;
    date->form = is_day_first ? DATES_DAY_FIRST : DATES_MONTH_FIRST;
    date->year = (uint16_t)ascii_read_number(text + 6, 4);
    date->month = (uint8_t)(is_day_first ? second : first);
    date->day = (uint8_t)(is_day_first ? first : second);
    return true;
}

bool dates_read(struct dates_cursor *cursor, struct dates_date *date, const uint8_t **date_end)
{
    const struct dates_cursor start = *cursor;
    bool is_read = false;
    if (read_usual(cursor, date)) {
        *date_end = cursor->at;
        return true;
    }
    const size_t count = ascii_count_digits(cursor->at, dates_left(cursor), 9);
    *date_end = NULL;
    if (count == 0) {
        is_read = read_name_day(cursor, date);
    } else if (count >= 8) {
        return read_compact(cursor, date, date_end);
    } else if (count == 4) {
        is_read = read_year_first(cursor, date);
    } else if (count <= 2) {
        is_read = read_numeric(cursor, date);
        if (!is_read) {
            *cursor = start;
            is_read = read_day_name(cursor, date);
        }
    }
    *date_end = cursor->at;
    return is_read;
}
