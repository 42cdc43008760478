/*
 * Any bytes as the header of a 7z archive. Properties: what is encrypted lies one behind the other;
 * a header without encryption says the same when it is opened again, and that nothing is encrypted.
 */
#include "crawler/unpack/seven_header.h"
#include "tests/fuzz/walk_sum.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static bool open_header(struct span header, struct seven_layout *layout)
{
    seven_layout_init(layout, (size_t)1 << 26);
    return seven_header_open(header, layout);
}

static void check_streams(const struct seven_layout *layout)
{
    const struct seven_stream *const streams = (const void *)layout->streams.ptr;
    const size_t count = layout->streams.len / sizeof *streams;
    uint64_t at = SEVEN_START, open_at = SEVEN_START;
    for (size_t i = 0; i < count; i++) {
        require(streams[i].at >= at && streams[i].open_at >= open_at);
        require(streams[i].at - at >= streams[i].open_at - open_at);
        require(streams[i].size % SEVEN_BLOCK == 0 && streams[i].plain <= streams[i].size);
        require(streams[i].lock.power <= SEVEN_POWER_MAX && streams[i].lock.salt_len <= 16);
        at = streams[i].at + streams[i].size;
        open_at = streams[i].open_at + streams[i].plain;
    }
    require(layout->header_at >= open_at);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct span header = {bytes, len};
    struct seven_layout layout, again;
    struct seven_packed packed;
    if (open_header(header, &layout)) {
        check_streams(&layout);
        require(open_header((struct span){layout.header.ptr, layout.header.len}, &again));
        require(again.streams.len == 0 && again.header_at == layout.header_at);
        require(again.header.len == layout.header.len &&
                memcmp(again.header.ptr, layout.header.ptr, layout.header.len) == 0);
        seven_layout_wipe(&again);
    }
    seven_layout_wipe(&layout);
    if (seven_header_parse_encoded(header, &packed))
        require(packed.size <= SEVEN_HEADER_MAX && packed.stream.size <= SEVEN_HEADER_MAX);
    return 0;
}
