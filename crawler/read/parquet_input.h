/* What the parts of the Parquet reader share: the file by place, its decoders, and the bounds of
 * memory and work. */
#ifndef CRAWLER_READ_PARQUET_INPUT_H
#define CRAWLER_READ_PARQUET_INPUT_H

#include "crawler/base/buffer.h"
#include "crawler/base/coverage.h"
#include "crawler/base/range_source.h"
#include "crawler/base/status.h"
#include "crawler/unpack/block.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PARQUET_MEMORY ((size_t)128 << 20) /* of all pages and dictionaries that are open */

/*
 * Values that runs and dictionaries repeat cost nothing in the file: the work is bounded by its
 * size. Tables that repeat much reach a few hundred values a byte.
 */
#define PARQUET_WORK_RATIO 1000
#define PARQUET_WORK_MIN ((uint64_t)64 << 20)

struct parquet_input {
    struct range_source *ranges; /* NULL between members */
    struct coverage *coverage;
    struct block_decoder *blocks;
    struct buffer raw;    /* what was read last */
    uint64_t end;         /* of what pages may take: the start of the footer */
    size_t memory_used;   /* of PARQUET_MEMORY */
    uint64_t packed_left; /* bytes of pages that may still be read: no byte is read many times */
    uint64_t work_left;
    bool is_whole;      /* what was decoded last */
    enum status status; /* OK; CANCELLED or NO_MEMORY end the member */
};

/* False when memory is short. Needs parquet_input_free(). */
bool parquet_input_init(struct parquet_input *input);
void parquet_input_free(struct parquet_input *input);

/* Starts with a file of which ranges is what is there. */
void parquet_input_begin(struct parquet_input *input, struct range_source *ranges,
                         struct coverage *coverage);

/* Reads len bytes at a place into input->raw; false when they cannot be had, the reason being on
 * record. */
bool parquet_input_read(struct parquet_input *input, uint64_t at, size_t len);

/* Counts work; false when it is too much (limit-ratio is on record). */
bool parquet_input_work(struct parquet_input *input, uint64_t units);

/* block_decode(), its faults being put on record; true when there is anything to read in out. */
bool parquet_input_decode(struct parquet_input *input, enum block_codec codec, struct span packed,
                          size_t size, struct buffer *out);

#endif
