/*
 * What a key of JSON is by itself, wherever it stands: part of a pair (json_pair.h) or of rows
 * without names (json_rows.h). Letters of either case are the same.
 */
#ifndef CRAWLER_READ_JSON_KEY_H
#define CRAWLER_READ_JSON_KEY_H

#include "detectors/span.h"

/* Bits: a key may be several things. */
enum json_role {
    JSON_ROLE_NAME = 1 << 0,    /* its value is the name of another value ... */
    JSON_ROLE_VALUE = 1 << 1,   /* ... which is that of such a key */
    JSON_ROLE_LIST = 1 << 2,    /* of a list of names of columns */
    JSON_ROLE_TITLE = 1 << 3,   /* of such a name, in an object of the list */
    JSON_ROLE_TABLE = 1 << 4,   /* of a list of rows */
    JSON_ROLE_ROW = 1 << 5,     /* of a row, in an object around it */
    JSON_ROLE_CELL = 1 << 6,    /* of a value of a row, likewise */
    JSON_ROLE_DOCUMENT = 1 << 7 /* of a text that is a document by itself, or of its lines */
};

/* The roles that key may have. */
unsigned json_key_roles(struct span key);

/* Those of the wanted ones. */
unsigned json_key_roles_of(struct span key, unsigned wanted);

#endif
