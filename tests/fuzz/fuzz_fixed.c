/* Any bytes as a table of fixed width: the same fields however the text is cut, in order and within
 * it. */
#include "tests/fuzz/reader_check.h"
#include "tests/unit/read/fixed_layouts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    reader_check(&fixed_person_ops, (struct span){bytes, len});
    reader_check(&fixed_kinds_ops, (struct span){bytes, len});
    reader_check(&fixed_record_ops, (struct span){bytes, len});
    return 0;
}
