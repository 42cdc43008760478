/* Numbers and times of binary formats, written as people write them. */
#include "crawler/read/number_text.h"

#include "crawler/base/endian.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define SECONDS_OF_DAY 86400
#define WHOLE_MAX 1e15

void number_append_float(struct buffer *out, double value, int digits)
{
    if (isfinite(value) && fabs(value) < WHOLE_MAX && value == floor(value))
        buffer_append_format(out, "%.0f", value == 0 ? 0.0 : value);
    else if (isfinite(value))
        buffer_append_format(out, "%.*g", digits, value);
}

/* ---- decimals ---- */

/* Divides the number of count words, highest first, by 10 and gives the remainder. */
static unsigned number_divide(uint32_t *words, size_t count)
{
    uint64_t rest = 0;
    for (size_t i = 0; i < count; i++) {
        rest = rest << 32 | words[i];
        words[i] = (uint32_t)(rest / 10);
        rest %= 10;
    }
    return (unsigned)rest;
}

static bool number_is_zero(const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i] != 0)
            return false;
    }
    return true;
}

/* The absolute value as words, highest first. */
static void number_load(struct span bytes, bool is_negative, uint32_t words[8])
{
    uint8_t wide[NUMBER_DECIMAL_MAX];
    unsigned carry = is_negative;
    memset(wide, is_negative ? 0xFF : 0, sizeof wide);
    memcpy(wide + sizeof wide - bytes.len, bytes.ptr, bytes.len);
    for (size_t i = sizeof wide; i-- > 0 && is_negative;) {
        const unsigned byte = (wide[i] ^ 0xFFU) + carry;
        wide[i] = (uint8_t)byte;
        carry = byte >> 8;
    }
    for (size_t i = 0; i < 8; i++)
        words[i] = endian_big(wide + 4 * i, 4);
}

void number_append_decimal(struct buffer *out, struct span bytes, int scale)
{
    uint32_t words[8];
    char text[200];
    size_t at = sizeof text;
    if (bytes.len == 0 || bytes.len > NUMBER_DECIMAL_MAX || scale < 0 || scale > 100)
        return;
    const bool is_negative = (bytes.ptr[0] & 0x80) != 0;
    number_load(bytes, is_negative, words);
    int digits = 0;
    do {
        if (digits == scale && scale > 0)
            text[--at] = '.';
        text[--at] = (char)('0' + number_divide(words, 8));
        digits++;
    } while (!number_is_zero(words, 8) || digits <= scale);
    if (is_negative)
        text[--at] = '-';
    buffer_append(out, text + at, sizeof text - at);
}

/* ---- times ---- */

void number_append_date(struct buffer *out, int64_t days)
{
    const int64_t first = -719162, last = 2932896; /* 0001-01-01, 9999-12-31 */
    if (days < first || days > last) {
        buffer_append_format(out, "%" PRId64, days);
        return;
    }
    /* Years from March, in cycles of 400 of them ("days from civil", turned round). */
    const int64_t since = days + 719468;
    const int64_t cycle = since / 146097, in_cycle = since % 146097;
    const int64_t in_cycle_years =
        (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
    const int64_t in_year =
        in_cycle - (365 * in_cycle_years + in_cycle_years / 4 - in_cycle_years / 100);
    const int64_t shifted = (5 * in_year + 2) / 153;
    const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
    const int64_t year = cycle * 400 + in_cycle_years + (month <= 2);
    buffer_append_format(out, "%04d-%02d-%02d", (int)year, (int)month,
                         (int)(in_year - (153 * shifted + 2) / 5 + 1));
}

static int64_t number_power(unsigned fraction)
{
    int64_t power = 1;
    for (unsigned i = 0; i < fraction && i < 9; i++)
        power *= 10;
    return power;
}

void number_append_time(struct buffer *out, int64_t units, unsigned fraction)
{
    const int64_t power = number_power(fraction);
    const int64_t seconds = units / power;
    int64_t below = units % power;
    if (units < 0 || seconds > SECONDS_OF_DAY) {
        buffer_append_format(out, "%" PRId64, units);
        return;
    }
    buffer_append_format(out, "%02d:%02d:%02d", (int)(seconds / 3600), (int)(seconds / 60 % 60),
                         (int)(seconds % 60));
    if (below == 0)
        return;
    while (below % 10 == 0) {
        below /= 10;
        fraction--;
    }
    buffer_append_format(out, ".%0*d", (int)fraction, (int)below);
}

void number_append_stamp(struct buffer *out, int64_t units, unsigned fraction, bool is_utc)
{
    const int64_t day = SECONDS_OF_DAY * number_power(fraction);
    int64_t days = units / day, rest = units % day;
    if (rest < 0) {
        rest += day;
        days--;
    }
    number_append_date(out, days);
    buffer_append_char(out, ' ');
    number_append_time(out, rest, fraction);
    if (is_utc)
        buffer_append_char(out, 'Z');
}

/* ---- bytes ---- */

void number_append_hex(struct buffer *out, struct span bytes)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.len; i++) {
        buffer_append_char(out, digits[bytes.ptr[i] >> 4]);
        buffer_append_char(out, digits[bytes.ptr[i] & 15]);
    }
}

void number_append_uuid(struct buffer *out, struct span bytes)
{
    static const uint8_t parts[] = {4, 2, 2, 2, 6};
    if (bytes.len != 16) {
        number_append_hex(out, bytes);
        return;
    }
    for (size_t i = 0; i < sizeof parts; i++) {
        if (i > 0)
            buffer_append_char(out, '-');
        number_append_hex(out, (struct span){bytes.ptr, parts[i]});
        bytes.ptr += parts[i];
    }
}
