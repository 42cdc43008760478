/* Recognises ICD-10-CM codes: a shape and a list of the categories in use. */
#include "detectors/icd10.h"

#include "detectors/ascii.h"

#include <string.h>

/*
 * Categories of the tabular list (NCHS/CMS, ICD-10-CM, up to fiscal year 2025), one row a letter:
 * the two digits in use, as ranges of the number they make; and the few third characters that are
 * letters.
 */
struct range {
    uint8_t first;
    uint8_t last;
};

#define RANGES_MAX 28

struct letter {
    const char *lettered; /* pairs: "4A" for C4A */
    struct range
        digits[RANGES_MAX]; /* ends at a row with last == 0 and first == 0 that is not the first */
};

/* clang-format off */
static const struct letter letters[26] = {
    ['A' - 'A'] = {"", {{0, 9}, {15, 15}, {17, 28}, {30, 44}, {46, 46}, {48, 60}, {63, 71}, {74, 75}, {77, 96}, {98, 99}}},
    ['B' - 'A'] = {"", {{0, 10}, {15, 20}, {25, 27}, {30, 30}, {33, 60}, {64, 83}, {85, 92}, {94, 97}, {99, 99}}},
    ['C' - 'A'] = {"4A7A7B", {{0, 26}, {30, 34}, {37, 41}, {43, 58}, {60, 86}, {88, 88}, {90, 96}}},
    ['D' - 'A'] = {"3A", {{0, 7}, {9, 53}, {55, 78}, {80, 84}, {86, 86}, {89, 89}}},
    ['E' - 'A'] = {"", {{0, 11}, {13, 13}, {15, 16}, {20, 32}, {34, 36}, {40, 46}, {50, 56}, {58, 61}, {63, 68}, {70, 80},
                        {83, 89}}},
    ['F' - 'A'] = {"", {{1, 7}, {9, 25}, {28, 34}, {39, 45}, {48, 48}, {50, 55}, {59, 60}, {63, 66}, {68, 73}, {78, 82},
                        {84, 84}, {88, 91}, {93, 95}, {98, 99}}},
    ['G' - 'A'] = {"", {{0, 14}, {20, 21}, {23, 26}, {30, 32}, {35, 37}, {40, 40}, {43, 47}, {50, 65}, {70, 73}, {80, 83},
                        {89, 99}}},
    ['H' - 'A'] = {"", {{0, 2}, {4, 5}, {10, 11}, {15, 18}, {20, 22}, {25, 28}, {30, 36}, {40, 40}, {42, 44}, {46, 47},
                        {49, 55}, {57, 57}, {59, 62}, {65, 75}, {80, 83}, {90, 95}}},
    ['I' - 'A'] = {"1A5A", {{0, 2}, {5, 13}, {15, 16}, {20, 28}, {30, 52}, {60, 63}, {65, 83}, {85, 89}, {95, 97},
                            {99, 99}}},
    ['J' - 'A'] = {"4A", {{0, 6}, {9, 18}, {20, 22}, {30, 45}, {47, 47}, {60, 70}, {80, 82}, {84, 86}, {90, 96}, {98, 99}}},
    ['K' - 'A'] = {"", {{0, 6}, {8, 9}, {11, 14}, {20, 23}, {25, 31}, {35, 38}, {40, 46}, {50, 52}, {55, 68}, {70, 77},
                        {80, 83}, {85, 87}, {90, 92}, {94, 95}}},
    ['L' - 'A'] = {"", {{0, 5}, {8, 8}, {10, 14}, {20, 30}, {40, 45}, {49, 60}, {62, 68}, {70, 76}, {80, 95}, {97, 99}}},
    ['M' - 'A'] = {"1A", {{0, 2}, {4, 8}, {10, 27}, {30, 36}, {40, 43}, {45, 51}, {53, 54}, {60, 63}, {65, 67}, {70, 72},
                          {75, 77}, {79, 81}, {83, 97}, {99, 99}}},
    ['N' - 'A'] = {"", {{0, 8}, {10, 23}, {25, 37}, {39, 53}, {60, 65}, {70, 77}, {80, 99}}},
    ['O' - 'A'] = {"9A", {{0, 4}, {7, 16}, {20, 26}, {28, 36}, {40, 48}, {60, 77}, {80, 80}, {82, 82}, {85, 92}, {94, 94},
                          {98, 99}}},
    ['P' - 'A'] = {"", {{0, 5}, {7, 15}, {19, 19}, {22, 29}, {35, 39}, {50, 61}, {70, 72}, {74, 74}, {76, 78}, {80, 81},
                        {83, 84}, {90, 96}}},
    ['Q' - 'A'] = {"", {{0, 7}, {10, 18}, {20, 28}, {30, 45}, {50, 56}, {60, 87}, {89, 93}, {95, 99}}},
    ['R' - 'A'] = {"", {{0, 1}, {3, 7}, {9, 23}, {25, 27}, {29, 37}, {39, 65}, {68, 71}, {73, 94}, {97, 97}, {99, 99}}},
    ['S' - 'A'] = {"", {{0, 17}, {19, 99}}},
    ['T' - 'A'] = {"", {{7, 7}, {14, 28}, {30, 34}, {36, 71}, {73, 76}, {78, 88}}},
    ['U' - 'A'] = {"", {{7, 7}, {9, 9}}},
    ['V' - 'A'] = {"", {{0, 6}, {9, 99}}},
    ['W' - 'A'] = {"", {{0, 1}, {3, 40}, {42, 42}, {44, 46}, {49, 62}, {64, 65}, {67, 67}, {69, 69}, {73, 74}, {85, 86},
                        {88, 90}, {92, 94}, {99, 99}}},
    ['X' - 'A'] = {"", {{0, 6}, {8, 8}, {10, 19}, {30, 32}, {34, 39}, {50, 50}, {52, 52}, {58, 58}, {71, 83}, {92, 99}}},
    ['Y' - 'A'] = {"", {{0, 4}, {7, 9}, {20, 33}, {35, 38}, {62, 66}, {69, 84}, {90, 90}, {92, 93}, {95, 95}, {99, 99}}},
    ['Z' - 'A'] = {"3A", {{0, 5}, {8, 9}, {11, 23}, {28, 34}, {36, 49}, {51, 53}, {55, 60}, {62, 99}}},
};
/* clang-format on */

