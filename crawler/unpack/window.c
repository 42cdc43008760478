/* The stream that a layer takes apart. */
#include "crawler/unpack/window.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct window *window_create(struct byte_source *upstream)
{
    struct window *const window = malloc(sizeof *window);
    if (window != NULL)
        window_reset(window, upstream);
    return window;
}

void window_reset(struct window *window, struct byte_source *upstream)
{
    window->upstream = upstream;
    window->status = STATUS_OK;
    window->offset = 0;
    window->start = window->end = 0;
}

size_t window_fill(struct window *window, size_t want)
{
    assert(want <= WINDOW_SIZE);
    if (window_held(window) >= want || window->status != STATUS_OK)
        return window_held(window);
    if (window->start > 0) {
        memmove(window->bytes, window_at(window), window_held(window));
        window->end -= window->start;
        window->start = 0;
    }
    while (window->end < want && window->status == STATUS_OK) {
        size_t len = 0;
        window->status = byte_source_read(window->upstream, window->bytes + window->end,
                                          WINDOW_SIZE - window->end, &len);
        window->end += len;
    }
    return window->end;
}

void window_take(struct window *window, size_t len)
{
    assert(len <= window_held(window));
    window->start += len;
    window->offset += len;
}

uint64_t window_skip(struct window *window, uint64_t len)
{
    uint64_t skipped = 0;
    while (skipped < len && window_fill(window, 1) > 0) {
        const uint64_t left = len - skipped;
        const size_t held = window_held(window);
        const size_t step = left < held ? (size_t)left : held;
        window_take(window, step);
        skipped += step;
    }
    return skipped;
}

bool window_is_given_up(const struct window *window)
{
    return window->status == STATUS_CANCELLED || window->status == STATUS_NO_MEMORY;
}

static enum status window_source_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                      size_t *len)
{
    struct window_source *const self = (struct window_source *)source;
    struct window *const window = self->window;
    if (self->left == 0)
        return STATUS_END;
    if (window_fill(window, 1) == 0) {
        if (window->status == STATUS_SKIP)
            source->fault = window->upstream->fault;
        return window->status;
    }
    size_t step = window_held(window) < cap ? window_held(window) : cap;
    if (step > self->left)
        step = (size_t)self->left;
    memcpy(buf, window_at(window), step);
    window_take(window, step);
    self->left -= step;
    *len = step;
    return STATUS_OK;
}

static void window_source_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops window_source_ops = {window_source_read, window_source_close};

void window_source_init(struct window_source *source, struct window *window, uint64_t limit)
{
    *source =
        (struct window_source){.source.ops = &window_source_ops, .window = window, .left = limit};
    source->source.size = limit != UINT64_MAX ? limit : 0;
}
