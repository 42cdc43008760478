/* Any bytes around and in messages within other text: the same fields however the text is cut, in
 * order and within it. */
#include "tests/fuzz/reader_check.h"
#include "tests/unit/read/message_text.h"

#include <string.h>

#define LEN_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const char header[] = "{\"a\":\"MSH|^~\\&|\rPID|||";
    uint8_t message[sizeof header + LEN_MAX];
    if (len > LEN_MAX)
        return 0;
    memcpy(message, header, sizeof header - 1);
    if (len > 0)
        memcpy(message + sizeof header - 1, bytes, len);
    reader_check(&message_text_ops, (struct span){bytes, len});
    reader_check(&message_text_ops, (struct span){message, sizeof header - 1 + len});
    return 0;
}
