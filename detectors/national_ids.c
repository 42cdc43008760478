/* Health numbers of the United Kingdom, Canada and the European Union. */
#include "detectors/national_ids.h"

#include "detectors/ascii.h"
#include "detectors/checkdigit.h"

#include <string.h>

#define PACKED_MAX 20

static bool nhs_is_valid(const uint8_t digits[10])
{
    unsigned sum = 0;
    for (size_t i = 0; i < 9; i++) {
        sum += (unsigned)(10 - i) * (unsigned)(digits[i] - '0');
    }
    const unsigned check = (11 - sum % 11) % 11; /* 10 is never issued, and no digit equals it */
    return check == (unsigned)(digits[9] - '0') && memcmp(digits, digits + 1, 9) != 0;
}

/* The length of an NHS number at text; what stands around it is not looked at. */
static size_t read_nhs(const uint8_t *text, size_t avail)
{
    if (avail < 10) {
        return 0;
    }
    const size_t gap = text[3] == ' ' || text[3] == '-' ? 1 : 0;
    const size_t len = 10 + 2 * gap;
    if (avail < len || (gap == 1 && text[7] != text[3])) {
        return 0;
    }
    uint8_t digits[10];
    memcpy(digits, text, 3);
    memcpy(digits + 3, text + 3 + gap, 3);
    memcpy(digits + 6, text + 6 + 2 * gap, 4);
    return ascii_count_digits(digits, 10, 10) == 10 && nhs_is_valid(digits) ? len : 0;
}

size_t national_ids_match_nhs(const uint8_t *text, size_t before, size_t avail)
{
    const size_t len = ascii_is_joined_before(text, before) ? 0 : read_nhs(text, avail);
    return len > 0 && !ascii_is_joined_behind(text + len, avail - len) ? len : 0;
}

bool national_ids_is_nhs(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    return trimmed.len > 0 && read_nhs(trimmed.ptr, trimmed.len) == trimmed.len;
}

/* Copies value in upper case without blanks and '-'; its length, 0 when it is too long. */
static size_t pack(const uint8_t *value, size_t len, uint8_t packed[PACKED_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        if (ascii_is_white(value[i]) || value[i] == '-') {
            continue;
        }
        if (count == PACKED_MAX) {
            return 0;
        }
        packed[count++] = ascii_to_upper(value[i]);
    }
    return count;
}

static bool is_british_columbia(const uint8_t digits[10])
{
    static const unsigned weights[8] = {2, 4, 8, 5, 10, 9, 7, 3};
    unsigned sum = 0;
    for (size_t i = 0; i < 8; i++) {
        sum += weights[i] * (unsigned)(digits[i + 1] - '0') % 11;
    }
    return digits[0] == '9' && (11 - sum % 11) % 11 == (unsigned)(digits[9] - '0');
}

static bool is_quebec(const uint8_t *packed)
{
    for (size_t i = 0; i < 4; i++) {
        if (!ascii_is_upper(packed[i])) {
            return false;
        }
    }
    if (ascii_count_digits(packed + 4, 8, 8) != 8) {
        return false;
    }
    const unsigned month = ascii_read_number(packed + 6, 2) % 50;
    const unsigned day = ascii_read_number(packed + 8, 2);
    return month >= 1 && month <= 12 && ascii_read_number(packed + 6, 2) <= 62 && day >= 1 &&
           day <= 31;
}

static bool is_ontario(const uint8_t *packed, size_t len)
{
    const bool has_version = len == 12 && ascii_is_upper(packed[10]) && ascii_is_upper(packed[11]);
    return (len == 10 || has_version) && packed[0] != '0' && checkdigit_verify_luhn(packed, 10) &&
           memcmp(packed, packed + 1, 9) != 0;
}

enum national_ids_province national_ids_find_province(const uint8_t *value, size_t len)
{
    uint8_t packed[PACKED_MAX];
    const size_t count = pack(value, len, packed);
    if (count == 12 && is_quebec(packed)) {
        return NATIONAL_IDS_QUEBEC;
    }
    if ((count != 10 && count != 12) || ascii_count_digits(packed, 10, 10) != 10) {
        return NATIONAL_IDS_NONE;
    }
    if (count == 10 && is_british_columbia(packed)) {
        return NATIONAL_IDS_BRITISH_COLUMBIA;
    }
    return is_ontario(packed, count) ? NATIONAL_IDS_ONTARIO : NATIONAL_IDS_NONE;
}

bool national_ids_is_ehic(const uint8_t *value, size_t len)
{
    /* ISO 3166-1 numbers of the countries that issue the card. */
    static const uint16_t countries[] = {40,  56,  100, 191, 196, 203, 208, 233, 246, 250, 276,
                                         300, 348, 352, 372, 380, 428, 438, 440, 442, 470, 528,
                                         578, 616, 620, 642, 703, 705, 724, 752, 756, 826};
    uint8_t packed[PACKED_MAX];
    if (pack(value, len, packed) != PACKED_MAX ||
        ascii_count_digits(packed, PACKED_MAX, PACKED_MAX) != PACKED_MAX ||
        memcmp(packed, "80", 2) != 0) {
        return false;
    }
    const unsigned country = ascii_read_number(packed + 2, 3);
    for (size_t i = 0; i < sizeof countries / sizeof countries[0]; i++) {
        if (countries[i] == country) {
            return true;
        }
    }
    return false;
}
