/* Pairs of latitude and longitude. */
#include "detectors/geo.h"

#include "detectors/ascii.h"

#include <string.h>

#define DECIMALS_MIN 3
#define DECIMALS_MAX 18

/* One coordinate as far as it has been read. */
struct degrees {
    size_t len;
    unsigned whole;
    size_t decimals;
    bool has_hemisphere;
};

/* The length of a degree sign in UTF-8 or of "deg", a blank in front of it included, or 0. */
static size_t match_degree_sign(const uint8_t *text, size_t avail)
{
    const size_t at = avail > 0 && text[0] == ' ' ? 1 : 0;
    if (avail >= at + 2 && text[at] == 0xc2 && (text[at + 1] == 0xb0 || text[at + 1] == 0xba)) {
        return at + 2;
    }
    return ascii_starts_with(text + at, avail - at, "deg") ? at + 3 : 0;
}

/* The length of one of the two letters at text, a blank in front of it included, or 0. */
static size_t match_hemisphere(const uint8_t *text, size_t avail, const char *letters)
{
    const size_t at = avail > 0 && text[0] == ' ' ? 1 : 0;
    const bool is_letter = avail > at && ascii_is_one_of(text[at], letters) &&
                           (avail == at + 1 || !ascii_is_alnum(text[at + 1]));
    return is_letter ? at + 1 : 0;
}

static bool are_zeros(const uint8_t *digits, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (digits[i] != '0') {
            return false;
        }
    }
    return true;
}

/* Reads -74.0060, 74.0060° W; false when it is no number up to most. */
static bool read_decimal(const uint8_t *text, size_t avail, unsigned most, struct degrees *out)
{
    size_t at = avail > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const size_t count = ascii_count_digits(text + at, avail - at, 4);
    if (count == 0 || count > 3) {
        return false;
    }
    out->whole = ascii_read_number(text + at, count);
    at += count;
    if (at + 1 >= avail || text[at] != '.') {
        return false;
    }
    at++;
    out->decimals = ascii_count_digits(text + at, avail - at, DECIMALS_MAX + 1);
    at += out->decimals;
    if (out->decimals == 0 || out->decimals > DECIMALS_MAX || out->whole > most ||
        (out->whole == most && !are_zeros(text + at - out->decimals, out->decimals))) {
        return false;
    }
    at += match_degree_sign(text + at, avail - at);
    const size_t letter = match_hemisphere(text + at, avail - at, most == 90 ? "NSns" : "EWew");
    out->has_hemisphere = letter > 0;
    out->len = at + letter;
    return true;
}

/* The length of a mark of minutes or seconds at text: ' or ", or their typographic forms, or 0. */
static size_t match_mark(const uint8_t *text, size_t avail, char mark)
{
    if (avail > 0 && text[0] == (uint8_t)mark) {
        return 1;
    }
    if (avail >= 3 && text[0] == 0xe2 && text[1] == 0x80 &&
        (text[2] == (mark == '"' ? 0xb3 : 0xb2) || text[2] == (mark == '"' ? 0x9d : 0x99))) {
        return 3;
    }
    return 0;
}

/* Reads one or two digits up to most; returns how many, or 0. */
static size_t match_small(const uint8_t *text, size_t avail, unsigned most)
{
    const size_t count = ascii_count_digits(text, avail, 3);
    return count > 0 && count <= 2 && ascii_read_number(text, count) <= most ? count : 0;
}

/* The length of 46" or 46.5" at text, with a blank in front, or 0. */
static size_t match_seconds(const uint8_t *text, size_t avail)
{
    size_t at = avail > 0 && text[0] == ' ' ? 1 : 0;
    const size_t count = match_small(text + at, avail - at, 59);
    if (count == 0) {
        return 0;
    }
    at += count;
    if (at + 1 < avail && text[at] == '.') {
        at += 1 + ascii_count_digits(text + at + 1, avail - at - 1, 6);
    }
    const size_t mark = match_mark(text + at, avail - at, '"');
    return mark > 0 ? at + mark : 0;
}

