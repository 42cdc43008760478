/*
 * One thread's transfers: the only door to libcurl. HTTP/1.1, https with certificates always
 * verified (TLS 1.2 or newer), plain http to loopback addresses only (but see enum http_reach), and
 * never by a proxy; no redirects followed, no cookies, no netrc, no Accept-Encoding.
 *
 * Nothing here blocks or calls back but http_drive() (crawler/store/store.h), and nothing is shared
 * between threads.
 */
#ifndef CRAWLER_STORE_HTTP_H
#define CRAWLER_STORE_HTTP_H

#include "crawler/store/http_message.h"
#include "crawler/store/store.h"
#include "crawler/store/wait_list.h"

#include <stdbool.h>
#include <stdint.h>

struct http_transfer;

/* Who gets the bytes and the news of a transfer: first member of the one who made it. */
struct http_client {
    struct wait wait; /* kept by http.c */
    const struct http_client_ops *ops;
};

/* Called within http_drive() or http_transfer_resume(), on the thread of the http. */
struct http_client_ops {
    /* Takes all bytes or none (false): the transfer then pauses until http_transfer_resume(). At
     * most 16 KiB a call. The status and the headers are known. Must neither start nor free a
     * transfer. */
    bool (*take_body)(struct http_client *client, struct span bytes);
    /* The transfer ended or paused, or a wait is over. May start and free transfers. */
    void (*wake)(struct http_client *client);
};

/*
 * Starts a request; request and client must outlive the transfer. A new connection is made when
 * is_retry, since the one that failed may be bad. NULL when memory is short. Release with
 * http_transfer_free() at any time outside of take_body().
 */
struct http_transfer *http_send(struct http *http, const struct http_request *request,
                                struct http_client *client, bool is_retry);
void http_transfer_free(struct http_transfer *transfer); /* accepts NULL */

bool http_transfer_is_finished(
    const struct http_transfer *transfer); /* completely received, or failed */
bool http_transfer_is_paused(const struct http_transfer *transfer);
enum http_failure http_transfer_failure(const struct http_transfer *transfer);
int http_transfer_status(const struct http_transfer *transfer); /* 0 before there is one */
const struct http_headers *http_transfer_headers(const struct http_transfer *transfer);

/* Goes on after a pause. take_body() may be called, and may pause again. */
void http_transfer_resume(struct http_transfer *transfer);

/* Has client woken in delay_ms; one wait a client. */
void http_wait(struct http *http, struct http_client *client, int64_t delay_ms);
void http_forget_wait(struct http *http, struct http_client *client);

/* Makes the http_drive() at hand return: a client has become ready. */
void http_signal(struct http *http);

/* Time spent in http_drive() so far, in milliseconds: what patience is measured with, since a busy
 * thread sees nothing. */
int64_t http_driven_ms(const struct http *http);

/* The store asked to slow down: counted in http_load(). */
void http_note_throttled(struct http *http);

/* A random number, for jitter only. */
uint32_t http_random(struct http *http);

/* Lends BODY_SIZE bytes (crawler/store/body_pool.h), warm ones first; NULL when memory is short.
 * Give them back before http_free(). */
uint8_t *http_borrow_body(struct http *http);
void http_return_body(struct http *http, uint8_t *body);

#endif
