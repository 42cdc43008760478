/* Random access to an object over HTTP. */
#include "crawler/store/remote_ranges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One request: exactly len bytes at offset. */
static enum status remote_ranges_fetch(struct remote_ranges *ranges, uint64_t offset, uint8_t *buf,
                                       size_t len)
{
    struct remote_fetch_init init = ranges->init;
    init.part = (struct http_part){.first = offset, .last = offset + len - 1, .etag = ranges->etag};
    struct remote_fetch *const fetch = remote_fetch_start(&init);
    if (fetch == NULL)
        return STATUS_NO_MEMORY;
    struct byte_source *const body = remote_fetch_body(fetch);
    size_t got = 0;
    enum status status = byte_source_fill(body, buf, len, &got);
    if (got == len) {
        status = STATUS_OK;
    } else if (status == STATUS_SKIP) {
        ranges->ranges.fault = body->fault;
    } else if (status == STATUS_END) {
        fault_set(&ranges->ranges.fault, REASON_CHANGED, "the object became shorter");
        status = STATUS_SKIP;
    }
    remote_fetch_free(fetch);
    return status;
}

static const struct remote_window *remote_ranges_find(const struct remote_ranges *ranges,
                                                      uint64_t offset, size_t len)
{
    for (size_t i = 0; i < REMOTE_WINDOWS; i++) {
        const struct remote_window *const window = &ranges->windows[i];
        if (offset >= window->at && offset - window->at < window->len &&
            len <= window->len - (offset - window->at))
            return window;
    }
    return NULL;
}

/* Fills the oldest window from offset on; near the end, with all that stands there, since footers
 * are read backwards. */
static enum status remote_ranges_fill(struct remote_ranges *ranges, uint64_t offset)
{
    struct remote_window *const window = &ranges->windows[ranges->oldest];
    const uint64_t size = ranges->ranges.size;
    ranges->oldest = (ranges->oldest + 1) % REMOTE_WINDOWS;
    window->len = 0;
    if (window->bytes == NULL)
        window->bytes = malloc(REMOTE_WINDOW);
    if (window->bytes == NULL)
        return STATUS_NO_MEMORY;
    if (size <= REMOTE_WINDOW)
        offset = 0;
    else if (offset > size - REMOTE_WINDOW)
        offset = size - REMOTE_WINDOW;
    const size_t len = size < REMOTE_WINDOW ? (size_t)size : REMOTE_WINDOW;
    const enum status status = remote_ranges_fetch(ranges, offset, window->bytes, len);
    window->at = offset;
    window->len = status == STATUS_OK ? len : 0;
    return status;
}

static enum status remote_ranges_read_at(struct range_source *source, uint64_t offset, uint8_t *buf,
                                         size_t len)
{
    struct remote_ranges *const ranges = (struct remote_ranges *)source;
    const struct remote_window *window = remote_ranges_find(ranges, offset, len);
    if (window == NULL && len >= REMOTE_WINDOW)
        return remote_ranges_fetch(ranges, offset, buf, len);
    if (window == NULL) {
        const enum status status = remote_ranges_fill(ranges, offset);
        if (status != STATUS_OK)
            return status;
        window = remote_ranges_find(ranges, offset, len);
    }
    memcpy(buf, window->bytes + (offset - window->at), len);
    return STATUS_OK;
}

static const struct range_source_ops remote_ranges_ops = {remote_ranges_read_at, NULL};

void remote_ranges_init(struct remote_ranges *ranges, const struct remote_fetch_init *init,
                        uint64_t size, const char *etag)
{
    *ranges = (struct remote_ranges){
        .ranges.ops = &remote_ranges_ops, .ranges.size = size, .init = *init};
    snprintf(ranges->etag, sizeof ranges->etag, "%s", etag);
}

void remote_ranges_free(struct remote_ranges *ranges)
{
    for (size_t i = 0; i < REMOTE_WINDOWS; i++)
        free(ranges->windows[i].bytes);
}
