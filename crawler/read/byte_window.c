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

void byte_window_fill(struct byte_window *window)
{
    memmove(window->data, window->data + window->at, window->len - window->at);
    window->offset += window->at;
    window->len -= window->at;
    window->at = 0;
    if (window->status != STATUS_OK || window->len == BYTE_WINDOW_SIZE)
        return;
    size_t len = 0;
    window->status = byte_source_fill(window->bytes, window->data + window->len,
                                      BYTE_WINDOW_SIZE - window->len, &len);
    window->len += len;
}
