/* The stream that a layer takes apart, with a look ahead and a count of what was taken. */
#ifndef CRAWLER_UNPACK_WINDOW_H
#define CRAWLER_UNPACK_WINDOW_H

#include "crawler/base/byte_source.h"
#include "crawler/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WINDOW_SIZE                                                                                \
    ((size_t)48 * 1024) /* more than the 32 KiB in front of the mark of an ISO 9660 image */

struct window {
    struct byte_source *upstream; /* not owned */
    enum status status;           /* of the last read upstream */
    uint64_t offset;              /* how many bytes were taken */
    size_t start, end;            /* of what is held */
    uint8_t bytes[WINDOW_SIZE];
};

/* NULL when memory is short. Free with free(). */
struct window *window_create(struct byte_source *upstream);

/* Starts anew over another stream. */
void window_reset(struct window *window, struct byte_source *upstream);

/* Reads until want bytes (at most WINDOW_SIZE) are held or the stream ends; returns how many are
 * held. */
size_t window_fill(struct window *window, size_t want);

/* What is held; never empty before the stream ended, when something was filled. */
static inline const uint8_t *window_at(const struct window *window)
{
    return window->bytes + window->start;
}

static inline size_t window_held(const struct window *window)
{
    return window->end - window->start;
}

/* Takes len bytes that are held. */
void window_take(struct window *window, size_t len);

/* Takes len bytes, held or not, unseen; returns how many there were. */
uint64_t window_skip(struct window *window, uint64_t len);

/* True when the stream is being given up: CANCELLED or NO_MEMORY upstream. */
bool window_is_given_up(const struct window *window);

/* The rest of window as a source. It does not own the window. */
struct window_source {
    struct byte_source source;
    struct window *window;
    uint64_t left; /* how many bytes it gives at most */
};

/* Prepares a source that gives at most limit bytes; needs no close. */
void window_source_init(struct window_source *source, struct window *window, uint64_t limit);

#endif
