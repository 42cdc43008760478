/* Columns by blanks and dashes. */
#include "crawler/read/aligned.h"

#include "detectors/ascii.h"

bool aligned_is_ruler(struct span line)
{
    size_t groups = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (!ascii_is_one_of(line.ptr[i], "-= "))
            return false;
        groups += line.ptr[i] != ' ' && (i == 0 || line.ptr[i - 1] == ' ');
    }
    return groups >= 2;
}

static void aligned_add(struct aligned *aligned, size_t start)
{
    if (aligned->count < ALIGNED_COLUMNS_MAX)
        aligned->starts[aligned->count++] = start;
}

void aligned_by_ruler(struct aligned *aligned, struct span ruler)
{
    *aligned = (struct aligned){.is_ruled = true};
    for (size_t i = 0; i < ruler.len; i++) {
        if (ruler.ptr[i] != ' ' && (i == 0 || ruler.ptr[i - 1] == ' '))
            aligned_add(aligned, i);
    }
}

void aligned_by_names(struct aligned *aligned, struct span header)
{
    size_t blanks = 2; /* in front */
    *aligned = (struct aligned){.is_ruled = false};
    for (size_t i = 0; i < header.len; i++) {
        if (header.ptr[i] != ' ' && blanks >= 2)
            aligned_add(aligned, i);
        blanks = header.ptr[i] == ' ' ? blanks + 1 : 0;
        if (blanks == 0 && aligned->count > 0)
            aligned->ends[aligned->count - 1] = i + 1;
    }
}

/* Cells begin where the names do. */
static bool aligned_is_left(const struct aligned *aligned, struct span line)
{
    bool has_gap = aligned->is_ruled && aligned->count > 2;
    size_t first = 0;
    while (first < line.len && line.ptr[first] == ' ')
        first++;
    if (aligned->count < 2 || line.len <= aligned->starts[1])
        return false;
    for (size_t i = 1; i < aligned->count && aligned->starts[i] < line.len; i++) {
        const size_t start = aligned->starts[i];
        if (line.ptr[start - 1] != ' ')
            return false;
        has_gap |= start >= 2 && line.ptr[start - 2] == ' ' && first < aligned->starts[1];
    }
    return has_gap;
}

/* Cells end where the names do. */
static bool aligned_is_right(const struct aligned *aligned, struct span line)
{
    bool has_gap = false;
    if (aligned->is_ruled || aligned->count < 2 || line.len != aligned->ends[aligned->count - 1])
        return false;
    for (size_t i = 0; i < aligned->count; i++) {
        const size_t end = aligned->ends[i];
        if (line.ptr[end - 1] == ' ' || (end < line.len && line.ptr[end] != ' '))
            return false;
        has_gap |= end + 1 < line.len && line.ptr[end + 1] == ' ';
    }
    return has_gap;
}

bool aligned_is_row(const struct aligned *aligned, struct span line)
{
    return aligned_is_left(aligned, line) || aligned_is_right(aligned, line);
}

/* The cell that ends where the name of its column does, behind the number of the row. */
static struct span aligned_right_cell(const struct aligned *aligned, struct span line,
                                      size_t column)
{
    const size_t end = aligned->ends[column];
    const size_t front = column > 0 ? aligned->ends[column - 1] : 0;
    size_t start = end;
    while (start > front &&
           !(start - front >= 2 && line.ptr[start - 1] == ' ' && line.ptr[start - 2] == ' '))
        start--;
    return ascii_trim(line.ptr + start, end - start);
}

struct span aligned_cell(const struct aligned *aligned, struct span line, size_t column)
{
    if (!aligned_is_left(aligned, line) && aligned_is_right(aligned, line))
        return aligned_right_cell(aligned, line, column);
    const size_t next = column + 1 < aligned->count ? aligned->starts[column + 1] : line.len;
    const size_t start = aligned->starts[column] < line.len ? aligned->starts[column] : line.len;
    const size_t end = next < line.len ? next : line.len;
    return ascii_trim(line.ptr + start, end - start);
}
