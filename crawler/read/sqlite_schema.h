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

/* What CREATE TABLE says. Names are as they are written between their quotes. */
struct sqlite_columns {
    size_t count;
    struct span names[SQLITE_COLUMNS_MAX]; /* in the order in which records have them */
    size_t rowid;                          /* the column that is the rowid; SIZE_MAX: none */
    bool has_no_rowid;                     /* WITHOUT ROWID: the records stand in an index */
};

/* Reads sql, which must live as long as the names; of what is no such statement there are no
 * columns. */
void sqlite_columns_read(struct sqlite_columns *columns, struct span sql);

struct sqlite_table {
    uint32_t root;                       /* page */
    bool is_index;                       /* whose records are copies of a table's */
    size_t name, name_len, sql, sql_len; /* in texts */
};

struct sqlite_schema {
    struct buffer tables; /* array of struct sqlite_table */
    struct buffer texts;
};

/* Needs sqlite_schema_free(). */
void sqlite_schema_init(struct sqlite_schema *schema);
void sqlite_schema_free(struct sqlite_schema *schema);

/* Adds a table or index; false when memory or the limits are reached. */
bool sqlite_schema_add(struct sqlite_schema *schema, struct sqlite_table table, struct span name,
                       struct span sql);

size_t sqlite_schema_count(const struct sqlite_schema *schema);
const struct sqlite_table *sqlite_schema_table(const struct sqlite_schema *schema, size_t index);
struct span sqlite_schema_name(const struct sqlite_schema *schema,
                               const struct sqlite_table *table);
struct span sqlite_schema_sql(const struct sqlite_schema *schema, const struct sqlite_table *table);

#endif
