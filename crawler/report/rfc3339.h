/* Times as outputs print them: RFC 3339 section 5.6, UTC, whole seconds. */
#ifndef CRAWLER_REPORT_RFC3339_H
#define CRAWLER_REPORT_RFC3339_H

#include <stdbool.h>
#include <time.h>

#define RFC3339_SIZE 21 /* "2026-01-02T03:04:05Z" and the terminator */

/* False, and an empty text, when the time has no four-digit year; a store may claim any. */
bool rfc3339_format(time_t time, char out[RFC3339_SIZE]);

#endif
