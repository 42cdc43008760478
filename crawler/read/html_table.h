/*
 * The tables of an HTML page: which row and column a cell is in, and what names it. Names stand in
 * a row of head cells, in a first row of names, or in the cell in front ("SSN: | 536-90-4399").
 */
#ifndef CRAWLER_READ_HTML_TABLE_H
#define CRAWLER_READ_HTML_TABLE_H

#include "detectors/field.h"

#include <stdbool.h>
#include <stdint.h>

#define HTML_TABLES_MAX 4 /* tables within tables; deeper ones have no names */
#define HTML_COLUMNS_MAX 128
#define HTML_NAME_MAX 64

struct html_column {
    struct field_meaning meaning;
    uint8_t name_len; /* 0: none, or none that may be shown */
    uint8_t name[HTML_NAME_MAX];
};

struct html_table {
    uint64_t row, column; /* from 1; 0: none yet */
    size_t heads, cells;  /* of the row, of both kinds */
    size_t named;         /* cells of the first row that name something */
    bool has_digits;      /* the first row has */
    bool has_names;       /* columns[] are their names */
    struct html_column side;
    struct html_column columns[HTML_COLUMNS_MAX];
};

struct html_tables {
    const struct field_rules *rules;
    size_t depth;
    struct html_table tables[HTML_TABLES_MAX];
};

void html_tables_reset(struct html_tables *tables);
void html_tables_open(struct html_tables *tables);
void html_tables_close(struct html_tables *tables);

/* A row begins; the one in front is over. */
void html_tables_begin_row(struct html_tables *tables);

/* Where a cell is and what it means. name is valid until the next call. */
struct html_place {
    uint64_t row, column; /* 0: in no table that is counted */
    struct span name;
    struct field_meaning meaning;
};

/* The next cell of the row was read to its end; text is without white space around it. */
struct html_place html_tables_add_cell(struct html_tables *tables, struct span text, bool is_head);

#endif
