/* Names and values, line by line. */
#include "crawler/read/inline_pairs.h"

#include "crawler/read/text_line.h"

#define PAIR_CELLS 2
#define PAIR_NAME_MAX 40
#define PAIR_LINES_MAX 12 /* of a record that are looked at */
#define VALUE_DIGITS_MIN 4

/* "Patient name     Marlow Quenby": one run of two blanks and more. */
static size_t pairs_split_blanks(struct span line, struct inline_cell *cells)
{
    const struct span inner = ascii_trim(line.ptr, line.len);
    const uint8_t *const gap = memmem(inner.ptr, inner.len, "  ", 2);
    if (gap == NULL)
        return 0;
    const struct span value = ascii_trim(gap, (size_t)(inner.ptr + inner.len - gap));
    if (memmem(value.ptr, value.len, "  ", 2) != NULL)
        return 0;
    cells[0] = (struct inline_cell){(uint16_t)(inner.ptr - line.ptr), (uint16_t)(gap - inner.ptr)};
    cells[1] = (struct inline_cell){(uint16_t)(value.ptr - line.ptr), (uint16_t)value.len};
    return PAIR_CELLS;
}

bool inline_pairs_split(uint8_t delimiter, struct span line, struct inline_cell *cells)
{
    const size_t count = delimiter == ' ' ? pairs_split_blanks(line, cells)
                                          : inline_form_split(delimiter, line, cells);
    return count == PAIR_CELLS && cells[0].len > 0 && cells[0].len <= PAIR_NAME_MAX &&
           ascii_is_alpha(line.ptr[cells[0].start]) && cells[1].len > 0;
}

static struct span pairs_cell(struct span line, struct inline_cell cell)
{
    return (struct span){line.ptr + cell.start, cell.len};
}

/* The line at at; *at goes behind it. Empty: none, or one whose end is not in view. */
static struct span pairs_next_line(struct span view, size_t *at)
{
    const size_t end = text_line_end(view, *at);
    const bool is_cut = end == view.len && view.len == INLINE_LINE_MAX;
    const struct span line = {view.ptr + *at, is_cut ? 0 : end - *at};
    *at = text_line_next(view, *at);
    return line;
}

bool inline_pairs_read(struct columns *columns, uint8_t delimiter, struct span view)
{
    struct inline_cell cells[INLINE_CELLS_MAX];
    size_t column = 0;
    columns_clear(columns);
    for (size_t at = 0, lines = 0; at < view.len && lines < PAIR_LINES_MAX; lines++) {
        const struct span line = pairs_next_line(view, &at);
        if (inline_pairs_split(delimiter, line, cells)) {
            columns_add(columns, pairs_cell(line, cells[0]));
            columns_sample(columns, column++, pairs_cell(line, cells[1]));
        } else if (lines == 0) {
            return false;
        }
    }
    columns_end(columns);
    return true;
}

/* True for a value that is no word of a list of fields: it has digits, and is what its name says.
 */
static bool pairs_is_value(const struct columns *columns, struct field_meaning meaning,
                           struct span value)
{
    size_t digits = 0;
    for (size_t i = 0; i < value.len; i++)
        digits += ascii_is_digit(value.ptr[i]);
    return digits >= VALUE_DIGITS_MIN && field_check(columns->rules, meaning, value) == FIELD_VALID;
}

/* True when the pairs in view, of which there are columns, are a record. */
static bool pairs_are_record(const struct columns *columns, uint8_t delimiter, struct span view)
{
    struct inline_cell cells[INLINE_CELLS_MAX];
    const int first = columns_meaning(columns, 0).detector;
    size_t column = 0;
    bool differ = false, has_value = false;
    for (size_t at = 0, lines = 0; at < view.len && lines < PAIR_LINES_MAX; lines++) {
        const struct span line = pairs_next_line(view, &at);
        if (!inline_pairs_split(delimiter, line, cells))
            continue;
        const struct field_meaning meaning = columns_meaning(columns, column++);
        if (meaning.detector < 0)
            continue;
        differ |= meaning.detector != first;
        has_value = has_value || pairs_is_value(columns, meaning, pairs_cell(line, cells[1]));
    }
    return first >= 0 && differ && has_value;
}

uint8_t inline_pairs_begin(struct columns *columns, struct span view)
{
    static const uint8_t delimiters[] = {'\t', '|', ' '};
    struct inline_cell cells[INLINE_CELLS_MAX];
    size_t at = 0;
    const struct span line = pairs_next_line(view, &at);
    for (size_t i = 0; i < sizeof delimiters; i++) {
        if (!inline_pairs_split(delimiters[i], line, cells) ||
            field_meaning_of_name(columns->rules, pairs_cell(line, cells[0])).detector < 0)
            continue;
        inline_pairs_read(columns, delimiters[i], view);
        return pairs_are_record(columns, delimiters[i], view) ? delimiters[i] : 0;
    }
    return 0;
}

bool inline_pairs_are_first(const struct field_rules *rules, struct span head)
{
    const struct span view = {head.ptr, head.len < INLINE_LINE_MAX ? head.len : INLINE_LINE_MAX};
    struct columns columns;
    columns_init(&columns, rules);
    const bool are_pairs = inline_pairs_begin(&columns, view) != 0;
    columns_free(&columns);
    return are_pairs;
}
