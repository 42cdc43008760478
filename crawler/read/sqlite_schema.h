/*
 * What the tables of an SQLite database are called and made of: its schema table (section 2.6 of
 * the file format) and the CREATE TABLE statements in it.
 */
#ifndef CRAWLER_READ_SQLITE_SCHEMA_H
#define CRAWLER_READ_SQLITE_SCHEMA_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SQLITE_COLUMNS_MAX                                                                         \
    2000 /* of a table; SQLite's own limit, unless it is built with another */
#define SQLITE_TABLES_MAX 60000
#define SQLITE_VIRTUALS_MAX 64

/* What CREATE TABLE says. Names are as they are written between their quotes; columns that are
 * computed when they are read are in no record, and not here. */
struct sqlite_columns {
    size_t count;
    struct span names[SQLITE_COLUMNS_MAX]; /* in the order in which records have them */
    size_t rowid;                          /* the column that is the rowid; SIZE_MAX: none */
    bool has_no_rowid;                     /* WITHOUT ROWID: the records stand in an index */
};

/* Reads sql, which must live as long as the names; of what is no such statement there are no
 * columns. */
void sqlite_columns_read(struct sqlite_columns *columns, struct span sql);

/* The same of the table that holds the texts of a full-text index (FTS3 to FTS5), by the CREATE
 * VIRTUAL TABLE of that: its own columns are only numbered. */
void sqlite_columns_read_content(struct sqlite_columns *columns, struct span sql);

struct sqlite_table {
    uint32_t root;                       /* page; 0: a virtual table, which has none */
    bool is_index;                       /* whose records are copies of a table's */
    size_t name, name_len, sql, sql_len; /* in texts */
};

struct sqlite_schema {
    struct buffer tables;   /* array of struct sqlite_table */
    struct buffer virtuals; /* likewise */
    struct buffer texts;
};

/* Needs sqlite_schema_free(). */
void sqlite_schema_init(struct sqlite_schema *schema);
void sqlite_schema_free(struct sqlite_schema *schema);

/* Adds a table, a virtual one or an index; false when memory or the limits are reached. */
bool sqlite_schema_add(struct sqlite_schema *schema, struct sqlite_table table, struct span name,
                       struct span sql);

size_t sqlite_schema_count(const struct sqlite_schema *schema);
const struct sqlite_table *sqlite_schema_table(const struct sqlite_schema *schema, size_t index);
struct span sqlite_schema_name(const struct sqlite_schema *schema,
                               const struct sqlite_table *table);
struct span sqlite_schema_sql(const struct sqlite_schema *schema, const struct sqlite_table *table);

/* What made the full-text index whose texts stand in the table of that name; empty when there is
 * none. */
struct span sqlite_schema_content(const struct sqlite_schema *schema, struct span name);

#endif
