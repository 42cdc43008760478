/* Check digits, computed the way their documents describe it. */
#include "corpora/check_digits.h"

#include <stdio.h>
#include <string.h>

static unsigned check_digit_luhn_sum(const char *payload)
{
    unsigned sum = 0;
    unsigned weight = 2;
    for (size_t i = strlen(payload); i-- > 0; weight = 3 - weight) {
        const unsigned product = (unsigned)(payload[i] - '0') * weight;
        sum += product / 10 + product % 10;
    }
    return sum;
}

char check_digit_luhn(const char *payload)
{
    return (char)('0' + (10 - check_digit_luhn_sum(payload) % 10) % 10);
}

char check_digit_npi(const char nine[10])
{
    char prefixed[15];
    snprintf(prefixed, sizeof prefixed, "80840%s", nine);
    return check_digit_luhn(prefixed);
}

char check_digit_dea(const char six[7])
{
    const int odd = six[0] + six[2] + six[4] - 3 * '0';
    const int even = six[1] + six[3] + six[5] - 3 * '0';
    return (char)('0' + (odd + 2 * even) % 10);
}

/* The dihedral group of order 10: 0-4 are rotations, 5-9 reflections. */
static unsigned check_digit_compose(unsigned left, unsigned right)
{
    const unsigned a = left % 5, b = right % 5;
    if (left < 5)
        return right < 5 ? (a + b) % 5 : 5 + (a + b) % 5;
    return right < 5 ? 5 + (a + 5 - b) % 5 : (a + 5 - b) % 5;
}

char check_digit_verhoeff(const char *payload)
{
    static const unsigned permutation[10] = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};
    unsigned sum = 0;
    const size_t len = strlen(payload);
    for (size_t i = 0; i < len; i++) {
        unsigned digit = (unsigned)(payload[len - 1 - i] - '0');
        for (size_t round = 0; round < (i + 1) % 8; round++)
            digit = permutation[digit];
        sum = check_digit_compose(sum, digit);
    }
    for (unsigned digit = 0; digit < 10; digit++) {
        if (check_digit_compose(digit, sum) == 0)
            return (char)('0' + digit);
    }
    return '0';
}

char check_digit_aba(const char eight[9])
{
    static const unsigned weights[8] = {3, 7, 1, 3, 7, 1, 3, 7};
    unsigned sum = 0;
    for (size_t i = 0; i < 8; i++)
        sum += (unsigned)(eight[i] - '0') * weights[i];
    return (char)('0' + (10 - sum % 10) % 10);
}

static unsigned check_digit_vin_value(char character)
{
    static const char letters[] = "ABCDEFGHJKLMNPRSTUVWXYZ";
    static const unsigned values[] = {1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4,
                                      5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9};
    if (character >= '0' && character <= '9')
        return (unsigned)(character - '0');
    const char *const at = strchr(letters, character);
    return at ? values[at - letters] : 0;
}

char check_digit_vin(const char seventeen[18])
{
    static const unsigned weights[17] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    unsigned sum = 0;
    for (size_t i = 0; i < 17; i++)
        sum += check_digit_vin_value(seventeen[i]) * weights[i];
    return sum % 11 == 10 ? 'X' : (char)('0' + sum % 11);
}

static unsigned check_digits_mod97(unsigned rest, const char *text)
{
    for (; *text; text++) {
        if (*text >= '0' && *text <= '9')
            rest = (rest * 10 + (unsigned)(*text - '0')) % 97;
        else
            rest = (rest * 100 + (unsigned)(*text - 'A') + 10) % 97;
    }
    return rest;
}

void check_digits_iban(const char country[3], const char *bban, char out[3])
{
    unsigned rest = check_digits_mod97(0, bban);
    rest = check_digits_mod97(rest, country);
    rest = check_digits_mod97(rest, "00");
    snprintf(out, 3, "%02u", (98 - rest) % 100);
}
