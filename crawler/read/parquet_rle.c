/* Runs of repeated and of bit-packed numbers. */
#include "crawler/read/parquet_rle.h"

#include "crawler/base/endian.h"
#include "crawler/read/varint.h"

#include <endian.h>
#include <string.h>

uint64_t parquet_bits(const uint8_t *bytes, const uint8_t *end, uint64_t bit, unsigned width)
{
    uint64_t value = 0;
    const uint64_t first = bit / 8;
    const unsigned shift = bit % 8;
    const uint64_t left = (uint64_t)(end - bytes);
    if (first >= left || width == 0)
        return 0;
    if (left - first >= sizeof value) {
        memcpy(&value, bytes + first, sizeof value);
        value = le64toh(value);
    } else
        value = endian_little(bytes + first, (size_t)(left - first));
    value >>= shift;
    if (shift + width > 64 && first + 8 < left)
        value |= (uint64_t)bytes[first + 8] << (64 - shift);
    return width == 64 ? value : value & ((UINT64_C(1) << width) - 1);
}

unsigned parquet_bit_width(uint32_t max)
{
    unsigned width = 0;
    while (width < 32 && max >> width != 0)
        width++;
    return width;
}

void parquet_rle_init(struct parquet_rle *rle, struct span bytes, unsigned width)
{
    *rle = (struct parquet_rle){.at = bytes.ptr,
                                .end = bytes.len > 0 ? bytes.ptr + bytes.len : bytes.ptr,
                                .width = (uint8_t)width};
}

/* Groups of eight; the last ones may be cut. */
static void rle_start_packed(struct parquet_rle *rle, uint64_t groups)
{
    const uint64_t held = (uint64_t)(rle->end - rle->at);
    const uint64_t most = rle->width == 0 ? UINT32_MAX : held * 8 / rle->width;
    rle->is_packed = true;
    rle->packed = rle->at;
    rle->bit = 0;
    rle->left = groups < most / 8 + 1 ? groups * 8 : most;
    if (rle->left > most)
        rle->left = most;
    rle->at =
        groups * rle->width < held && groups < held + 1 ? rle->at + groups * rle->width : rle->end;
}

static bool rle_start_run(struct parquet_rle *rle)
{
    uint64_t header;
    const size_t bytes = (rle->width + 7U) / 8;
    if (!varint_take(&rle->at, rle->end, &header))
        return false;
    if ((header & 1) != 0) {
        rle_start_packed(rle, header >> 1);
        return true;
    }
    if ((size_t)(rle->end - rle->at) < bytes)
        return false;
    rle->is_packed = false;
    rle->left = header >> 1;
    rle->value = 0;
    for (size_t i = 0; i < bytes; i++)
        rle->value |= (uint32_t)rle->at[i] << (8 * i);
    rle->at += bytes;
    return true;
}

bool parquet_rle_next(struct parquet_rle *rle, uint32_t *value)
{
    while (rle->left == 0) {
        if (rle->at >= rle->end || !rle_start_run(rle))
            return false;
    }
    rle->left--;
    if (!rle->is_packed) {
        *value = rle->value;
        return true;
    }
    *value = (uint32_t)parquet_bits(rle->packed, rle->end, rle->bit, rle->width);
    rle->bit += rle->width;
    return true;
}
