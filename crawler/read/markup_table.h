/*
 * The tables of a page or a sheet: which row and column a cell is in, and what names it. Names
 * stand in a row of head cells, in a first row of names (titles of one cell may stand above it), in
 * any later row that is mostly names of different things, in the cell in front ("SSN: |
 * 536-90-4399"), or in a head cell at the start of the row.
 */
#ifndef CRAWLER_READ_MARKUP_TABLE_H
#define CRAWLER_READ_MARKUP_TABLE_H

#include "detectors/field.h"

#include <stdbool.h>
#include <stdint.h>

#define MARKUP_TABLES_MAX 4 /* tables within tables; deeper ones have no names */
#define MARKUP_COLUMNS_MAX 128
#define MARKUP_NAME_MAX 64

struct markup_column {
    struct field_meaning meaning;
    bool is_label;    /* with a colon, or a head cell: it names what is beside it */
    bool is_noted;    /* of a cell */
    uint8_t name_len; /* 0: none, or none that may be shown */
    uint8_t name[MARKUP_NAME_MAX];
};

struct markup_table {
    uint64_t row, column;                 /* from 1; 0: none yet */
    uint64_t first;                       /* the row that may be names; 0: none yet */
    uint64_t more_rows, more_columns;     /* that the row and the cell at hand stand for, besides */
    uint64_t span_rows;                   /* below it, that the cell at hand reaches into */
    uint64_t free_at[MARKUP_COLUMNS_MAX]; /* the row from which on a column has cells again */
    size_t heads, cells;                  /* of the row, of both kinds */
    size_t filled;                        /* of these, with a text */
    size_t named;                         /* ... that names something */
    int detector;                         /* of the first of these */
    bool has_strong, differ;              /* one is sure; they name different things */
    bool has_digits;                      /* the row has */
    size_t titles;                        /* rows in front of the first */
    bool has_names;                       /* columns[] are their names */
    struct markup_column side;            /* the cell in front */
    struct field_meaning of_row;          /* that of the head cell that the row begins with */
    struct markup_column columns[MARKUP_COLUMNS_MAX];
    size_t noted;
    struct markup_column
        row_names[MARKUP_COLUMNS_MAX]; /* what the row would call the first noted */
};

struct markup_tables {
    const struct field_rules *rules;
    size_t depth;
    struct markup_table tables[MARKUP_TABLES_MAX];
};

void markup_tables_reset(struct markup_tables *tables);
void markup_tables_open(struct markup_tables *tables);
void markup_tables_close(struct markup_tables *tables);

/* A row begins; the one in front is over. */
void markup_tables_begin_row(struct markup_tables *tables);

/* The row that has just begun is that one, from 1; those in front of it were empty. */
void markup_tables_seek_row(struct markup_tables *tables, uint64_t row);

/* The next cell of the row is in that column, from 1; those in front of it were empty. */
void markup_tables_seek(struct markup_tables *tables, uint64_t column);

/* The row or the next cell stands for that many, from 1: what follows is so much further. */
void markup_tables_repeat_row(struct markup_tables *tables, uint64_t count);
void markup_tables_repeat_cell(struct markup_tables *tables, uint64_t count);

/* The next cell is so many rows high: the rows below have no cell in its column. */
void markup_tables_span_rows(struct markup_tables *tables, uint64_t count);

/* Where a cell is and what it means. name is valid until the next call. */
struct markup_place {
    uint64_t row, column; /* 0: in no table that is counted */
    struct span name;
    struct field_meaning meaning;
};

/* The next cell of the row was read to its end; text is without white space around it. */
struct markup_place markup_tables_add_cell(struct markup_tables *tables, struct span text,
                                           bool is_head);

#endif
