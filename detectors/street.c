/* Reads the first line of a US postal address. */
#include "detectors/street.h"

#include "detectors/ascii.h"

#include <string.h>

#define WORDS_MAX 8
#define NAMES_MAX 4

/* A word of the line; len is without its final dot, end is behind it. */
struct word {
    size_t at;
    size_t len;
    size_t end;
};

static bool is_word_byte(uint8_t byte)
{
    return ascii_is_alnum(byte) || byte == '\'' || byte == '-' || byte >= 0x80;
}

/* Reads words with one or two blanks in front of each, from at on; returns how many. */
static size_t read_words(struct span text, size_t at, struct word words[WORDS_MAX])
{
    size_t count = 0;
    while (count < WORDS_MAX) {
        const size_t blanks = at;
        while (at < text.len && at < blanks + 2 && text.ptr[at] == ' ') {
            at++;
        }
        const size_t start = at;
        while (at < text.len && is_word_byte(text.ptr[at])) {
            at++;
        }
        if (start == blanks || at == start) {
            break;
        }
        words[count].at = start;
        words[count].len = at - start;
        at += at < text.len && text.ptr[at] == '.' ? 1 : 0;
        words[count++].end = at;
    }
    return count;
}

static bool word_is(struct span text, const struct word *word, const char *lower)
{
    return ascii_is_word((struct span){text.ptr + word->at, word->len}, lower);
}

static bool word_is_one_of(struct span text, const struct word *word, const char *const *list,
                           size_t count)
{
    return ascii_is_word_of((struct span){text.ptr + word->at, word->len}, list, count);
}

static bool is_directional(struct span text, const struct word *word)
{
    static const char *const names[] = {"n",  "s",  "e",     "w",     "ne",   "nw",
                                        "se", "sw", "north", "south", "east", "west"};
    return word_is_one_of(text, word, names, sizeof names / sizeof names[0]);
}

/* A name starts with a capital, a letter beyond ASCII, or is an ordinal: Main, 5th, O'Neil. */
static bool is_name(struct span text, const struct word *word)
{
    const uint8_t first = text.ptr[word->at];
    if (!ascii_is_digit(first)) {
        return ascii_is_upper(first) || first >= 0x80;
    }
    const size_t digits = ascii_count_digits(text.ptr + word->at, word->len, word->len);
    return word->len == digits + 2 && ascii_is_alpha(text.ptr[word->at + digits]);
}

/* Types that may stand in lower case behind a name: nothing else is meant by them. */
static bool is_spelled_out(struct span text, const struct word *word)
{
    static const char *const types[] = {"street",    "avenue",  "road",   "lane",
                                        "boulevard", "highway", "parkway"};
    return word_is_one_of(text, word, types, sizeof types / sizeof types[0]);
}

static enum street_type type_of(struct span text, const struct word *word)
{
    return street_find_type(text.ptr + word->at, word->len);
}

/* The length of 12, 12B, 12-34 or 12 1/2 at the start of text, or 0. */
static size_t match_house(struct span text)
{
    size_t len = ascii_count_digits(text.ptr, text.len, 7);
    if (len == 0 || len > 6) {
        return 0;
    }
    if (len + 1 < text.len && text.ptr[len] == '-' && ascii_is_digit(text.ptr[len + 1])) {
        const size_t more = ascii_count_digits(text.ptr + len + 1, text.len - len - 1, 5);
        len += more < 5 ? 1 + more : 0;
    }
    if (len + 3 < text.len && memcmp(text.ptr + len, " 1/2", 4) == 0) {
        return len + 4;
    }
    if (len < text.len && ascii_is_alpha(text.ptr[len])) {
        len++;
    }
    return len < text.len && text.ptr[len] == ' ' ? len : 0;
}

/* Highways are named by a number behind their type: State Route 9, FM 1960. */
static bool takes_number(struct span text, const struct word *word)
{
    static const char *const routes[] = {"highway", "hwy", "route", "rte", "fm", "cr", "sr", "rr"};
    return word_is_one_of(text, word, routes, sizeof routes / sizeof routes[0]);
}

static bool is_number(struct span text, const struct word *word)
{
    const size_t digits = ascii_count_digits(text.ptr + word->at, word->len, 5);
    return digits > 0 && digits < 5 &&
           (digits == word->len ||
            (digits + 1 == word->len && ascii_is_upper(text.ptr[word->at + digits])));
}

/* True when no full stop stands behind a word. */
static bool is_open(const struct word *word)
{
    return word->end == word->at + word->len;
}

/* Which words make up the street. */
struct naming {
    size_t count; /* words up to the end of the street; 0: none */
    bool is_weak;
};

