/* Raw Snappy by libsnappy. */
#include "crawler/unpack/snappy_block.h"

#include <snappy-c.h>

#define SNAPPY_RATIO_MAX 64 /* a copy of 64 bytes takes two: no block claims more and is right */

enum block_result snappy_block_decode(struct span in, struct buffer *out)
{
    size_t size = 0;
    const char *const bytes = (const char *)in.ptr;
    if (snappy_uncompressed_length(bytes, in.len, &size) != SNAPPY_OK ||
        size / SNAPPY_RATIO_MAX > in.len)
        return BLOCK_CORRUPT;
    if (size > out->limit - out->len)
        return BLOCK_TOO_LARGE;
    uint8_t *const room = buffer_room(out, size);
    if (room == NULL)
        return BLOCK_NO_MEMORY;
    if (snappy_uncompress(bytes, in.len, (char *)room, &size) != SNAPPY_OK)
        return BLOCK_CORRUPT;
    out->len += size;
    return BLOCK_OK;
}
