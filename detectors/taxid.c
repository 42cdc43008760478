/* Ranges and shapes of ITIN and EIN. */
#include "detectors/taxid.h"

#include "detectors/ascii.h"

#include <string.h>

static unsigned group_of(const uint8_t digits[9])
{
    return ascii_read_number(digits + 3, 2);
}

bool taxid_is_itin(const uint8_t digits[9])
{
    const unsigned group = group_of(digits);
    const bool is_in_range = (group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
                             (group >= 90 && group <= 92) || group >= 94;
    return digits[0] == '9' && is_in_range;
}

bool taxid_is_atin(const uint8_t digits[9])
{
    return digits[0] == '9' && group_of(digits) == 93;
}

bool taxid_is_ein(const uint8_t digits[9])
{
    static const uint8_t unassigned[] = {0,  7,  8,  9,  17, 18, 19, 28, 29,
                                         49, 69, 70, 78, 79, 89, 96, 97};
    const unsigned prefix = ascii_read_number(digits, 2);
    if (memchr(unassigned, (int)prefix, sizeof unassigned) != NULL) {
        return false;
    }
    return memcmp(digits + 2, digits + 3, 6) != 0; /* 12-3333333 is a filler */
}

size_t taxid_match_itin(const uint8_t *text, size_t before, size_t avail)
{
    if (ascii_is_joined_before(text, before) || avail < 9 || text[0] != '9') {
        return 0;
    }
    const size_t gap = ascii_is_one_of(text[3], "- .") ? 1 : 0;
    const size_t len = 9 + 2 * gap;
    if (avail < len || ascii_count_digits(text, 3, 3) != 3 ||
        ascii_count_digits(text + 3 + gap, 2, 2) != 2 ||
        ascii_count_digits(text + 5 + 2 * gap, 4, 4) != 4 || (gap > 0 && text[6] != text[3]) ||
        ascii_is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    uint8_t digits[9];
    memcpy(digits, text, 3);
    memcpy(digits + 3, text + 3 + gap, 2);
    memcpy(digits + 5, text + 5 + 2 * gap, 4);
    return taxid_is_itin(digits) ? len : 0;
}

size_t taxid_match_ein(const uint8_t *text, size_t before, size_t avail)
{
    const size_t len = 10;
    if (ascii_is_joined_before(text, before) || avail < len || text[2] != '-' ||
        ascii_count_digits(text, 2, 2) != 2 || ascii_count_digits(text + 3, 7, 7) != 7 ||
        ascii_is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    uint8_t digits[9];
    memcpy(digits, text, 2);
    memcpy(digits + 2, text + 3, 7);
    return taxid_is_ein(digits) ? len : 0;
}
