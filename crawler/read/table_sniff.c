/* Tells delimited tables from other text. */
#include "crawler/read/table_sniff.h"

#include "crawler/read/inline_pairs.h"
#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <string.h>

#define LINES_LOOKED_AT 20
#define NAME_MAX_BYTES 160
#define HEADER_CELLS_LOOKED_AT 512
#define TITLE_LINES_MAX 8
#define PLAIN_NAME_MAX 64

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
    size_t cells, plain; /* all of them, and those that are nothing but a name, known or not */
    uint64_t kinds;      /* the detectors that are named, by their index modulo 64 */
    size_t end;          /* where the next line starts */
    bool has_numbered;   /* letters with a number behind them: one of many names, or a value */
    bool has_value;      /* a cell of it is no name: the line is none */
};

/* True for letters, digits and what joins them, a letter first; quotes may stand around. */
static bool is_plain_name(struct span cell)
{
    const bool is_quoted = cell.len > 2 && cell.ptr[0] == '"' && cell.ptr[cell.len - 1] == '"';
    const size_t start = is_quoted, end = cell.len - is_quoted;
    if (start >= end || end > PLAIN_NAME_MAX || !ascii_is_alpha(cell.ptr[start]))
        return false;
    for (size_t i = start; i < end; i++) {
        if (!ascii_is_alnum(cell.ptr[i]) && !ascii_is_one_of(cell.ptr[i], "_-. "))
            return false;
    }
    return true;
}

/* True when all digits of a name stand in a row. */
static bool is_numbered(struct span name)
{
    size_t starts = 0;
    for (size_t i = 1; i < name.len; i++)
        starts += ascii_is_digit(name.ptr[i]) && !ascii_is_digit(name.ptr[i - 1]);
    return starts == 1;
}

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

static void header_add(struct header *header, const struct field_rules *rules, struct span cell)
{
    const bool is_plain = is_plain_name(cell), is_number = is_value(cell);
    header->cells++;
    header->plain += is_plain;
    header->has_numbered |= is_number && is_plain && is_numbered(cell);
    header->has_value |= is_number && !(is_plain && is_numbered(cell));
    if (is_number)
        return;
    const struct field_meaning meaning = field_meaning_of_name(rules, cell);
    header->strong += meaning.detector >= 0 && !meaning.is_weak;
    header->weak += meaning.detector >= 0 && meaning.is_weak;
    header->kinds |= meaning.detector >= 0 ? UINT64_C(1) << (meaning.detector & 63) : 0;
}

/* Names are looked up up to the first value. */
static struct header header_of(const struct field_rules *rules, struct span head, uint8_t delimiter)
{
    struct header header = {0};
    size_t at = 0;
    while (at < head.len && ascii_is_white(head.ptr[at]) && head.ptr[at] != delimiter)
        at++;
    while (at < head.len && head.ptr[at] != '\n' && !header.has_value &&
           header.cells < HEADER_CELLS_LOOKED_AT) {
        size_t end = at;
        while (end < head.len && head.ptr[end] != delimiter && head.ptr[end] != '\n')
            end++;
        header_add(&header, rules, (struct span){head.ptr + at, end - at});
        at = end < head.len && head.ptr[end] == delimiter ? end + 1 : end;
    }
    header.end = at < head.len && head.ptr[at] == '\n' ? at + 1 : head.len;
    return header;
}

static bool is_header(const struct header *header)
{
    return !header->has_value && header->strong * 2 + header->weak >= 2 &&
           (!header->has_numbered || header->strong >= 2);
}

/* True for a first line that does not end in sight and has nothing but names, though none that is
 * known so far: a table of thousands of columns. */
static bool is_endless_header(const struct shape *shape, const struct header *header)
{
    return shape->lines == 0 && header->cells == HEADER_CELLS_LOOKED_AT &&
           header->plain == header->cells;
}

/* Lines of prose have commas too: the numbers of cells must agree, or the first line be a header
 * without a doubt. */
static bool is_table(const struct shape *shape, const struct header *header, size_t least)
{
    const bool is_regular = shape->regular * 10 >= shape->lines * 8;
    if (!is_header(header))
        return is_endless_header(shape, header) || (is_regular && shape->lines >= 3);
    return (least == 0 && header->strong >= 2) || (is_regular && shape->lines >= 2);
}

/* Bytes of the first line when the one behind it is a header as well, which says more: groups of
 * columns and short names stand above the names, or numbers of questions above their texts. */
static size_t measure_groups(const struct field_rules *rules, struct span head, uint8_t delimiter)
{
    const struct header first = header_of(rules, head, delimiter);
    const struct span rest = {head.ptr + first.end, head.len - first.end};
    const struct header second = header_of(rules, rest, delimiter);
    const bool says_more = __builtin_popcountll(second.kinds) > __builtin_popcountll(first.kinds) &&
                           second.strong >= 2 && is_header(&second);
    return says_more && second.cells == first.cells ? first.end : 0;
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
        if (!is_table(&shape, &header, least) ||
            (first.cells[i] == 2 && inline_pairs_are_first(rules, head)))
            continue;
        best = first.cells[i];
        const bool has_header = is_header(&header) || is_endless_header(&shape, &header);
        *dialect = (struct table_dialect){delimiters[i], has_header, 0};
    }
    if (best > 1 && dialect->has_header)
        dialect->preamble = measure_groups(rules, head, dialect->delimiter);
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
            dialect->preamble += at;
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
