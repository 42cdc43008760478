/* What the http*.c files share, and nobody else. */
#ifndef CRAWLER_STORE_HTTP_STATE_H
#define CRAWLER_STORE_HTTP_STATE_H

#include "crawler/store/body_pool.h"
#include "crawler/store/http.h"
#include "crawler/store/http_settings.h"

struct http_transfer {
    struct http *http;
    struct http_client *client;
    struct http_wire *wire; /* libcurl's side of it */
    struct http_headers headers;
    int status;
    enum http_failure failure;
    bool is_running; /* known to the multi */
    bool is_paused, is_in_body, is_changed, is_plain;
    enum http_reach reach;
    uint64_t window_bytes;              /* received since window_ms */
    int64_t window_ms;                  /* of the driven clock */
    struct http_transfer *next, **link; /* running: in http->running; else next of the idle ones */
    struct http_transfer *next_changed;
};

struct http {
    bool is_wired; /* libcurl is initialised for it */
    void *multi;   /* of libcurl */
    int epoll;
    struct http_options options;
    struct http_settings settings;
    struct body_pool bodies;
    const char *ca_file; /* trusted unless a request says otherwise */
    struct http_transfer *running, *idle, *changed;
    struct wait_list waiting;
    unsigned long signals;
    int64_t timer_ms; /* when libcurl wants to be called, of the monotonic clock; -1: not at all */
    int64_t last_ms;  /* the monotonic clock when driven_ms was last brought up */
    int64_t driven_ms, checked_ms;
    uint64_t random_state;
    struct http_load load;
};

/* Milliseconds of the monotonic clock. */
int64_t http_clock_ms(void);

/* ---- http_transfer.c: the life of a transfer ---- */

/* It has news for its client, who is woken after the work on sockets. */
void http_transfer_note_change(struct http_transfer *transfer);

/* It is over: completely received, or failed. */
void http_transfer_finish(struct http_transfer *transfer, enum http_failure failure);
void http_transfer_destroy(struct http_transfer *transfer); /* one that is not running */

/* ---- http.c: libcurl ---- */

bool http_wire_open(struct http *http); /* once a thread; false: memory is short */
void http_wire_close(struct http *http);

bool http_wire_create(struct http_transfer *transfer); /* false: memory is short */
void http_wire_destroy(struct http_transfer *transfer);

bool http_wire_start(struct http_transfer *transfer, const struct http_request *request,
                     bool is_retry);

/* Takes it out of the running ones; its connection is kept when it is clean. Sets the status. */
void http_wire_stop(struct http_transfer *transfer);
void http_wire_resume(struct http_transfer *transfer);

/* Lets libcurl work on what becomes ready within wait_ms; finishes transfers. */
void http_wire_work(struct http *http, int wait_ms);

#endif
