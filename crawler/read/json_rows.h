/*
 * Rows without names in JSON: the names of their columns stand once, in front of them.
 *
 *   {"columns": ["ssn", "dob"], "data": [["536-90-4399", "1978-04-22"]]}      pandas, Neo4j, Trino
 *   {"columns": [{"name": "ssn"}], "rows": [["536-90-4399"]]}                 Elasticsearch SQL
 *   {"schema": {"fields": [{"name": "ssn"}]}, "rows": [{"f": [{"v": "5"}]}]}  BigQuery
 *   {"Rows": [{"Data": [{"VarCharValue": "ssn"}]}, {"Data": [...]}]}          Athena
 *   [["ssn", "dob"], ["536-90-4399", "1978-04-22"]]                           a first row of names
 *
 * A list of names holds until the next one; a first row, as long as the array it stands in. The
 * only list of a text may stand behind its rows: json_rows_are_behind().
 */
#ifndef CRAWLER_READ_JSON_ROWS_H
#define CRAWLER_READ_JSON_ROWS_H

#include "crawler/read/columns.h"
#include "crawler/read/json_path.h"

#include <stdbool.h>
#include <stddef.h>

struct json_rows {
    struct columns columns;
    size_t count;      /* of them, so far */
    size_t named;      /* of these, with a meaning */
    size_t list;       /* depth of the array of names that is being read; 0: none */
    size_t scope;      /* depth of the array whose first row they were; 0: anywhere */
    size_t lists;      /* of names, that were not empty, since the caller set this to 0 */
    bool is_first_row; /* list is one: it must be made of names */
    bool is_top_row;   /* the first row was a text of its own, and so are the others */
    bool has_digits;   /* one of them has */
};

/* Needs json_rows_free(). rules must outlive it. */
void json_rows_init(struct json_rows *rows, const struct field_rules *rules);
void json_rows_free(struct json_rows *rows);

/* Forgets all names. */
void json_rows_reset(struct json_rows *rows);

/* An object or array was opened, and is the top of path. is_first: no value of the text was in
 * front of it. */
void json_rows_open(struct json_rows *rows, const struct json_path *path, bool is_first);

/* The top of path is about to be closed. */
void json_rows_close(struct json_rows *rows, const struct json_path *path);

/* At the end of a text: true when its names stand in one list, so that they are those of rows in
 * front of it, too. The text may then be read anew without forgetting them. */
bool json_rows_are_behind(const struct json_rows *rows);

/* A value stands where path does: it may be a name. */
void json_rows_note(struct json_rows *rows, const struct json_path *path, struct span value);

/* What the value at hand means by its column; FIELD_NO_MEANING when it is in no row with names. */
struct field_meaning json_rows_meaning(const struct json_rows *rows, const struct json_path *path);

#endif
