/* The container around data of Avro (specification, "Object Container Files"): a header of pairs,
 * then blocks, each behind its count and size and in front of a mark that is the same for all. */
#ifndef CRAWLER_READ_AVRO_INPUT_H
#define CRAWLER_READ_AVRO_INPUT_H

#include "crawler/base/buffer.h"
#include "crawler/base/coverage.h"
#include "crawler/base/status.h"
#include "crawler/unpack/block.h"
#include "crawler/unpack/window.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define AVRO_BLOCK_MAX ((size_t)64 << 20) /* packed, and unpacked */
#define AVRO_MARK_LEN 16

struct avro_input {
    struct coverage *coverage;
    struct window *window;
    struct buffer back; /* bytes that were read and are to be read again, from back_at on */
    size_t back_at;
    uint64_t offset;   /* of the next byte, in the member */
    uint64_t repaired; /* bytes that were put back */
    struct block_decoder *blocks;
    enum block_codec codec;
    bool has_sum; /* of Snappy: CRC-32 behind the block */
    uint8_t mark[AVRO_MARK_LEN];
    struct buffer packed, unpacked;
    enum status status; /* OK; CANCELLED or NO_MEMORY end the member */
};

/* A block that was read. */
struct avro_block {
    int64_t count;    /* of its data, as declared */
    uint64_t at, len; /* where it stands in the member */
    struct span data; /* unpacked, as far as it could be */
    bool is_lost;     /* data are packed bytes that could not be unpacked */
    bool is_plain;    /* data stand in the member as they are */
    bool is_followed; /* the mark stood behind it */
};

/* False when memory is short. Needs avro_input_free(). */
bool avro_input_init(struct avro_input *input);
void avro_input_free(struct avro_input *input);

/* Starts with a member; avro_input_end() gives back what it took. */
void avro_input_begin(struct avro_input *input, struct byte_source *bytes,
                      struct coverage *coverage);
void avro_input_end(struct avro_input *input);

/* Takes a number, or len bytes into out, which is emptied first and keeps its limit; false at the
 * end of the bytes: out has what there was. */
bool avro_input_take_long(struct avro_input *input, int64_t *value);
bool avro_input_take(struct avro_input *input, uint64_t len, struct buffer *out);

/* The codec of that name. */
void avro_input_set_codec(struct avro_input *input, struct span name);

/* The next block; false when there is none: at the end of the bytes, or at what is no block. What
 * is wrong is put on record. */
bool avro_input_next(struct avro_input *input, struct avro_block *block);

/* Goes on behind the next mark: puts what stands up to it into out, a piece a call; false with the
 * last piece: the mark was found, or the bytes ended. */
bool avro_input_seek(struct avro_input *input, struct buffer *out);

bool avro_input_is_at_end(struct avro_input *input);

#endif
