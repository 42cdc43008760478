/* Any bytes as a table of fixed width: the same fields however the text is cut, in order and within
 * it. The first byte says by which layouts. */
#include "tests/fuzz/reader_check.h"
#include "tests/unit/read/fixed_layouts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct reader_ops *const all[] = {&fixed_person_ops, &fixed_kinds_ops, &fixed_record_ops};
    if (len > 0)
        reader_check(all[bytes[0] % 3], (struct span){bytes + 1, len - 1});
    return 0;
}
