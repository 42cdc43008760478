/* Tells delimited tables from other text. */
#include "crawler/read/table_sniff.h"

#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <string.h>

#define LINES_LOOKED_AT 20
#define NAME_MAX_BYTES 160
#define HEADER_CELLS_LOOKED_AT 512
#define TITLE_LINES_MAX 8

/* What a delimiter makes of the first lines. */
struct shape {
    size_t first;   /* cells of the first line */
    size_t lines;   /* that are complete */
    size_t regular; /* of these, with as many cells as the first */
};

/* The cells of the line from at on, quotes respected; *next is where the next line starts, or 0
 * when the line is not complete. */
static size_t count_cells(struct span head, size_t at, uint8_t delimiter, size_t *next)
{
    size_t cells = 1;
    bool is_quoted = false;
    for (; at < head.len; at++) {
        const uint8_t byte = head.ptr[at];
        if (byte == '"')
            is_quoted = !is_quoted;
        else if (byte == '\n' && !is_quoted)
            break;
        cells += byte == delimiter && !is_quoted;
    }
    *next = at < head.len ? at + 1 : 0;
    return cells;
}

static bool is_blank_line(struct span head, size_t at)
{
    return head.ptr[at] == '\n' ||
           (head.ptr[at] == '\r' && at + 1 < head.len && head.ptr[at + 1] == '\n');
}

static struct shape shape_of(struct span head, bool is_whole, uint8_t delimiter)
{
    struct shape shape = {0};
    size_t at = 0;
    while (at < head.len && shape.lines < LINES_LOOKED_AT) {
        size_t next = 0;
        const bool is_blank = is_blank_line(head, at);
        const size_t cells = count_cells(head, at, delimiter, &next);
        if (shape.lines == 0 && shape.first == 0 && !is_blank)
            shape.first = cells;
        if (next == 0 && !is_whole)
            break;
        if (!is_blank) {
            shape.lines++;
            shape.regular += cells == shape.first;
        }
        at = next == 0 ? head.len : next;
    }
    return shape;
}

/* What the cells of the first line say. */
struct header {
    size_t strong, weak, numbers, cells;
};

static void add_name(struct header *header, const struct field_rules *rules, struct span name)
{
    size_t digits = 0, run = 0, longest = 0;
    for (size_t i = 0; i < name.len; i++) {
        const bool is_digit = ascii_is_digit(name.ptr[i]);
        digits += is_digit;
        run = is_digit ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    const bool is_long = name.len > NAME_MAX_BYTES;
    const struct field_meaning meaning =
        is_long ? FIELD_NO_MEANING : field_meaning_of_name(rules, name);
    header->strong += meaning.detector >= 0 && !meaning.is_weak;
    header->weak += meaning.detector >= 0 && meaning.is_weak;
    header->numbers += longest > 4 || digits * 2 > name.len || is_long;
    header->cells++;
}

static struct header header_of(const struct field_rules *rules, struct span head, uint8_t delimiter)
{
    struct header header = {0};
    size_t at = 0;
    while (at < head.len && ascii_is_white(head.ptr[at]))
        at++;
    while (at < head.len && head.ptr[at] != '\n' && header.cells < HEADER_CELLS_LOOKED_AT) {
        size_t end = at;
        while (end < head.len && head.ptr[end] != delimiter && head.ptr[end] != '\n')
            end++;
        add_name(&header, rules, (struct span){head.ptr + at, end - at});
        at = end < head.len && head.ptr[end] == delimiter ? end + 1 : end;
    }
    return header;
}

static bool is_header(const struct header *header)
{
    return header->numbers == 0 && header->strong * 2 + header->weak >= 2;
}

static bool is_regular(const struct shape *shape)
{
    return shape->regular * 10 >= shape->lines * 8;
}

/* Lines of prose have commas too: the numbers of cells must agree, or the first line be a header.
 */
static bool is_table(const struct shape *shape, const struct header *header)
{
    if (shape->first < 2)
        return false;
    if (is_header(header))
        return header->strong >= 2 || (is_regular(shape) && shape->lines >= 2);
    return is_regular(shape) && shape->lines >= 3;
}

/* least: how many names of the header must be sure; 0 for a table without a header, too. */
static bool sniff(const struct field_rules *rules, struct span head, bool is_whole, size_t least,
                  struct table_dialect *dialect)
{
    /* The last two stand in other text as well: only with a header. \x01 is Hive's. */
    static const uint8_t delimiters[] = {'\t', '|', ';', ',', '\x01', '^', '~'};
    static const size_t sure = 5;
    size_t best = 0;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        const struct shape shape = shape_of(head, is_whole, delimiters[i]);
        if (shape.first < 2 || shape.first <= best)
            continue;
        const struct header header = header_of(rules, head, delimiters[i]);
        if (!is_table(&shape, &header) || (i >= sure && !is_header(&header)) ||
            (least > 0 && !(is_header(&header) && header.strong >= least && is_regular(&shape) &&
                            shape.lines >= 2)))
            continue;
        best = shape.first;
        *dialect = (struct table_dialect){delimiters[i], is_header(&header), 0};
    }
    return best > 0;
}

/* True for a column alone: the name of a number, and numbers of that kind under it. */
static bool is_column(const struct field_rules *rules, struct span head)
{
    const struct span name = text_line_trimmed(head, 0);
    if (name.len == 0 || name.len > NAME_MAX_BYTES)
        return false;
    const struct field_meaning meaning = field_meaning_of_name(rules, name);
    if (meaning.detector < 0 || meaning.is_weak)
        return false;
    size_t lines = 0, valid = 0;
    for (size_t at = text_line_next(head, 0); at < head.len && lines < LINES_LOOKED_AT;
         at = text_line_next(head, at)) {
        const struct span value = text_line_trimmed(head, at);
        if (value.len == 0)
            continue;
        lines++;
        valid += ascii_is_digit(value.ptr[value.len - 1]) &&
                 field_check(rules, meaning, value) == FIELD_VALID;
    }
    return lines >= 3 && valid * 10 >= lines * 8;
}

/* The same for a header behind some lines of a title. */
static bool sniff_behind_title(const struct field_rules *rules, struct span head, bool is_whole,
                               struct table_dialect *dialect)
{
    size_t at = 0;
    for (size_t lines = 0; lines < TITLE_LINES_MAX; lines++) {
        at = text_line_next(head, at);
        if (at == head.len)
            return false;
        const struct span rest = {head.ptr + at, head.len - at};
        if (!is_blank_line(head, at) && sniff(rules, rest, is_whole, 2, dialect)) {
            dialect->preamble = at;
            return true;
        }
    }
    return false;
}

bool table_sniff(const struct field_rules *rules, struct span head, bool is_whole,
                 struct table_dialect *dialect)
{
    if (head.len == 0)
        return false;
    const bool is_table = sniff(rules, head, is_whole, 0, dialect);
    if (is_table && dialect->has_header)
        return true;
    struct table_dialect titled;
    if (sniff_behind_title(rules, head, is_whole, &titled)) {
        *dialect = titled;
        return true;
    }
    if (!is_table && is_column(rules, head)) {
        *dialect = (struct table_dialect){',', true, 0};
        return true;
    }
    return is_table;
}
