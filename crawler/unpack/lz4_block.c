/* Raw blocks of LZ4 by liblz4. */
#include "crawler/unpack/lz4_block.h"

#include "crawler/base/endian.h"

#include <limits.h>
#include <lz4.h>

#define LZ4_RATIO_MAX 255 /* a byte of length stands for at most so many */
#define LZ4_HADOOP_HEADER 8

enum block_result lz4_block_decode(struct span in, size_t size, struct buffer *out)
{
    if (in.len == 0)
        return size == 0 ? BLOCK_OK : BLOCK_CORRUPT;
    if (in.len > INT_MAX || size / LZ4_RATIO_MAX > in.len)
        return BLOCK_CORRUPT;
    if (size > INT_MAX || size > out->limit - out->len)
        return BLOCK_TOO_LARGE;
    uint8_t *const room = buffer_room(out, size);
    if (room == NULL)
        return BLOCK_NO_MEMORY;
    const int len = LZ4_decompress_safe((const char *)in.ptr, (char *)room, (int)in.len, (int)size);
    if (len < 0)
        return BLOCK_CORRUPT;
    out->len += (size_t)len;
    return BLOCK_OK;
}

/* The library says whether so many bytes can be had, not how many: the limit lies between the
 * largest that can and the smallest that cannot. */
void lz4_block_decode_start(struct span in, size_t size, struct buffer *out)
{
    const size_t cap = size < out->limit - out->len ? size : out->limit - out->len;
    uint8_t *const room =
        in.len > 0 && in.len <= INT_MAX && cap <= INT_MAX ? buffer_room(out, cap) : NULL;
    size_t good = 0, bad = cap + 1;
    int len = 0;
    while (room != NULL && bad - good > 1) {
        const size_t middle = good + (bad - good) / 2;
        len = LZ4_decompress_safe_partial((const char *)in.ptr, (char *)room, (int)in.len,
                                          (int)middle, (int)cap);
        if (len < 0 || (size_t)len < middle)
            bad = len < 0 ? middle : (size_t)len + 1;
        if (len > 0 && (size_t)len > good)
            good = (size_t)len;
    }
    out->len += good;
}

enum block_result lz4_block_decode_hadoop(struct span in, struct buffer *out)
{
    while (in.len > 0) {
        if (in.len < LZ4_HADOOP_HEADER)
            return BLOCK_CORRUPT;
        const size_t size = endian_big(in.ptr, 4);
        const size_t len = endian_big(in.ptr + 4, 4);
        in.ptr += LZ4_HADOOP_HEADER;
        in.len -= LZ4_HADOOP_HEADER;
        if (len > in.len)
            return BLOCK_CORRUPT;
        const size_t before = out->len;
        const enum block_result result = lz4_block_decode((struct span){in.ptr, len}, size, out);
        if (result != BLOCK_OK)
            return result;
        if (out->len - before != size)
            return BLOCK_CORRUPT;
        in.ptr += len;
        in.len -= len;
    }
    return BLOCK_OK;
}
