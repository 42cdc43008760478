/* Tables in the middle of text, each under a header with names that are known, and records of names
 * and values: what consoles of databases print, reports, and what people paste. The reader of texts
 * that no other one knows. */
#include "crawler/read/columns.h"
#include "crawler/read/inline_form.h"
#include "crawler/read/inline_pairs.h"
#include "crawler/read/marks.h"
#include "crawler/read/reader.h"
#include "crawler/read/text_line.h"
#include "detectors/ascii.h"

#include <stdlib.h>

#define HEADER_MAX 480       /* bytes of a header */
#define RULED_HEADER_MAX 254 /* one with a ruler is seen from the ruler, too */
#define HEADER_NAME_MAX 40
#define HEADER_BLANKS_MAX 4 /* of a name */
#define HEADER_DIGITS_MAX 2 /* in a row */
#define HEADER_KNOWN_MIN 2
#define ODD_LINES_MAX 4 /* between rows: notes, headings of groups */

struct inline_table {
    const struct field_rules *rules;
    uint64_t at;        /* offset of the next byte to look at */
    bool has_table;     /* lines may be rows of it */
    unsigned odd_lines; /* since the last row */
    bool is_skipping;   /* to the end of the line */
    uint64_t row;       /* from 1; 0: none yet */
    uint64_t start;     /* of the row at hand */
    size_t cell;        /* the next one of it; cell_count: none */
    size_t cell_count;
    struct inline_cell cells[INLINE_CELLS_MAX];
    struct inline_form form;
    struct columns columns;
};

static void *inline_create(const struct field_rules *rules)
{
    struct inline_table *const table = calloc(1, sizeof *table);
    if (table == NULL)
        return NULL;
    table->rules = rules;
    columns_init(&table->columns, rules);
    return table;
}

static void inline_free(void *state)
{
    struct inline_table *const table = state;
    columns_free(&table->columns);
    free(table);
}

static bool inline_begin(void *state, struct span head, bool is_whole)
{
    struct inline_table *const table = state;
    (void)head;
    (void)is_whole;
    table->at = 0;
    table->has_table = table->is_skipping = false;
    table->cell = table->cell_count = 0;
    return true;
}

/* ---- the header ---- */

/* The line at the start of view, without what ends it and blanks in front of that: a tab there is a
 * cell's. */
static struct span inline_line_of(struct span view)
{
    struct span line = {view.ptr, text_line_end(view, 0)};
    while (line.len > 0 && ascii_is_one_of(line.ptr[line.len - 1], " \r"))
        line.len--;
    return line;
}

/* The text from start on, as far as a line is looked at. */
static struct span inline_view(const struct segment *segment, const uint8_t *start)
{
    const size_t left = (size_t)(segment->text + segment->len + segment->after - start);
    return (struct span){start, left < INLINE_LINE_MAX ? left : INLINE_LINE_MAX};
}

/* The line with mark in it, where it begins within most bytes in front; ptr NULL: further. */
static struct span inline_line_around(const struct segment *segment, const uint8_t *mark,
                                      size_t most)
{
    const size_t seen = (size_t)(mark - (segment->text - segment->before));
    const size_t back = seen < most ? seen : most;
    const uint8_t *const feed = memrchr(mark - back, '\n', back);
    if (feed == NULL && seen > back)
        return (struct span){NULL, 0};
    return inline_line_of(inline_view(segment, feed != NULL ? feed + 1 : mark - back));
}

/* The line behind one, as far as it is seen from where that begins. */
static struct span inline_line_below(const struct segment *segment, struct span line)
{
    const struct span view = inline_view(segment, line.ptr);
    const size_t at = text_line_next(view, 0);
    return inline_line_of((struct span){view.ptr + at, view.len - at});
}

static bool inline_is_of_header(uint8_t byte)
{
    switch (byte) {
    case ' ':
    case '\t':
    case '|':
    case '_':
    case '-':
    case '.':
    case ',':
    case '/':
    case '#':
    case '(':
    case ')':
    case '\'':
        return true;
    default:
        return ascii_is_alnum(byte);
    }
}

/* Whether names of columns and what parts them may be all of a line: code, prose with punctuation
 * and rows with numbers are told from it at their first such byte. */
