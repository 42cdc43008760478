/*
 * Where a reader of SQL stands in a statement: which table and columns, which row and value. The
 * text itself, strings and comments are the reader's business.
 */
#ifndef CRAWLER_READ_SQL_STATEMENT_H
#define CRAWLER_READ_SQL_STATEMENT_H

#include "crawler/read/columns.h"
#include "crawler/read/reader.h"
#include "crawler/read/sql_tables.h"
#include "crawler/read/sql_token.h"

/* What is read. */
enum sql_step {
    SQL_START,     /* a statement begins */
    SQL_OTHER,     /* a statement of no interest, up to its semicolon */
    SQL_NAME,      /* INSERT INTO, CREATE TABLE, COPY: the name of a table */
    SQL_NAMES,     /* its columns, in parentheses */
    SQL_NAMED,     /* behind these: VALUES, FROM */
    SQL_FROM,      /* COPY ... FROM: stdin, or a file */
    SQL_ROWS,      /* between rows of VALUES */
    SQL_ROW,       /* in one */
    SQL_COPY_LINE, /* the rest of the line of COPY ... FROM stdin */
    SQL_COPY_ROWS
};

enum sql_statement { SQL_INSERT, SQL_CREATE, SQL_COPY };

/* What is open over the end of what was looked at. */
enum sql_open { SQL_NOT_OPEN, SQL_OPEN_LINE, SQL_OPEN_BLOCK, SQL_OPEN_STRING, SQL_OPEN_CELL };

struct sql_reader {
    struct columns columns;   /* of the statement at hand */
    struct sql_tables tables; /* of CREATE TABLE */
    uint64_t at;              /* offset of the next byte */
    enum sql_step step;
    enum sql_statement statement;
    enum sql_open open;
    uint8_t quote; /* that ends the string */
    bool has_backslash;
    bool is_expecting; /* a name of a column, or a value, comes next */
    uint64_t table;    /* hash of its name */
    uint64_t listed;   /* hash of the columns in columns */
    uint64_t list;     /* hash of those read now */
    size_t depth;      /* of parentheses */
    size_t column;     /* from 0 */
    uint64_t row;      /* from 1 */
    uint8_t value[READER_VALUE_MAX];
};

/* Reads a word, which stands in its text with a byte in front when has_front. True when it is a
 * value of the row at hand. */
bool sql_statement_word(struct sql_reader *sql, const struct sql_token *token, bool has_front);

/* Reads a sign. */
void sql_statement_sign(struct sql_reader *sql, uint8_t sign);

#endif
