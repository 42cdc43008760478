/* Finds the label above a value. */
#include "detectors/context_above.h"

#include <string.h>

#define LINES_MAX 4 /* above a value that are looked at */
#define SLACK 2     /* bytes by which a label and its column may start apart */
#define HINT_MAX 24 /* " (MM/DD/YYYY)" behind a label */

/* Where the line starts that at is on, at from or behind it; SIZE_MAX when it starts before. */
static size_t find_line(const struct tile *tile, size_t from, size_t at)
{
    const uint8_t *const end = memrchr(tile->bytes + from, '\n', at - from);
    if (end != NULL) {
        return (size_t)(end + 1 - tile->bytes);
    }
    return from == 0 || tile_byte(tile, from - 1) == '\n' ? from : SIZE_MAX;
}

/* True where a column may start: at the start of a line, but for a blank, or where no word stands
 * directly in front, but for the number of a field, "13. ". */
static bool starts_cell(const struct tile *tile, size_t at)
{
    const uint8_t last = tile_byte(tile, at - 1);
    return at == 0 || last == '\n' ||
           (last == ' ' && (at == 1 || ascii_is_one_of(tile_byte(tile, at - 2), " .\n")));
}

/* True where a column may end: two blanks, or the end of the line. */
static bool ends_cell(const struct tile *tile, size_t at)
{
    const uint8_t byte = tile_byte(tile, at);
    return byte == 0 || ascii_is_one_of(byte, "\r\n") ||
           (byte == ' ' && tile_byte(tile, at + 1) == ' ');
}

/* Behind "#:" and " (MM/DD/YYYY)" at at, what a form says of a label. */
static size_t skip_hint(const struct tile *tile, size_t at)
{
    while (ascii_is_one_of(tile_byte(tile, at), "#:*")) {
        at++;
    }
    if (tile_byte(tile, at) != ' ' || tile_byte(tile, at + 1) != '(') {
        return at;
    }
    size_t end = at + 2;
    while (end - at < HINT_MAX && !ascii_is_one_of(tile_byte(tile, end), ")\n")) {
        end++;
    }
    return tile_byte(tile, end) == ')' ? end + 1 : at;
}

/* The label of these kinds that heads the column at place, on the line [line, end). */
static const struct label_hit *find_head(const struct tile *tile, uint64_t kinds, size_t line,
                                         size_t place)
{
    const size_t from = place > line + SLACK ? place - SLACK : line;
    const struct label_hit *hit = tile_next_label(tile, kinds, from, place + SLACK + 1);
    return hit != NULL && starts_cell(tile, hit->at) && ends_cell(tile, skip_hint(tile, hit->end))
               ? hit
               : NULL;
}

const struct label_hit *context_find_above(const struct tile *tile, uint64_t kinds, size_t at)
{
    if (!starts_cell(tile, at)) { /* nearly all */
        return NULL;
    }
    const size_t from = at > TILE_BEFORE_MAX ? at - TILE_BEFORE_MAX : 0;
    size_t line = find_line(tile, from, at);
    if (line == SIZE_MAX) {
        return NULL;
    }
    const size_t column = at - line;
    for (size_t lines = 0; lines < LINES_MAX && line > from; lines++) {
        const size_t end = line - 1;
        line = find_line(tile, from, end);
        if (line == SIZE_MAX || line + column >= end) {
            return NULL;
        }
        const struct label_hit *hit = find_head(tile, kinds, line, line + column);
        if (hit != NULL || !starts_cell(tile, line + column) ||
            !ascii_is_alnum(tile_byte(tile, line + column))) {
            return hit;
        }
    }
    return NULL;
}
