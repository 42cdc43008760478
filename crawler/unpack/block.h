/*
 * Compressed blocks that stand whole in memory: pages of Parquet, blocks of Avro. The same doors to
 * the libraries as those of the layers, and those of the compressions that have no stream of their
 * own.
 */
#ifndef CRAWLER_UNPACK_BLOCK_H
#define CRAWLER_UNPACK_BLOCK_H

#include "crawler/base/buffer.h"
#include "detectors/span.h"

#include <stddef.h>

enum block_codec {
    BLOCK_PLAIN,
    BLOCK_SNAPPY, /* raw: no frames */
    BLOCK_GZIP,   /* RFC 1952, members one behind the other */
    BLOCK_DEFLATE,
    BLOCK_ZSTD,
    BLOCK_LZ4_RAW,    /* one block without a frame */
    BLOCK_LZ4_HADOOP, /* blocks behind two lengths each, or a frame, or a raw block: what writers
                         meant by Parquet's first "LZ4" */
    BLOCK_BROTLI,
    BLOCK_BZIP2,
    BLOCK_XZ,
    BLOCK_UNKNOWN /* any other */
};

enum block_result {
    BLOCK_OK,
    BLOCK_CORRUPT,   /* what could be decoded in front of the fault is in out */
    BLOCK_TOO_LARGE, /* more than out may hold; its start is there, where the codec is a stream */
    BLOCK_UNSUPPORTED,
    BLOCK_NO_MEMORY
};

struct block_decoder;

/* Keeps what a codec needs from one block to the next. NULL when memory is short. */
struct block_decoder *block_decoder_create(void);
void block_decoder_free(struct block_decoder *decoder);

/*
 * Decodes in into out, which is emptied first and whose limit holds. size is what the content
 * should have by what stands around it: a hint, needed for BLOCK_LZ4_RAW alone; a wrong one is no
 * fault here.
 */
enum block_result block_decode(struct block_decoder *decoder, enum block_codec codec,
                               struct span in, size_t size, struct buffer *out);

#endif
