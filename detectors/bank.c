/* Routing numbers, IBANs and account numbers. */
#include "detectors/bank.h"

#include "detectors/ascii.h"

#include <string.h>

#define IBAN_MIN 15
#define IBAN_MAX 33

bool bank_is_aba(const uint8_t digits[9])
{
    static const unsigned weights[3] = {3, 7, 1};
    const unsigned prefix = ascii_read_number(digits, 2);
    const bool is_in_use = (prefix >= 1 && prefix <= 12) || (prefix >= 21 && prefix <= 32) ||
                           (prefix >= 61 && prefix <= 72) || prefix == 80;
    unsigned sum = 0;
    for (size_t i = 0; i < 9; i++) {
        sum += weights[i % 3] * (unsigned)(digits[i] - '0');
    }
    return is_in_use && sum % 10 == 0;
}

size_t bank_match_aba(const uint8_t *text, size_t before, size_t avail)
{
    if (ascii_is_joined_before(text, before) || avail < 9 || ascii_count_digits(text, 4, 4) != 4) {
        return 0;
    }
    const size_t gap = text[4] == '-' ? 1 : 0;
    const size_t len = 9 + 2 * gap;
    if (avail < len || (gap == 1 && text[9] != '-')) {
        return 0;
    }
    uint8_t digits[9];
    memcpy(digits, text, 4);
    memcpy(digits + 4, text + 4 + gap, 4);
    digits[8] = text[len - 1];
    if (ascii_count_digits(digits, 9, 9) != 9 || !bank_is_aba(digits) ||
        ascii_is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    return len;
}

struct country {
    char code[3];
    uint8_t length;
};

/* Sorted by code. */
static const struct country countries[] = {
    {"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28}, {"BA", 20}, {"BE", 16}, {"BG", 22},
    {"BH", 22}, {"BI", 27}, {"BR", 29}, {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24},
    {"DE", 22}, {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24}, {"FI", 18},
    {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22}, {"GI", 23}, {"GL", 18}, {"GR", 27},
    {"GT", 28}, {"HN", 28}, {"HR", 21}, {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26},
    {"IT", 27}, {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21}, {"LT", 20},
    {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24}, {"ME", 22}, {"MK", 19}, {"MN", 20},
    {"MR", 27}, {"MT", 31}, {"MU", 30}, {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24},
    {"PL", 28}, {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33}, {"SA", 24},
    {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24}, {"SM", 27}, {"SO", 23}, {"ST", 25},
    {"SV", 28}, {"TL", 23}, {"TN", 24}, {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20},
    {"YE", 30},
};

size_t bank_iban_length(const uint8_t country[2])
{
    size_t low = 0;
    size_t high = sizeof countries / sizeof countries[0];
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = memcmp(country, countries[middle].code, 2);
        if (order == 0) {
            return countries[middle].length;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return 0;
}

/* Modulo 97 over the number that digits and letters (10-35) make, the first four moved to the end.
 */
static bool iban_checks(const uint8_t *iban, size_t len)
{
    unsigned rest = 0;
    for (size_t i = 0; i < len; i++) {
        const uint8_t byte = iban[(i + 4) % len];
        if (ascii_is_digit(byte)) {
            rest = (rest * 10 + (unsigned)(byte - '0')) % 97;
        } else {
            rest = (rest * 100 + (unsigned)(byte - 'A') + 10) % 97;
        }
    }
    return rest == 1;
}

/* Two letters, two digits from 02 to 98, upper-case letters and digits. */
static bool iban_is_valid(const uint8_t *iban, size_t len)
{
    if (len < IBAN_MIN || len > IBAN_MAX || bank_iban_length(iban) != len ||
        ascii_count_digits(iban + 2, 2, 2) != 2) {
        return false;
    }
    for (size_t i = 4; i < len; i++) {
        if (!ascii_is_digit(iban[i]) && !ascii_is_upper(iban[i])) {
            return false;
        }
    }
    const unsigned check = ascii_read_number(iban + 2, 2);
    return check >= 2 && check <= 98 && iban_checks(iban, len);
}

/* Copies want characters to packed, skipping the separator that must stand behind every fourth. */
static size_t copy_groups(const uint8_t *text, size_t avail, size_t want, uint8_t *packed)
{
    const uint8_t separator = text[4] == ' ' || text[4] == '-' ? text[4] : 0;
    size_t at = 0;
    for (size_t i = 0; i < want; i++) {
        if (separator != 0 && i > 0 && i % 4 == 0) {
            if (at >= avail || text[at] != separator) {
                return 0;
            }
            at++;
        }
        if (at >= avail) {
            return 0;
        }
        packed[i] = text[at++];
    }
    return at;
}

size_t bank_match_iban(const uint8_t *text, size_t before, size_t avail)
{
    if (avail < IBAN_MIN || ascii_is_joined_before(text, before)) {
        return 0;
    }
    const size_t want = bank_iban_length(text);
    uint8_t packed[IBAN_MAX];
    const size_t len = want > 0 ? copy_groups(text, avail, want, packed) : 0;
    if (len == 0 || !iban_is_valid(packed, want) ||
        ascii_is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    return len;
}

bool bank_is_iban(const uint8_t *value, size_t len)
{
    uint8_t packed[IBAN_MAX];
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        if (ascii_is_white(value[i]) || value[i] == '-') {
            continue;
        }
        if (count == IBAN_MAX) {
            return false;
        }
        packed[count++] = ascii_to_upper(value[i]);
    }
    return iban_is_valid(packed, count);
}

bool bank_is_account(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    size_t digits = 0;
    bool are_equal = true;
    for (size_t i = 0; i < trimmed.len; i++) {
        const uint8_t byte = trimmed.ptr[i];
        if (ascii_is_digit(byte)) {
            digits++;
            are_equal = are_equal && byte == trimmed.ptr[0];
        } else if (!ascii_is_one_of(byte, " -") || !ascii_is_digit(trimmed.ptr[i - (i > 0)])) {
            return false;
        }
    }
    return digits >= 6 && digits <= 17 && !are_equal &&
           ascii_is_digit(trimmed.ptr[trimmed.len - 1]);
}
