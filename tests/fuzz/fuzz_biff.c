/* Any bytes as a workbook before XML: reading ends, the same in any pieces. */
#include "tests/fuzz/record_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    record_check(&biff_record_ops, (struct span){bytes, len});
    return 0;
}
