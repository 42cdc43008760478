/* Many transfers of one thread over libcurl's multi interface and epoll. */
#include "crawler/store/http.h"

#include "crawler/store/body_pool.h"
#include "crawler/store/http_settings.h"
#include "crawler/store/store.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECT_TIMEOUT_MS 15000L
#define CURL_BUFFER_SIZE                                                                           \
    (64L << 10) /* larger ones cost requests a second, smaller ones bytes a second */
#define STALL_WINDOW_MS 30000
#define STALL_BYTES 1024
#define CHECK_INTERVAL_MS 1000
#define SLICE_MS 100 /* how long a cancellation may go unnoticed */
#define EVENTS_MAX 64

struct http_transfer {
    struct http *http;
    struct http_client *client;
    CURL *easy;
    struct curl_slist headers_out[HTTP_REQUEST_HEADERS_MAX];
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
    CURLM *multi;
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
};

static int64_t clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static enum http_failure failure_of(CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return HTTP_FAILURE_NONE;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
        return HTTP_FAILURE_RESOLVE;
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT: /* only connecting has a time limit of libcurl's */
        return HTTP_FAILURE_CONNECT;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_ISSUER_ERROR:
        return HTTP_FAILURE_CERTIFICATE;
    case CURLE_SSL_CACERT_BADFILE:
        return HTTP_FAILURE_CA_BUNDLE;
    case CURLE_SSL_CONNECT_ERROR:
        return HTTP_FAILURE_TLS;
    case CURLE_OUT_OF_MEMORY:
        return HTTP_FAILURE_MEMORY;
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
        return HTTP_FAILURE_CUT;
    default:
        return HTTP_FAILURE_PROTOCOL;
    }
}

/* ---- what libcurl calls during a transfer ---- */

static void transfer_count(struct http_transfer *transfer, size_t len)
{
    transfer->window_bytes += len;
}

static void transfer_note_change(struct http_transfer *transfer)
{
    if (transfer->is_changed)
        return;
    transfer->is_changed = true;
    transfer->next_changed = transfer->http->changed;
    transfer->http->changed = transfer;
}

/* One header line, the status line included. */
static size_t on_header(char *line, size_t size, size_t count, void *user)
{
    struct http_transfer *const transfer = user;
    const size_t len = size * count;
    struct buffer *const lines = &transfer->headers.lines;
    transfer_count(transfer, len);
    if (transfer->is_in_body)
        return len; /* trailers: nothing of ours is there */
    if (len >= 5 && memcmp(line, "HTTP/", 5) == 0)
        buffer_clear(lines); /* what came before was interim (1xx) */
    buffer_append(lines, line, len);
    if (lines->is_failed)
        transfer->failure = HTTP_FAILURE_PROTOCOL;
    return lines->is_failed ? 0 : len;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *user)
{
    struct http_transfer *const transfer = user;
    const size_t len = size * count;
    long status = 0;
    if (!transfer->is_in_body)
        curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    if (!transfer->is_in_body)
        transfer->status = (int)status;
    transfer->is_in_body = true;
    transfer_count(transfer, len);
    const struct span span = {(const uint8_t *)bytes, len};
    if (transfer->client->ops->take_body(transfer->client, span))
        return len;
    transfer->is_paused = true;
    transfer_note_change(transfer);
    return CURL_WRITEFUNC_PAUSE;
}

static bool address_is_reachable_v4(const struct sockaddr_in *in, enum http_reach reach)
{
    const uint32_t address = ntohl(in->sin_addr.s_addr);
    switch (reach) {
    case HTTP_REACH_CONTAINER:
        if (address == 0xA9FEAA02 || address == 0xA9FEAA17)
            return true;
        break;
    case HTTP_REACH_INSTANCE:
        if (address == 0xA9FEA9FE)
            return true;
        break;
    case HTTP_REACH_SELF:
        break;
    }
    return address >> 24 == 127;
}

