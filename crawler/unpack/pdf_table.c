/* Tables of a page. */
#include "crawler/unpack/pdf_table.h"

#define HEADING_WORDS_MAX 6
#define PROSE_WORDS 3   /* a cell of prose has more, on average */
#define ROWS_APART 3    /* heights of a row that may lie between two of them */
#define CHECK_COLUMNS 2 /* tables of so few columns may be two blocks of a letter */
#define ROWS_ALONE 64   /* of one cell may follow each other: they are looked at again */

/* Shares of the height of a row, in percent. */
#define GAP_MIN 4        /* of what parts columns */
#define GAP_BLANK_MAX 30 /* a blank between words is smaller */
#define GAP_BLANK_MIN 15
#define GAP_WIDE 80  /* no cell holds one */
#define GAP_MORE 110 /* percent of a blank: what is wider may part headings */
#define GAP_EVEN 112 /* percent of the smallest gap of a line of prose: its others */

struct gap {
    int32_t left, right;
};

/* What parts the columns, from the left to the right. */
struct gaps {
    struct gap all[PDF_TABLE_COLUMNS - 1];
    size_t count;
};

static int32_t gap_width(struct gap gap)
{
    return gap.right - gap.left;
}

/* Percent of the height of a line in row. */
static int32_t row_share(const struct pdf_row *row, int32_t percent)
{
    const struct pdf_box *const box = &row->words[0]->box;
    return (int32_t)((int64_t)(box->bottom - box->top) * percent / 100);
}

/* The gap in front of words[i], which lies behind all words to its left (they reach to *reach). */
static struct gap row_gap(const struct pdf_row *row, size_t i, int32_t *reach)
{
    const struct gap gap = {*reach, row->words[i]->box.left};
    if (row->words[i]->box.right > *reach)
        *reach = row->words[i]->box.right;
    return gap;
}

/* How wide a blank is in row, no more than one may be. */
static int32_t row_blank(const struct pdf_row *row)
{
    int32_t blank = row_share(row, GAP_BLANK_MAX);
    const int32_t least = row_share(row, GAP_BLANK_MIN);
    int32_t reach = row->words[0]->box.right;
    for (size_t i = 1; i < row->count; i++) {
        const int32_t width = gap_width(row_gap(row, i, &reach));
        if (width >= least && width < blank)
            blank = width;
    }
    return blank;
}

/* The gaps of a row of headings; false when it is none. */
static bool gaps_of_headings(struct gaps *gaps, const struct pdf_row *row)
{
    const int64_t least = (int64_t)row_blank(row) * GAP_MORE / 100;
    int32_t reach = row->words[0]->box.right;
    size_t words = 1;
    gaps->count = 0;
    for (size_t i = 1; i < row->count; i++) {
        const struct gap gap = row_gap(row, i, &reach);
        words++;
        if (gap_width(gap) <= least || gap_width(gap) <= 0)
            continue;
        if (words - 1 > HEADING_WORDS_MAX || gaps->count == PDF_TABLE_COLUMNS - 1)
            return false;
        gaps->all[gaps->count++] = gap;
        words = 1;
    }
    return gaps->count > 0 && words <= HEADING_WORDS_MAX;
}

/* What is left of gap beside the words of row: the widest part that none of them covers. */
static struct gap gap_beside(struct gap gap, const struct pdf_row *row)
{
    struct gap best = {gap.left, gap.left};
    int32_t free_from = gap.left;
    for (size_t i = 0; i < row->count && row->words[i]->box.left < gap.right; i++) {
        const struct pdf_box *const box = &row->words[i]->box;
        if (box->right <= free_from)
            continue;
        if (box->left - free_from > gap_width(best))
            best = (struct gap){free_from, box->left};
        free_from = box->right;
    }
    if (gap.right - free_from > gap_width(best))
        best = (struct gap){free_from, gap.right};
    return best;
}

/* The column of a place between gaps. */
static size_t gaps_column(const struct gaps *gaps, int32_t left)
{
    size_t column = 0;
    while (column < gaps->count && left >= gaps->all[column].right)
        column++;
    return column;
}

/* True when a cell of row holds a gap that is wide enough for columns. */
static bool row_has_wide_cell(const struct pdf_row *row, const struct gaps *gaps)
{
    const int32_t wide = row_share(row, GAP_WIDE);
    int32_t reach = row->words[0]->box.right;
    for (size_t i = 1; i < row->count; i++) {
        const struct gap gap = row_gap(row, i, &reach);
        if (gap_width(gap) > wide &&
            gaps_column(gaps, gap.left - 1) == gaps_column(gaps, gap.right))
            return true;
    }
    return false;
}

