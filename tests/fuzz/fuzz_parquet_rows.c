/* Rows of Parquet: bounded work, no row with other fields than the head announced. */
#include "crawler/base/byte_source.h"
#include "crawler/base/range_source.h"
#include "crawler/read/parquet_rows.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool condition)
{
    if (!condition)
        abort();
}

static enum status take_head(void *user, const struct span *names, size_t count, uint64_t *wanted)
{
    size_t *const columns = user;
    require(count <= PARQUET_ROWS_COLUMNS_MAX);
    for (size_t i = 0; i < count; i++)
        require(names[i].ptr != NULL || names[i].len == 0);
    *columns = count;
    *wanted = 0x5555555555555557;
    return STATUS_OK;
}

static enum status take_row(void *user, const struct span *fields, size_t count)
{
    const size_t *const columns = user;
    size_t len = 0;
    require(count == 0 || count == *columns);
    for (size_t i = 0; i < count; i++) {
        require(fields[i].ptr != NULL && (i % 2 == 0 || i == 1 || fields[i].len == 0));
        len += fields[i].len;
    }
    require(len <= PARQUET_ROWS_ROW_MAX);
    return STATUS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t columns = 0;
    const struct parquet_rows_taker taker = {take_head, take_row, &columns};
    struct coverage coverage = {0};
    struct byte_source *const source = byte_source_from_span((struct span){data, size});
    require(source != NULL);
    require(parquet_rows_read(source, &coverage, &taker) == STATUS_OK);
    byte_source_close(source);
    return 0;
}