static bool address_is_reachable_v6(const struct sockaddr_in6 *in6, enum http_reach reach)
{
    static const uint8_t container[16] = {0xFD, 0x00, 0x0E, 0xC2, [15] = 0x23};
    static const uint8_t instance[16] = {0xFD, 0x00, 0x0E, 0xC2, [14] = 0x02, [15] = 0x54};
    const uint8_t *const address = in6->sin6_addr.s6_addr;
    if (reach == HTTP_REACH_CONTAINER && memcmp(address, container, 16) == 0)
        return true;
    if (reach == HTTP_REACH_INSTANCE && memcmp(address, instance, 16) == 0)
        return true;
    return IN6_IS_ADDR_LOOPBACK(&in6->sin6_addr);
}

/* Whether plain http may go to that address, whatever name resolved to it. */
static bool address_is_reachable(const struct sockaddr *address, enum http_reach reach)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return address_is_reachable_v4(&in, reach);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return address_is_reachable_v6(&in6, reach);
    }
    return false;
}

static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_transfer *const transfer = user;
    (void)purpose;
    if (transfer->is_plain && !address_is_reachable(&address->addr, transfer->reach)) {
        transfer->failure = HTTP_FAILURE_PLAIN;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- transfers ---- */

static void transfer_set_limits(CURL *easy)
{
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NETRC, CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_DNS_SHUFFLE_ADDRESSES, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, CURL_BUFFER_SIZE);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "phicrawl/" PHICRAWL_VERSION);
}

static struct http_transfer *transfer_create(struct http *http)
{
    struct http_transfer *const transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL)
        return NULL;
    transfer->http = http;
    transfer->easy = curl_easy_init();
    if (transfer->easy == NULL) {
        free(transfer);
        return NULL;
    }
    http_headers_init(&transfer->headers);
    CURL *const easy = transfer->easy;
    transfer_set_limits(easy);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PROXY, http->settings.proxy);
    return transfer;
}

static void transfer_destroy(struct http_transfer *transfer)
{
    curl_easy_cleanup(transfer->easy);
    buffer_free(&transfer->headers.lines);
    free(transfer);
}

/* The list that libcurl reads, over the request's own texts: no copies of secrets. */
static struct curl_slist *transfer_link_headers(struct http_transfer *transfer,
                                                const struct http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        /* libcurl's type has no const, but a header list is only read. */
        union {
            const char *in;
            char *out;
        } text = {request->headers_at[i]};
        transfer->headers_out[i].data = text.out;
        transfer->headers_out[i].next =
            i + 1 < request->header_count ? &transfer->headers_out[i + 1] : NULL;
    }
    return request->header_count > 0 ? transfer->headers_out : NULL;
}

/* Handles are used again: each of the options is set for every request. */
static void transfer_set_method(CURL *easy, const struct http_request *request)
{
    if (request->method == NULL) {
        curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    } else {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                         request->body.len > 0 ? (const char *)request->body.ptr : "");
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static bool transfer_prepare(struct http_transfer *transfer, const struct http_request *request,
                             bool is_retry)
{
    const struct http *const http = transfer->http;
    CURL *const easy = transfer->easy;
    const char *const url = (const char *)request->url.ptr;
    transfer->is_plain = strncmp(url, "https://", 8) != 0;
    transfer->reach = request->reach;
    transfer_set_method(easy, request);
    buffer_clear(&transfer->headers.lines);
    transfer->status = 0;
    transfer->failure = HTTP_FAILURE_NONE;
    transfer->is_paused = transfer->is_in_body = false;
    transfer->window_bytes = 0;
    transfer->window_ms = http->driven_ms;
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer_link_headers(transfer, request));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, transfer->is_plain ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, transfer->is_plain ? "*" : http->settings.no_proxy);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, is_retry ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_CAINFO,
                     request->ca_bundle != NULL ? request->ca_bundle : http->ca_file);
    return curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK;
}

static void transfer_link(struct http_transfer *transfer)
{
    struct http *const http = transfer->http;
    transfer->is_running = true;
    transfer->next = http->running;
    transfer->link = &http->running;
    if (transfer->next != NULL)
        transfer->next->link = &transfer->next;
    http->running = transfer;
}

