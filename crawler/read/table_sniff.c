/* Tells delimited tables from other text. */
#include "crawler/read/table_sniff.h"

#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <string.h>

#define LINES_LOOKED_AT 20
#define NAME_MAX_BYTES 160
#define HEADER_CELLS_LOOKED_AT 512
#define TITLE_LINES_MAX 8

enum { DELIMITERS = 7 };

/* The last two stand in other text as well: only with a header. \x01 is Hive's. */
static const uint8_t delimiters[DELIMITERS] = {'\t', '|', ';', ',', '\x01', '^', '~'};
static const size_t sure = 5;

/* What a delimiter makes of the first lines. */
struct shape {
    size_t lines;   /* that are complete */
    size_t regular; /* of these, with as many cells as the first */
};

/* A line as each of the delimiters would part it. */
struct line {
    size_t cells[DELIMITERS];
    size_t next; /* where the next one starts; 0 when this one is not complete */
};

/* The line from at on, quotes respected. */
static struct line line_at(struct span head, size_t at)
{
    enum { QUOTE = DELIMITERS + 1, END };
    static const uint8_t kinds[256] = {
        ['\t'] = 1, ['|'] = 2, [';'] = 3,     [','] = 4,   ['\x01'] = 5,
        ['^'] = 6,  ['~'] = 7, ['"'] = QUOTE, ['\n'] = END};
    struct line line = {{1, 1, 1, 1, 1, 1, 1}, 0};
    bool is_quoted = false;
    for (; at < head.len; at++) {
        const uint8_t kind = kinds[head.ptr[at]];
        if (kind == 0)
            continue;
        if (kind == QUOTE) {
            is_quoted = !is_quoted;
        } else if (!is_quoted) {
            if (kind == END)
                break;
            line.cells[kind - 1]++;
        }
    }
    line.next = at < head.len ? at + 1 : 0;
    return line;
}

static bool is_blank_line(struct span head, size_t at)
{
    return head.ptr[at] == '\n' ||
           (head.ptr[at] == '\r' && at + 1 < head.len && head.ptr[at + 1] == '\n');
}

static struct shape shape_of(struct span head, bool is_whole, size_t delimiter)
{
    struct shape shape = {0};
    size_t at = 0, first = 0;
    while (at < head.len && shape.lines < LINES_LOOKED_AT) {
        const struct line line = line_at(head, at);
        const size_t cells = line.cells[delimiter];
        if (line.next == 0 && !is_whole)
            break;
        if (!is_blank_line(head, at)) {
            first = first == 0 ? cells : first;
            shape.lines++;
            shape.regular += cells == first;
        }
        at = line.next == 0 ? head.len : line.next;
    }
    return shape;
}

/* The first line that is not blank. */
static struct line first_line(struct span head)
{
    size_t at = 0;
    while (at < head.len && is_blank_line(head, at))
        at += head.ptr[at] == '\n' ? 1 : 2;
    return line_at(head, at);
}

/* What the cells of the first line say. */
struct header {
    size_t strong, weak;
    bool has_value; /* a cell of it is no name: the line is none */
};

/* Too long for a name, or made of digits. */
static bool is_value(struct span cell)
{
    size_t digits = 0, run = 0, longest = 0;
    for (size_t i = 0; i < cell.len && i <= NAME_MAX_BYTES; i++) {
        const bool is_digit = ascii_is_digit(cell.ptr[i]);
        digits += is_digit;
        run = is_digit ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return cell.len > NAME_MAX_BYTES || longest > 4 || digits * 2 > cell.len;
}

/* Names are looked up up to the first value. */
static struct header header_of(const struct field_rules *rules, struct span head, uint8_t delimiter)
{
    struct header header = {0};
    size_t at = 0;
    while (at < head.len && ascii_is_white(head.ptr[at]))
        at++;
    for (size_t cells = 0; at < head.len && head.ptr[at] != '\n' && !header.has_value &&
                           cells < HEADER_CELLS_LOOKED_AT;
         cells++) {
        size_t end = at;
        while (end < head.len && head.ptr[end] != delimiter && head.ptr[end] != '\n')
            end++;
        const struct span cell = {head.ptr + at, end - at};
        header.has_value = is_value(cell);
        const struct field_meaning meaning =
            header.has_value ? FIELD_NO_MEANING : field_meaning_of_name(rules, cell);
        header.strong += meaning.detector >= 0 && !meaning.is_weak;
        header.weak += meaning.detector >= 0 && meaning.is_weak;
        at = end < head.len && head.ptr[end] == delimiter ? end + 1 : end;
    }
    return header;
}

static bool is_header(const struct header *header)
{
    return !header->has_value && header->strong * 2 + header->weak >= 2;
}

/* Lines of prose have commas too: the numbers of cells must agree, or the first line be a header
 * without a doubt. */
static bool is_table(const struct shape *shape, const struct header *header, size_t least)
{
    const bool is_regular = shape->regular * 10 >= shape->lines * 8;
    if (!is_header(header))
        return is_regular && shape->lines >= 3;
    return (least == 0 && header->strong >= 2) || (is_regular && shape->lines >= 2);
}

/* least: how many names of the header must be sure; 0 for a table without a header, too. The first
 * line is looked at alone as long as it will do: this is asked of every text, for many lines. */
static bool sniff(const struct field_rules *rules, struct span head, bool is_whole, size_t least,
                  struct table_dialect *dialect)
{
    const struct line first = first_line(head);
    size_t best = 1;
    for (size_t i = 0; i < DELIMITERS; i++) {
        if (first.cells[i] <= best)
            continue;
        const struct header header = header_of(rules, head, delimiters[i]);
        const bool needs_header = least > 0 || i >= sure;
        if (needs_header && (!is_header(&header) || header.strong < least))
            continue;
        const struct shape shape = shape_of(head, is_whole, i);
        if (!is_table(&shape, &header, least))
            continue;
        best = first.cells[i];
        *dialect = (struct table_dialect){delimiters[i], is_header(&header), 0};
    }
    return best > 1;
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
