/*
 * Any bytes as an object. Properties: the walk ends with OK and within its limits; the sizes of
 * reads change nothing; what is no layer is given out whole.
 */
#include "crawler/unpack/format.h"
#include "tests/fuzz/walk_sum.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct span object = {bytes, len};
    walk_sum_check(object);
    const size_t head = len < 4096 ? len : 4096;
    const enum format format = format_recognise((struct span){bytes, head}, head == len);
    require((unsigned)format < format_count());
    if (format_handling(format) == FORMAT_UNPACK || format_may_hide_archive(format))
        return 0;
    const struct walk_sum sum = walk_sum_run(object, 0);
    require(sum.bytes == len);
    require((sum.coverage.reasons != 0) == format_is_partial(format));
    return 0;
}
