/* Shapes of HCPCS and CPT procedure codes. */
#include "detectors/hcpcs.h"

#include "detectors/ascii.h"

#define CODE_LEN HCPCS_LEN
#define VISIT_FIRST 99202
#define VISIT_LAST 99499

static bool is_level_two(const uint8_t code[CODE_LEN])
{
    return ascii_is_one_of(ascii_to_upper(code[0]), "ABCEGHJKLMPQRSTUV") &&
           ascii_count_digits(code + 1, CODE_LEN - 1, CODE_LEN - 1) == CODE_LEN - 1;
}

static bool is_cpt(const uint8_t code[CODE_LEN])
{
    return ascii_count_digits(code, CODE_LEN - 1, CODE_LEN - 1) == CODE_LEN - 1 &&
           (ascii_is_digit(code[4]) || ascii_is_one_of(ascii_to_upper(code[4]), "FTUM"));
}

/* The length of a modifier at text ("-25", " JW"), or 0. */
static size_t match_modifier(const uint8_t *text, size_t avail)
{
    const bool is_modifier = avail >= 3 && ascii_is_one_of(text[0], "- ,:") &&
                             ascii_is_alnum(text[1]) && ascii_is_alnum(text[2]) &&
                             (avail == 3 || !ascii_is_alnum(text[3]));
    return is_modifier ? 3 : 0;
}

/* True when the five bytes at text are a token of their own, but for a modifier behind. */
static bool stands_alone(const uint8_t *text, size_t before, size_t avail)
{
    const size_t modifier = match_modifier(text + CODE_LEN, avail - CODE_LEN);
    const size_t end = CODE_LEN + modifier;
    return !ascii_is_joined_before(text, before) &&
           !ascii_is_joined_behind(text + end, avail - end);
}

size_t hcpcs_match(const uint8_t *text, size_t before, size_t avail)
{
    const bool is_code = avail >= CODE_LEN && ascii_is_upper(text[0]) && is_level_two(text);
    return is_code && stands_alone(text, before, avail) ? CODE_LEN : 0;
}

size_t hcpcs_match_cpt(const uint8_t *text, size_t before, size_t avail)
{
    const bool is_code =
        avail >= CODE_LEN && ascii_count_digits(text, CODE_LEN, CODE_LEN) == CODE_LEN;
    return is_code && stands_alone(text, before, avail) ? CODE_LEN : 0;
}

bool hcpcs_is_visit(const uint8_t code[HCPCS_LEN])
{
    const unsigned number = ascii_read_number(code, CODE_LEN);
    return number >= VISIT_FIRST && number <= VISIT_LAST;
}

bool hcpcs_is_code(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    if (trimmed.len < CODE_LEN || (!is_level_two(trimmed.ptr) && !is_cpt(trimmed.ptr))) {
        return false;
    }
    size_t at = CODE_LEN;
    for (size_t modifiers = 0; modifiers < 4 && at < trimmed.len; modifiers++) {
        at += match_modifier(trimmed.ptr + at, trimmed.len - at);
    }
    return at == trimmed.len;
}
