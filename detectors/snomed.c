/* SNOMED CT identifiers: partition and check digit. */
#include "detectors/snomed.h"

#include "detectors/ascii.h"
#include "detectors/checkdigit.h"

#define LEN_MIN 6
#define LEN_MAX 18
#define EXTENSION_LEN_MIN 11

static bool is_id(const uint8_t *digits, size_t len)
{
    if (len < LEN_MIN || len > LEN_MAX || digits[0] == '0') {
        return false;
    }
    const uint8_t origin = digits[len - 3];
    const bool has_partition = (origin == '0' || (origin == '1' && len >= EXTENSION_LEN_MIN)) &&
                               digits[len - 2] >= '0' && digits[len - 2] <= '2';
    return has_partition && checkdigit_verify_verhoeff(digits, len);
}

size_t snomed_match(const uint8_t *text, size_t before, size_t avail)
{
    if (ascii_is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = ascii_count_digits(text, avail, LEN_MAX + 1);
    return is_id(text, len) && !ascii_is_joined_behind(text + len, avail - len) ? len : 0;
}

bool snomed_is_id(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    return ascii_count_digits(trimmed.ptr, trimmed.len, trimmed.len) == trimmed.len &&
           is_id(trimmed.ptr, trimmed.len);
}
