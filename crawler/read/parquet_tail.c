/* The end of a Parquet file. */
#include "crawler/read/parquet_tail.h"

#include "crawler/base/endian.h"

#include <string.h>

#define TAIL_LEN 8 /* length of the footer, magic */

static bool tail_lose(struct parquet_input *input, enum reason reason)
{
    if (input->status == STATUS_OK)
        coverage_add(input->coverage, reason);
    return false;
}

bool parquet_tail_read(struct parquet_input *input, bool is_cut, struct parquet_footer *footer)
{
    const uint64_t size = input->ranges->size;
    if (size < PARQUET_MAGIC_LEN + TAIL_LEN ||
        !parquet_input_read(input, size - TAIL_LEN, TAIL_LEN) ||
        memcmp(input->raw.ptr + 4, "PAR1", PARQUET_MAGIC_LEN) != 0)
        return tail_lose(input, is_cut ? REASON_LIMIT_MEMORY : REASON_TRUNCATED);
    const uint32_t len = endian_little(input->raw.ptr, 4);
    if (len > size - PARQUET_MAGIC_LEN - TAIL_LEN)
        return tail_lose(input, REASON_CORRUPT);
    if (len > PARQUET_FOOTER_MAX)
        return tail_lose(input, REASON_LIMIT_MEMORY);
    if (!parquet_input_read(input, size - TAIL_LEN - len, len))
        return false;
    buffer_append(&footer->bytes, input->raw.ptr, len);
    if (!parquet_footer_parse(footer))
        return tail_lose(input, REASON_CORRUPT);
    input->end = size - TAIL_LEN - len;
    if (footer->is_broken)
        coverage_add(input->coverage, REASON_CORRUPT);
    return true;
}
