/* Looks for the last block of a rar archive. */
#include "crawler/unpack/rar_end.h"

#include "crawler/base/endian.h"
#include "crawler/unpack/inflate.h"

#define TAIL_MAX 32768 /* a signature of the program that it is behind may follow it */
#define OLD_TYPE_AT 2
#define OLD_SIZE_AT 5
#define OLD_END_MIN 7
#define OLD_END_MAX 64
#define NEW_SIZE_AT 4 /* one byte: of what follows it */
#define NEW_END_MIN 3 /* type, flags, flags of the archive */
#define NEW_END_MAX 64

/* RAR 1.5 to 4: CRC, 0x7B, flags, size of the block. */
static bool rar_is_old_end(struct span at)
{
    if (at.len < OLD_END_MIN || at.ptr[OLD_TYPE_AT] != 0x7B)
        return false;
    const size_t size = endian_little(at.ptr + OLD_SIZE_AT, 2);
    return size >= OLD_END_MIN && size <= OLD_END_MAX && size <= at.len &&
           (inflate_crc32(0, at.ptr + 2, size - 2) & 0xFFFF) == endian_little(at.ptr, 2);
}

/* RAR 5: CRC, size behind it, 5, flags. */
static bool rar_is_new_end(struct span at)
{
    if (at.len < NEW_SIZE_AT + 1 + NEW_END_MIN || at.ptr[NEW_SIZE_AT + 1] != 5)
        return false;
    const size_t size = at.ptr[NEW_SIZE_AT];
    return size >= NEW_END_MIN && size <= NEW_END_MAX && NEW_SIZE_AT + 1 + size <= at.len &&
           inflate_crc32(0, at.ptr + NEW_SIZE_AT, size + 1) == endian_little(at.ptr, 4);
}

bool rar_end_is_in(struct span tail)
{
    for (size_t i = tail.len; i-- > 0;) {
        const struct span at = {tail.ptr + i, tail.len - i};
        if (rar_is_old_end(at) || rar_is_new_end(at))
            return true;
    }
    return false;
}

enum status rar_end_find(struct range_source *file, bool *is_there)
{
    uint8_t tail[TAIL_MAX];
    const size_t len = file->size < sizeof tail ? (size_t)file->size : sizeof tail;
    const enum status status = range_source_read_at(file, file->size - len, tail, len);
    *is_there = status == STATUS_OK && rar_end_is_in((struct span){tail, len});
    return status;
}
