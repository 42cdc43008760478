/*
 * Cells and records of SQLite's b-tree pages (sections 1.6 and 2.1 of the file format). Pure.
 */
#ifndef CRAWLER_READ_SQLITE_RECORD_H
#define CRAWLER_READ_SQLITE_RECORD_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A number of 1 to 9 bytes at the start of bytes; returns how many, 0 when it is cut. */
size_t sqlite_read_varint(struct span bytes, uint64_t *number);

enum sqlite_page_type {
    SQLITE_INDEX_INTERIOR = 2,
    SQLITE_TABLE_INTERIOR = 5,
    SQLITE_INDEX_LEAF = 10,
    SQLITE_TABLE_LEAF = 13
};

/* The head of a b-tree page. */
struct sqlite_page {
    struct span bytes; /* its usable bytes */
    size_t head;       /* where its header stands: SQLITE_HEADER in the first page of a file */
    enum sqlite_page_type type;
    uint32_t cells;  /* as many as have room */
    size_t cells_at; /* of the array of their places */
    uint32_t right;  /* the last child of an interior page */
};

/* False when bytes are no b-tree page. */
bool sqlite_page_read(struct span bytes, size_t head, struct sqlite_page *page);

/* Where a cell (from 0) stands in the page; 0: out of it. */
size_t sqlite_page_cell(const struct sqlite_page *page, uint32_t cell);

struct sqlite_cell {
    uint32_t child;      /* of an interior page; 0 */
    int64_t rowid;       /* of a table */
    uint64_t payload;    /* bytes, all of them */
    size_t start, local; /* the part of it that stands in the page */
    uint32_t overflow;   /* the page with the next part; 0: none */
    size_t end;          /* of the cell */
};

/* Reads a cell that stands at a place of the page; false when it reaches out of it. */
bool sqlite_cell_read(const struct sqlite_page *page, size_t at, struct sqlite_cell *cell);

/*
 * True when something that looks like a whole cell of a table stands at bytes[at]: a record whose
 * values fill exactly what its length says, two at least and one of them text. So deleted rows are
 * found in free bytes.
 */
bool sqlite_cell_carve(struct span bytes, size_t at, struct sqlite_cell *cell);

enum sqlite_kind { SQLITE_NULL, SQLITE_INTEGER, SQLITE_REAL, SQLITE_TEXT, SQLITE_BLOB };

struct sqlite_value {
    enum sqlite_kind kind;
    size_t at;       /* in the payload */
    uint64_t length; /* bytes; may reach out of it */
    int64_t integer;
    double real;
};

/* The values of a record, one after the other. */
struct sqlite_record {
    struct span payload; /* as much of it as is at hand */
    size_t types;        /* where the next type stands */
    size_t types_end;
    size_t body; /* where the next value stands */
};

/* False when payload is no record. */
bool sqlite_record_begin(struct sqlite_record *record, struct span payload);

/* The next value; false behind the last, and when a type is none. */
bool sqlite_record_next(struct sqlite_record *record, struct sqlite_value *value);

#endif
