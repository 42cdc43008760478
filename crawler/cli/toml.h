/*
 * Reads the part of TOML 1.0 (https://toml.io/en/v1.0.0) that rules files are written in: comments,
 * "[name]" and "[[name]]", and "key = value", where a value is a string on one line ("..." with
 * escapes, '...' without), a whole number, true or false, or an array of strings and numbers, which
 * may go over several lines. Every file that is taken is TOML and means the same to any reader of
 * it; dotted and quoted keys, inline tables, floats, dates and strings over several lines are
 * refused by name. Input is hostile: every line has its number, and everything is bounded. No error
 * repeats a name or a value: the file may be another one, a list of values or a key.
 */
#ifndef CRAWLER_CLI_TOML_H
#define CRAWLER_CLI_TOML_H

#include "detectors/span.h"

#include <stdbool.h>

#define TOML_NAME_MAX 64
#define TOML_VALUES_MAX 1000 /* of one array */
#define TOML_MESSAGE_SIZE 200

enum toml_type { TOML_STRING, TOML_NUMBER, TOML_TRUTH };

struct toml_value {
    enum toml_type type;
    unsigned line;
    const char *text; /* of a string: UTF-8 without NUL; lives as long as the reader */
    size_t len;
    int64_t number; /* of a number; 0 or 1 of a truth */
};

enum toml_kind {
    TOML_END,
    TOML_TABLE,      /* [name] */
    TOML_TABLE_ITEM, /* [[name]] */
    TOML_PAIR        /* name = value */
};

struct toml_entry {
    enum toml_kind kind;
    unsigned line;
    char name[TOML_NAME_MAX + 1];
    bool is_array;
    const struct toml_value *values; /* one, or those of the array; valid until the next entry */
    size_t count;
};

struct toml_error {
    unsigned line;
    char message[TOML_MESSAGE_SIZE]; /* what and what to do */
};

struct toml;

/* A reader of bytes, which must last until the last entry is read; NULL when memory is short. */
struct toml *toml_create(struct span bytes);
void toml_free(struct toml *toml);

/* Reads the next entry; false with an error, after which nothing more can be read. */
bool toml_next(struct toml *toml, struct toml_entry *entry, struct toml_error *error);

/* Writes an error; false, for its callers to return. */
bool toml_error_set(struct toml_error *error, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The name of a type for messages: "a string". */
const char *toml_type_name(enum toml_type type);

#endif
