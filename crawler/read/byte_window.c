/* A stretch of a byte_source in memory. */
#include "crawler/read/byte_window.h"

#include <string.h>

void byte_window_begin(struct byte_window *window, struct byte_source *bytes)
{
    window->bytes = bytes;
    window->status = STATUS_OK;
    window->offset = 0;
    window->at = window->len = 0;
}

void byte_window_want(struct byte_window *window, size_t want)
{
    const struct span rest = byte_window_rest(window);
    size_t len = 0;
    if (rest.len >= want || window->status != STATUS_OK)
        return;
    memmove(window->data, rest.ptr, rest.len);
    window->offset += window->at;
    window->at = 0;
    window->status =
        byte_source_fill(window->bytes, window->data + rest.len, BYTE_WINDOW_SIZE - rest.len, &len);
    window->len = rest.len + len;
}
