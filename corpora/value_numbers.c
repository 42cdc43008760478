/* Numbers with a check digit or a range rule, kept or broken on purpose. */
#include "corpora/check_digits.h"
#include "corpora/value_makers.h"
#include "corpora/values.h"

#include <stdio.h>
#include <string.h>

static char value_wrong_digit(struct prng *prng, char right)
{
    return (char)('0' + (right - '0' + (int)prng_between(prng, 1, 9)) % 10);
}

static char value_check_digit(struct prng *prng, bool is_valid, char right)
{
    return is_valid ? right : value_wrong_digit(prng, right);
}

static bool value_is_advertised_ssn(unsigned area, unsigned group, unsigned serial)
{
    static const unsigned advertised[][3] = {
        {78, 5, 1120}, {219, 9, 9999}, {457, 55, 5462}, {123, 45, 6789}, {123, 12, 1234}, {1, 1, 1},
    };
    for (size_t i = 0; i < sizeof advertised / sizeof *advertised; i++) {
        if (area == advertised[i][0] && group == advertised[i][1] && serial == advertised[i][2])
            return true;
    }
    return area % 111 == 0 && group % 11 == 0 && serial % 1111 == 0;
}

/* SSA POMS RM 10201.035: no area 000, 666 or 900-999, no group 00, no serial 0000. */
static void value_ssn_parts(struct prng *prng, bool is_valid, unsigned parts[3])
{
    do {
        parts[0] = prng_between(prng, 1, 899);
        parts[1] = prng_between(prng, 1, 99);
        parts[2] = prng_between(prng, 1, 9999);
    } while (parts[0] == 666 || value_is_advertised_ssn(parts[0], parts[1], parts[2]));
    if (is_valid)
        return;
    switch (prng_below(prng, 4)) {
    case 0:
        parts[0] = 666;
        break;
    case 1:
        /* groups below 50 are no ITIN either */
        parts[0] = prng_between(prng, 900, 999);
        parts[1] = prng_between(prng, 1, 49);
        break;
    case 2:
        parts[1] = 0;
        break;
    default:
        parts[2] = 0;
        break;
    }
}

void value_make_ssn(struct prng *prng, bool is_valid, char *out)
{
    unsigned parts[3];
    value_ssn_parts(prng, is_valid, parts);
    snprintf(out, VALUE_TEXT_MAX, "%03u-%02u-%04u", parts[0], parts[1], parts[2]);
}

void value_make_ssn_bare(struct prng *prng, bool is_valid, char *out)
{
    unsigned parts[3];
    value_ssn_parts(prng, is_valid, parts);
    snprintf(out, VALUE_TEXT_MAX, "%03u%02u%04u", parts[0], parts[1], parts[2]);
}

void value_make_npi(struct prng *prng, bool is_valid, char *out)
{
    char nine[10];
    nine[0] = prng_chance(prng, 80) ? '1' : '2';
    prng_digits(prng, 8, nine + 1);
    snprintf(out, VALUE_TEXT_MAX, "%s%c", nine,
             value_check_digit(prng, is_valid, check_digit_npi(nine)));
}

void value_make_dea(struct prng *prng, bool is_valid, char *out)
{
    static const char registrants[] = "ABFGM";
    char six[7];
    prng_digits(prng, 6, six);
    six[0] = (char)('1' + prng_below(prng, 9));
    const char registrant = registrants[prng_below(prng, sizeof registrants - 1)];
    const char initial = (char)('A' + prng_below(prng, 26));
    const char check = value_check_digit(prng, is_valid, check_digit_dea(six));
    snprintf(out, VALUE_TEXT_MAX, "%c%c%s%c", registrant, initial, six, check);
}

/* CMS, Understanding the MBI format: C A AN N A AN N A A N N, letters without S L O I B Z. */
void value_make_mbi(struct prng *prng, bool is_valid, char *out)
{
    static const char places[] = "CAXNAXNAANN";
    static const char letters[] = "ACDEFGHJKMNPQRTUVWXY";
    static const char excluded[] = "SLOIBZ";
    const bool has_dashes = prng_chance(prng, 50);
    char *at = out;
    for (size_t i = 0; places[i]; i++) {
        const bool is_letter = places[i] == 'A' || (places[i] == 'X' && prng_chance(prng, 50));
        if (has_dashes && (i == 4 || i == 7))
            *at++ = '-';
        if (is_letter)
            *at++ = letters[prng_below(prng, sizeof letters - 1)];
        else
            *at++ = (char)('0' + prng_between(prng, places[i] == 'C', 9));
    }
    *at = '\0';
    if (!is_valid)
        out[1] = excluded[prng_below(prng, sizeof excluded - 1)];
}

void value_make_hicn(struct prng *prng, bool is_valid, char *out)
{
    static const char *const suffixes[] = {"A", "B", "B1", "C1", "D", "W", "TA"};
    unsigned parts[3];
    value_ssn_parts(prng, is_valid, parts);
    snprintf(out, VALUE_TEXT_MAX, "%03u-%02u-%04u%s", parts[0], parts[1], parts[2],
             suffixes[prng_below(prng, sizeof suffixes / sizeof *suffixes)]);
}

