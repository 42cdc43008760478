/* ICD-9-CM diagnosis codes: ranges and the dot. */
#include "detectors/icd9.h"

#include "detectors/ascii.h"

/* The length of the category at text (250, V02, E849), or 0. */
static size_t match_category(const uint8_t *text, size_t avail)
{
    if (avail < 3) {
        return 0;
    }
    const uint8_t chapter = ascii_to_upper(text[0]);
    if (chapter == 'V' && ascii_count_digits(text + 1, 2, 2) == 2) {
        const unsigned number = ascii_read_number(text + 1, 2);
        return number >= 1 && number <= 91 ? 3 : 0;
    }
    if (chapter == 'E' && ascii_count_digits(text + 1, avail - 1, 3) == 3) {
        const unsigned number = ascii_read_number(text + 1, 3);
        return number <= 30 || number >= 800 ? 4 : 0;
    }
    return ascii_count_digits(text, 3, 3) == 3 && ascii_read_number(text, 3) > 0 ? 3 : 0;
}

/* The length of the code at text; *has_dot says whether decimals stand behind a dot. */
static size_t read_code(const uint8_t *text, size_t avail, bool *has_dot)
{
    const size_t category = match_category(text, avail);
    *has_dot = category > 0 && avail > category + 1 && text[category] == '.' &&
               ascii_is_digit(text[category + 1]);
    if (category == 0) {
        return 0;
    }
    const size_t most = ascii_to_upper(text[0]) == 'E' ? 1 : 2;
    const size_t at = category + (*has_dot ? 1 : 0);
    return at + ascii_count_digits(text + at, avail - at, most);
}

size_t icd9_match(const uint8_t *text, size_t before, size_t avail)
{
    bool has_dot = false;
    if (avail == 0 || ascii_is_lower(text[0]) || ascii_is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = read_code(text, avail, &has_dot);
    const bool is_bare_letter_code = ascii_is_upper(text[0]) && len == (text[0] == 'E' ? 4 : 3);
    if (len == 0 || (!has_dot && !is_bare_letter_code) ||
        ascii_is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    return len;
}

bool icd9_is_code(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    bool has_dot = false;
    return trimmed.len > 0 && read_code(trimmed.ptr, trimmed.len, &has_dot) == trimmed.len;
}