/* "Highway 71", "County Road 12" from the word first on. */
static struct naming find_route(struct span text, const struct word *words, size_t count,
                                size_t first)
{
    for (size_t i = first; i + 1 < count && i <= first + 2; i++) {
        const bool is_county = i > first && word_is(text, &words[i - 1], "county") &&
                               (word_is(text, &words[i], "road") || word_is(text, &words[i], "rd"));
        if ((takes_number(text, &words[i]) || is_county) && is_open(&words[i]) &&
            is_number(text, &words[i + 1])) {
            return (struct naming){i + 2, false};
        }
        if (!is_name(text, &words[i])) {
            break;
        }
    }
    return (struct naming){0, false};
}

/* The first street type of this strength behind a name, with the types that follow it at once. */
static struct naming find_type(struct span text, const struct word *words, size_t count,
                               size_t first, enum street_type wanted)
{
    for (size_t i = first; i < count && i <= first + NAMES_MAX; i++) {
        if (!is_name(text, &words[i]) && !is_spelled_out(text, &words[i])) {
            break;
        }
        if (i > first && type_of(text, &words[i]) == wanted) {
            size_t last = i;
            while (last + 1 < count && last < first + NAMES_MAX && is_open(&words[last]) &&
                   type_of(text, &words[last + 1]) == wanted) {
                last++;
            }
            return (struct naming){last + 1, wanted == STREET_WEAK};
        }
        if (words[i].end != words[i].at + words[i].len && words[i].len > 2) {
            break; /* a full stop: the sentence ends */
        }
    }
    return (struct naming){0, false};
}

/* "Calle Luna", "Avenida Ponce de León", "Calle 13": in Spanish the type stands in front (USPS
 * Publication 28, section 29). */
static struct naming find_spanish(struct span text, const struct word *words, size_t count)
{
    static const char *const types[] = {"calle", "avenida", "paseo", "camino", "carretera"};
    static const char *const joints[] = {"de", "del", "la", "las", "los"};
    if (count < 2 || !is_name(text, &words[0]) ||
        !word_is_one_of(text, &words[0], types, sizeof types / sizeof types[0])) {
        return (struct naming){0, false};
    }
    if (is_number(text, &words[1])) {
        return (struct naming){2, true};
    }
    size_t named = 0; /* words up to the last name */
    for (size_t i = 1; i < count && i <= NAMES_MAX && is_open(&words[i - 1]); i++) {
        if (is_name(text, &words[i])) {
            named = i + 1;
        } else if (!word_is_one_of(text, &words[i], joints, sizeof joints / sizeof joints[0])) {
            break;
        }
    }
    return (struct naming){named, true};
}

static struct naming find_street(struct span text, const struct word *words, size_t count)
{
    const size_t first = count > 1 && is_directional(text, &words[0]) ? 1 : 0;
    struct naming naming = find_route(text, words, count, first);
    if (naming.count == 0) {
        naming = find_type(text, words, count, first, STREET_STRONG);
    }
    if (naming.count == 0 && first == 1) { /* the directional is the name: 12 North St */
        naming = find_type(text, words, count, 0, STREET_STRONG);
    }
    if (naming.count == 0) {
        naming = find_type(text, words, count, first, STREET_WEAK);
    }
    if (naming.count == 0) {
        naming = find_spanish(text, words, count);
    }
    if (naming.count == 0 && first < count && word_is(text, &words[first], "broadway")) {
        naming = (struct naming){first + 1, true};
    }
    return naming;
}

/* The length of "Apt ", "Ste. #", "#" at text, or 0. */
static size_t match_unit_word(const uint8_t *text, size_t avail)
{
    static const char *const names[] = {"apartment", "apt",   "unit",  "suite",    "ste",  "room",
                                        "rm",        "floor", "fl",    "building", "bldg", "lot",
                                        "trailer",   "trlr",  "space", "spc",      "dept", "no"};
    if (avail > 0 && text[0] == '#') {
        return avail > 1 && text[1] == ' ' ? 2 : 1;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!ascii_starts_with(text, avail, names[i])) {
            continue;
        }
        const size_t word = strlen(names[i]);
        size_t end = word;
        while (end < avail && end < word + 3 && ascii_is_one_of(text[end], ". #")) {
            end++;
        }
        return end > word ? end : 0;
    }
    return 0;
}

/* The length of 4B, B4, B, 12-3 at text, or 0: a number, or a letter and perhaps a number. */
static size_t match_unit_number(const uint8_t *text, size_t avail)
{
    size_t len = 0;
    while (len < avail && len < 7 && (ascii_is_alnum(text[len]) || text[len] == '-')) {
        len++;
    }
    const bool is_number =
        len > 0 && (ascii_is_digit(text[0]) || len == 1 || ascii_is_digit(text[1]));
    return is_number && text[0] != '-' ? len : 0;
}

/* The length of what may stand between a street and its unit, which may be on a line of its own; or
 * 0. */
