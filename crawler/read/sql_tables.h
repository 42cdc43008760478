/*
 * The columns that CREATE TABLE gave to tables, for INSERTs that do not list them; and the list of
 * columns that is read just now. Memory is bounded: what is beyond it is not kept.
 */
#ifndef CRAWLER_READ_SQL_TABLES_H
#define CRAWLER_READ_SQL_TABLES_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

/* A list of names, end to end. */
struct sql_names {
    struct buffer bytes;
    struct buffer ends; /* of each name in bytes; array of uint32_t */
};

struct sql_tables {
    struct sql_names names; /* of all tables */
    struct buffer tables;   /* array of struct sql_table, private */
    struct sql_names noted;
};

/* Needs sql_tables_free(). */
void sql_tables_init(struct sql_tables *tables);
void sql_tables_free(struct sql_tables *tables);
void sql_tables_clear(struct sql_tables *tables);

/* Goes on with a hash (0 at first) over a name, whose case does not count. Never 0. */
uint64_t sql_tables_hash(uint64_t hash, struct span name);

/* The columns of a table follow; what was known of it is replaced. */
void sql_tables_begin(struct sql_tables *tables, uint64_t table);
void sql_tables_add(struct sql_tables *tables, struct span name);

/* The name of a column (from 0) of a table; false when there is none. Valid until the next change.
 */
bool sql_tables_find(const struct sql_tables *tables, uint64_t table, size_t column,
                     struct span *name);

/* A list that belongs to one statement. */
void sql_tables_forget_noted(struct sql_tables *tables);
void sql_tables_note(struct sql_tables *tables, struct span name);
bool sql_tables_noted(const struct sql_tables *tables, size_t column, struct span *name);

#endif
