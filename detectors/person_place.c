/* Finds the place of a name behind or below its label. */
#include "detectors/person_place.h"

#define HINT_MAX 48
#define MARGIN_MAX 12 /* blanks, a number, "*" in front of a label that stands alone */

/* The length of " / MRN" at at, what else a form asks for behind the same sign, or 0. */
static size_t match_other(const struct tile *tile, size_t at)
{
    size_t end = at + (tile_byte(tile, at) == ' ' ? 1 : 0);
    if (tile_byte(tile, end) != '/') {
        return 0;
    }
    do {
        end++;
    } while (end - at < HINT_MAX &&
             (ascii_is_alpha(tile_byte(tile, end)) || tile_byte(tile, end) == ' '));
    return tile_byte(tile, end) == ':' ? end - at : 0;
}

/* The length of " (Last, First, MI)" and other hints of a form at at, or 0. */
static size_t match_hint(const struct tile *tile, size_t at)
{
    size_t end = at + (tile_byte(tile, at) == ' ' ? 1 : 0);
    if (tile_byte(tile, end) != '(') {
        return match_other(tile, at);
    }
    while (end - at < HINT_MAX && !ascii_is_one_of(tile_byte(tile, end), ")\n") &&
           end < tile->len) {
        end++;
    }
    return tile_byte(tile, end) == ')' ? end + 1 - at : 0;
}

/* Moves from at, behind a label, to where a name may start. *sign is the one between, 0 when
 * there is none; a dash with blanks around counts. */
static size_t skip_connector(const struct tile *tile, size_t at, uint8_t *sign)
{
    const size_t start = at;
    *sign = 0;
    for (; at < start + (size_t)CONTEXT_CONNECTOR_MAX; at++) {
        const uint8_t byte = tile_byte(tile, at);
        const bool is_dash = byte == '-' && tile_byte(tile, at - 1) == ' ' &&
                             tile_byte(tile, at + 1) == ' ' && *sign == 0;
        const bool is_leader =
            byte == '.' && tile_byte(tile, at - 1) == '.' && tile_byte(tile, at - 2) == '.';
        if (is_dash || is_leader || byte == ':' || byte == '=') {
            *sign = byte;
        } else if (!ascii_is_one_of(byte, " \t\"'._*")) { /* "**Patient:** " */
            break;
        }
    }
    return at;
}

/* True when nothing with letters stands in front of at on its line. */
static bool starts_line(const struct tile *tile, size_t at)
{
    for (size_t back = 1; back <= MARGIN_MAX && back <= at; back++) {
        const uint8_t byte = tile_byte(tile, at - back);
        if (byte == '\n') {
            return true;
        }
        if (ascii_is_alpha(byte) || ascii_is_one_of(byte, "\"'<>={")) {
            return false;
        }
    }
    return at < MARGIN_MAX;
}

/* The length of the end of a line at at, with blanks around; 0 when something stands there, or the
 * next line is empty. */
static size_t match_line_end(const struct tile *tile, size_t at)
{
    size_t end = at;
    size_t lines = 0;
    while (end - at < MARGIN_MAX && ascii_is_white(tile_byte(tile, end))) {
        lines += tile_byte(tile, end) == '\n';
        end++;
    }
    return lines == 1 ? end - at : 0;
}

struct person_place person_place_find(const struct tile *tile, const struct label_hit *label)
{
    struct person_place place = {0};
    const size_t end = label->end - (tile_byte(tile, label->end - 1U) == ':'); /* of "from:" */
    place.at = skip_connector(tile, end + match_hint(tile, end), &place.sign);
    const size_t line_end = match_line_end(tile, place.at);
    if (line_end > 0 && starts_line(tile, label->at)) {
        place.at += line_end;
        place.is_below = true;
    }
    return place;
}

bool person_place_is_named(const struct tile *tile, const struct person_words *words)
{
    /* those that are no names or parts of them: "May", "St. Clair", "Virginia" */
    static const uint64_t naming = (LABEL_BIT(LABEL_UNIT) - 1) | LABEL_BIT(LABEL_SERVICE) |
                                   LABEL_BIT(LABEL_ADDRESS) | LABEL_BIT(LABEL_NAME);
    return tile_next_label(tile, naming, words->at, words->end) != NULL;
}

bool person_place_holds(const struct tile *tile, const struct person_words *words)
{
    const uint8_t next = tile_byte(tile, words->end);
    return !person_place_is_named(tile, words) &&
           (next == 0 || next == ',' || match_line_end(tile, words->end) > 0 ||
            (next == ' ' && tile_byte(tile, words->end + 1) == ' ') || next == '\n' ||
            next == '\r' || person_words_have_credential(tile, words));
}
