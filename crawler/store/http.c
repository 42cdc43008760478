/* The only door to libcurl: its multi interface over epoll, for the transfers of one thread. */
#include "crawler/store/http_reach.h"
#include "crawler/store/http_state.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECT_TIMEOUT_MS 15000L
#define DNS_CACHE_S 60L /* but a request that is made again asks for the address again */
#define CURL_BUFFER_SIZE (64L << 10) /* larger: fewer requests a second; smaller: fewer bytes */
#define EVENTS_MAX 64

struct http_wire {
    CURL *easy;
    struct curl_slist headers_out[HTTP_REQUEST_HEADERS_MAX];
};

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

/* "Out of memory" is libcurl's word for a line of headers beyond 100 KB, too: what ends so once a
 * request is out is such an answer. */
static enum http_failure failure_of_transfer(CURL *easy, CURLcode code)
{
    long sent = 0;
    if (code == CURLE_OUT_OF_MEMORY)
        curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &sent);
    return sent > 0 ? HTTP_FAILURE_PROTOCOL : failure_of(code);
}

/* ---- what libcurl calls during a transfer ---- */

/* One header line, the status line included. */
static size_t on_header(char *line, size_t size, size_t count, void *user)
{
    struct http_transfer *const transfer = user;
    const size_t len = size * count;
    struct buffer *const lines = &transfer->headers.lines;
    transfer->window_bytes += len;
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
        curl_easy_getinfo(transfer->wire->easy, CURLINFO_RESPONSE_CODE, &status);
    if (!transfer->is_in_body)
        transfer->status = (int)status;
    transfer->is_in_body = true;
    transfer->window_bytes += len;
    const struct span span = {(const uint8_t *)bytes, len};
    if (transfer->client->ops->take_body(transfer->client, span))
        return len;
    transfer->is_paused = true;
    http_transfer_note_change(transfer);
    return CURL_WRITEFUNC_PAUSE;
}

static curl_socket_t on_open_socket(void *user, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct http_transfer *const transfer = user;
    (void)purpose;
    if (transfer->is_plain && !http_reach_allows(&address->addr, transfer->reach)) {
        transfer->failure = HTTP_FAILURE_PLAIN;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* ---- transfers ---- */

static void wire_set_limits(CURL *easy)
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

bool http_wire_create(struct http_transfer *transfer)
{
    struct http_wire *const wire = calloc(1, sizeof *wire);
    CURL *const easy = wire == NULL ? NULL : curl_easy_init();
    if (easy == NULL) {
        free(wire);
        return false;
    }
    wire->easy = easy;
    transfer->wire = wire;
    wire_set_limits(easy);
    curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(easy, CURLOPT_PROXY, transfer->http->settings.proxy);
    return true;
}

void http_wire_destroy(struct http_transfer *transfer)
{
    curl_easy_cleanup(transfer->wire->easy);
    free(transfer->wire);
    transfer->wire = NULL;
}

/* The list that libcurl reads, over the request's own texts: no copies of secrets. */
static struct curl_slist *wire_link_headers(struct http_wire *wire,
                                            const struct http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        /* libcurl's type has no const, but a header list is only read. */
        union {
            const char *in;
            char *out;
        } text = {request->headers_at[i]};
        wire->headers_out[i].data = text.out;
        wire->headers_out[i].next =
            i + 1 < request->header_count ? &wire->headers_out[i + 1] : NULL;
    }
    return request->header_count > 0 ? wire->headers_out : NULL;
}

/* Handles are used again: each of the options is set for every request. */
static void wire_set_method(CURL *easy, const struct http_request *request)
{
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    if (request->method != NULL && strcmp(request->method, "HEAD") == 0) {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L); /* else it would wait for the body */
    } else if (request->method != NULL) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                         request->body.len > 0 ? (const char *)request->body.ptr : "");
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.len);
    }
    curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

bool http_wire_start(struct http_transfer *transfer, const struct http_request *request,
                     bool is_retry)
{
    const struct http *const http = transfer->http;
    CURL *const easy = transfer->wire->easy;
    const char *const url = (const char *)request->url.ptr;
    transfer->is_plain = strncmp(url, "https://", 8) != 0;
    transfer->reach = request->reach;
    wire_set_method(easy, request);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, wire_link_headers(transfer->wire, request));
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, transfer->is_plain ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, transfer->is_plain ? "*" : http->settings.no_proxy);
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, is_retry ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_DNS_CACHE_TIMEOUT, is_retry ? 0L : DNS_CACHE_S);
    curl_easy_setopt(easy, CURLOPT_CAINFO,
                     request->ca_bundle != NULL ? request->ca_bundle : http->ca_file);
    return curl_easy_setopt(easy, CURLOPT_URL, url) == CURLE_OK &&
           curl_multi_add_handle(http->multi, easy) == CURLM_OK;
}

void http_wire_stop(struct http_transfer *transfer)
{
    long status = 0;
    curl_easy_getinfo(transfer->wire->easy, CURLINFO_RESPONSE_CODE, &status);
    transfer->status = (int)status;
    curl_multi_remove_handle(transfer->http->multi, transfer->wire->easy);
}

void http_wire_resume(struct http_transfer *transfer)
{
    curl_easy_pause(transfer->wire->easy, CURLPAUSE_CONT);
}

/* ---- sockets ---- */

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
    http->timer_ms = timeout_ms < 0 ? -1 : http_clock_ms() + timeout_ms;
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

void http_wire_work(struct http *http, int wait_ms)
{
    struct epoll_event events[EVENTS_MAX];
    int running;
    const int count = epoll_wait(http->epoll, events, EVENTS_MAX, wait_ms);
    for (int i = 0; i < count; i++)
        curl_multi_socket_action(http->multi, events[i].data.fd, events_of(events[i].events),
                                 &running);
    if (http->timer_ms >= 0 && http->timer_ms <= http_clock_ms()) {
        http->timer_ms = -1;
        curl_multi_socket_action(http->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    CURLMsg *message;
    while ((message = curl_multi_info_read(http->multi, &running)) != NULL) {
        char *transfer = NULL;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
        http_transfer_finish((struct http_transfer *)(void *)transfer,
                             failure_of_transfer(message->easy_handle, message->data.result));
    }
}

/* ---- once a thread ---- */

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

bool http_wire_open(struct http *http)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return false;
    http->is_wired = true;
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

void http_wire_close(struct http *http)
{
    if (http->multi != NULL)
        curl_multi_cleanup(http->multi);
    if (http->epoll >= 0)
        close(http->epoll);
    if (http->is_wired)
        curl_global_cleanup();
}

const char *store_library_versions(void)
{
    return curl_version();
}
