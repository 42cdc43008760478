/* The text of a page. */
#include "crawler/unpack/pdf_page.h"

#include "crawler/unpack/pdf_table.h"

#include <stdlib.h>

#define ROW_OVERLAP 35 /* percent of its height that a word shares with those beside it */

struct layout {
    struct pdf_word **order; /* all words, row by row */
    struct pdf_row *rows;
    size_t row_count;
    struct pdf_table *tables;
    size_t table_count;
};

bool pdf_page_init(struct pdf_page *page)
{
    *page = (struct pdf_page){.words = malloc(PDF_PAGE_WORDS * sizeof *page->words)};
    buffer_init(&page->text, PDF_PAGE_TEXT);
    return page->words != NULL;
}

void pdf_page_free(struct pdf_page *page)
{
    free(page->words);
    page->words = NULL;
    buffer_free(&page->text);
}

bool pdf_page_add(struct pdf_page *page, const struct pdf_box *box, enum pdf_start start,
                  struct span text)
{
    if (text.len == 0)
        return true;
    if (page->count == PDF_PAGE_WORDS || text.len > PDF_PAGE_TEXT - page->text.len)
        return false;
    page->words[page->count++] = (struct pdf_word){
        .box = *box, .start = start, .text = (uint32_t)page->text.len, .len = (uint32_t)text.len};
    for (size_t i = 0; i < text.len; i++)
        buffer_append_char(&page->text, text.ptr[i] < ' ' ? ' ' : (char)text.ptr[i]);
    return true;
}

/* ---- rows ---- */

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int word_compare_top(const void *a, const void *b)
{
    const struct pdf_word *const first = *(struct pdf_word *const *)a;
    const struct pdf_word *const second = *(struct pdf_word *const *)b;
    const int order = compare(first->box.top, second->box.top);
    return order != 0 ? order : compare(first - second, 0);
}

static int word_compare_left(const void *a, const void *b)
{
    const struct pdf_word *const first = *(struct pdf_word *const *)a;
    const struct pdf_word *const second = *(struct pdf_word *const *)b;
    const int order = compare(first->box.left, second->box.left);
    return order != 0 ? order : compare(first - second, 0);
}

/* Within a row of a table: cell by cell, and as the page has them. */
static int word_compare_column(const void *a, const void *b)
{
    const struct pdf_word *const first = *(struct pdf_word *const *)a;
    const struct pdf_word *const second = *(struct pdf_word *const *)b;
    const int order = compare(first->column, second->column);
    return order != 0 ? order : compare(first - second, 0);
}

static bool row_takes(const struct pdf_row *row, const struct pdf_word *word)
{
    const struct pdf_box *const box = &word->box;
    const int64_t height = (int64_t)box->bottom - box->top;
    const int64_t end = box->bottom < row->bottom ? box->bottom : row->bottom;
    return (end - box->top) * 100 > height * ROW_OVERLAP;
}

/* Parts the words of page, from the top to the bottom, into rows. */
static void layout_part(struct layout *layout, struct pdf_page *page)
{
    for (size_t i = 0; i < page->count; i++)
        layout->order[i] = &page->words[i];
    qsort(layout->order, page->count, sizeof(struct pdf_word *), word_compare_top);
    for (size_t i = 0; i < page->count; i++) {
        struct pdf_word *const word = layout->order[i];
        struct pdf_row *row = layout->rows + layout->row_count - 1;
        if (layout->row_count == 0 || !row_takes(row, word)) {
            row = layout->rows + layout->row_count++;
            *row = (struct pdf_row){layout->order + i, 0, word->box.top, word->box.bottom};
        }
        row->count++;
        row->bottom = word->box.bottom > row->bottom ? word->box.bottom : row->bottom;
    }
    for (size_t i = 0; i < layout->row_count; i++) {
        const struct pdf_row *const row = &layout->rows[i];
        qsort(row->words, row->count, sizeof(struct pdf_word *), word_compare_left);
    }
}

static void layout_find_tables(struct layout *layout, const struct pdf_page *page)
{
    struct pdf_table table;
    for (size_t at = 0; at < layout->row_count; at = table.end) {
        if (!pdf_table_find(layout->rows, layout->row_count, at, page->text.ptr, &table))
            continue;
        layout->tables[layout->table_count++] = table;
        for (size_t i = table.first; i < table.end; i++) {
            const struct pdf_row *const row = &layout->rows[i];
            for (size_t k = 0; k < row->count; k++)
                row->words[k]->table = (uint32_t)layout->table_count;
            qsort(row->words, row->count, sizeof(struct pdf_word *), word_compare_column);
        }
    }
}

