/* Writes a time as RFC 3339 does. */
#include "crawler/report/rfc3339.h"

#include <stdio.h>

#define FIRST_SECOND (-62167219200LL) /* 0000-01-01T00:00:00Z */
#define LAST_SECOND 253402300799LL    /* 9999-12-31T23:59:59Z */

bool rfc3339_format(time_t time, char out[RFC3339_SIZE])
{
    struct tm parts;
    out[0] = '\0';
    if (time < FIRST_SECOND || time > LAST_SECOND || gmtime_r(&time, &parts) == NULL) {
        return false;
    }
    /* Not strftime: its %Y does not pad the year. */
    const int len =
        snprintf(out, RFC3339_SIZE, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
                 parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return len == RFC3339_SIZE - 1;
}
