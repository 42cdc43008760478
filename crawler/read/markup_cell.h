/* A cell of a table: read to its end before it is given out, since it is a value. */
#ifndef CRAWLER_READ_MARKUP_CELL_H
#define CRAWLER_READ_MARKUP_CELL_H

#include "crawler/read/markup_table.h"
#include "crawler/read/record.h"

#define MARKUP_CELL_MAX 1024 /* a cell of more is text */

struct markup_cell {
    bool is_open, is_head;
    bool is_over; /* given out: to be emptied */
    bool is_raw;  /* one piece, as it stands in the member */
    size_t len;
    uint64_t offset, end; /* of its raw bytes */
    uint8_t text[MARKUP_CELL_MAX];
};

void markup_cell_reset(struct markup_cell *cell);
void markup_cell_open(struct markup_cell *cell, bool is_head);

/* Puts a value into the cell; false when it is not open, or has no room. */
bool markup_cell_keep(struct markup_cell *cell, const struct record_value *value);

/* A line of the cell is over. */
void markup_cell_break(struct markup_cell *cell);

/* Closes the cell and gives out its text, as the next cell of tables, or as text when that is NULL;
 * false when it was not open, or is empty. The value is valid until markup_cell_forget(). */
bool markup_cell_give(struct markup_cell *cell, struct markup_tables *tables,
                      struct record_value *value);

/* Empties a cell that was given out. */
void markup_cell_forget(struct markup_cell *cell);

#endif
