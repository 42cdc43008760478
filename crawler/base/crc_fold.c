/* Folding by carry-less multiplication. */
#include "crawler/base/crc_fold.h"

#include <string.h>

#if defined(__x86_64__)

#define LANES 4

typedef long long crc_block __attribute__((vector_size(16)));

bool crc_fold_is_there(void)
{
    return __builtin_cpu_supports("pclmul");
}

static crc_block crc_load(const uint8_t *bytes)
{
    crc_block block;
    memcpy(&block, bytes, sizeof block);
    return block;
}

/* block, moved by as many bytes as factors stand for, and what is found there. */
__attribute__((target("pclmul"))) static crc_block crc_move(crc_block block, crc_block factors,
                                                            crc_block there)
{
    return __builtin_ia32_pclmulqdq128(block, factors, 0x00) ^
           __builtin_ia32_pclmulqdq128(block, factors, 0x11) ^ there;
}

__attribute__((target("pclmul"))) size_t crc_fold(const struct crc_table *table, uint64_t crc,
                                                  struct span bytes, uint8_t rest[16])
{
    const crc_block far = {(long long)table->fold[0][0], (long long)table->fold[0][1]};
    const crc_block near = {(long long)table->fold[1][0], (long long)table->fold[1][1]};
    crc_block lanes[LANES];
    size_t at = sizeof lanes;
    for (int i = 0; i < LANES; i++)
        lanes[i] = crc_load(bytes.ptr + 16 * i);
    lanes[0] ^= (crc_block){(long long)crc, 0};
    for (; bytes.len - at >= sizeof lanes; at += sizeof lanes)
        for (int i = 0; i < LANES; i++)
            lanes[i] = crc_move(lanes[i], far, crc_load(bytes.ptr + at + 16 * i));
    for (int i = 1; i < LANES; i++)
        lanes[i] = crc_move(lanes[i - 1], near, lanes[i]);
    crc_block block = lanes[LANES - 1];
    for (; bytes.len - at >= sizeof block; at += sizeof block)
        block = crc_move(block, near, crc_load(bytes.ptr + at));
    memcpy(rest, &block, sizeof block);
    return at;
}

#else

bool crc_fold_is_there(void)
{
    return false;
}

size_t crc_fold(const struct crc_table *table, uint64_t crc, struct span bytes, uint8_t rest[16])
{
    (void)table;
    (void)crc;
    (void)bytes;
    memset(rest, 0, 16);
    return 0;
}

#endif
