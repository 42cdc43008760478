/* A window over a stream. */
#include "crawler/store/body_window.h"

#include "crawler/store/http.h"

#include <string.h>

void body_window_init(struct body_window *window, struct http *http, uint8_t *memory, size_t size)
{
    *window = (struct body_window){
        .http = http, .memory = memory, .size = size, .is_own = memory != NULL};
    if (memory == NULL)
        window->size = BODY_SIZE;
}

void body_window_clear(struct body_window *window)
{
    window->begin = window->end = 0;
    if (window->is_own)
        return;
    http_return_body(window->http, window->memory);
    window->memory = NULL;
}

size_t body_window_held(const struct body_window *window)
{
    return window->end - window->begin;
}

void body_window_lend(struct body_window *window, uint8_t *buf, size_t cap)
{
    window->lent = buf;
    window->lent_size = cap;
    window->lent_used = 0;
}

size_t body_window_take_back(struct body_window *window)
{
    const size_t used = window->lent_used;
    body_window_lend(window, NULL, 0);
    return used;
}

static bool hold(struct body_window *window, struct span bytes)
{
    const size_t held = body_window_held(window);
    if (window->memory == NULL)
        window->memory = http_borrow_body(window->http);
    if (window->memory == NULL || window->size - held < bytes.len)
        return false;
    if (window->size - window->end < bytes.len) { /* room is at the start */
        memmove(window->memory, window->memory + window->begin, held);
        window->begin = 0;
        window->end = held;
    }
    memcpy(window->memory + window->end, bytes.ptr, bytes.len);
    window->end += bytes.len;
    return true;
}

bool body_window_put(struct body_window *window, struct span bytes)
{
    const size_t room = window->lent_size - window->lent_used;
    const size_t direct = bytes.len < room ? bytes.len : room;
    const struct span rest = {bytes.ptr + direct, bytes.len - direct};
    if (rest.len > 0 && !hold(window, rest))
        return false;
    if (direct > 0)
        memcpy(window->lent + window->lent_used, bytes.ptr, direct);
    window->lent_used += direct;
    return true;
}

size_t body_window_take(struct body_window *window, uint8_t *buf, size_t cap)
{
    const size_t held = body_window_held(window);
    const size_t len = held < cap ? held : cap;
    memcpy(buf, window->memory + window->begin, len);
    window->begin += len;
    if (len == held)
        body_window_clear(window);
    return len;
}
