/*
 * Reads the small JSON documents (RFC 8259) that hand out credentials: one object, strings and
 * integers in it or in one object of it. The one door to the Jansson library.
 */
#ifndef CRAWLER_STORE_JSON_READER_H
#define CRAWLER_STORE_JSON_READER_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define JSON_READER_TEXT_MAX (64u << 10)

struct json_reader;

/* NULL when text is no JSON object, has a name twice, is beyond JSON_READER_TEXT_MAX or nested
 * beyond the library's limit, or memory is short. */
struct json_reader *json_reader_open(struct span text);

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

#endif
