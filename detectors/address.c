/* Reads US postal addresses: street line, city, state and ZIP. */
#include "detectors/address.h"

#include "detectors/ascii.h"
#include "detectors/states.h"
#include "detectors/zip.h"

#include <string.h>

#define CITY_WORDS_MAX 4
#define PLACE_REACH 100

static bool is_city_byte(uint8_t byte)
{
    return ascii_is_alpha(byte) || byte == '\'' || byte == '-' || byte == '.' || byte >= 0x80;
}

/* The length of one word of a city at text, or 0: a capital first, then letters. */
static size_t match_city_word(const uint8_t *text, size_t avail)
{
    size_t len = 0;
    if (avail == 0 || !(ascii_is_upper(text[0]) || text[0] >= 0x80)) {
        return 0;
    }
    while (len < avail && is_city_byte(text[len])) {
        len++;
    }
    return len;
}

static size_t count_blanks(const uint8_t *text, size_t avail, size_t most)
{
    size_t count = 0;
    while (count < avail && count < most && (text[count] == ' ' || text[count] == '\t')) {
        count++;
    }
    return count;
}

/* Reads the ZIP behind a state, if there is one; the place ends behind it. */
static void take_zip(const uint8_t *text, size_t avail, struct address_place *place)
{
    size_t at = place->state_at + place->state_len;
    place->len = at;
    at += at < avail && text[at] == ',' ? 1 : 0;
    const size_t blanks = count_blanks(text + at, avail - at, 3);
    at += blanks;
    const size_t len = blanks > 0 ? zip_match(text + at, at, avail - at) : 0;
    if (len > 0) {
        place->zip_at = at;
        place->zip_len = len;
        place->zip_fits = zip_fits_state(text + at, place->state);
        place->len = at + len;
    }
}

/* Reads state and ZIP behind a city that ends at at; false when none stand there. */
static bool take_state(const uint8_t *text, size_t avail, size_t at, struct address_place *place)
{
    place->city_len = at;
    const bool has_comma = at < avail && text[at] == ',';
    at += has_comma ? 1 : 0;
    const size_t blanks = count_blanks(text + at, avail - at, 3);
    at += blanks;
    if (!has_comma && blanks == 0) {
        return false;
    }
    place->state_at = at;
    place->state_len = states_match(text + at, at, avail - at, &place->state);
    if (place->state_len == 0) {
        return false;
    }
    take_zip(text, avail, place);
    return place->zip_len > 0 || has_comma;
}

size_t address_match_place(const uint8_t *text, size_t before, size_t avail,
                           struct address_place *place)
{
    if (before > 0 && (ascii_is_alnum(text[-1]) || text[-1] == '_')) {
        return 0;
    }
    if (avail > PLACE_REACH) {
        avail = PLACE_REACH;
    }
    size_t at = 0;
    for (size_t words = 0; words < CITY_WORDS_MAX; words++) {
        const size_t len = match_city_word(text + at, avail - at);
        if (len == 0) {
            return 0;
        }
        at += len;
        struct address_place found = {0};
        if (take_state(text, avail, at, &found)) {
            *place = found;
            return found.len;
        }
        const size_t blanks = count_blanks(text + at, avail - at, 2);
        if (blanks == 0) {
            return 0;
        }
        at += blanks;
    }
    return 0;
}

/* Where the words, blanks and one comma in front of zip start, on its line: bytes in front of it.
 */
static size_t find_line_start(const uint8_t *zip, size_t before)
{
    size_t back = 0;
    size_t commas = 0;
    while (back < before && back < ADDRESS_BEFORE) {
        const uint8_t byte = zip[-1 - (ptrdiff_t)back];
        commas += byte == ',' ? 1 : 0;
        if (commas > 2 || !(is_city_byte(byte) || byte == ' ' || byte == '\t' || byte == ',')) {
            break;
        }
        back++;
    }
    return back;
}

/* How many bytes of a city, in front of its last street type, belong to a street: "Main St Boston".
 */
static size_t count_street_bytes(const uint8_t *city, size_t len)
{
    size_t street = 0;
    size_t at = 0;
    while (at < len) {
        const size_t word = match_city_word(city + at, len - at);
        size_t bare = word;
        bare -= bare > 0 && city[at + bare - 1] == '.' ? 1 : 0;
        if (word == 0) {
            break;
        }
        const size_t next = at + word + count_blanks(city + at + word, len - at - word, 2);
        if (at > 0 && next < len && street_find_type(city + at, bare) == STREET_STRONG) {
            street = next;
        }
        at = next;
    }
    return street;
}

size_t address_find_place(const uint8_t *zip, size_t before, size_t avail,
                          struct address_place *place)
{
    if (before < 4 || zip_match(zip, before, avail) == 0) {
        return 0;
    }
    size_t back = find_line_start(zip, before);
    for (; back > 0; back--) {
        const uint8_t *city = zip - back;
        const size_t in_front = before - back;
        if (!ascii_is_upper(city[0]) || (in_front > 0 && is_city_byte(city[-1]))) {
            continue;
        }
        struct address_place found;
        if (address_match_place(city, in_front, back + avail, &found) == 0 || found.zip_len == 0 ||
            found.zip_at != back) {
            continue;
        }
        const size_t street = count_street_bytes(city, found.city_len);
        if (street == 0) {
            *place = found;
            return back;
        }
        back -= street - 1;
    }
    return 0;
}

/* The length of what may stand between street and place: a comma, blanks, a line break; or 0. */
static size_t match_between(const uint8_t *text, size_t avail)
{
    size_t at = avail > 0 && text[0] == '.' ? 1 : 0;
    size_t breaks = 0;
    while (at < avail && at < 8 && ascii_is_one_of(text[at], ", \t\r\n")) {
        breaks += text[at] == '\n' ? 1 : 0;
        at++;
    }
    return breaks < 2 ? at : 0;
}

size_t address_match(const uint8_t *text, size_t before, size_t avail, struct address *address)
{
    struct address found = {0};
    if (avail > ADDRESS_REACH) {
        avail = ADDRESS_REACH;
    }
    const size_t street = street_match(text, before, avail, &found.street);
    if (street == 0) {
        return 0;
    }
    const size_t between = match_between(text + street, avail - street);
    const size_t at = street + between;
    const size_t place =
        between > 0 ? address_match_place(text + at, at, avail - at, &found.place) : 0;
    found.place_at = place > 0 ? at : 0;
    found.len = place > 0 ? at + place : street;
    *address = found;
    return found.len;
}