/* Reads 40°42'46"N; seconds and the hemisphere are required. */
static bool read_sexagesimal(const uint8_t *text, size_t avail, unsigned most, struct degrees *out)
{
    const size_t count = ascii_count_digits(text, avail, 4);
    if (count == 0 || count > 3 || ascii_read_number(text, count) > most) {
        return false;
    }
    size_t at = count;
    const size_t sign = match_degree_sign(text + at, avail - at);
    at += sign;
    at += at < avail && text[at] == ' ' ? 1 : 0;
    const size_t minutes = match_small(text + at, avail - at, 59);
    at += minutes;
    const size_t mark = match_mark(text + at, avail - at, '\'');
    at += mark;
    const size_t seconds = match_seconds(text + at, avail - at);
    at += seconds;
    const size_t letter = match_hemisphere(text + at, avail - at, most == 90 ? "NSns" : "EWew");
    if (sign == 0 || minutes == 0 || mark == 0 || seconds == 0 || letter == 0) {
        return false;
    }
    *out = (struct degrees){at + letter, 0, DECIMALS_MIN, true};
    return true;
}

/* The length of a word for the longitude at text with '=' or ':' and quotes around, or 0. */
static size_t match_longitude_word(const uint8_t *text, size_t avail)
{
    static const char *const words[] = {"longitude", "long", "lng", "lon"};
    size_t at = avail > 0 && text[0] == '"' ? 1 : 0;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!ascii_starts_with(text + at, avail - at, words[i])) {
            continue;
        }
        at += strlen(words[i]);
        const size_t start = at;
        while (at < avail && at < start + 4 && ascii_is_one_of(text[at], "\":= ")) {
            at++;
        }
        return at > start ? at : 0;
    }
    return 0;
}

/* The length of what may stand between latitude and longitude, or 0. */
static size_t match_between(const uint8_t *text, size_t avail, bool *names_longitude)
{
    size_t at = 0;
    while (at < avail && at < 3 && ascii_is_one_of(text[at], ",;/& \t")) {
        at++;
    }
    if (at == 0) {
        return 0;
    }
    const size_t word = match_longitude_word(text + at, avail - at);
    *names_longitude = word > 0;
    return at + word;
}

static bool read_degrees(const uint8_t *text, size_t avail, unsigned most, struct degrees *out)
{
    return read_decimal(text, avail, most, out) || read_sexagesimal(text, avail, most, out);
}

/* Reads a pair; returns its length or 0. What stands around is not looked at. */
static size_t read_pair(const uint8_t *text, size_t avail, struct geo *geo)
{
    struct degrees latitude = {0};
    struct degrees longitude = {0};
    bool names_longitude = false;
    if (!read_degrees(text, avail, 90, &latitude) || latitude.decimals < DECIMALS_MIN) {
        return 0;
    }
    size_t at = latitude.len;
    const size_t between = match_between(text + at, avail - at, &names_longitude);
    at += between;
    if (between == 0 || !read_degrees(text + at, avail - at, 180, &longitude) ||
        longitude.decimals < DECIMALS_MIN || latitude.has_hemisphere != longitude.has_hemisphere) {
        return 0;
    }
    geo->len = at + longitude.len;
    geo->names_itself = latitude.has_hemisphere || names_longitude;
    return geo->len;
}

size_t geo_match(const uint8_t *text, size_t before, size_t avail, struct geo *geo)
{
    struct geo found = {0};
    if (before > 0 && (ascii_is_alnum(text[-1]) || ascii_is_one_of(text[-1], ".-_+%"))) {
        return 0;
    }
    const size_t len = read_pair(text, avail < GEO_REACH ? avail : GEO_REACH, &found);
    if (len == 0 || ascii_is_joined_behind(text + len, avail - len)) {
        return 0;
    }
    *geo = found;
    return len;
}

bool geo_is_pair(const uint8_t *value, size_t len)
{
    const struct span trimmed = ascii_trim(value, len);
    struct geo geo;
    return trimmed.len > 0 && geo_match(trimmed.ptr, 0, trimmed.len, &geo) == trimmed.len;
}

static bool is_degrees(const uint8_t *value, size_t len, unsigned most)
{
    const struct span trimmed = ascii_trim(value, len);
    struct degrees degrees = {0};
    return trimmed.len > 0 && read_degrees(trimmed.ptr, trimmed.len, most, &degrees) &&
           degrees.len == trimmed.len;
}

bool geo_is_latitude(const uint8_t *value, size_t len)
{
    return is_degrees(value, len, 90);
}

bool geo_is_longitude(const uint8_t *value, size_t len)
{
    return is_degrees(value, len, 180);
}
