/*
 * Received bytes that nobody has read yet: a window that moves over a stream, in memory of its
 * owner or of a pool.
 */
#ifndef CRAWLER_STORE_BODY_WINDOW_H
#define CRAWLER_STORE_BODY_WINDOW_H

#include "crawler/store/body_pool.h"
#include "detectors/span.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http; /* crawler/store/http.h: whose pool it is */

struct body_window {
    struct http *http;
    uint8_t *memory; /* NULL: borrowed when there is need */
    size_t size, begin, end;
    bool is_own;   /* the memory is the owner's, and stays */
    uint8_t *lent; /* by the reader, for what comes next */
    size_t lent_size, lent_used;
};

/* memory of size bytes must outlive the window; NULL: BODY_SIZE bytes of the pool, while something
 * is in it. */
void body_window_init(struct body_window *window, struct http *http, uint8_t *memory, size_t size);

/* Forgets what is in it, and gives borrowed memory back. */
void body_window_clear(struct body_window *window);

size_t body_window_held(const struct body_window *window);

/* Until they are taken back, buf's cap bytes come before the window: nothing must be held. */
void body_window_lend(struct body_window *window, uint8_t *buf, size_t cap);

/* Returns how many bytes are in them now. */
size_t body_window_take_back(struct body_window *window);

/* Puts all bytes, or none: false when there is no room (or no memory: then window->memory is NULL).
 */
bool body_window_put(struct body_window *window, struct span bytes);

/* Takes up to cap bytes, which must be more than none, of those that came first. */
size_t body_window_take(struct body_window *window, uint8_t *buf, size_t cap);

#endif
