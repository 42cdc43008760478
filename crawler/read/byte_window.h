/*
 * A stretch of a byte_source in memory, for readers of markup: what was read is let go, what is
 * next stands in one piece, and never more than BYTE_WINDOW_SIZE of it.
 */
#ifndef CRAWLER_READ_BYTE_WINDOW_H
#define CRAWLER_READ_BYTE_WINDOW_H

#include "crawler/base/byte_source.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>

#define BYTE_WINDOW_SIZE ((size_t)64 << 10)

struct byte_window {
    struct byte_source *bytes; /* not owned */
    enum status status;        /* of the last read: OK while there may be more */
    uint64_t offset;           /* of data[0] */
    size_t at, len;            /* data[at, len) is not used yet */
    uint8_t data[BYTE_WINDOW_SIZE];
};

void byte_window_begin(struct byte_window *window, struct byte_source *bytes);

/* Where less than want bytes are left, reads until the window is full or the source ends. Spans of
 * before are void. */
void byte_window_want(struct byte_window *window, size_t want);

/* What is not used yet. */
static inline struct span byte_window_rest(const struct byte_window *window)
{
    return (struct span){window->data + window->at, window->len - window->at};
}

/* True when nothing will follow the rest. */
static inline bool byte_window_is_last(const struct byte_window *window)
{
    return window->status != STATUS_OK;
}

/* Where the first byte of the rest stands in the member. */
static inline uint64_t byte_window_offset(const struct byte_window *window)
{
    return window->offset + window->at;
}

/* Lets go of len bytes, at most what is there. */
static inline void byte_window_skip(struct byte_window *window, size_t len)
{
    const size_t rest = window->len - window->at;
    window->at += len < rest ? len : rest;
}

#endif
