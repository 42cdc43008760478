/* Reads a time of day behind a date. */
#include "detectors/clock.h"

#include "detectors/ascii.h"

size_t clock_match_zone(const uint8_t *text, size_t avail)
{
    if (avail > 0 && text[0] == 'Z') {
        return 1;
    }
    if (avail < 5 || (text[0] != '+' && text[0] != '-') ||
        ascii_count_digits(text + 1, 2, 2) != 2) {
        return 0;
    }
    const size_t minutes_at = text[3] == ':' ? 4 : 3;
    if (ascii_count_digits(text + minutes_at, avail - minutes_at, 3) != 2 ||
        ascii_read_number(text + 1, 2) > 14 || ascii_read_number(text + minutes_at, 2) > 59) {
        return 0;
    }
    return minutes_at + 2;
}

size_t clock_match_fraction(const uint8_t *text, size_t avail)
{
    if (avail < 2 || (text[0] != '.' && text[0] != ',')) {
        return 0;
    }
    const size_t count = ascii_count_digits(text + 1, avail - 1, 10);
    return count > 0 && count < 10 ? 1 + count : 0;
}

/* AM or PM, with or without a blank in front. */
static size_t match_half_day(const uint8_t *text, size_t avail)
{
    const size_t at = avail > 0 && text[0] == ' ' ? 1 : 0;
    if (avail < at + 2 || !ascii_is_one_of(text[at], "aApP") ||
        ascii_to_lower(text[at + 1]) != 'm' || (avail > at + 2 && ascii_is_alnum(text[at + 2]))) {
        return 0;
    }
    return at + 2;
}

/* ":mm" or ":ss": the colon and a number of exactly two digits up to most. */
static size_t match_part(const uint8_t *text, size_t avail, unsigned most)
{
    if (avail < 3 || text[0] != ':' || ascii_count_digits(text + 1, avail - 1, 3) != 2 ||
        ascii_read_number(text + 1, 2) > most) {
        return 0;
    }
    return 3;
}

size_t clock_match(const uint8_t *text, size_t avail)
{
    if (avail < 5 || !ascii_is_one_of(text[0], "T :")) {
        return 0;
    }
    const size_t hour_len = ascii_count_digits(text + 1, avail - 1, 3);
    if (hour_len < 1 || hour_len > 2 || ascii_read_number(text + 1, hour_len) > 24) {
        return 0;
    }
    size_t len = 1 + hour_len;
    const size_t minutes = match_part(text + len, avail - len, 59);
    if (minutes == 0) {
        return 0;
    }
    len += minutes;
    const size_t seconds = match_part(text + len, avail - len, 60); /* 60 is a leap second */
    len += seconds;
    if (seconds > 0) {
        len += clock_match_fraction(text + len, avail - len);
    }
    len += match_half_day(text + len, avail - len);
    return len + clock_match_zone(text + len, avail - len);
}

bool clock_is_valid_compact(const uint8_t *digits, size_t count)
{
    static const unsigned most[3] = {24, 59, 60};
    for (size_t i = 0; i < count / 2 && i < 3; i++) {
        if (ascii_read_number(digits + 2 * i, 2) > most[i]) {
            return false;
        }
    }
    return count % 2 == 0 && count <= 6;
}
