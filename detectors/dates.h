/*
 * Calendar dates as people, HL7, DICOM, X12, FHIR, SAS and spreadsheets write them.
 *
 *   DATES_ISO          1978-04-22, with or without a time (ISO 8601, FHIR date and dateTime)
 *   DATES_YEAR_FIRST   1978/04/22 1978.04.22 1978/4/22 1978-Apr-22
 *   DATES_MONTH_FIRST  04/22/1978 4/22/78 04-22-1978 04.22.1978, in forms 04 / 22 / 1978
 *   DATES_DAY_FIRST    22/04/1978 22.4.1978: only where the month-first reading is impossible
 *   DATES_NAMED        22-APR-1978 22APR1978 22 April 1978 22nd of April, 1978 Apr. 22, 1978
 *   DATES_BRIEF        22 Apr 78, Apr 22, 78: as often a day and something else
 *   DATES_COMPACT      19780422, 19780422083000.123+0500 (HL7 TS, DICOM DA, X12 D8); 04221978 and
 *                      22041978, where the year cannot stand first
 *
 * Month names are English, in any case, as 3 letters (or Sept) or in full. The calendar is the
 * Gregorian one with leap years; years run from 1890 to 2035. A year of two digits means 1936 to
 * 2035. Separators are equal on both sides. Pure; looks at 2 bytes in front and at most
 * DATES_REACH ahead.
 */
#ifndef DETECTORS_DATES_H
#define DETECTORS_DATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DATES_REACH 80
#define DATES_YEAR_MIN 1890
#define DATES_YEAR_MAX 2035

enum dates_form {
    DATES_ISO = 1 << 0,
    DATES_YEAR_FIRST = 1 << 1,
    DATES_MONTH_FIRST = 1 << 2,
    DATES_DAY_FIRST = 1 << 3,
    DATES_NAMED = 1 << 4,
    DATES_COMPACT = 1 << 5,
    DATES_BRIEF = 1 << 6
};

/* What stands for a date in free text: neither eight bare digits nor a day and month in front of
 * two digits. */
#define DATES_IN_TEXT                                                                              \
    (DATES_ISO | DATES_YEAR_FIRST | DATES_MONTH_FIRST | DATES_DAY_FIRST | DATES_NAMED)
#define DATES_ANY (DATES_IN_TEXT | DATES_COMPACT | DATES_BRIEF)

struct dates_date {
    size_t len;      /* bytes of the date with its time, if one follows */
    size_t date_len; /* bytes of the date alone */
    enum dates_form form;
    uint16_t year;
    uint8_t month;       /* 1-12 */
    uint8_t day;         /* 1-31 */
    bool has_short_year; /* written with two digits */
};

/*
 * Reads the date that starts at text, in one of the forms of the set forms. text[0] is a digit or
 * the first letter of a month. before and avail say how many bytes may be read in front of text and
 * from text on. The date must not be a part of something longer: no letter or digit touches it, nor
 * '-', '.', '/' or ':' with a digit on its other side ("1.2.2021.5", "2021-05-01-7").
 * Fills *date and returns date->date_len, or returns 0 and leaves *date alone. A time behind the
 * date ("T08:30:00Z", " 8:30 AM") is taken in when it is one; otherwise len is date_len.
 */
size_t dates_match(const uint8_t *text, size_t before, size_t avail, unsigned forms,
                   struct dates_date *date);

/*
 * True when the len bytes of value, without white space around them, are one date of any form, with
 * or without a time. Fills *date; its lengths count from the first byte that is not white space.
 */
bool dates_parse(const uint8_t *value, size_t len, struct dates_date *date);

/* True for a day of the calendar with a year from DATES_YEAR_MIN to DATES_YEAR_MAX. */
bool dates_is_valid(unsigned year, unsigned month, unsigned day);

#endif
