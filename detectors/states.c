/* States and territories, and the shapes of their driver's licences. */
#include "detectors/states.h"

#include "detectors/ascii.h"

#include <string.h>

#define LICENSE_MAX 24

/*
 * Shapes, '|' between: a number or range of numbers and a class, A letter, N digit, C letter, digit
 * or '*'; or a letter in lower case, which stands for itself. New York's old eight letters are left
 * out: they are words.
 */
static const struct state states[] = {
    {"AA", "", STATES_MILITARY, "Armed Forces Americas", ""},
    {"AE", "", STATES_MILITARY, "Armed Forces Europe", ""},
    {"AK", "02", STATES_STATE, "Alaska", "1-7N"},
    {"AL", "01", STATES_STATE, "Alabama", "1-8N"},
    {"AP", "", STATES_MILITARY, "Armed Forces Pacific", ""},
    {"AR", "05", STATES_STATE, "Arkansas", "4-9N"},
    {"AS", "60", STATES_TERRITORY, "American Samoa", ""},
    {"AZ", "04", STATES_STATE, "Arizona", "1A8N|9N"},
    {"CA", "06", STATES_STATE, "California", "1A7N"},
    {"CO", "08", STATES_STATE, "Colorado", "9N|1A3-6N|2A2-5N"},
    {"CT", "09", STATES_STATE, "Connecticut", "9N"},
    {"DC", "11", STATES_DISTRICT, "District of Columbia", "7N|9N"},
    {"DE", "10", STATES_STATE, "Delaware", "1-7N"},
    {"FL", "12", STATES_STATE, "Florida", "1A12N"},
    {"FM", "64", STATES_TERRITORY, "Federated States of Micronesia", ""},
    {"GA", "13", STATES_STATE, "Georgia", "7-9N"},
    {"GU", "66", STATES_TERRITORY, "Guam", ""},
    {"HI", "15", STATES_STATE, "Hawaii", "1A8N|9N"},
    {"IA", "19", STATES_STATE, "Iowa", "9N|3N2A4N"},
    {"ID", "16", STATES_STATE, "Idaho", "2A6N1A|9N"},
    {"IL", "17", STATES_STATE, "Illinois", "1A11-12N"},
    {"IN", "18", STATES_STATE, "Indiana", "1A9N|9-10N"},
    {"KS", "20", STATES_STATE, "Kansas", "1A1N1A1N1A|1A8N|9N"},
    {"KY", "21", STATES_STATE, "Kentucky", "1A8-9N|9N"},
    {"LA", "22", STATES_STATE, "Louisiana", "1-9N"},
    {"MA", "25", STATES_STATE, "Massachusetts", "1A8N|9N"},
    {"MD", "24", STATES_STATE, "Maryland", "1A12N"},
    {"ME", "23", STATES_STATE, "Maine", "7N|7N1A|8N"},
    {"MH", "68", STATES_TERRITORY, "Marshall Islands", ""},
    {"MI", "26", STATES_STATE, "Michigan", "1A10N|1A12N"},
    {"MN", "27", STATES_STATE, "Minnesota", "1A12N"},
    {"MO", "29", STATES_STATE, "Missouri", "1A5-9N|1A6Nr|8N2A|9N1A|9N"},
    {"MP", "69", STATES_TERRITORY, "Northern Mariana Islands", ""},
    {"MS", "28", STATES_STATE, "Mississippi", "9N"},
    {"MT", "30", STATES_STATE, "Montana", "1A8N|9N|13-14N"},
    {"NC", "37", STATES_STATE, "North Carolina", "1-12N"},
    {"ND", "38", STATES_STATE, "North Dakota", "3A6N|9N"},
    {"NE", "31", STATES_STATE, "Nebraska", "1A6-8N"},
    {"NH", "33", STATES_STATE, "New Hampshire", "2N3A5N"},
    {"NJ", "34", STATES_STATE, "New Jersey", "1A14N"},
    {"NM", "35", STATES_STATE, "New Mexico", "8-9N"},
    {"NV", "32", STATES_STATE, "Nevada", "9-10N|12N|x8N"},
    {"NY", "36", STATES_STATE, "New York", "1A7N|1A18N|8-9N|16N"},
    {"OH", "39", STATES_STATE, "Ohio", "1A4-8N|2A3-7N|8N"},
    {"OK", "40", STATES_STATE, "Oklahoma", "1A9N|9N"},
    {"OR", "41", STATES_STATE, "Oregon", "1-9N"},
    {"PA", "42", STATES_STATE, "Pennsylvania", "8N"},
    {"PR", "72", STATES_TERRITORY, "Puerto Rico", ""},
    {"PW", "70", STATES_TERRITORY, "Palau", ""},
    {"RI", "44", STATES_STATE, "Rhode Island", "7N|1A6N"},
    {"SC", "45", STATES_STATE, "South Carolina", "5-11N"},
    {"SD", "46", STATES_STATE, "South Dakota", "6-10N|12N"},
    {"TN", "47", STATES_STATE, "Tennessee", "7-9N"},
    {"TX", "48", STATES_STATE, "Texas", "7-8N"},
    {"UT", "49", STATES_STATE, "Utah", "4-10N"},
    {"VA", "51", STATES_STATE, "Virginia", "1A8-11N|9N"},
    {"VI", "78", STATES_TERRITORY, "Virgin Islands", ""},
    {"VT", "50", STATES_STATE, "Vermont", "8N|7Na"},
    {"WA", "53", STATES_STATE, "Washington", "1A11C"},
    {"WI", "55", STATES_STATE, "Wisconsin", "1A13N"},
    {"WV", "54", STATES_STATE, "West Virginia", "7N|1-2A5-6N"},
    {"WY", "56", STATES_STATE, "Wyoming", "9-10N"},
};

