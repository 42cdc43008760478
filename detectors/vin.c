/* Vehicle identification numbers and their check digit. */
#include "detectors/vin.h"

#include "detectors/ascii.h"

#define VIN_LEN 17
#define DISTINCT_MIN 5

/* What a character counts in the sum, by place in the alphabet; 0 for I, O and Q, which are not
 * used. */
static const uint8_t letter_values[26] = {1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4,
                                          5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9};

static unsigned count_distinct(const uint8_t vin[VIN_LEN])
{
    unsigned distinct = 0;
    uint64_t seen = 0;
    for (size_t i = 0; i < VIN_LEN; i++) {
        const unsigned bit = ascii_to_upper(vin[i]) - '0';
        distinct += (seen >> bit & 1) == 0;
        seen |= (uint64_t)1 << bit;
    }
    return distinct;
}

static bool has_shape(const uint8_t vin[VIN_LEN])
{
    bool has_letter = false;
    for (size_t i = 0; i < VIN_LEN; i++) {
        const uint8_t byte = ascii_to_upper(vin[i]);
        if (ascii_is_upper(byte) && letter_values[byte - 'A'] > 0) {
            has_letter = true;
        } else if (!ascii_is_digit(byte)) {
            return false;
        }
    }
    return has_letter && count_distinct(vin) >= DISTINCT_MIN;
}

static bool checks(const uint8_t vin[VIN_LEN])
{
    static const uint8_t weights[VIN_LEN] = {8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
    unsigned sum = 0;
    for (size_t i = 0; i < VIN_LEN; i++) {
        const uint8_t byte = ascii_to_upper(vin[i]);
        sum += weights[i] *
               (ascii_is_digit(byte) ? (unsigned)(byte - '0') : letter_values[byte - 'A']);
    }
    return ascii_to_upper(vin[8]) == (uint8_t) "0123456789X"[sum % 11];
}

size_t vin_match(const uint8_t *text, size_t before, size_t avail)
{
    if (avail < VIN_LEN || ascii_is_joined_before(text, before)) {
        return 0;
    }
    for (size_t i = 0; i < VIN_LEN; i++) {
        if (!ascii_is_digit(text[i]) && !ascii_is_upper(text[i])) {
            return 0;
        }
    }
    if (!has_shape(text) || !checks(text) ||
        ascii_is_joined_behind(text + VIN_LEN, avail - VIN_LEN)) {
        return 0;
    }
    return VIN_LEN;
}

bool vin_has_shape(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    return trimmed.len == VIN_LEN && has_shape(trimmed.ptr);
}

bool vin_is_valid(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    return trimmed.len == VIN_LEN && has_shape(trimmed.ptr) && checks(trimmed.ptr);
}
