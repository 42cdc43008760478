/* Raw blocks of LZ4 ("LZ4 Block Format Description"), and what Hadoop puts around them. */
#ifndef CRAWLER_UNPACK_LZ4_BLOCK_H
#define CRAWLER_UNPACK_LZ4_BLOCK_H

#include "crawler/unpack/block.h"

/* Appends the content of in, which is at most size bytes, to out. Nothing of a corrupt block is
 * given. */
enum block_result lz4_block_decode(struct span in, size_t size, struct buffer *out);

/* Appends as much of in as can be decoded, at most size bytes: of a block that is cut or corrupt.
 */
void lz4_block_decode_start(struct span in, size_t size, struct buffer *out);

/* As lz4_block_decode(), for blocks each of which stands behind the length of its content and its
 * own, in four bytes each, the highest first. What was decoded in front of a fault stays. */
enum block_result lz4_block_decode_hadoop(struct span in, struct buffer *out);

#endif
