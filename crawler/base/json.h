/* Writes compact JSON (RFC 8259) into a buffer: no spaces, keys in the order of the calls, UTF-8
 * always valid. */
#ifndef CRAWLER_BASE_JSON_H
#define CRAWLER_BASE_JSON_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

/* State is only where a comma is due: one bit a level, at most 63 levels. Start as {.out = buffer}.
 */
struct json {
    struct buffer *out;
    uint64_t has_item; /* bit of the level: something stands before */
    unsigned level;
};

void json_begin_object(struct json *json);
void json_end_object(struct json *json);
void json_begin_array(struct json *json);
void json_end_array(struct json *json);

/* A key of the object that is open; a value must follow. */
void json_key(struct json *json, const char *key);

/*
 * A string value. Escapes below 0x20, 0x7f, '"', '\\', U+2028 and U+2029; bytes that are no valid
 * UTF-8 are written as U+FFFD. A NULL text is null.
 */
void json_str(struct json *json, const char *text);
void json_bytes(struct json *json, struct span text);
/* True when text is written as it is, between quotes. */
bool json_is_plain(struct span text);
void json_uint(struct json *json, uint64_t value);
void json_int(struct json *json, int64_t value);
/* A number with so many digits behind the point; what is no finite number is null. */
void json_real(struct json *json, double value, int digits);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

/* key and value in one call. */
void json_field_str(struct json *json, const char *key, const char *text);
void json_field_bytes(struct json *json, const char *key, struct span text);
void json_field_uint(struct json *json, const char *key, uint64_t value);
void json_field_bool(struct json *json, const char *key, bool value);

#endif
