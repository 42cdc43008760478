/* Looks for signs 64 bytes at a time. */
#include "crawler/read/log_sign.h"

#include "crawler/read/lane_bits.h"

uint64_t log_sign_bits(const uint8_t *text, size_t len, size_t front)
{
    uint8_t copy[1 + LOG_SIGN_BLOCK] = {0};
    uint64_t bits = 0;
    if (len < LOG_SIGN_BLOCK || front == 0) {
        const size_t first = front > 0 ? 1 : 0;
        memcpy(copy + 1 - first, text - first, first + len);
        text = copy + 1;
    }
    for (size_t i = 0; i < LOG_SIGN_BLOCK; i += LANE_BYTES) {
        byte_lanes bytes, last;
        memcpy(&bytes, text + i, sizeof bytes);
        memcpy(&last, text + i - 1, sizeof last);
        const byte_lanes signs =
            (byte_lanes)(bytes == '=') | (byte_lanes)((bytes == ':') & (last == '"'));
        bits |= lane_bits(&signs) << i;
    }
    return bits;
}
