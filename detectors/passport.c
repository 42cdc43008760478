/* Passport numbers and machine readable zones. */
#include "detectors/passport.h"

#include "detectors/ascii.h"

#include <string.h>

#define NUMBER_LEN 9
#define LINE_LEN 44

size_t passport_match_us(const uint8_t *text, size_t before, size_t avail)
{
    if (avail < NUMBER_LEN || ascii_is_joined_before(text, before)) {
        return 0;
    }
    const size_t letters = ascii_is_upper(text[0]) ? 1 : 0;
    const size_t digits = NUMBER_LEN - letters;
    if (ascii_count_digits(text + letters, digits, digits) != digits ||
        memcmp(text + 1, text + 2, NUMBER_LEN - 2) == 0 ||
        ascii_is_joined_behind(text + NUMBER_LEN, avail - NUMBER_LEN)) {
        return 0;
    }
    return NUMBER_LEN;
}

bool passport_has_shape(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    size_t digits = 0;
    for (size_t i = 0; i < trimmed.len; i++) {
        if (!ascii_is_alnum(trimmed.ptr[i])) {
            return false;
        }
        digits += ascii_is_digit(trimmed.ptr[i]) ? 1 : 0;
    }
    return trimmed.len >= 6 && trimmed.len <= NUMBER_LEN && digits >= 5;
}

/* What a character counts: digits themselves, A-Z 10-35, '<' 0. */
static unsigned character_value(uint8_t byte)
{
    if (ascii_is_digit(byte)) {
        return (unsigned)(byte - '0');
    }
    return ascii_is_upper(byte) ? (unsigned)(byte - 'A') + 10 : 0;
}

/* The sum of weights 7 3 1 over len characters, the first of which has the weight of place. */
static unsigned weigh(const uint8_t *text, size_t len, size_t place)
{
    static const unsigned weights[3] = {7, 3, 1};
    unsigned sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum += weights[(place + i) % 3] * character_value(text[i]);
    }
    return sum;
}

static bool checks(const uint8_t *text, size_t len)
{
    return ascii_is_digit(text[len]) && weigh(text, len, 0) % 10 == (unsigned)(text[len] - '0');
}

static bool is_line(const uint8_t *text, size_t avail)
{
    if (avail < LINE_LEN) {
        return false;
    }
    for (size_t i = 0; i < LINE_LEN; i++) {
        if (!ascii_is_upper(text[i]) && !ascii_is_digit(text[i]) && text[i] != '<') {
            return false;
        }
    }
    return avail == LINE_LEN || !(ascii_is_alnum(text[LINE_LEN]) || text[LINE_LEN] == '<');
}

/* Number 0-9, nationality 10-12, birth 13-19, sex 20, expiry 21-27, own number 28-42, composite 43.
 */
static bool is_second_line(const uint8_t *line)
{
    const unsigned composite =
        weigh(line, 10, 0) + weigh(line + 13, 7, 10) + weigh(line + 21, 22, 17);
    const bool has_own_check = line[42] == '<' || checks(line + 28, 14);
    return checks(line, 9) && checks(line + 13, 6) && checks(line + 21, 6) && has_own_check &&
           ascii_count_digits(line + 21, 6, 6) == 6 && ascii_is_one_of(line[20], "MFX<") &&
           ascii_is_digit(line[43]) && composite % 10 == (unsigned)(line[43] - '0');
}

size_t passport_match_mrz(const uint8_t *text, size_t before, size_t avail)
{
    if ((before > 0 && (ascii_is_alnum(text[-1]) || text[-1] == '<')) || !is_line(text, avail)) {
        return 0;
    }
    if (is_second_line(text)) {
        return LINE_LEN;
    }
    size_t at = LINE_LEN;
    while (at < avail && at < LINE_LEN + 3 && ascii_is_white(text[at])) {
        at++;
    }
    const bool is_first = text[0] == 'P' && at > LINE_LEN;
    return is_first && is_line(text + at, avail - at) && is_second_line(text + at) ? at + LINE_LEN
                                                                                   : 0;
}