#define STATE_COUNT (sizeof states / sizeof states[0])

size_t states_count(void)
{
    return STATE_COUNT;
}

const struct state *states_at(size_t index)
{
    return &states[index];
}

int states_find_code(const uint8_t code[2])
{
    size_t low = 0;
    size_t high = STATE_COUNT;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = memcmp(code, states[middle].code, 2);
        if (order == 0) {
            return (int)middle;
        }
        if (order < 0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return -1;
}

int states_find_fips(const uint8_t fips[2])
{
    for (size_t i = 0; i < STATE_COUNT; i++) {
        if (memcmp(fips, states[i].fips, 2) == 0) {
            return (int)i;
        }
    }
    return -1;
}

/* The length of name at text, in any case, one blank for a blank, or 0. */
static size_t match_name(const uint8_t *text, size_t avail, const char *name)
{
    size_t len = 0;
    while (name[len] != '\0') {
        if (len >= avail || ascii_to_lower(text[len]) != ascii_to_lower((uint8_t)name[len])) {
            return 0;
        }
        len++;
    }
    return len < avail && ascii_is_alnum(text[len]) ? 0 : len;
}

size_t states_match(const uint8_t *text, size_t before, size_t avail, size_t *index)
{
    if (avail < 2 || !ascii_is_alpha(text[0]) || (before > 0 && ascii_is_alnum(text[-1]))) {
        return 0;
    }
    if (avail == 2 || !ascii_is_alnum(text[2])) {
        const int found = states_find_code(text);
        if (found >= 0) {
            *index = (size_t)found;
        }
        return found >= 0 ? 2 : 0;
    }
    size_t longest = 0;
    const uint8_t first = ascii_to_upper(text[0]);
    for (size_t i = 0; i < STATE_COUNT; i++) {
        if ((uint8_t)states[i].name[0] != first) {
            continue; /* names start with a capital */
        }
        const size_t len = match_name(text, avail, states[i].name);
        if (len > longest) {
            longest = len;
            *index = i;
        }
    }
    return longest;
}

static bool is_in_class(uint8_t byte, char name)
{
    switch (name) {
    case 'A':
        return ascii_is_upper(byte);
    case 'N':
        return ascii_is_digit(byte);
    case 'C':
        return ascii_is_upper(byte) || ascii_is_digit(byte) || byte == '*';
    default:
        return false;
    }
}

/* One element of a shape: least to most bytes of a class, or one letter. */
struct element {
    size_t least;
    size_t most;
    char name;
};

/* Reads the element at *shape and moves behind it. */
static struct element read_element(const char **shape)
{
    struct element element = {0, 0, '\0'};
    for (; **shape >= '0' && **shape <= '9'; (*shape)++) {
        element.least = element.least * 10 + (size_t)(**shape - '0');
    }
    element.most = element.least;
    if (**shape == '-') {
        element.most = 0;
        for ((*shape)++; **shape >= '0' && **shape <= '9'; (*shape)++) {
            element.most = element.most * 10 + (size_t)(**shape - '0');
        }
    }
    element.name = *(*shape)++;
    return element;
}

/* True when packed is of the shape that starts at *shape; moves behind it. Greedy: neighbouring
 * elements have no byte in common. */
static bool fits_shape(const char **shape, struct span packed)
{
    bool fits = true;
    size_t at = 0;
    while (**shape != '\0' && **shape != '|') {
        const struct element element = read_element(shape);
        if (element.most == 0) {
            fits =
                fits && at < packed.len && ascii_to_lower(packed.ptr[at]) == (uint8_t)element.name;
            at++;
            continue;
        }
        size_t count = 0;
        while (count < element.most && at < packed.len &&
               is_in_class(packed.ptr[at], element.name)) {
            count++;
            at++;
        }
        fits = fits && count >= element.least;
    }
    *shape += **shape == '|' ? 1 : 0;
    return fits && at == packed.len;
}

static bool fits_any(const char *shapes, struct span packed)
{
    while (*shapes != '\0') {
        if (fits_shape(&shapes, packed)) {
            return true;
        }
    }
    return false;
}

/* Copies value in upper case without blanks and '-' ; its length, or 0 when it holds no digit or is
 * too long. */
static size_t pack(const uint8_t *value, size_t len, uint8_t packed[LICENSE_MAX])
{
    size_t count = 0;
    bool has_digit = false;
    for (size_t i = 0; i < len; i++) {
        if (ascii_is_white(value[i]) || value[i] == '-') {
            continue;
        }
        if (count == LICENSE_MAX) {
            return 0;
        }
        has_digit = has_digit || ascii_is_digit(value[i]);
        packed[count++] = ascii_to_upper(value[i]);
    }
    return has_digit ? count : 0;
}

bool states_fits_license(size_t index, const uint8_t *value, size_t len)
{
    uint8_t packed[LICENSE_MAX];
    const size_t count = pack(value, len, packed);
    return count > 0 && fits_any(states[index].license, (struct span){packed, count});
}

uint64_t states_with_license(const uint8_t *value, size_t len)
{
    uint8_t packed[LICENSE_MAX];
    const size_t count = pack(value, len, packed);
    uint64_t set = 0;
    for (size_t i = 0; i < STATE_COUNT && count > 0; i++) {
        if (fits_any(states[i].license, (struct span){packed, count})) {
            set |= (uint64_t)1 << i;
        }
    }
    return set;
}