/* True for a line of prose: its blanks are alike, and it has more words than cells ask for. */
static bool row_is_prose(const struct pdf_row *row, const struct gaps *gaps)
{
    int32_t least = INT32_MAX, most = 0, reach = row->words[0]->box.right;
    size_t inner = 0;
    for (size_t i = 1; i < row->count; i++) {
        const struct gap gap = row_gap(row, i, &reach);
        const int32_t width = gap_width(gap);
        inner += gaps_column(gaps, gap.left - 1) == gaps_column(gaps, gap.right);
        least = width < least ? width : least;
        most = width > most ? width : most;
    }
    return row->count >= 2 * gaps->count + 4 && inner > 0 && least > 0 &&
           (int64_t)least * GAP_EVEN > (int64_t)most * 100 &&
           gaps_column(gaps, row->words[0]->box.left) <
               gaps_column(gaps, row->words[row->count - 1]->box.left);
}

/* Narrows gaps to what row leaves of them. What it leaves nothing of was no gap, if that may be: a
 * blank within a heading. False: row is none of the table. */
static bool gaps_narrow(struct gaps *gaps, const struct pdf_row *row, bool may_drop)
{
    struct gaps left = {.count = 0};
    const int32_t least = row_share(row, GAP_MIN), blank = row_share(row, GAP_WIDE) / 2;
    for (size_t i = 0; i < gaps->count; i++) {
        const struct gap gap = gap_beside(gaps->all[i], row);
        if (gap_width(gap) >= least)
            left.all[left.count++] = gap;
        else if (!may_drop || gap_width(gaps->all[i]) > blank)
            return false;
    }
    if (left.count == 0 || row_has_wide_cell(row, &left) || row_is_prose(row, &left))
        return false;
    *gaps = left;
    return true;
}

/* Gives the words of row their columns; returns how many cells are filled. */
static size_t row_fill(const struct pdf_row *row, const struct gaps *gaps)
{
    size_t cells = 0, last = SIZE_MAX;
    for (size_t i = 0; i < row->count; i++) {
        const size_t column = gaps_column(gaps, row->words[i]->box.left);
        row->words[i]->column = (uint8_t)column;
        cells += column != last;
        last = column;
    }
    return cells;
}

/* What the cells of a column are like. */
struct column_sum {
    size_t cells, words;
    size_t labelled; /* cells with a label and a value of their own: "Date: 3 May" */
};

static void column_sum_row(struct column_sum *sums, const struct pdf_row *row, const uint8_t *text)
{
    size_t last = SIZE_MAX;
    bool is_label = false;
    for (size_t i = 0; i < row->count; i++) {
        const struct pdf_word *const word = row->words[i];
        const bool is_new = word->column != last;
        sums[word->column].cells += is_new;
        sums[word->column].words++;
        sums[word->column].labelled += !is_new && is_label;
        is_label = text[word->text + word->len - 1] == ':';
        last = word->column;
    }
}

static bool table_is_prose(const struct pdf_row *rows, const struct pdf_table *table,
                           const uint8_t *text)
{
    struct column_sum sums[PDF_TABLE_COLUMNS] = {{0, 0, 0}};
    size_t prose = 0;
    for (size_t i = table->first; i < table->end; i++)
        column_sum_row(sums, &rows[i], text);
    for (size_t i = 0; i < table->columns; i++)
        prose += sums[i].words > sums[i].cells * PROSE_WORDS;
    return prose == table->columns ||
           (table->columns <= CHECK_COLUMNS && sums[1].labelled * 2 >= sums[1].cells);
}

bool pdf_table_find(const struct pdf_row *rows, size_t count, size_t first, const uint8_t *text,
                    struct pdf_table *table)
{
    struct gaps gaps;
    *table = (struct pdf_table){.first = first, .end = first + 1};
    if (!gaps_of_headings(&gaps, &rows[first]))
        return false;
    size_t end = first + 1;
    size_t last = first; /* row with cells beside each other */
    while (end < count && end - last <= ROWS_ALONE &&
           rows[end].top - rows[end - 1].bottom <=
               (int64_t)row_share(&rows[end], 100) * ROWS_APART &&
           gaps_narrow(&gaps, &rows[end], end == first + 1)) {
        if (row_fill(&rows[end], &gaps) >= 2)
            last = end;
        end++;
    }
    size_t filled = 0; /* rows behind the headings, with cells beside each other */
    for (size_t i = first; i < end; i++) {
        if (row_fill(&rows[i], &gaps) < 2 || i == first)
            continue;
        filled++;
        table->end = i + 1;
    }
    table->columns = gaps.count + 1;
    return filled > 0 && !table_is_prose(rows, table, text);
}
