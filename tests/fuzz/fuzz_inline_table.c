/* Any bytes as a text with tables in it: the same fields however the text is cut, in order and
 * within it. */
#include "tests/fuzz/reader_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    reader_check(&inline_table_reader_ops, (struct span){bytes, len});
    return 0;
}
