/* Finds tables whose columns are aligned with blanks. */
#include "crawler/read/aligned.h"

#include "crawler/read/reader.h"
#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <string.h>

#define TITLE_LINES_MAX 12 /* in front of the header */
#define ROWS_LOOKED_AT 20

/* ---- lines ---- */

/* The line at at, without white space at its end: columns count from its start. */
static struct span line_at(struct span head, size_t at)
{
    size_t len = text_line_end(head, at) - at;
    while (len > 0 && ascii_is_white(head.ptr[at + len - 1]))
        len--;
    return (struct span){head.ptr + at, len};
}

/* "-------- -----": two groups of dashes at least, and nothing else but blanks. */
static bool is_ruler(struct span line)
{
    size_t groups = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (!ascii_is_one_of(line.ptr[i], "-= "))
            return false;
        groups += line.ptr[i] != ' ' && (i == 0 || line.ptr[i - 1] == ' ');
    }
    return groups >= 2;
}

/* ---- columns ---- */

static void add_column(struct aligned *aligned, size_t start)
{
    if (aligned->layout.column_count < ALIGNED_COLUMNS_MAX)
        aligned->columns[aligned->layout.column_count++].start = (uint32_t)start;
}

/* Columns start where dashes do. */
static void columns_of_ruler(struct aligned *aligned, struct span ruler)
{
    for (size_t i = 0; i < ruler.len; i++) {
        if (ruler.ptr[i] != ' ' && (i == 0 || ruler.ptr[i - 1] == ' '))
            add_column(aligned, i);
    }
}

/* Columns start where names do, which two blanks at least part. */
static void columns_of_names(struct aligned *aligned, struct span header)
{
    for (size_t i = 0; i < header.len; i++) {
        const bool is_first = i < 2 || (header.ptr[i - 1] == ' ' && header.ptr[i - 2] == ' ');
        if (header.ptr[i] != ' ' && is_first && (i == 0 || header.ptr[i - 1] == ' '))
            add_column(aligned, i);
    }
}

/* Lengths and names, from the header that was copied. */
static void name_columns(struct aligned *aligned, size_t len)
{
    const size_t count = aligned->layout.column_count;
    for (size_t i = 0; i < count; i++) {
        struct layout_column *const column = &aligned->columns[i];
        const size_t end = i + 1 < count ? aligned->columns[i + 1].start
                                         : column->start + READER_VALUE_MAX; /* or the line */
        column->length = (uint32_t)end - column->start;
        const size_t from = column->start < len ? column->start : len;
        const size_t to = end < len ? end : len;
        column->name = ascii_trim(aligned->header + from, to - from);
    }
}

/* ---- judgement ---- */

static bool has_known_names(const struct field_rules *rules, const struct aligned *aligned)
{
    size_t strong = 0, weak = 0;
    for (size_t i = 0; i < aligned->layout.column_count; i++) {
        const struct span name = aligned->columns[i].name;
        if (name.len == 0)
            continue;
        const struct field_meaning meaning = field_meaning_of_name(rules, name);
        strong += meaning.detector >= 0 && !meaning.is_weak;
        weak += meaning.detector >= 0 && meaning.is_weak;
        if (ascii_is_digit(name.ptr[0]))
            return false;
    }
    return strong >= 1 && strong + weak >= 2;
}

bool aligned_is_row(const struct aligned *aligned, struct span rest)
{
    const struct layout *const layout = &aligned->layout;
    const struct span seen = {rest.ptr,
                              rest.len < ALIGNED_HEADER_MAX ? rest.len : ALIGNED_HEADER_MAX};
    const struct span row = line_at(seen, 0);
    bool has_gap = aligned->is_ruled && layout->column_count > 2;
    size_t first = 0;
    while (first < row.len && row.ptr[first] == ' ')
        first++;
    if (row.len <= aligned->columns[1].start)
        return false;
    for (size_t i = 1; i < layout->column_count; i++) {
        const size_t start = aligned->columns[i].start;
        if (start >= row.len)
            break;
        if (row.ptr[start - 1] != ' ')
            return false;
        has_gap |= start >= 2 && row.ptr[start - 2] == ' ' && first < aligned->columns[1].start;
    }
    return has_gap;
}

/* Whether half of the lines from at on are rows. */
static bool has_rows(const struct aligned *aligned, struct span head, size_t at)
{
    size_t lines = 0, rows = 0;
    for (; at < head.len && lines < ROWS_LOOKED_AT; at = text_line_next(head, at)) {
        if (line_at(head, at).len == 0)
            continue;
        lines++;
        rows += aligned_is_row(aligned, (struct span){head.ptr + at, head.len - at});
    }
    return rows > 0 && rows * 2 >= lines;
}

/* Names with a delimiter between are those of another kind of table. */
static bool has_delimiter(struct span header)
{
    for (size_t i = 0; i < header.len; i++) {
        if (ascii_is_one_of(header.ptr[i], ",;|\t"))
            return true;
    }
    return false;
}

/* Tries the line at at as a header. */
static bool try_header(const struct field_rules *rules, struct span head, size_t at,
                       struct aligned *aligned)
{
    const struct span header = line_at(head, at);
    const size_t behind = text_line_next(head, at);
    if (header.len == 0 || header.len > ALIGNED_HEADER_MAX || behind == head.len ||
        has_delimiter(header))
        return false;
    const struct span ruler = line_at(head, behind);
    aligned->layout = (struct layout){.id = "aligned", .columns = aligned->columns};
    memcpy(aligned->header, header.ptr, header.len);
    aligned->is_ruled = is_ruler(ruler);
    if (aligned->is_ruled)
        columns_of_ruler(aligned, ruler);
    else
        columns_of_names(aligned, header);
    aligned->preamble = aligned->is_ruled ? text_line_next(head, behind) : behind;
    name_columns(aligned, header.len);
    return aligned->layout.column_count >= 2 && has_known_names(rules, aligned) &&
           has_rows(aligned, head, aligned->preamble);
}

bool aligned_find(const struct field_rules *rules, struct span head, struct aligned *aligned)
{
    size_t at = 0;
    for (size_t lines = 0; at < head.len && lines < TITLE_LINES_MAX; lines++) {
        if (memchr(head.ptr + at, ' ', line_at(head, at).len) != NULL &&
            try_header(rules, head, at, aligned))
            return true;
        at = text_line_next(head, at);
    }
    return false;
}
