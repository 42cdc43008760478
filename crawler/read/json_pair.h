/*
 * Names that stand beside their values in JSON: {"name": "SSN", "value": "536904399"}, as forms,
 * surveys, tags and answers to questionnaires (FHIR) have them. The name stands in front, or
 * directly behind.
 */
#ifndef CRAWLER_READ_JSON_PAIR_H
#define CRAWLER_READ_JSON_PAIR_H

#include "detectors/field.h"

#include <stdint.h>

#define JSON_PAIR_MAX 64 /* a longer text is no name */

/* The name that an object has said so far; len 0: none. */
struct json_pair {
    uint8_t len;
    uint8_t name[JSON_PAIR_MAX];
};

void json_pair_set(struct json_pair *pair, struct span name);

/* Sets the name that stands behind value, in a text that is seen up to end, when its member is the
 * next one of the object: within READER_VALUE_MAX bytes, which any way of cutting the text shows.
 */
void json_pair_find_behind(struct json_pair *pair, struct span value, const uint8_t *end);

/* What a value of that name means; names that mean something only among others mean nothing. */
struct field_meaning json_pair_meaning(const struct json_pair *pair,
                                       const struct field_rules *rules);

#endif
