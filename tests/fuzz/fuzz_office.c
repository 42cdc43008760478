/* Any bytes as the parts of office documents: reading ends, what is said to be raw is what stands
 * there. The first byte chooses the reader; a sheet is read behind strings that it may refer to. */
#include "tests/fuzz/record_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len == 0)
        return 0;
    const struct span part = {bytes + 1, len - 1};
    record_check(bytes[0] % 2 == 0 ? &office_record_ops : &sheet_record_ops, part);
    return 0;
}