/* ---- writing ---- */

static struct span word_text(const struct pdf_page *page, const struct pdf_word *word)
{
    return (struct span){page->text.ptr + word->text, word->len};
}

static bool is_small(uint8_t byte)
{
    return (byte >= 'a' && byte <= 'z') || byte >= 0x80;
}

/* True when word goes on in next, which begins the line below: "hyper-", "tension". */
static bool word_is_broken(const struct pdf_page *page, const struct pdf_word *word,
                           const struct pdf_word *next)
{
    const struct span text = word_text(page, word);
    const uint8_t first = page->text.ptr[next->text];
    return next->start == PDF_START_LINE && text.len >= 3 && text.ptr[text.len - 1] == '-' &&
           is_small(text.ptr[text.len - 2] | 0x20) && is_small(first);
}

/* What stands between two words of a cell: nothing where a date or a number was broken. */
static void cell_part(const struct pdf_page *page, const struct pdf_word *word,
                      const struct pdf_word *next, struct buffer *out)
{
    const uint8_t last = page->text.ptr[word->text + word->len - 1];
    const bool is_below = next->box.top >= (word->box.top + word->box.bottom) / 2;
    if (!is_below || (last != '-' && last != '/'))
        buffer_append_char(out, ' ');
}

static void row_write(const struct pdf_page *page, const struct pdf_row *row, size_t columns,
                      struct buffer *out)
{
    size_t column = 0;
    for (size_t i = 0; i < row->count; i++) {
        const struct pdf_word *const word = row->words[i];
        if (column == word->column && i > 0 && row->words[i - 1]->column == column)
            cell_part(page, row->words[i - 1], word, out);
        for (; column < word->column; column++)
            buffer_append_char(out, '\t');
        buffer_append(out, page->text.ptr + word->text, word->len);
    }
    for (; column + 1 < columns; column++)
        buffer_append_char(out, '\t');
    buffer_append_char(out, '\n');
}

static void layout_write_table(const struct layout *layout, const struct pdf_page *page,
                               struct pdf_table *table, struct buffer *out)
{
    table->is_written = true;
    for (size_t i = table->first; i < table->end; i++)
        row_write(page, &layout->rows[i], table->columns, out);
}

/* Writes a word that is in no table; next is the one behind it, NULL: none. */
static void word_write(const struct pdf_page *page, const struct pdf_word *word,
                       const struct pdf_word *next, struct buffer *out)
{
    const bool is_last = next == NULL || next->table != 0;
    const bool is_broken = !is_last && word_is_broken(page, word, next);
    buffer_append(out, page->text.ptr + word->text, word->len - is_broken);
    if (is_broken)
        return;
    buffer_append_char(out, is_last || next->start != PDF_START_WORD ? '\n' : ' ');
    if (!is_last && next->start == PDF_START_FLOW)
        buffer_append_char(out, '\n');
}

/* Words in their order; a table stands where its first word does. */
static void layout_write(const struct layout *layout, const struct pdf_page *page,
                         struct buffer *out)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct pdf_word *const word = &page->words[i];
        struct pdf_table *const table = word->table > 0 ? &layout->tables[word->table - 1] : NULL;
        if (table == NULL)
            word_write(page, word, i + 1 < page->count ? word + 1 : NULL, out);
        else if (!table->is_written)
            layout_write_table(layout, page, table, out);
    }
}

bool pdf_page_write(struct pdf_page *page, struct buffer *out)
{
    struct layout layout = {.order = calloc(page->count + 1, sizeof *layout.order),
                            .rows = calloc(page->count + 1, sizeof *layout.rows),
                            .tables = calloc(page->count + 1, sizeof *layout.tables)};
    const bool is_fit = layout.order != NULL && layout.rows != NULL && layout.tables != NULL &&
                        !page->text.is_failed;
    if (is_fit) {
        layout_part(&layout, page);
        layout_find_tables(&layout, page);
        layout_write(&layout, page, out);
    }
    free(layout.order);
    free(layout.rows);
    free(layout.tables);
    page->count = 0;
    buffer_clear(&page->text);
    return is_fit && !out->is_failed;
}
