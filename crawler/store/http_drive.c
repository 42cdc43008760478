/* Drives the transfers of a thread: work on sockets, silence that has lasted too long, waking,
 * waits. */
#include "crawler/store/http_state.h"

#include <stdlib.h>
#include <sys/random.h>
#include <time.h>

#define STALL_WINDOW_MS 30000
#define STALL_BYTES 1024
#define CHECK_INTERVAL_MS 1000
#define SLICE_MS 100 /* how long a cancellation may go unnoticed */

int64_t http_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- waking ---- */

void http_wait(struct http *http, struct http_client *client, int64_t delay_ms)
{
    wait_list_add(&http->waiting, &client->wait, http_clock_ms() + delay_ms);
}

void http_forget_wait(struct http *http, struct http_client *client)
{
    wait_list_remove(&http->waiting, &client->wait);
}

/* Returns when the next one is to be woken, or INT64_MAX. */
static int64_t wake_waiting(struct http *http, int64_t now_ms)
{
    struct wait *wait;
    int64_t next_ms;
    while ((wait = wait_list_take_due(&http->waiting, now_ms, &next_ms)) != NULL) {
        struct http_client *const client = (struct http_client *)wait;
        client->ops->wake(client);
    }
    return next_ms;
}

static void wake_changed(struct http *http)
{
    while (http->changed != NULL) {
        struct http_transfer *const transfer = http->changed;
        http->changed = transfer->next_changed;
        transfer->is_changed = false;
        transfer->client->ops->wake(transfer->client);
    }
}

/* ---- driving ---- */

/* Ends transfers that bring nothing. The time that the thread spent elsewhere does not count
 * against them. */
static void end_stalled(struct http *http)
{
    if (http->driven_ms - http->checked_ms < CHECK_INTERVAL_MS)
        return;
    http->checked_ms = http->driven_ms;
    struct http_transfer *next;
    for (struct http_transfer *transfer = http->running; transfer != NULL; transfer = next) {
        next = transfer->next;
        if (!transfer->is_paused && http->driven_ms - transfer->window_ms < STALL_WINDOW_MS)
            continue;
        if (!transfer->is_paused && transfer->window_bytes < STALL_BYTES)
            http_transfer_finish(transfer, HTTP_FAILURE_STALLED);
        transfer->window_bytes = 0;
        transfer->window_ms = http->driven_ms;
    }
}

static int64_t advance_clock(struct http *http)
{
    const int64_t now_ms = http_clock_ms();
    http->driven_ms += now_ms - http->last_ms;
    http->last_ms = now_ms;
    return now_ms;
}

enum status http_drive(struct http *http, int wait_ms)
{
    const unsigned long signals = http->signals;
    http->last_ms = http_clock_ms();
    const int64_t deadline_ms = http->last_ms + wait_ms;
    int64_t slice_ms = 0; /* first look, then wait */
    for (;;) {
        if (atomic_load_explicit(http->options.cancelled, memory_order_relaxed))
            return STATUS_CANCELLED;
        http_wire_work(http, (int)slice_ms);
        const int64_t now_ms = advance_clock(http);
        end_stalled(http);
        wake_changed(http);
        const int64_t next_ms = wake_waiting(http, now_ms);
        if (http->signals != signals || now_ms >= deadline_ms)
            return STATUS_OK;
        if (http->running == NULL && http->waiting.first == NULL)
            return STATUS_OK; /* nothing that waiting could bring */
        slice_ms = deadline_ms - now_ms < SLICE_MS ? deadline_ms - now_ms : SLICE_MS;
        if (next_ms - now_ms < slice_ms)
            slice_ms = next_ms - now_ms;
        if (http->timer_ms >= 0 && http->timer_ms - now_ms < slice_ms)
            slice_ms = http->timer_ms > now_ms ? http->timer_ms - now_ms : 0;
    }
}

void http_signal(struct http *http)
{
    http->signals++;
}

int64_t http_driven_ms(const struct http *http)
{
    return http->driven_ms;
}

struct http_load http_load(const struct http *http)
{
    return http->load;
}

void http_note_throttled(struct http *http)
{
    http->load.throttled++;
}

/* ---- what a thread has once ---- */

uint32_t http_random(struct http *http)
{
    /* xorshift64*, Vigna 2016: jitter needs no more. */
    http->random_state ^= http->random_state >> 12;
    http->random_state ^= http->random_state << 25;
    http->random_state ^= http->random_state >> 27;
    return (uint32_t)((http->random_state * 0x2545F4914F6CDD1DULL) >> 32);
}

uint8_t *http_borrow_body(struct http *http)
{
    return body_pool_borrow(&http->bodies);
}

void http_return_body(struct http *http, uint8_t *body)
{
    body_pool_return(&http->bodies, body);
}

struct http *http_create(const struct environment *environment, const struct http_options *options)
{
    struct http *const http = calloc(1, sizeof *http);
    if (http == NULL)
        return NULL;
    http->options = *options;
    http->epoll = -1;
    http->timer_ms = -1;
    if (getrandom(&http->random_state, sizeof http->random_state, GRND_NONBLOCK) < 0)
        http->random_state = 0;
    http->random_state |= 1; /* zero would stay zero */
    if (!body_pool_init(&http->bodies, (size_t)options->window + 1) ||
        !http_settings_load(environment, &http->settings) || !http_wire_open(http)) {
        http_free(http);
        return NULL;
    }
    return http;
}

void http_free(struct http *http)
{
    if (http == NULL)
        return;
    while (http->running != NULL)
        http_transfer_free(http->running);
    while (http->idle != NULL) {
        struct http_transfer *const transfer = http->idle;
        http->idle = transfer->next;
        http_transfer_destroy(transfer);
    }
    http_wire_close(http);
    body_pool_free(&http->bodies);
    http_settings_free(&http->settings);
    free(http);
}
