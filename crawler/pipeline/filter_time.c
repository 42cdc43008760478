/* Times as options take them: a point, a day, an age. */
#include "crawler/pipeline/filter_time.h"

#include <stdio.h>
#include <string.h>

/* "2026-01-02" and what follows; NULL: no such thing. */
static const char *time_digits(const char *text, const char *form, int out[3])
{
    int part = 0;
    out[0] = out[1] = out[2] = 0;
    for (; *form != '\0'; form++, text++) {
        if (*form == '0' ? *text < '0' || *text > '9' : *text != *form)
            return NULL;
        if (*form == '0')
            out[part] = 10 * out[part] + (*text - '0');
        else
            part++;
    }
    return text;
}

/* "Z", "+01:00" to the end of the text. */
static bool time_offset(const char *text, int *seconds)
{
    int parts[3];
    *seconds = 0;
    if (strcmp(text, "Z") == 0 || strcmp(text, "z") == 0)
        return true;
    if (*text != '+' && *text != '-')
        return false;
    const char *const end = time_digits(text + 1, "00:00", parts);
    if (end == NULL || *end != '\0' || parts[0] > 23 || parts[1] > 59)
        return false;
    *seconds = (*text == '-' ? -60 : 60) * (60 * parts[0] + parts[1]);
    return true;
}

static bool time_point(const char *text, time_t *out)
{
    int date[3], clock[3] = {0, 0, 0}, offset = 0;
    const char *at = time_digits(text, "0000-00-00", date);
    if (at == NULL)
        return false;
    if (*at != '\0') {
        at = *at == 'T' || *at == 't' || *at == ' ' ? time_digits(at + 1, "00:00:00", clock) : NULL;
        if (at != NULL && *at == '.')
            at += 1 + strspn(at + 1, "0123456789");
        if (at == NULL || !time_offset(at, &offset))
            return false;
    }
    struct tm parts = {.tm_year = date[0] - 1900,
                       .tm_mon = date[1] - 1,
                       .tm_mday = date[2],
                       .tm_hour = clock[0],
                       .tm_min = clock[1],
                       .tm_sec = clock[2]};
    *out = timegm(&parts) - offset;
    /* A day that there is not has become another one. */
    return parts.tm_year == date[0] - 1900 && parts.tm_mon == date[1] - 1 &&
           parts.tm_mday == date[2] && clock[1] < 60 && clock[2] < 60;
}

bool filter_time_parse(const char *text, time_t now, time_t *out)
{
    static const struct {
        char unit;
        time_t seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}, {'w', 604800}};
    const size_t len = strspn(text, "0123456789");
    if (len == 0 || len > 6 || text[len] == '\0' || text[len + 1] != '\0')
        return time_point(text, out);
    time_t age = 0;
    for (size_t i = 0; i < len; i++)
        age = 10 * age + (text[i] - '0');
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i].unit == text[len]) {
            *out = now - age * units[i].seconds;
            return true;
        }
    return false;
}
