/*
 * Tables of a page, by where its words stand. A table is a row of short headings with gaps between
 * them, and the rows below it as long as every gap goes on through them: columns are what lies
 * between gaps that are common to all rows, be they aligned left, right or in the middle. Columns
 * of prose are none.
 */
#ifndef CRAWLER_UNPACK_PDF_TABLE_H
#define CRAWLER_UNPACK_PDF_TABLE_H

#include "crawler/unpack/pdf_page.h"

#include <stddef.h>
#include <stdint.h>

#define PDF_TABLE_COLUMNS 64

/* Words beside each other, or lines of cells that stand beside a cell. */
struct pdf_row {
    struct pdf_word **words; /* from the left to the right */
    size_t count;
    int32_t top, bottom;
};

struct pdf_table {
    size_t first, end; /* rows */
    size_t columns;
    bool is_written; /* for who writes it */
};

/*
 * Looks whether a table begins at rows[first], and how far it goes; text is that of their page.
 * True: its words have their columns. False: none begins in front of table->end.
 */
bool pdf_table_find(const struct pdf_row *rows, size_t count, size_t first, const uint8_t *text,
                    struct pdf_table *table);

#endif
