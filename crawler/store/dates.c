/* Parses and writes dates without the locale and the time zone of the process. */
#include "crawler/store/dates.h"

#include <stdio.h>
#include <string.h>

struct date {
    int year, month, day, hour, minute, second;
};

/* Days since 1970-01-01 in the proleptic Gregorian calendar, for years from 1970: March is month 0
 * of the count. */
static long days_since_epoch(int year, int month, int day)
{
    const long y = month <= 2 ? year - 1 : year;
    const long m = month <= 2 ? month + 9 : month - 3;
    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719468;
}

static bool date_to_time(const struct date *date, time_t *out)
{
    if (date->year < 1970 || date->month < 1 || date->month > 12 || date->day < 1 ||
        date->day > 31 || date->hour > 23 || date->minute > 59 || date->second > 60)
        return false;
    *out = (time_t)days_since_epoch(date->year, date->month, date->day) * 86400 +
           date->hour * 3600L + date->minute * 60L + date->second;
    return true;
}

/*
 * Matches text against a pattern of its length: digits where the pattern has letters of fields (Y M
 * D h m s), a month name at "Mon", any character at '?', itself elsewhere.
 */
static bool match_pattern(const char *text, const char *pattern, struct date *date)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int *const fields[] = {&date->year, &date->month,  &date->day,
                           &date->hour, &date->minute, &date->second};
    static const char letters[] = "YMDhms";
    for (; *pattern != '\0'; text++, pattern++) {
        const char *const letter = strchr(letters, *pattern);
        if (strncmp(pattern, "Mon", 3) == 0) {
            const char name[] = {text[0], text[1], text[2], '\0'};
            const char *const found = strstr(months, name);
            if (found == NULL || (found - months) % 3 != 0)
                return false;
            date->month = (int)(found - months) / 3 + 1;
            text += 2;
            pattern += 2;
        } else if (letter != NULL) {
            if (*text < '0' || *text > '9')
                return false;
            int *const field = fields[letter - letters];
            *field = *field * 10 + (*text - '0');
        } else if (*pattern != '?' && *pattern != *text) {
            return false;
        }
    }
    return true;
}

static bool parse(struct span text, const char *pattern, time_t *out)
{
    char copy[32];
    struct date date = {0};
    const size_t len = strlen(pattern);
    if (text.len < len)
        return false;
    memcpy(copy, text.ptr, len);
    copy[len] = '\0';
    return match_pattern(copy, pattern, &date) && date_to_time(&date, out);
}

bool date_parse_http(struct span text, time_t *out)
{
    static const char pattern[] = "???, DD Mon YYYY hh:mm:ss G?T"; /* "GMT": m is a field letter */
    return text.len == sizeof pattern - 1 && text.ptr[text.len - 2] == 'M' &&
           parse(text, pattern, out);
}

void date_format_http(time_t time, char out[DATE_HTTP_SIZE])
{
    static const char days[][4] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&time, &utc) == NULL || utc.tm_year < -900 || utc.tm_year > 8099)
        return;
    snprintf(out, DATE_HTTP_SIZE, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[utc.tm_wday],
             utc.tm_mday, months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min,
             utc.tm_sec);
}

void date_format_iso(time_t time, char out[DATE_ISO_SIZE])
{
    struct tm utc;
    out[0] = '\0';
    if (gmtime_r(&time, &utc) == NULL || utc.tm_year < -900 || utc.tm_year > 8099)
        return;
    (void)strftime(out, DATE_ISO_SIZE, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

bool date_parse_iso(struct span text, time_t *out)
{
    static const char pattern[] = "YYYY-MM-DDThh:mm:ss";
    size_t at = sizeof pattern - 1;
    time_t time;
    if (!parse(text, pattern, &time))
        return false;
    if (at < text.len && text.ptr[at] == '.')
        for (at++; at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9';)
            at++;
    if (at + 1 != text.len || text.ptr[at] != 'Z')
        return false;
    *out = time;
    return true;
}