static void transfer_unlink(struct http_transfer *transfer)
{
    if (!transfer->is_running)
        return;
    transfer->is_running = false;
    *transfer->link = transfer->next;
    if (transfer->next != NULL)
        transfer->next->link = transfer->link;
}

struct http_transfer *http_send(struct http *http, const struct http_request *request,
                                struct http_client *client, bool is_retry)
{
    struct http_transfer *transfer = http->idle;
    if (transfer != NULL)
        http->idle = transfer->next;
    else
        transfer = transfer_create(http);
    if (transfer == NULL)
        return NULL;
    transfer->client = client;
    if (!transfer_prepare(transfer, request, is_retry) ||
        curl_multi_add_handle(http->multi, transfer->easy) != CURLM_OK) {
        transfer_destroy(transfer);
        return NULL;
    }
    transfer_link(transfer);
    return transfer;
}

void http_transfer_free(struct http_transfer *transfer)
{
    if (transfer == NULL)
        return;
    struct http *const http = transfer->http;
    if (transfer->is_running)
        curl_multi_remove_handle(http->multi, transfer->easy);
    transfer_unlink(transfer);
    if (transfer->is_changed) {
        struct http_transfer **link = &http->changed;
        while (*link != transfer)
            link = &(*link)->next_changed;
        *link = transfer->next_changed;
        transfer->is_changed = false;
    }
    transfer->client = NULL;
    transfer->next = http->idle;
    http->idle = transfer;
}

/* The end of a transfer; the handle leaves the multi, its connection goes back to the cache. */
static void transfer_finish(struct http_transfer *transfer, enum http_failure failure)
{
    long status = 0;
    curl_easy_getinfo(transfer->easy, CURLINFO_RESPONSE_CODE, &status);
    curl_multi_remove_handle(transfer->http->multi, transfer->easy);
    transfer_unlink(transfer);
    transfer->status = (int)status;
    transfer->is_paused = false;
    if (transfer->failure == HTTP_FAILURE_NONE)
        transfer->failure = failure;
    transfer_note_change(transfer);
}

bool http_transfer_is_finished(const struct http_transfer *transfer)
{
    return !transfer->is_running;
}

bool http_transfer_is_paused(const struct http_transfer *transfer)
{
    return transfer->is_paused;
}

enum http_failure http_transfer_failure(const struct http_transfer *transfer)
{
    return transfer->failure;
}

int http_transfer_status(const struct http_transfer *transfer)
{
    return transfer->status;
}

const struct http_headers *http_transfer_headers(const struct http_transfer *transfer)
{
    return &transfer->headers;
}

void http_transfer_resume(struct http_transfer *transfer)
{
    if (!transfer->is_paused)
        return;
    transfer->is_paused = false;
    transfer->window_bytes = 0;
    transfer->window_ms = transfer->http->driven_ms;
    curl_easy_pause(transfer->easy, CURLPAUSE_CONT);
}

/* ---- waking ---- */

void http_wait(struct http *http, struct http_client *client, int64_t delay_ms)
{
    wait_list_add(&http->waiting, &client->wait, clock_ms() + delay_ms);
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

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *user, void *known)
{
    struct http *const http = user;
    struct epoll_event event = {.data.fd = socket};
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        (void)epoll_ctl(http->epoll, EPOLL_CTL_DEL, socket,
                        NULL); /* a closed socket has left by itself */
        return 0;
    }
    event.events = (what & CURL_POLL_IN ? EPOLLIN : 0u) | (what & CURL_POLL_OUT ? EPOLLOUT : 0u);
    if (epoll_ctl(http->epoll, known != NULL ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event) != 0)
        (void)epoll_ctl(http->epoll, known != NULL ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
    curl_multi_assign(http->multi, socket, http);
    return 0;
}

static int on_timer(CURLM *multi, long timeout_ms, void *user)
{
    struct http *const http = user;
    (void)multi;
    http->timer_ms = timeout_ms < 0 ? -1 : clock_ms() + timeout_ms;
    return 0;
}