/* Some detectors refuse numbers that look drawn by hand; a drawn number with one digit in half its
 * places is rare. */
static bool value_has_crowded_digit(const char *digits)
{
    unsigned counts[10] = {0};
    unsigned crowded = 0;
    for (; *digits; digits++) {
        const unsigned count = ++counts[*digits - '0'];
        crowded += count == 5;
        if (count > 6 || crowded > 1)
            return true;
    }
    return false;
}

static void value_group_card(const char *digits, char separator, char *out)
{
    const bool is_amex = strlen(digits) == 15;
    for (size_t i = 0; digits[i]; i++) {
        if (is_amex ? i == 4 || i == 10 : i > 0 && i % 4 == 0)
            *out++ = separator;
        *out++ = digits[i];
    }
    *out = '\0';
}

void value_make_card(struct prng *prng, bool is_valid, char *out)
{
    static const char *const prefixes[] = {"4", "4", "51", "53", "55", "2345", "6011", "34", "37"};
    char digits[17];
    do {
        const char *const prefix = prefixes[prng_below(prng, sizeof prefixes / sizeof *prefixes)];
        const size_t len = prefix[0] == '3' ? 15 : 16;
        const size_t prefix_len = strlen(prefix);
        memcpy(digits, prefix, prefix_len + 1);
        prng_digits(prng, (unsigned)(len - 1 - prefix_len), digits + prefix_len);
        digits[len - 1] = value_check_digit(prng, is_valid, check_digit_luhn(digits));
        digits[len] = '\0';
    } while (value_has_crowded_digit(digits));
    switch (prng_below(prng, 3)) {
    case 0:
        value_group_card(digits, ' ', out);
        break;
    case 1:
        value_group_card(digits, '-', out);
        break;
    default:
        snprintf(out, VALUE_TEXT_MAX, "%s", digits);
        break;
    }
}

void value_make_iban(struct prng *prng, bool is_valid, char *out)
{
    char bban[19];
    char check[3];
    prng_digits(prng, 18, bban);
    check_digits_iban("DE", bban, check);
    if (!is_valid)
        check[1] = value_wrong_digit(prng, check[1]);
    snprintf(out, VALUE_TEXT_MAX, "DE%s%s", check, bban);
}

void value_make_aba(struct prng *prng, bool is_valid, char *out)
{
    char eight[9];
    snprintf(eight, sizeof eight, "%02u", prng_between(prng, 1, 12));
    prng_digits(prng, 6, eight + 2);
    snprintf(out, VALUE_TEXT_MAX, "%s%c", eight,
             value_check_digit(prng, is_valid, check_digit_aba(eight)));
}

void value_make_vin(struct prng *prng, bool is_valid, char *out)
{
    static const char alphabet[] = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";
    memcpy(out, "1HG", 3);
    for (size_t i = 3; i < 17; i++)
        out[i] = alphabet[prng_below(prng, sizeof alphabet - 1)];
    out[17] = '\0';
    const char right = check_digit_vin(out);
    out[8] = is_valid ? right : (right == 'X' ? '4' : value_wrong_digit(prng, right));
}

/* NANPA: area and exchange start with 2-9 and are not N11; no area has a 9 in the middle; 555-01XX
 * is fiction. */
static unsigned value_phone_part(struct prng *prng)
{
    const unsigned first = prng_between(prng, 2, 9);
    const unsigned second = prng_between(prng, 2, 8);
    const unsigned part = first * 100 + second * 10 + prng_below(prng, 10);
    return part == 555 ? 556 : part;
}

void value_make_phone(struct prng *prng, bool is_valid, char *out)
{
    char line[5];
    unsigned area = value_phone_part(prng);
    unsigned exchange = value_phone_part(prng);
    prng_digits(prng, 4, line);
    if (!is_valid && prng_chance(prng, 50))
        area = prng_between(prng, 100, 199);
    else if (!is_valid)
        exchange = prng_between(prng, 0, 199);
    switch (prng_below(prng, 4)) {
    case 0:
        snprintf(out, VALUE_TEXT_MAX, "(%03u) %03u-%s", area, exchange, line);
        break;
    case 1:
        snprintf(out, VALUE_TEXT_MAX, "%03u-%03u-%s", area, exchange, line);
        break;
    case 2:
        snprintf(out, VALUE_TEXT_MAX, "%03u.%03u.%s", area, exchange, line);
        break;
    default:
        snprintf(out, VALUE_TEXT_MAX, "+1 %03u-%03u-%s", area, exchange, line);
        break;
    }
}

void value_make_loinc(struct prng *prng, bool is_valid, char *out)
{
    char number[6];
    snprintf(number, sizeof number, "%u", prng_between(prng, 1000, 98999));
    snprintf(out, VALUE_TEXT_MAX, "%s-%c", number,
             value_check_digit(prng, is_valid, check_digit_luhn(number)));
}

void value_make_snomed(struct prng *prng, bool is_valid, char *out)
{
    char payload[16];
    snprintf(payload, sizeof payload, "%u00", prng_between(prng, 10000, 799999));
    snprintf(out, VALUE_TEXT_MAX, "%s%c", payload,
             value_check_digit(prng, is_valid, check_digit_verhoeff(payload)));
}
