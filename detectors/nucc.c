/* The shape of provider taxonomy codes. */
#include "detectors/nucc.h"

#include "detectors/ascii.h"

#define CODE_LEN 10

static bool is_code(const uint8_t code[CODE_LEN])
{
    return code[0] >= '1' && code[0] <= '4' && ascii_count_digits(code, 3, 3) == 3 &&
           ascii_is_alnum(code[3]) && ascii_is_alnum(code[4]) &&
           ascii_count_digits(code + 5, 4, 4) == 4 && ascii_to_upper(code[9]) == 'X';
}

size_t nucc_match(const uint8_t *text, size_t before, size_t avail)
{
    if (avail < CODE_LEN || !is_code(text) || text[9] != 'X' || ascii_is_lower(text[3]) ||
        ascii_is_lower(text[4]) || ascii_is_joined_before(text, before) ||
        ascii_is_joined_behind(text + CODE_LEN, avail - CODE_LEN)) {
        return 0;
    }
    return CODE_LEN;
}

bool nucc_is_code(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    return trimmed.len == CODE_LEN && is_code(trimmed.ptr);
}
