/* Ages over 89. */
#include "detectors/age.h"

#include "detectors/ascii.h"

#include <string.h>

#define AGE_FIRST 90
#define AGE_LAST 129

/* The number of digits of an age over 89 at text, or 0. */
static size_t match_number(const uint8_t *text, size_t avail)
{
    const size_t count = ascii_count_digits(text, avail, 4);
    if (count < 2 || count > 3) {
        return 0;
    }
    const unsigned age = ascii_read_number(text, count);
    return age >= AGE_FIRST && age <= AGE_LAST ? count : 0;
}

/* The length of the first word of words that stands at text and ends there, or 0. */
static size_t match_word(const uint8_t *text, size_t avail, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t len = strlen(words[i]);
        if (ascii_starts_with(text, avail, words[i]) &&
            !(len < avail && ascii_is_alpha(text[len]))) {
            return len;
        }
    }
    return 0;
}

/* The length of what says behind a number that it is an age: " years old", "-year-old", " y/o". */
static size_t match_age_words(const uint8_t *text, size_t avail)
{
    static const char *const words[] = {"years old",    "year old",
                                        "years-old",    "year-old",
                                        "yrs old",      "yr old",
                                        "yrs. old",     "yr. old",
                                        "yr-old",       "yrs-old",
                                        "years of age", "yrs of age",
                                        "y/o",          "y.o.",
                                        "y.o",          "yo",
                                        "yom",          "yof",
                                        "yoa",          "year olds",
                                        "year-olds",    "a\xc3\xb1os de edad"};
    const size_t gap = avail > 0 && ascii_is_one_of(text[0], " -") ? 1 : 0;
    const size_t len = match_word(text + gap, avail - gap, words, sizeof words / sizeof words[0]);
    return len > 0 ? gap + len : 0;
}

/* The length of bare years behind a number, or 0; 0 too when they measure something else. */
static size_t match_years(const uint8_t *text, size_t avail)
{
    static const char *const words[] = {"years", "yrs", "yr", "year"};
    static const char *const others[] = {
        "ago",     "of experience", "later",   "earlier",    "warranty", "anniversary", "prior",
        "history", "mortgage",      "since",   "of service", "supply",   "lease",       "storm",
        "flood",   "sentence",      "bond",    "war",        "before",   "after",       "from",
        "in",      "period",        "horizon", "plan",       "term",     "event"};
    const size_t gap = avail > 0 && ascii_is_one_of(text[0], " -") ? 1 : 0;
    const size_t len = match_word(text + gap, avail - gap, words, sizeof words / sizeof words[0]);
    if (len == 0) {
        return 0;
    }
    const size_t end = gap + len;
    const size_t blank = end < avail && ascii_is_one_of(text[end], " -") ? 1 : 0;
    const bool is_other = match_word(text + end + blank, avail - end - blank, others,
                                     sizeof others / sizeof others[0]) > 0;
    return is_other ? 0 : end;
}

/* True for "90+", "90 or older", "90 years and over" behind a number: a group, not an age. */
static bool is_group(const uint8_t *text, size_t avail)
{
    static const char *const groups[] = {"+",         "or older", "and older",
                                         "or over",   "and over", "or above",
                                         "and above", "plus",     "or more"};
    size_t at = match_years(text, avail);
    at += at < avail && text[at] == ' ' ? 1 : 0;
    return match_word(text + at, avail - at, groups, sizeof groups / sizeof groups[0]) > 0;
}

/* True for a bare 90, as tables and records of data write the group of all who are 90 or older. */
static bool is_top_group(const uint8_t *text, size_t number)
{
    return ascii_read_number(text, number) == AGE_FIRST;
}

/* The same in a text: "age": 90 is such a record, "aged 90" may be anybody; "Age: 90" is somebody.
 */
