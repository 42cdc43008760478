/* Raw Snappy ("Snappy compressed format description"): the one door to the library. */
#ifndef CRAWLER_UNPACK_SNAPPY_BLOCK_H
#define CRAWLER_UNPACK_SNAPPY_BLOCK_H

#include "crawler/unpack/block.h"

/* Appends the content of in to out. Nothing of a corrupt block is given. */
enum block_result snappy_block_decode(struct span in, struct buffer *out);

#endif
