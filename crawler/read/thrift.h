/*
 * Thrift's compact protocol ("Thrift Compact protocol encoding"), read from memory: what the footer
 * and the page headers of Parquet are written in. Every length is checked against what is there;
 * depth is bounded. Once something is wrong is_broken stays set and everything reads as zero, empty
 * or the end, so that a reader checks once, at the end.
 */
#ifndef CRAWLER_READ_THRIFT_H
#define CRAWLER_READ_THRIFT_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

enum thrift_type {
    THRIFT_STOP,
    THRIFT_TRUE, /* of a field: its value; in a list: any boolean */
    THRIFT_FALSE,
    THRIFT_BYTE,
    THRIFT_I16,
    THRIFT_I32,
    THRIFT_I64,
    THRIFT_DOUBLE,
    THRIFT_BINARY,
    THRIFT_LIST,
    THRIFT_SET,
    THRIFT_MAP,
    THRIFT_STRUCT
};

struct thrift {
    const uint8_t *at, *end;
    bool is_broken;
};

/* Start with {0}: the number of a field is told as a difference to that of the one in front. */
struct thrift_field {
    int32_t id;
    uint8_t type; /* enum thrift_type */
};

static inline struct thrift thrift_open(struct span bytes)
{
    return (struct thrift){bytes.ptr, bytes.len > 0 ? bytes.ptr + bytes.len : bytes.ptr, false};
}

/* The next field of the struct at hand; its value must be read or skipped. False behind the last.
 */
bool thrift_next(struct thrift *thrift, struct thrift_field *field);

/* The value of a field of any integer type or boolean; any other is skipped and reads as 0. */
int64_t thrift_int(struct thrift *thrift, uint8_t type);

/* The value of a field of binary type; any other is skipped and reads as empty. */
struct span thrift_binary(struct thrift *thrift, uint8_t type);

/* The head of a list: how many elements follow and of what type. Any other type is skipped and
 * reads as an empty list. There are at most as many elements as bytes. */
uint32_t thrift_list(struct thrift *thrift, uint8_t type, uint8_t *element);

/* Skips a value. */
void thrift_skip(struct thrift *thrift, uint8_t type);

/* Skips an element of a list, whose booleans take a byte. */
void thrift_skip_element(struct thrift *thrift, uint8_t type);

#endif
