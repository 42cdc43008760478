/* LOINC codes: Luhn, and the codes that were published without it. */
#include "detectors/loinc.h"

#include "detectors/ascii.h"
#include "detectors/checkdigit.h"

#include <string.h>

#define NUMBER_MAX 7

static bool is_exception(const uint8_t *code, size_t len)
{
    static const char *const exceptions[] = {"11491-6", "11501-6", "5895-7", "5896-5", "5897-3",
                                             "5928-1",  "6028-3",  "6415-5", "6580-7", "6645-7",
                                             "6646-5",  "6647-3",  "6648-1", "6649-9"};
    for (size_t i = 0; i < sizeof exceptions / sizeof exceptions[0]; i++) {
        if (strlen(exceptions[i]) == len && memcmp(exceptions[i], code, len) == 0) {
            return true;
        }
    }
    return false;
}

/* The length of the code at text, or 0; what stands around it is not looked at. */
static size_t read_code(const uint8_t *text, size_t avail)
{
    const size_t count = ascii_count_digits(text, avail, NUMBER_MAX + 1);
    if (count == 0 || count > NUMBER_MAX || avail < count + 2 || text[count] != '-' ||
        !ascii_is_digit(text[count + 1]) || text[0] == '0') {
        return 0;
    }
    uint8_t digits[NUMBER_MAX + 1];
    memcpy(digits, text, count);
    digits[count] = text[count + 1];
    const size_t len = count + 2;
    return checkdigit_verify_luhn(digits, count + 1) || is_exception(text, len) ? len : 0;
}

size_t loinc_match(const uint8_t *text, size_t before, size_t avail)
{
    const size_t len = ascii_is_joined_before(text, before) ? 0 : read_code(text, avail);
    return len > 0 && !ascii_is_joined_behind(text + len, avail - len) ? len : 0;
}

bool loinc_is_code(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    return trimmed.len > 0 && read_code(trimmed.ptr, trimmed.len) == trimmed.len;
}
