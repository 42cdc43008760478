/* Reads the strength of a medicine: a number, a unit, and what it is counted per. */
#include "detectors/sig_strength.h"

#include "detectors/ascii.h"
#include "detectors/sig.h"

#include <string.h>

#define DIGITS_MAX 7

/* Longest first where one begins another; a strong unit measures medicines only. */
struct unit {
    const char *text;
    uint8_t weight;
};

#define UNIT_COUNT 18
static const struct unit units[UNIT_COUNT] = {
    {"milligram", SIG_STRONG},
    {"microgram", SIG_STRONG},
    {"milliequivalent", SIG_STRONG},
    {"mg", SIG_STRONG},
    {"mcg", SIG_STRONG},
    {"ug", SIG_STRONG},
    {"\xc2\xb5g", SIG_STRONG},
    {"\xce\xbcg", SIG_STRONG},
    {"meq", SIG_STRONG},
    {"iu", SIG_STRONG},
    {"international unit", SIG_STRONG},
    {"unit", 1},
    {"gram", 1},
    {"gm", 1},
    {"g", 1},
    {"ml", 1},
    {"cc", 1},
    {"%", 1},
};

/* What a strength is counted per: 5 mg/mL, 160 mg/5 mL; strong where only medicines are counted so.
 */
#define PER_UNIT_COUNT 14
static const struct unit per_units[PER_UNIT_COUNT] = {
    {"ml", SIG_STRONG},
    {"kg", SIG_STRONG},
    {"dose", SIG_STRONG},
    {"actuation", SIG_STRONG},
    {"puff", SIG_STRONG},
    {"actuat", SIG_STRONG},
    {"spray", SIG_STRONG},
    {"tablet", SIG_STRONG},
    {"hour", 1},
    {"hr", 1},
    {"h", 1},
    {"day", 1},
    {"mg", 1},
    {"g", 1},
};

/* Digits with thousands' commas and a decimal part: the length, or 0. */
static size_t read_number(const uint8_t *text, size_t avail)
{
    size_t len = ascii_count_digits(text, avail, DIGITS_MAX + 1);
    if (len == 0 || len > DIGITS_MAX) {
        return 0;
    }
    while (len + 3 < avail && text[len] == ',' &&
           ascii_count_digits(text + len + 1, avail - len - 1, 4) == 3) {
        len += 4;
    }
    if (len + 1 < avail && text[len] == '.' && ascii_is_digit(text[len + 1])) {
        const size_t decimals = ascii_count_digits(text + len + 1, avail - len - 1, DIGITS_MAX + 1);
        return decimals > DIGITS_MAX ? 0 : len + 1 + decimals;
    }
    return len;
}

/*
 * Units are written mg, MG, mL or mEq, and Mg behind a blank; a capital G is no gram. In binary
 * data letters of both cases stand side by side.
 */
static bool is_written_so(const uint8_t *unit, size_t len, bool is_behind_blank)
{
    if (len == 1) {
        return unit[0] != 'G';
    }
    size_t upper = 0;
    for (size_t i = 0; i < len; i++) {
        upper += ascii_is_upper(unit[i]);
    }
    const bool is_metric =
        ascii_is_lower(unit[0]) && (unit[1] == 'L' || unit[1] == 'E') && upper == 1;
    const bool is_titled = ascii_is_upper(unit[0]) && upper == 1 && (is_behind_blank || len > 3);
    return upper == 0 || upper == len || is_metric || is_titled;
}

/* One of a table's units at text, also in the plural: its length, or 0. Reads one byte in front. */
static size_t read_unit(const uint8_t *text, size_t avail, const struct unit *table, size_t count,
                        uint8_t *weight)
{
    for (size_t i = 0; i < count; i++) {
        if (!ascii_starts_with(text, avail, table[i].text)) {
            continue; /* as nearly all */
        }
        size_t len = strlen(table[i].text);
        if (!is_written_so(text, len, text[-1] == ' ')) {
            continue;
        }
        len += len > 1 && len < avail && ascii_to_lower(text[len]) == 's';
        if (len == avail || (!ascii_is_alnum(text[len]) && text[len] != '_')) {
            *weight = table[i].weight;
            return len;
        }
    }
    return 0;
}

/*
 * What a strength is counted per, "/mL", "/5 mL", "/hr": *len is its length, 0 when there is
 * nothing of the kind. False for any other unit behind a slash: 120 mg/dL is what a laboratory
 * measured.
 */
static bool read_per(const uint8_t *text, size_t avail, size_t *len, uint8_t *weight)
{
    uint8_t per_weight = 0;
    *len = 0;
    if (avail < 2 || text[0] != '/') {
        return true;
    }
    size_t at = 1 + read_number(text + 1, avail - 1);
    at += at > 1 && at < avail && text[at] == ' ';
    const size_t unit = read_unit(text + at, avail - at, per_units, PER_UNIT_COUNT, &per_weight);
    if (unit == 0) {
        return !ascii_is_alpha(text[1]);
    }
    *len = at + unit;
    *weight = per_weight > *weight ? per_weight : *weight;
    return true;
}

/* White space, what encloses or lists, and the last bytes of a non-breaking blank and of dashes. */
static bool may_stand_before(uint8_t byte)
{
    return ascii_is_white(byte) || ascii_is_one_of(byte, "([{<>\"':;=+-/*|~^&#\xa0\x93\x94");
}

static bool is_zero(const uint8_t *number, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (number[i] >= '1' && number[i] <= '9') {
            return false;
        }
    }
    return true;
}

size_t sig_read_strength(const uint8_t *text, size_t before, size_t avail, uint8_t *weight)
{
    if (before > 0 && !may_stand_before(text[-1])) {
        return 0;
    }
    avail = avail < SIG_STRENGTH_MAX ? avail : SIG_STRENGTH_MAX;
    size_t at = read_number(text, avail);
    if (at == 0 || is_zero(text, at)) {
        return 0;
    }
    at += at < avail && (text[at] == ' ' || text[at] == '-');
    const size_t unit = read_unit(text + at, avail - at, units, UNIT_COUNT, weight);
    if (unit == 0) {
        return 0;
    }
    at += unit;
    size_t per;
    return read_per(text + at, avail - at, &per, weight) ? at + per : 0;
}

size_t sig_match_strength(const uint8_t *text, size_t before, size_t avail)
{
    uint8_t weight;
    return sig_read_strength(text, before, avail, &weight);
}