static size_t match_unit_gap(const uint8_t *text, size_t avail)
{
    size_t at = avail > 0 && text[0] == '.' ? 1 : 0;
    at += at < avail && text[at] == ',' ? 1 : 0;
    const size_t most = at + 3;
    size_t breaks = 0;
    while (at < avail && at < most && ascii_is_one_of(text[at], " \r\n")) {
        breaks += text[at] == '\n' ? 1 : 0;
        at++;
    }
    const bool is_list = breaks > 0 && at < avail && text[at] == '#'; /* or a heading */
    return breaks < 2 && !is_list ? at : 0;
}

/* The length of ", Apt 4B", " #12", "., Suite 300" at text, or 0. */
static size_t match_unit(const uint8_t *text, size_t avail)
{
    size_t at = match_unit_gap(text, avail);
    const size_t word = at > 0 ? match_unit_word(text + at, avail - at) : 0;
    at += word;
    const size_t number = word > 0 ? match_unit_number(text + at, avail - at) : 0;
    return number > 0 ? at + number : 0;
}

/* The length of " #12: " at text: up to two signs and a number of up to most digits; or 0. */
static size_t match_number(const uint8_t *text, size_t avail, size_t most)
{
    size_t at = 0;
    while (at < avail && at < 2 && ascii_is_one_of(text[at], " #:")) {
        at++;
    }
    const size_t digits = ascii_count_digits(text + at, avail - at, most + 1);
    return digits > 0 && digits <= most ? at + digits : 0;
}

/* The length of a box along a road ("RR 2 Box 118", "HC 1, Box 3456") at text, or 0: USPS
 * Publication 28, section 24. */
static size_t match_rural_box(const uint8_t *text, size_t avail)
{
    static const char *const names[] = {"rr", "hc", "rural route", "highway contract"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!ascii_starts_with(text, avail, names[i])) {
            continue;
        }
        size_t at = strlen(names[i]);
        const size_t route = match_number(text + at, avail - at, 3);
        at += route;
        at += at < avail && text[at] == ',' ? 1 : 0;
        if (route == 0 || !ascii_starts_with(text + at, avail - at, " box")) {
            return 0;
        }
        at += strlen(" box");
        const size_t box = match_number(text + at, avail - at, 5);
        return box > 0 ? at + box : 0;
    }
    return 0;
}

/* The length of a post office box ("P.O. Box 123", "POB 12") at text, or 0. */
static size_t match_box(const uint8_t *text, size_t avail)
{
    static const char *const names[] = {"p.o. box",        "p.o box", "po box", "p o box",
                                        "p. o. box",       "p.o.box", "pobox",  "pob",
                                        "post office box", "post box"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!ascii_starts_with(text, avail, names[i])) {
            continue;
        }
        const size_t at = strlen(names[i]);
        const size_t number = match_number(text + at, avail - at, 7);
        return number > 0 ? at + number : 0;
    }
    return match_rural_box(text, avail);
}

/* "Dr. Jones" and "St. Mary" behind the last word: rather a person or a saint than a street. */
static bool may_be_name(struct span text, const struct word *last)
{
    const bool is_title = word_is(text, last, "dr") || word_is(text, last, "st");
    return is_title && last->end + 1 < text.len && text.ptr[last->end] == ' ' &&
           ascii_is_upper(text.ptr[last->end + 1]);
}

static size_t match_line(struct span text, struct street *street)
{
    struct word words[WORDS_MAX];
    const size_t house = match_house(text);
    if (house == 0) {
        return 0;
    }
    const size_t count = read_words(text, house, words);
    struct naming naming = find_street(text, words, count);
    if (naming.count == 0) {
        return 0;
    }
    const struct word *last = &words[naming.count - 1];
    if (naming.count < count && is_open(last) && is_directional(text, &words[naming.count])) {
        last = &words[naming.count];
    }
    const size_t end = last->at + last->len;
    const size_t unit = match_unit(text.ptr + end, text.len - end);
    street->has_unit = unit > 0;
    street->is_weak = naming.is_weak;
    street->may_be_name = unit == 0 && may_be_name(text, last);
    return end + unit;
}

size_t street_match(const uint8_t *text, size_t before, size_t avail, struct street *street)
{
    const struct span line = {text, avail < STREET_REACH ? avail : STREET_REACH};
    struct street found = {0};
    if (avail == 0 ||
        (before > 0 && (ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], STREET_JOINTS)))) {
        return 0;
    }
    if (ascii_is_digit(text[0])) {
        found.len = match_line(line, &found);
    } else {
        found.len = match_box(line.ptr, line.len);
        found.is_box = found.len > 0;
    }
    if (found.len == 0 || (found.len < line.len && is_word_byte(text[found.len]))) {
        return 0;
    }
    *street = found;
    return found.len;
}
