/* Health Insurance Claim Numbers: an SSN and who draws on it, or a railroad number. */
#include "detectors/hicn.h"

#include "detectors/ascii.h"

#include <string.h>

#define SSN_LEN 9
#define VALUE_MAX 32

/*
 * Second characters of the beneficiary codes that start with a letter; a blank stands for the
 * letter alone. A wage earner, B spouse, C child, D widow(er), E mother or father of a child in
 * care, F parent, J and K special age 72, M and T entitled to part of Medicare, W disabled
 * widow(er).
 */
static const char *const code_seconds[26] = {
    ['A' - 'A'] = " ",
    ['B' - 'A'] = " 123456789ADGHJKLNPQRTWY",
    ['C' - 'A'] = "123456789ABCDEFGHIJK",
    ['D' - 'A'] = " 123456789ACDGHJKLMNPQRSTVWXYZ",
    ['E' - 'A'] = " 123456789ABCDFGHJKM",
    ['F' - 'A'] = "12345678",
    ['J' - 'A'] = "1234",
    ['K' - 'A'] = "123456789ABCDEFGHJKLM",
    ['M' - 'A'] = " 1",
    ['T' - 'A'] = " 23456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    ['W' - 'A'] = " 123456789BCFGJRT",
};

static const char *const railroad_prefixes[] = {"A",  "CA", "H",  "JA",  "MA",  "MH",  "PA", "PD",
                                                "PH", "WA", "WD", "WCA", "WCD", "WCH", "WH"};

/* Possible as a Social Security number: SSA has assigned all areas but 000, 666 and from 900 on. */
static bool is_possible_ssn(const uint8_t digits[SSN_LEN])
{
    const unsigned area = ascii_read_number(digits, 3);
    return area != 0 && area != 666 && area < 900 && memcmp(digits + 3, "00", 2) != 0 &&
           memcmp(digits + 5, "0000", 4) != 0 && memcmp(digits, digits + 1, SSN_LEN - 1) != 0;
}

/* The length of the beneficiary code at text, 1 or 2, or 0. The longer reading wins. */
static size_t match_code(const uint8_t *text, size_t avail)
{
    if (avail == 0 || !ascii_is_upper(text[0]) || code_seconds[text[0] - 'A'] == NULL) {
        return 0;
    }
    const char *seconds = code_seconds[text[0] - 'A'];
    if (avail > 1 && ascii_is_alnum(text[1])) {
        return ascii_is_one_of(text[1], seconds) ? 2 : 0;
    }
    return seconds[0] == ' ' ? 1 : 0;
}

/* Reads ddd-dd-dddd or nine digits; returns the length or 0. */
static size_t read_ssn(const uint8_t *text, size_t avail, uint8_t digits[SSN_LEN])
{
    const size_t gap = avail > 3 && text[3] == '-' ? 1 : 0;
    const size_t len = SSN_LEN + 2 * gap;
    if (avail < len || (gap == 1 && text[6] != '-')) {
        return 0;
    }
    memcpy(digits, text, 3);
    memcpy(digits + 3, text + 3 + gap, 2);
    memcpy(digits + 5, text + 5 + 2 * gap, 4);
    return ascii_count_digits(digits, SSN_LEN, SSN_LEN) == SSN_LEN ? len : 0;
}

/* The length of the HICN with an SSN at text, or 0; what stands behind it is not looked at. */
static size_t read_social_security(const uint8_t *text, size_t avail)
{
    uint8_t digits[SSN_LEN];
    size_t len = read_ssn(text, avail, digits);
    if (len == 0 || !is_possible_ssn(digits)) {
        return 0;
    }
    len += len < avail && text[len] == '-' ? 1 : 0;
    const size_t code_len = match_code(text + len, avail - len);
    return code_len > 0 ? len + code_len : 0;
}

/* The length of the railroad prefix at text that a digit or '-' follows, or 0. */
static size_t match_prefix(const uint8_t *text, size_t avail)
{
    size_t len = 0;
    while (len < avail && len < 4 && ascii_is_upper(text[len])) {
        len++;
    }
    for (size_t i = 0; i < sizeof railroad_prefixes / sizeof railroad_prefixes[0]; i++) {
        if (strlen(railroad_prefixes[i]) == len && memcmp(railroad_prefixes[i], text, len) == 0) {
            return len;
        }
    }
    return 0;
}

static size_t read_railroad(const uint8_t *text, size_t avail)
{
    size_t at = match_prefix(text, avail);
    if (at == 0) {
        return 0;
    }
    at += at < avail && text[at] == '-' ? 1 : 0;
    const size_t count = ascii_count_digits(text + at, avail - at, 10);
    if ((count != 6 && count != 9) || memcmp(text + at, text + at + 1, count - 1) == 0) {
        return 0;
    }
    return at + count;
}

size_t hicn_match(const uint8_t *text, size_t before, size_t avail)
{
    if (ascii_is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = read_social_security(text, avail);
    return len > 0 && !ascii_is_joined_behind(text + len, avail - len) ? len : 0;
}

size_t hicn_match_railroad(const uint8_t *text, size_t before, size_t avail)
{
    if (ascii_is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = read_railroad(text, avail);
    return len > 0 && !ascii_is_joined_behind(text + len, avail - len) ? len : 0;
}

enum hicn_form hicn_classify(const uint8_t *value, size_t len)
{
    uint8_t packed[VALUE_MAX];
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        if (ascii_is_white(value[i]) || value[i] == '-') {
            continue;
        }
        if (count == VALUE_MAX) {
            return HICN_NONE;
        }
        packed[count++] = ascii_to_upper(value[i]);
    }
    if (count > 0 && read_social_security(packed, count) == count) {
        return HICN_SOCIAL_SECURITY;
    }
    return count > 0 && read_railroad(packed, count) == count ? HICN_RAILROAD : HICN_NONE;
}
