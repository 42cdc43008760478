/* Differences of integers, packed. */
#include "crawler/read/parquet_delta.h"

#include "crawler/read/parquet_rle.h"
#include "crawler/read/varint.h"

#define DELTA_BLOCK_MAX ((uint64_t)1 << 20)

static bool delta_zigzag(struct parquet_delta *delta, uint64_t *value)
{
    uint64_t raw;
    if (!varint_take(&delta->at, delta->end, &raw))
        return false;
    *value = varint_signed(raw);
    return true;
}

bool parquet_delta_init(struct parquet_delta *delta, struct span bytes)
{
    uint64_t block, minis;
    *delta = (struct parquet_delta){.at = bytes.ptr,
                                    .end = bytes.len > 0 ? bytes.ptr + bytes.len : bytes.ptr,
                                    .is_first = true};
    if (!varint_take(&delta->at, delta->end, &block) ||
        !varint_take(&delta->at, delta->end, &minis) ||
        !varint_take(&delta->at, delta->end, &delta->left) || !delta_zigzag(delta, &delta->value))
        return false;
    if (minis == 0 || minis > block || block > DELTA_BLOCK_MAX || block % minis != 0)
        return false;
    delta->block_minis = (uint32_t)minis;
    delta->mini_values = (uint32_t)(block / minis);
    return true;
}

static bool delta_start_block(struct parquet_delta *delta)
{
    if (!delta_zigzag(delta, &delta->min_delta) ||
        (uint64_t)(delta->end - delta->at) < delta->block_minis)
        return false;
    delta->widths = delta->at;
    delta->at += delta->block_minis;
    delta->minis_left = delta->block_minis;
    return true;
}

/* Makes the next miniblock the one at hand. The last one may be cut behind its last value. */
static bool delta_start_mini(struct parquet_delta *delta)
{
    if (delta->minis_left == 0 && !delta_start_block(delta))
        return false;
    const uint64_t held = (uint64_t)(delta->end - delta->at);
    delta->width = *delta->widths++;
    delta->minis_left--;
    if (delta->width > 64)
        return false;
    const uint64_t all = ((uint64_t)delta->mini_values * delta->width + 7) / 8;
    const uint64_t values = delta->left < delta->mini_values ? delta->left : delta->mini_values;
    if (held < (values * delta->width + 7) / 8)
        return false;
    delta->packed = delta->at;
    delta->bit = 0;
    delta->at += all < held ? all : held;
    delta->values_left = delta->mini_values;
    return true;
}

bool parquet_delta_next(struct parquet_delta *delta, int64_t *value)
{
    if (delta->left == 0)
        return false;
    if (!delta->is_first && delta->values_left == 0 && !delta_start_mini(delta)) {
        delta->left = 0;
        return false;
    }
    delta->left--;
    if (!delta->is_first) {
        delta->values_left--;
        delta->value +=
            delta->min_delta + parquet_bits(delta->packed, delta->end, delta->bit, delta->width);
        delta->bit += delta->width;
    }
    delta->is_first = false;
    *value = (int64_t)delta->value;
    return true;
}

struct span parquet_delta_rest(const struct parquet_delta *delta)
{
    struct parquet_delta walk = *delta;
    if (walk.is_first && walk.left > 0)
        walk.left--;
    while (walk.left > 0 && delta_start_mini(&walk))
        walk.left -= walk.left < walk.values_left ? walk.left : walk.values_left;
    return (struct span){walk.at, (size_t)(walk.end - walk.at)};
}