static bool inline_may_be_header(struct span line)
{
    size_t digits = 0; /* in a row */
    for (size_t i = 0; i < line.len; i++) {
        const uint8_t byte = line.ptr[i];
        digits = ascii_is_digit(byte) ? digits + 1 : 0;
        if (digits == HEADER_DIGITS_MAX + 1 || !inline_is_of_header(byte))
            return false;
    }
    return true;
}

/* A letter alone is a size in a table of formats. */
static bool inline_may_be_name(struct span name)
{
    size_t blanks = 0;
    for (size_t i = 0; i < name.len; i++)
        blanks += name.ptr[i] == ' ';
    if (name.len == 0)
        return true;
    return name.len <= HEADER_NAME_MAX && blanks <= HEADER_BLANKS_MAX &&
           !ascii_is_digit(name.ptr[0]) && !(name.len == 1 && ascii_is_alpha(name.ptr[0]));
}

/* Names of columns: two that are known, of different things and one of them sure, and a quarter of
 * all. Gives their meanings. */
static bool inline_is_header(const struct inline_table *table, struct span header,
                             const struct inline_cell *cells, size_t count,
                             struct field_meaning *meanings)
{
    size_t strong = 0, known = 0;
    int last = -1; /* detector */
    bool differ = false;
    for (size_t i = 0; i < count; i++) {
        if (!inline_may_be_name((struct span){header.ptr + cells[i].start, cells[i].len}))
            return false;
    }
    for (size_t i = 0; i < count && known + count - i >= HEADER_KNOWN_MIN; i++) {
        const struct span name = {header.ptr + cells[i].start, cells[i].len};
        meanings[i] = name.len > 0 ? field_meaning_of_name(table->rules, name) : FIELD_NO_MEANING;
        if (meanings[i].detector < 0)
            continue;
        strong += !meanings[i].is_weak;
        differ |= known++ > 0 && meanings[i].detector != last;
        last = meanings[i].detector;
    }
    return strong > 0 && differ && known * 4 >= count;
}

static void inline_begin_table(struct inline_table *table)
{
    table->row = 0;
    table->odd_lines = 0;
    table->has_table = true;
}

/* Takes a line as the header of a table; false when it is none. */
static bool inline_take_header(struct inline_table *table, struct span header, struct span below)
{
    struct inline_cell cells[INLINE_CELLS_MAX];
    struct field_meaning meanings[INLINE_CELLS_MAX];
    struct inline_form form;
    if (header.len > HEADER_MAX || !inline_may_be_header(header))
        return false;
    const size_t count = inline_form_of(&form, header, below, cells);
    if (!inline_is_header(table, header, cells, count, meanings))
        return false;
    table->form = form;
    columns_clear(&table->columns);
    for (size_t i = 0; i < count; i++)
        columns_add_named(&table->columns, (struct span){header.ptr + cells[i].start, cells[i].len},
                          meanings[i]);
    columns_end(&table->columns);
    inline_begin_table(table);
    return true;
}

/* The cells of the row that view begins with, and its columns where the row has its own. */
static void inline_read_row(struct inline_table *table, struct span view, struct span line)
{
    const struct inline_form *const form = &table->form;
    if (!form->is_pairs) {
        table->cell = 0;
        table->cell_count = inline_form_row(form, line, table->cells);
        return;
    }
    const bool is_pair = inline_pairs_read(&table->columns, form->delimiter, view) &&
                         inline_pairs_split(form->delimiter, line, table->cells);
    table->cell = 1; /* behind the name */
    table->cell_count = is_pair ? 2 : 0;
}

/* Takes the line with mark in it as the first pair of a record. */
static void inline_take_record(struct inline_table *table, const struct segment *segment,
                               struct span line, const uint8_t *mark)
{
    const struct span view = inline_view(segment, line.ptr);
    const uint8_t delimiter = inline_pairs_begin(&table->columns, view);
    if (delimiter == 0)
        return;
    table->form.delimiter = delimiter;
    table->form.is_pairs = true;
    inline_begin_table(table);
    table->row = 1;
    table->start = segment->offset - (uint64_t)(segment->text - line.ptr);
    inline_read_row(table, view, line);
    if (line.ptr + table->cells[1].start < mark)
        table->cell_count = 0; /* another segment may own it, and took it for text */
}

