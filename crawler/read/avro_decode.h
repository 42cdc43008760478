/* Data of Avro (specification, "Binary Encoding") -> values, by their schema: no recursion, every
 * length checked against the bytes, and an end to what takes no bytes at all. */
#ifndef CRAWLER_READ_AVRO_DECODE_H
#define CRAWLER_READ_AVRO_DECODE_H

#include "crawler/base/buffer.h"
#include "crawler/read/avro_schema.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define AVRO_DEPTH_MAX 512

/* A record, array or map that is open. */
struct avro_frame {
    uint32_t node;
    uint32_t child; /* of a record: the next one */
    uint64_t left;  /* of an array or map: items of the block at hand */
    bool has_key;   /* of a map: a key was read, its value was not */
    struct span key;
};

struct avro_decoder {
    const struct avro_schema *schema;
    const uint8_t *at, *end;
    uint64_t work_left; /* steps; set by the caller */
    unsigned depth;
    struct avro_frame frames[AVRO_DEPTH_MAX];
};

enum avro_result {
    AVRO_VALUE,  /* item is filled */
    AVRO_DONE,   /* the datum is at its end */
    AVRO_BROKEN, /* the bytes are no such datum, or end within it */
    AVRO_TIRED   /* work_left came to an end */
};

struct avro_item {
    const struct avro_node *node; /* NULL: the key of a map */
    struct span bytes;            /* of strings, bytes, fixed, symbols and keys */
    int64_t number;               /* of int, long and boolean */
    double real;                  /* of float and double */
    struct span key;              /* of a value that stands in a map; empty elsewhere */
};

/* Starts with bytes, which hold one datum after the other. */
void avro_decoder_open(struct avro_decoder *decoder, const struct avro_schema *schema,
                       struct span bytes);

/* Starts with the next datum; its values follow. */
enum avro_result avro_decoder_begin(struct avro_decoder *decoder, struct avro_item *item);

/* The next value of the datum. Nulls are left out. */
enum avro_result avro_decoder_next(struct avro_decoder *decoder, struct avro_item *item);

/* The text of an item, in its bytes or in scratch, which is emptied first. */
struct span avro_text(const struct avro_item *item, struct buffer *scratch);

#endif
