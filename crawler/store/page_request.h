/* Asks for one page of a listing, again where that may help, and never blocks. Inside crawler/store
 * only. */
#ifndef CRAWLER_STORE_PAGE_REQUEST_H
#define CRAWLER_STORE_PAGE_REQUEST_H

#include "crawler/store/http.h"
#include "crawler/store/list_query.h"
#include "crawler/store/page.h"
#include "crawler/store/provider.h"
#include "crawler/store/retry.h"

/* What all requests of one listing share. */
struct page_host {
    const struct store *store;
    struct http *http;
    unsigned source;
    bool has_answered;   /* at any time */
    bool was_redirected; /* to the bucket's region, once */
    unsigned throttled;  /* how often the store asked to slow down */
    uint64_t requests;   /* sent so far, those that were repeated included */
    size_t held;         /* bytes of pages that were not read yet: up to PAGE_HOST_HELD_MAX */
};

/* Listings by many requests have some megabytes under way; hostile pages could be 16 MiB each. */
#define PAGE_HOST_HELD_MAX ((size_t)256 << 20)

enum page_state {
    PAGE_NONE,     /* nothing was asked for */
    PAGE_ASKED,    /* on its way, or waiting to be asked for again */
    PAGE_ANSWERED, /* to be read by page_request_read() */
    PAGE_LOST      /* for good: status and fault say why */
};

struct page_request {
    struct http_client client; /* first: see request_of() */
    struct page_host *host;
    const struct list_query *list;
    struct http_request request;
    struct http_transfer *transfer;
    struct buffer body;
    struct retry retry;
    enum page_state state;
    bool is_awake;      /* page_request_work() is due */
    enum status status; /* of PAGE_LOST: STOP or NO_MEMORY */
    struct fault fault;
};

void page_request_init(struct page_request *request, struct page_host *host);
void page_request_free(struct page_request *request);

/* Asks for the page; list must live until it is there or lost. */
void page_request_start(struct page_request *request, const struct list_query *list);

/* Goes on after the transfer ended or a wait is over; does nothing when not awake. */
void page_request_work(struct page_request *request);

/* Reads an answered page. False: it is no such page, and is asked for again, or lost. */
bool page_request_read(struct page_request *request, struct page *page);

#endif
