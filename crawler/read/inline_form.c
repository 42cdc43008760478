/* Cells of lines. */
#include "crawler/read/inline_form.h"

#include "detectors/ascii.h"

#include <string.h>

#define ROWS_CELLS_MIN 2

static struct inline_cell inline_cell_of(struct span line, struct span cell)
{
    return (struct inline_cell){(uint16_t)(cell.ptr - line.ptr), (uint16_t)cell.len};
}

/* What stands between the bars at both ends of a line, where it begins with one. */
static struct span inline_within_bars(struct span line)
{
    struct span inner = ascii_trim(line.ptr, line.len);
    if (inner.len < 2 || inner.ptr[0] != '|')
        return line;
    inner.ptr++;
    inner.len--;
    inner.len -= inner.ptr[inner.len - 1] == '|';
    return inner;
}

size_t inline_form_split(uint8_t delimiter, struct span line, struct inline_cell *cells)
{
    const struct span inner = delimiter == '|' ? inline_within_bars(line) : line;
    size_t start = 0;
    for (size_t count = 0; count < INLINE_CELLS_MAX; count++) {
        const uint8_t *const cell = inner.ptr + start;
        const uint8_t *const mark = memchr(cell, delimiter, inner.len - start);
        const size_t len = mark != NULL ? (size_t)(mark - cell) : inner.len - start;
        cells[count] = inline_cell_of(line, ascii_trim(cell, len));
        if (mark == NULL)
            return count + 1;
        start += len + 1;
    }
    return 0;
}

static size_t inline_align(const struct aligned *aligned, struct span line,
                           struct inline_cell *cells)
{
    for (size_t i = 0; i < aligned->count; i++)
        cells[i] = inline_cell_of(line, aligned_cell(aligned, line, i));
    return aligned->count;
}

size_t inline_form_of(struct inline_form *form, struct span header, struct span below,
                      struct inline_cell *cells)
{
    static const uint8_t delimiters[] = {'\t', '|'};
    form->is_pairs = false;
    for (size_t i = 0; i < sizeof delimiters; i++) {
        form->delimiter = delimiters[i];
        form->count = inline_form_split(form->delimiter, header, cells);
        if (form->count >= ROWS_CELLS_MIN)
            return form->count;
    }
    form->delimiter = ' ';
    if (aligned_is_ruler(below))
        aligned_by_ruler(&form->aligned, below);
    else
        aligned_by_names(&form->aligned, header);
    return form->aligned.count >= ROWS_CELLS_MIN ? inline_align(&form->aligned, header, cells) : 0;
}

size_t inline_form_row(const struct inline_form *form, struct span line, struct inline_cell *cells)
{
    if (form->delimiter == ' ')
        return aligned_is_row(&form->aligned, line) ? inline_align(&form->aligned, line, cells) : 0;
    const size_t count = inline_form_split(form->delimiter, line, cells);
    return count == form->count ? count : 0;
}

bool inline_form_is_ruler(struct span line)
{
    size_t dashes = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (!ascii_is_one_of(line.ptr[i], "-=+|: \t\r"))
            return false;
        dashes += line.ptr[i] == '-' || line.ptr[i] == '=';
    }
    return dashes >= 3;
}