static bool category_exists(const uint8_t code[3])
{
    if (code[0] < 'A' || code[0] > 'Z' || !ascii_is_digit(code[1])) {
        return false;
    }
    const struct letter *letter = &letters[code[0] - 'A'];
    if (!ascii_is_digit(code[2])) {
        for (const char *pair = letter->lettered; *pair != '\0'; pair += 2) {
            if ((uint8_t)pair[0] == code[1] && (uint8_t)pair[1] == code[2]) {
                return true;
            }
        }
        return false;
    }
    const unsigned number = (unsigned)(code[1] - '0') * 10 + (unsigned)(code[2] - '0');
    for (size_t i = 0; i < RANGES_MAX; i++) {
        if (i > 0 && letter->digits[i].last == 0) {
            return false;
        }
        if (number >= letter->digits[i].first && number <= letter->digits[i].last) {
            return true;
        }
    }
    return false;
}

/* What may stand at the 4th to 7th place of a code: the characters in use in the tabular list. */
static bool place_allows(size_t place, uint8_t byte)
{
    static const char *const allowed[4] = {"0123456789ABCDEFGHIJKXZ", "0123456789ABCDEXYZ",
                                           "0123456789ABCDEFGHX", "0123459ABCDEFGHJKMNPQRS"};
    return byte != '\0' && strchr(allowed[place], byte) != NULL;
}

/* Chapter U holds three codes: vaping-related disorder, COVID-19 and the condition after it. */
static bool emergency_exists(const char *code, size_t len)
{
    return len == 4 && (memcmp(code, "U070", 4) == 0 || memcmp(code, "U071", 4) == 0 ||
                        memcmp(code, "U099", 4) == 0);
}

enum dot { DOT_REQUIRED, DOT_ABSENT, DOT_OPTIONAL };

static bool dot_is_right(enum dot dot, bool has_dot)
{
    return dot == DOT_OPTIONAL || (dot == DOT_REQUIRED) == has_dot;
}

/* Reads a code at text; returns its length and writes it without the dot to out, or returns 0. */
static size_t read_code(const uint8_t *text, size_t avail, enum dot dot, char out[8])
{
    if (avail < 3 || !category_exists(text)) {
        return 0;
    }
    const bool has_dot = avail > 3 && text[3] == '.';
    if (!dot_is_right(dot, has_dot)) {
        return 0;
    }
    memcpy(out, text, 3);
    size_t len = 3;
    size_t at = has_dot ? 4 : 3;
    while (len < 7 && at < avail && place_allows(len - 3, text[at])) {
        out[len++] = (char)text[at++];
    }
    out[len] = '\0';
    const bool is_known = out[0] != 'U' || emergency_exists(out, len);
    return is_known && (len > 3 || !has_dot) ? at : 0;
}

static bool is_joined_before(const uint8_t *text, size_t before)
{
    return before > 0 && (ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], "._-/%+\\"));
}

/* A code may be followed by a range or list of codes (E11.9-E11.65, E11.9/I10), not by the rest of
 * a version or path. */
static bool is_joined_behind(const uint8_t *end, size_t avail)
{
    if (avail == 0) {
        return false;
    }
    if (ascii_is_alnum(end[0]) || end[0] == '_' || end[0] == '%') {
        return true;
    }
    if (avail < 2 || (end[0] != '.' && end[0] != '-' && end[0] != '/')) {
        return false;
    }
    return ascii_is_alnum(end[1]) && (end[0] == '.' || !ascii_is_upper(end[1]));
}

static size_t match(const uint8_t *text, size_t before, size_t avail, enum dot dot)
{
    char code[8];
    if (is_joined_before(text, before)) {
        return 0;
    }
    const size_t len = read_code(text, avail, dot, code);
    return len == 0 || is_joined_behind(text + len, avail - len) ? 0 : len;
}

size_t icd10_match(const uint8_t *text, size_t before, size_t avail)
{
    return match(text, before, avail, DOT_REQUIRED);
}

size_t icd10_match_undotted(const uint8_t *text, size_t before, size_t avail)
{
    return match(text, before, avail, DOT_ABSENT);
}

size_t icd10_normalise(const uint8_t *value, size_t len, char out[8])
{
    uint8_t upper[8];
    if (len == 0 || len > sizeof upper) {
        return 0;
    }
    for (size_t i = 0; i < len; i++) {
        upper[i] = ascii_to_upper(value[i]);
    }
    return read_code(upper, len, DOT_OPTIONAL, out) == len ? strlen(out) : 0;
}

bool icd10_is_code(const uint8_t *value, size_t len)
{
    char code[8];
    return icd10_normalise(value, len, code) > 0;
}
