/* The two ways in which stores write points in time. */
#ifndef CRAWLER_STORE_DATES_H
#define CRAWLER_STORE_DATES_H

#include "detectors/span.h"

#include <stdbool.h>
#include <time.h>

/* IMF-fixdate of RFC 9110 section 5.6.7, "Sun, 06 Nov 1994 08:49:37 GMT". False, *out unchanged,
 * for anything else. */
bool date_parse_http(struct span text, time_t *out);

/* The inverse of date_parse_http(); out is "" when the year has not four digits. */
#define DATE_HTTP_SIZE 30
void date_format_http(time_t time, char out[DATE_HTTP_SIZE]);

/* RFC 3339 in UTC, "2009-10-12T17:50:30.000Z", with or without a fraction, which is dropped. */
bool date_parse_iso(struct span text, time_t *out);

/* The inverse of date_parse_iso(), without a fraction; out is "" when the year has not four digits.
 */
#define DATE_ISO_SIZE 21
void date_format_iso(time_t time, char out[DATE_ISO_SIZE]);

#endif
