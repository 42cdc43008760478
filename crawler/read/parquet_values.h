/*
 * Values of a page of Parquet, one after the other, each as the bytes that the plain encoding gives
 * it (little-endian numbers, byte arrays without their length, booleans as a byte), whatever
 * encoding they are in (Encodings.md).
 */
#ifndef CRAWLER_READ_PARQUET_VALUES_H
#define CRAWLER_READ_PARQUET_VALUES_H

#include "crawler/base/buffer.h"
#include "crawler/read/parquet_delta.h"
#include "crawler/read/parquet_footer.h"
#include "crawler/read/parquet_rle.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a value of a type; 0 for byte arrays, and for fixed ones without a width. */
size_t parquet_width(uint8_t type, uint32_t width);

/* ---- dictionaries ---- */

struct parquet_dictionary {
    struct buffer bytes;  /* the page, plain values; filled by the caller */
    struct buffer starts; /* of byte arrays: where each starts in bytes, as uint32_t */
    struct buffer used;   /* a bit a value: whether parquet_values_next() gave it */
    uint8_t type;
    size_t width;
    uint32_t count;
};

/* Needs parquet_dictionary_free(). */
void parquet_dictionary_init(struct parquet_dictionary *dictionary);
void parquet_dictionary_free(struct parquet_dictionary *dictionary);

/* Finds at most count values in dictionary->bytes. False when memory is short. Fewer than count
 * when the bytes do not hold as many: see dictionary->count. */
bool parquet_dictionary_open(struct parquet_dictionary *dictionary, uint8_t type, uint32_t width,
                             uint32_t count);

/* The value of an index below count. */
struct span parquet_dictionary_at(const struct parquet_dictionary *dictionary, uint32_t index);

/* Whether a value was given out. */
bool parquet_dictionary_is_used(const struct parquet_dictionary *dictionary, uint32_t index);

/* ---- values ---- */

struct parquet_values {
    int32_t encoding;
    uint8_t type;
    size_t width;
    const uint8_t *at, *end; /* of what is plain: values, or the bytes of byte arrays */
    size_t index;            /* of the next value */
    size_t count;            /* BYTE_STREAM_SPLIT: values in a stream */
    struct parquet_rle rle;
    struct parquet_delta numbers;  /* values, or lengths of byte arrays */
    struct parquet_delta prefixes; /* lengths of what a byte array shares with the one in front */
    struct parquet_dictionary *dictionary;
    struct buffer scratch; /* the value at hand, where it must be put together */
};

/* Needs parquet_values_free(). */
void parquet_values_init(struct parquet_values *values);
void parquet_values_free(struct parquet_values *values);

enum parquet_open { PARQUET_OPEN, PARQUET_OPEN_CORRUPT, PARQUET_OPEN_UNSUPPORTED };

/*
 * Starts with the values of a page: bytes and dictionary (NULL: there is none) must stay until the
 * next start. values->type and width are set by the caller.
 */
enum parquet_open parquet_values_open(struct parquet_values *values, int32_t encoding,
                                      struct span bytes, struct parquet_dictionary *dictionary);

/* The next value, valid until the next call. False when there is none, or the bytes are broken. */
bool parquet_values_next(struct parquet_values *values, struct span *value);

/* Bytes behind the last value given out, where they can be told: what a fault leaves unread. */
struct span parquet_values_rest(const struct parquet_values *values);

#endif
