/* Bytes that belong to no record of a layer. */
#include "crawler/unpack/gap.h"

#include <string.h>

/* The next byte that a record may start with. */
static const uint8_t *gap_next(const struct gap_mark *mark, struct span bytes)
{
    if (mark->is_first == NULL)
        return memchr(bytes.ptr, mark->first, bytes.len);
    size_t at = 0;
    while (at < bytes.len && mark->is_first[bytes.ptr[at]] == 0)
        at++;
    return at < bytes.len ? bytes.ptr + at : NULL;
}

/* How many of the held bytes come before a record or what may become one; 0 only with a record at
 * hand. */
static size_t gap_len(struct gap *gap)
{
    const struct span held = {window_at(gap->window), window_held(gap->window)};
    const bool is_last = gap->window->status != STATUS_OK;
    size_t at = 0;
    while (at < held.len) {
        const uint8_t *const found =
            gap_next(gap->mark, (struct span){held.ptr + at, held.len - at});
        if (found == NULL)
            return held.len;
        at = (size_t)(found - held.ptr);
        const struct span rest = {found, held.len - at};
        if (rest.len < gap->mark->look && !is_last)
            return at;
        if (gap->mark->looks_right(rest)) {
            gap->is_found = at == 0;
            return at;
        }
        at++;
    }
    return held.len;
}

static enum status gap_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct gap *const self = (struct gap *)source;
    struct window *const window = self->window;
    if (self->is_found)
        return STATUS_END;
    if (window_fill(window, self->mark->look) == 0) {
        if (window->status == STATUS_SKIP)
            source->fault = window->upstream->fault;
        return window->status;
    }
    const size_t free_len = gap_len(self);
    if (free_len == 0)
        return STATUS_END;
    *len = free_len < cap ? free_len : cap;
    memcpy(buf, window_at(window), *len);
    window_take(window, *len);
    return STATUS_OK;
}

static void gap_close(struct byte_source *source)
{
    (void)source;
}

static const struct byte_source_ops gap_ops = {gap_read, gap_close};

void gap_init(struct gap *gap, struct window *window, const struct gap_mark *mark)
{
    *gap = (struct gap){.source.ops = &gap_ops, .window = window, .mark = mark};
}

bool gap_skip(struct window *window, const struct gap_mark *mark)
{
    struct gap gap;
    gap_init(&gap, window, mark);
    while (!gap.is_found && window_fill(window, mark->look) > 0)
        window_take(window, gap_len(&gap));
    return gap.is_found;
}