/* Looks at the line with mark in it, and at the one above when it is a ruler. */
static void inline_look(struct inline_table *table, const struct segment *segment,
                        const uint8_t *mark)
{
    const struct span line = inline_line_around(segment, mark, HEADER_MAX);
    if (line.ptr == NULL)
        return;
    const bool is_first = line.ptr == segment->text - segment->before;
    if (line.len <= RULED_HEADER_MAX && !is_first && aligned_is_ruler(line)) {
        const struct span above = inline_line_around(segment, line.ptr - 1, RULED_HEADER_MAX);
        if (above.ptr != NULL && inline_take_header(table, above, line))
            return;
    }
    if (!inline_take_header(table, line, inline_line_below(segment, line)))
        inline_take_record(table, segment, line, mark);
}

/* Goes on to the line of the next header or record, or over all that is owned. */
static void inline_find(struct inline_table *table, const struct segment *segment)
{
    const struct span owned = {segment->text, segment->len};
    size_t at = (size_t)(table->at - segment->offset);
    struct marks marks = marks_of(MARK_COLUMNS, segment->text, segment->before, at, segment->len);
    while (at < owned.len) {
        const size_t mark = marks_take(&marks);
        if (mark < at)
            continue;
        at = mark;
        if (mark < owned.len)
            inline_look(table, segment, segment->text + mark);
        if (table->has_table)
            break; /* the rest of the line is skipped, but for a value there */
        at = text_line_end(owned, mark);
    }
    table->at = segment->offset + at;
    table->is_skipping = table->has_table;
}

/* ---- rows ---- */

static void inline_skip(struct inline_table *table, const struct segment *segment)
{
    const struct span owned = {segment->text, segment->len};
    const size_t at = (size_t)(table->at - segment->offset);
    const size_t end = text_line_end(owned, at);
    table->is_skipping = end == owned.len;
    table->at = segment->offset + end + !table->is_skipping;
}

/* Sees what line begins here: a row, the header of the next table, or one of few between rows. */
static void inline_start_line(struct inline_table *table, const struct segment *segment)
{
    const uint8_t *const end = segment->text + segment->len + segment->after;
    const struct span view = inline_view(segment, segment->text + (table->at - segment->offset));
    const struct span line = inline_line_of(view);
    const bool is_cut = text_line_end(view, 0) == view.len && view.ptr + view.len < end;
    table->is_skipping = true;
    if (ascii_trim(line.ptr, line.len).len == 0 || inline_form_is_ruler(line) ||
        inline_take_header(table, line, inline_line_below(segment, line)))
        return;
    table->start = table->at;
    inline_read_row(table, view, line);
    table->odd_lines = table->cell_count > 0 ? 0 : table->odd_lines + 1;
    table->has_table = table->odd_lines <= ODD_LINES_MAX;
    table->row += table->cell_count > 0;
    table->cell_count -= table->cell_count > 0 && is_cut; /* half a value is none */
}

/* Emits the next cell, or waits for the segment that owns it. */
static void inline_take_cell(struct inline_table *table, const struct segment *segment,
                             struct field_sink *sink)
{
    const struct inline_cell cell = table->cells[table->cell];
    table->at = table->start + cell.start;
    if (table->at >= segment->offset + segment->len)
        return;
    const size_t column = table->cell++;
    const size_t name = table->form.is_pairs ? 0 : column;
    const struct span value = {segment->text + (table->at - segment->offset), cell.len};
    struct field field = {.meaning = columns_meaning(&table->columns, name),
                          .value = value,
                          .offset = table->at,
                          .length = cell.len,
                          .row = table->row,
                          .column = column + 1,
                          .name = columns_name(&table->columns, name)};
    if (cell.len > 0 && field_sink_wants(sink, field.meaning, field.offset + cell.len))
        sink->emit(sink->user, &field);
}

static bool inline_feed(void *state, const struct segment *segment, struct field_sink *sink)
{
    struct inline_table *const table = state;
    while (table->at < segment->offset + segment->len) {
        if (table->cell < table->cell_count)
            inline_take_cell(table, segment, sink);
        else if (table->is_skipping)
            inline_skip(table, segment);
        else if (table->has_table)
            inline_start_line(table, segment);
        else
            inline_find(table, segment);
    }
    return true;
}

const struct reader_ops inline_table_reader_ops = {NULL,         inline_create, inline_free,
                                                   inline_begin, inline_feed,   NULL};