static int events_of(uint32_t events)
{
    int bits = 0;
    if (events & (EPOLLIN | EPOLLHUP))
        bits |= CURL_CSELECT_IN;
    if (events & EPOLLOUT)
        bits |= CURL_CSELECT_OUT;
    if (events & EPOLLERR)
        bits |= CURL_CSELECT_ERR;
    return bits;
}

/* Lets libcurl work on what is ready within wait_ms. */
static void drive_sockets(struct http *http, int wait_ms)
{
    struct epoll_event events[EVENTS_MAX];
    int running;
    const int count = epoll_wait(http->epoll, events, EVENTS_MAX, wait_ms);
    for (int i = 0; i < count; i++)
        curl_multi_socket_action(http->multi, events[i].data.fd, events_of(events[i].events),
                                 &running);
    if (http->timer_ms >= 0 && http->timer_ms <= clock_ms()) {
        http->timer_ms = -1;
        curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    CURLMsg *message;
    while ((message = curl_multi_info_read(http->multi, &running)) != NULL) {
        char *transfer = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        transfer_finish((struct http_transfer *)(void *)transfer, failure_of(message->data.result));
    }
}

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
            transfer_finish(transfer, HTTP_FAILURE_STALLED);
        transfer->window_bytes = 0;
        transfer->window_ms = http->driven_ms;
    }
}

static int64_t advance_clock(struct http *http)
{
    const int64_t now_ms = clock_ms();
    http->driven_ms += now_ms - http->last_ms;
    http->last_ms = now_ms;
    return now_ms;
}

enum status http_drive(struct http *http, int wait_ms)
{
    const unsigned long signals = http->signals;
    http->last_ms = clock_ms();
    const int64_t deadline_ms = http->last_ms + wait_ms;
    int64_t slice_ms = 0; /* first look, then wait */
    for (;;) {
        if (atomic_load_explicit(http->options.cancelled, memory_order_relaxed))
            return STATUS_CANCELLED;
        drive_sockets(http, (int)slice_ms);
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

/* The environment's certificates, else those of libcurl itself, which forgets its own once a
 * request had others. */
static const char *choose_ca_file(const struct http *http)
{
    const char *built_in = NULL;
    CURL *const easy = curl_easy_init();
    if (easy != NULL)
        curl_easy_getinfo(easy, CURLINFO_CAINFO,
                          &built_in); /* points to a constant of the library */
    curl_easy_cleanup(easy);
    return http->settings.ca_file != NULL ? http->settings.ca_file : built_in;
}

static bool http_init_multi(struct http *http)
{
    http->multi = curl_multi_init();
    http->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (http->multi == NULL || http->epoll < 0)
        return false;
    curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)http->options.window);
    curl_multi_setopt(http->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(http->multi, CURLMOPT_SOCKETDATA, http);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(http->multi, CURLMOPT_TIMERDATA, http);
    http->ca_file = choose_ca_file(http);
    return true;
}

struct http *http_create(const struct environment *environment, const struct http_options *options)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;
    struct http *const http = calloc(1, sizeof *http);
    if (http == NULL) {
        curl_global_cleanup();
        return NULL;
    }
    http->options = *options;
    http->epoll = -1;
    http->timer_ms = -1;
    if (getrandom(&http->random_state, sizeof http->random_state, GRND_NONBLOCK) < 0)
        http->random_state = 0;
    http->random_state |= 1; /* zero would stay zero */
    if (!body_pool_init(&http->bodies, (size_t)options->window + 1) ||
        !http_settings_load(environment, &http->settings) || !http_init_multi(http)) {
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
        transfer_destroy(transfer);
    }
    if (http->multi != NULL)
        curl_multi_cleanup(http->multi);
    if (http->epoll >= 0)
        close(http->epoll);
    body_pool_free(&http->bodies);
    http_settings_free(&http->settings);
    free(http);
    curl_global_cleanup();
}

const char *store_library_versions(void)
{
    return curl_version();
}
