/*
 * Reads the small JSON documents (RFC 8259) of stores: one object, strings and integers in it or in
 * one object of it, and for policies whatever is nested. The one door to the Jansson library.
 */
#ifndef CRAWLER_STORE_JSON_READER_H
#define CRAWLER_STORE_JSON_READER_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_READER_TEXT_MAX (64u << 10)

struct json_reader;

/* From here on the library wipes what it frees, since answers hold secrets. Before a second thread
 * reads. */
void json_reader_prepare(void);

/* NULL when text is no JSON object, has a name twice, is beyond JSON_READER_TEXT_MAX or nested
 * beyond the library's limit, or memory is short. */
struct json_reader *json_reader_open(struct span text);

/* The same for a text of up to limit bytes. */
struct json_reader *json_reader_open_large(struct span text, size_t limit);

/* Accepts NULL. */
void json_reader_close(struct json_reader *reader);

/*
 * The string of that name, of the object named outer (NULL: of the document), or NULL when it is
 * absent, empty, of another type or holds NUL. Valid until json_reader_close().
 */
const char *json_reader_text(const struct json_reader *reader, const char *outer, const char *name);

/* The same for an integer; false when there is none. */
bool json_reader_integer(const struct json_reader *reader, const char *outer, const char *name,
                         int64_t *out);

/* Sets a string of the document, which is copied; what json_reader_text() gave of that name ends.
 * False when it is no UTF-8, or memory is short. */
bool json_reader_set_text(struct json_reader *reader, const char *name, const char *text);

/* Appends the document, compact, in the order in which it was read. False when memory is short. */
bool json_reader_write(const struct json_reader *reader, struct buffer *out);

/*
 * Any value of the document; valid until json_reader_close(). Every function below accepts NULL,
 * which is the value that is not there.
 */
struct json_node;

const struct json_node *json_reader_member(const struct json_reader *reader, const char *name);

/* The member of that name of an object, else NULL. */
const struct json_node *json_node_member(const struct json_node *node, const char *name);

/* Number of members of an object or values of an array; 0 of everything else. */
size_t json_node_count(const struct json_node *node);

/* The value at index of an array, else NULL. */
const struct json_node *json_node_at(const struct json_node *node, size_t index);

/* A string, "true" or "false" of a boolean, else NULL. */
const char *json_node_text(const struct json_node *node);

/* Takes an integer; false when it is none. */
bool json_node_integer(const struct json_node *node, int64_t *out);

#endif
