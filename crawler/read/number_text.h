/* Numbers and times of binary formats, written as people write them. Each call appends to out. */
#ifndef CRAWLER_READ_NUMBER_TEXT_H
#define CRAWLER_READ_NUMBER_TEXT_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

/* Whole numbers without a point: tables that miss some values keep numbers as floating ones. */
void number_append_float(struct buffer *out, double value, int digits);

/* A two's complement number, highest byte first, with scale digits behind the point. Numbers of
 * more than NUMBER_DECIMAL_MAX bytes, and scales out of 0 to 100, are left out. */
#define NUMBER_DECIMAL_MAX 32
void number_append_decimal(struct buffer *out, struct span bytes, int scale);

/* "1980-05-06" of days since 1970-01-01; a plain number when out of the years 1 to 9999. */
void number_append_date(struct buffer *out, int64_t days);

/* "13:45:00", "13:45:00.25" of units of 10^-fraction seconds since midnight. */
void number_append_time(struct buffer *out, int64_t units, unsigned fraction);

/* "1980-05-06 13:45:00", with "Z" behind it for is_utc, of units of 10^-fraction seconds since
 * 1970-01-01. */
void number_append_stamp(struct buffer *out, int64_t units, unsigned fraction, bool is_utc);

/* "00112233-4455-6677-8899-aabbccddeeff" of 16 bytes; other lengths without hyphens. */
void number_append_uuid(struct buffer *out, struct span bytes);
void number_append_hex(struct buffer *out, struct span bytes);

#endif
