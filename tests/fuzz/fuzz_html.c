/* Any bytes as HTML: reading ends, what is said to be raw is what stands there. */
#include "tests/fuzz/record_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    record_check(&html_record_ops, (struct span){bytes, len});
    return 0;
}
