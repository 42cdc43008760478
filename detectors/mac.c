/* Hardware addresses. */
#include "detectors/mac.h"

#include "detectors/ascii.h"

#include <string.h>

#define DIGITS 12
#define PAIRS_LEN 17
#define DOTTED_LEN 14

/* Copies hexadecimal digits in groups with separator between; false when text is not so made. */
static bool read_groups(const uint8_t *text, size_t group, uint8_t separator,
                        uint8_t digits[DIGITS])
{
    size_t at = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        if (i > 0 && i % group == 0 && text[at++] != separator) {
            return false;
        }
        if (!ascii_is_hex(text[at])) {
            return false;
        }
        digits[i] = ascii_to_lower(text[at++]);
    }
    return true;
}

static bool names_a_device(const uint8_t digits[DIGITS])
{
    return memcmp(digits, digits + 2, DIGITS - 2) != 0;
}

static bool has_letter(const uint8_t digits[DIGITS])
{
    return ascii_count_digits(digits, DIGITS, DIGITS) < DIGITS;
}

/* The length of the address at text, or 0; what stands around it is not looked at. */
static size_t read_address(const uint8_t *text, size_t avail)
{
    uint8_t digits[DIGITS];
    if (avail >= PAIRS_LEN && (text[2] == ':' || text[2] == '-')) {
        return read_groups(text, 2, text[2], digits) && names_a_device(digits) ? PAIRS_LEN : 0;
    }
    if (avail >= DOTTED_LEN && text[4] == '.' && read_groups(text, 4, '.', digits) &&
        names_a_device(digits) && has_letter(digits)) {
        return DOTTED_LEN;
    }
    return 0;
}

size_t mac_match(const uint8_t *text, size_t before, size_t avail)
{
    if (before > 0 && (ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], "-._") ||
                       ascii_continues_address(text, before, 2))) {
        return 0;
    }
    const size_t len = read_address(text, avail);
    const bool is_joined = len > 0 && (ascii_is_joined_behind(text + len, avail - len) ||
                                       (avail > len && text[len] == ':'));
    return is_joined ? 0 : len;
}

bool mac_is_address(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    uint8_t digits[DIGITS];
    if (trimmed.len == DIGITS) {
        return read_groups(trimmed.ptr, DIGITS, 0, digits) && names_a_device(digits);
    }
    return trimmed.len > DIGITS && read_address(trimmed.ptr, trimmed.len) == trimmed.len;
}
