/*
 * Random access to an object over HTTP: ranges of one version (If-Match), with the retries of
 * remote_fetch.h. Small reads are answered from windows of 1 MiB, so that headers and the pages
 * behind them are one request.
 */
#ifndef CRAWLER_STORE_REMOTE_RANGES_H
#define CRAWLER_STORE_REMOTE_RANGES_H

#include "crawler/base/range_source.h"
#include "crawler/store/remote_fetch.h"

#include <stddef.h>
#include <stdint.h>

#define REMOTE_WINDOW ((size_t)1 << 20)
#define REMOTE_WINDOWS 8

struct remote_window {
    uint64_t at;
    size_t len; /* 0: empty */
    uint8_t *bytes;
};

struct remote_ranges {
    struct range_source ranges;
    struct remote_fetch_init init; /* of every request but for its part */
    char etag[128];
    struct remote_window windows[REMOTE_WINDOWS];
    size_t oldest;
};

/* Over the object of init, which is size bytes in the version etag. Everything must outlive it.
 * Needs remote_ranges_free(); accepts the zero value there. */
void remote_ranges_init(struct remote_ranges *ranges, const struct remote_fetch_init *init,
                        uint64_t size, const char *etag);
void remote_ranges_free(struct remote_ranges *ranges);

#endif
