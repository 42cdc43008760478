/* Bytes of a stream up to a line that ends them. */
#include "crawler/unpack/mime_lines.h"

#include <string.h>

/* Whether the line that starts at held.ptr + at ends the bytes. */
static bool mime_lines_is_end(const struct mime_lines *self, struct span held, size_t at)
{
    return self->is_end(self->user, (struct span){held.ptr + at, held.len - at});
}

/* Where a line break at at begins: one byte earlier when it is of two. */
static size_t mime_lines_break(struct span held, size_t at)
{
    return at > 0 && held.ptr[at - 1] == '\r' ? at - 1 : at;
}

/* How many of the held bytes come in front of the end; is_found says that it is there. What cannot
 * be judged yet, for want of the line behind it, does not count. */
static size_t mime_lines_len(struct mime_lines *self, struct span held, bool is_last)
{
    size_t at = 0;
    while (at < held.len) {
        const uint8_t *const found = memchr(held.ptr + at, '\n', held.len - at);
        if (found == NULL)
            return held.len - (held.ptr[held.len - 1] == '\r' && !is_last);
        const size_t end = (size_t)(found - held.ptr);
        const size_t line = end + 1;
        if (held.len - line < MIME_LINE_LOOK && !is_last)
            return mime_lines_break(held, end);
        if (line < held.len && mime_lines_is_end(self, held, line)) {
            self->is_found = true;
            return self->takes_break ? mime_lines_break(held, end) : line;
        }
        at = line;
    }
    return held.len;
}

static enum status mime_lines_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                   size_t *len)
{
    struct mime_lines *const self = (struct mime_lines *)source;
    struct window *const window = self->window;
    if (self->is_found)
        return STATUS_END;
    const size_t want = 2 * MIME_LINE_LOOK;
    if (window_fill(window, want) == 0) {
        source->fault = window->upstream->fault;
        return window->status;
    }
    const struct span held = {window_at(window), window_held(window)};
    if (self->is_line_start && mime_lines_is_end(self, held, 0)) {
        self->is_found = true;
        return STATUS_END;
    }
    self->is_line_start = false;
    /* Not all of it is given now: the rest is looked at again. */
    const struct span looked = {held.ptr, held.len < cap + want ? held.len : cap + want};
    const bool is_last = window->status != STATUS_OK && looked.len == held.len;
    size_t give = mime_lines_len(self, looked, is_last);
    if (give > cap) {
        give = cap;
        self->is_found = false;
    }
    if (give == 0)
        return STATUS_END;
    memcpy(buf, held.ptr, give);
    window_take(window, give);
    *len = give;
    return STATUS_OK;
}

static void mime_lines_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops mime_lines_ops = {.read = mime_lines_read,
                                                      .close = mime_lines_close};

void mime_lines_init(struct mime_lines *lines, struct window *window, mime_line_fn is_end,
                     const void *user)
{
    *lines = (struct mime_lines){.source = {.ops = &mime_lines_ops},
                                 .window = window,
                                 .is_end = is_end,
                                 .user = user,
                                 .is_line_start = true};
}
