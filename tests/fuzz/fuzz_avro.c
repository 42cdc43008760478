/* Any bytes as Avro: the same values by place and from a stream, in bounded time and memory. */
#include "tests/fuzz/columnar_check.h"

#define LEN_MAX 16384

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len <= LEN_MAX)
        columnar_check(&avro_record_ops, (struct span){bytes, len});
    return 0;
}
