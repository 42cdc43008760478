/* What the parts of the Parquet reader share. */
#include "crawler/read/parquet_input.h"

bool parquet_input_init(struct parquet_input *input)
{
    *input = (struct parquet_input){0};
    buffer_init(&input->raw, PARQUET_MEMORY);
    input->blocks = block_decoder_create();
    return input->blocks != NULL;
}

void parquet_input_free(struct parquet_input *input)
{
    block_decoder_free(input->blocks);
    buffer_wipe(&input->raw);
}

void parquet_input_begin(struct parquet_input *input, struct range_source *ranges,
                         struct coverage *coverage)
{
    const uint64_t size = ranges->size;
    input->ranges = ranges;
    input->coverage = coverage;
    input->end = size;
    input->memory_used = 0;
    input->packed_left = size < UINT64_MAX / 4 ? 2 * size : UINT64_MAX;
    input->work_left = size < UINT64_MAX / PARQUET_WORK_RATIO / 2
                           ? PARQUET_WORK_MIN + size * PARQUET_WORK_RATIO
                           : UINT64_MAX;
    input->status = STATUS_OK;
}

bool parquet_input_read(struct parquet_input *input, uint64_t at, size_t len)
{
    buffer_clear(&input->raw);
    if (len > input->raw.limit) {
        coverage_add(input->coverage, REASON_LIMIT_MEMORY);
        return false;
    }
    uint8_t *const room = buffer_room(&input->raw, len);
    if (room == NULL) {
        input->status = STATUS_NO_MEMORY;
        return false;
    }
    const enum status status = range_source_read_at(input->ranges, at, room, len);
    if (status == STATUS_SKIP)
        coverage_add(input->coverage, input->ranges->fault.reason);
    else if (status != STATUS_OK)
        input->status = status;
    if (status == STATUS_OK)
        input->raw.len = len;
    return status == STATUS_OK;
}

bool parquet_input_work(struct parquet_input *input, uint64_t units)
{
    if (units <= input->work_left) {
        input->work_left -= units;
        return true;
    }
    coverage_add(input->coverage, REASON_LIMIT_RATIO);
    input->work_left = 0;
    return false;
}

bool parquet_input_decode(struct parquet_input *input, enum block_codec codec, struct span packed,
                          size_t size, struct buffer *out)
{
    const enum block_result result = block_decode(input->blocks, codec, packed, size, out);
    input->is_whole = result == BLOCK_OK && out->len == size;
    switch (result) {
    case BLOCK_OK:
        if (!input->is_whole)
            coverage_add(input->coverage, REASON_CORRUPT);
        return true;
    case BLOCK_CORRUPT:
        coverage_add(input->coverage, REASON_CORRUPT);
        return out->len > 0;
    case BLOCK_TOO_LARGE:
        coverage_add(input->coverage, REASON_LIMIT_MEMORY);
        return out->len > 0;
    case BLOCK_UNSUPPORTED:
        coverage_add(input->coverage, REASON_UNSUPPORTED_METHOD);
        return false;
    default:
        input->status = STATUS_NO_MEMORY;
        return false;
    }
}