static bool is_recorded_group(const uint8_t *text, size_t before, size_t number)
{
    size_t back = 0;
    bool has_colon = false;
    while (back < before && back < 4 && ascii_is_one_of(text[-1 - (ptrdiff_t)back], " :=")) {
        has_colon = has_colon || text[-1 - (ptrdiff_t)back] != ' ';
        back++;
    }
    const bool is_somebody =
        has_colon && back < before && ascii_is_alpha(text[-1 - (ptrdiff_t)back]);
    return is_top_group(text, number) && !is_somebody;
}

/* True when a word for an age ends in front of text: "age 93", "Aged: 101", "\"age\": 95". */
static bool follows_age(const uint8_t *text, size_t before)
{
    static const char *const words[] = {"age",     "aged",    "ages", "turned",
                                        "turning", "age/sex", "edad"};
    size_t back = 0;
    while (back < before && back < 4 && ascii_is_one_of(text[-1 - (ptrdiff_t)back], " :=\"'")) {
        back++;
    }
    for (size_t i = 0; back > 0 && i < sizeof words / sizeof words[0]; i++) {
        const size_t len = strlen(words[i]);
        if (back + len > before || back + len >= AGE_BEFORE) {
            continue;
        }
        const uint8_t *start = text - back - len;
        const bool is_word = back + len == before || !ascii_is_alnum(start[-1]);
        if (is_word && ascii_starts_with(start, len, words[i])) {
            return true;
        }
    }
    return false;
}

size_t age_match_over_89(const uint8_t *text, size_t before, size_t avail, bool *is_sure)
{
    if (avail > AGE_REACH) {
        avail = AGE_REACH;
    }
    const size_t number = match_number(text, avail);
    if (number == 0 || ascii_is_joined_before(text, before) || (before > 0 && text[-1] == '$')) {
        return 0;
    }
    const uint8_t *end = text + number;
    const size_t left = avail - number;
    if (is_group(end, left)) {
        return 0;
    }
    const size_t words = match_age_words(end, left);
    if (words > 0) {
        *is_sure = true;
        return number + words;
    }
    static const char *const units[] = {"y", "yr", "yrs"};               /* "Age: 93Y" */
    static const char *const sexes[] = {"/f", "/m", "/female", "/male"}; /* "Age/Sex: 93/F" */
    const size_t unit = match_word(end, left, units, sizeof units / sizeof units[0]);
    const size_t next =
        unit + match_word(end + unit, left - unit, sexes, sizeof sexes / sizeof sexes[0]);
    if (!is_recorded_group(text, before, number) && follows_age(text, before) &&
        !ascii_is_joined_behind(end + next, left - next) && !(left > 0 && end[0] == '%')) {
        *is_sure = true;
        return number + unit;
    }
    const size_t years = match_years(end, left);
    if (years == 0) {
        return 0;
    }
    *is_sure = false;
    return number + years;
}

bool age_is_over_89(const uint8_t *value, size_t len)
{
    static const char *const units[] = {"y",         "yr", "yrs", "year", "years",
                                        "years old", "yo", "y/o", "a"};
    struct span age = ascii_trim(value, len);
    if (age.len > 1 && (age.ptr[0] == 'P' || age.ptr[0] == '0')) { /* P93Y, 093Y */
        age = (struct span){age.ptr + 1, age.len - 1};
    }
    const size_t number = match_number(age.ptr, age.len);
    if (number == 0 || (number == age.len && is_top_group(age.ptr, number))) {
        return false;
    }
    size_t at = number;
    if (at + 1 < age.len && age.ptr[at] == '.') {
        at += 1 + ascii_count_digits(age.ptr + at + 1, age.len - at - 1, 6);
    }
    at += at < age.len && age.ptr[at] == ' ' ? 1 : 0;
    const size_t unit =
        match_word(age.ptr + at, age.len - at, units, sizeof units / sizeof units[0]);
    return at + unit == age.len && (age.len == 0 || age.ptr[age.len - 1] != '.');
}
