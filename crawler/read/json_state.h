/* The state of the reader of JSON, and how values leave it; for its files only. */
#ifndef CRAWLER_READ_JSON_STATE_H
#define CRAWLER_READ_JSON_STATE_H

#include "crawler/read/json_fhir.h"
#include "crawler/read/json_path.h"
#include "crawler/read/json_rows.h"
#include "crawler/read/json_string.h"
#include "crawler/read/reader.h"

/* What may come next. */
enum expect {
    EXPECT_VALUE,
    EXPECT_VALUE_OR_END, /* an array has begun */
    EXPECT_KEY,
    EXPECT_KEY_OR_END, /* an object has begun */
    EXPECT_COLON,
    EXPECT_COMMA_OR_END
};

struct json_reader {
    uint64_t at; /* offset of the next byte */
    enum expect expect;
    uint64_t deeper; /* levels below JSON_DEPTH_MAX: only brackets and strings are looked at */
    bool is_inside, is_escaped; /* of a string that is too long for a field */
    bool has_escapes;           /* the key or value at hand does */
    bool is_lost;               /* what was no JSON goes on to a line that starts with '{' */
    bool is_broken;             /* some of the text was no JSON */
    size_t held;                /* bytes of an escape at the end of its last piece */
    const uint8_t *seen_end;    /* of the segment at hand, with what it only shows */
    uint64_t members, values;   /* keys with a value, values at the top, so far */
    struct reader_facts facts;
    uint8_t value[READER_VALUE_MAX];
    struct json_fhir fhir;
    struct json_path path;
    struct json_rows rows;
};

/* The key or value at hand, decoded. */
static inline struct span json_decode(struct json_reader *json, struct span raw)
{
    return json->has_escapes ? json_string_decode(raw, json->value) : raw;
}

/* Emits a scalar, or the part of a long string that the segment holds. */
void json_take(struct json_reader *json, struct span raw, uint64_t offset, struct field_sink *sink);

/* Gives a string to what becomes a member (json_file.h), where it does. */
void json_take_file(struct json_reader *json, struct span raw, bool is_last,
                    struct field_sink *sink);

/* The same of a piece of a long string. An escape that it may end within goes with the next piece,
 * in front of which the segment shows it. */
void json_take_file_piece(struct json_reader *json, struct span raw, bool is_last,
                          struct field_sink *sink);

#endif
