/*
 * Whether to ask again, and when. All requests are idempotent reads. Pure: time and chance are
 * arguments.
 *
 * At most 10 attempts, unless settings say otherwise, and 180 seconds since the first failure;
 * between them full jitter over 50 ms * 2^i (1 s * 2^i when the store asks to slow down), at most
 * 20 s, and never less than the store asks for, of which at most 60 s are believed.
 */
#ifndef CRAWLER_STORE_RETRY_H
#define CRAWLER_STORE_RETRY_H

#include "crawler/store/http_message.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define RETRY_ATTEMPTS_MAX 10
#define RETRY_TIME_MAX_MS 180000
#define RETRY_WAIT_MAX_MS 20000
#define RETRY_SERVER_WAIT_MAX_MS 60000

enum retry_kind {
    RETRY_NO,        /* the same would come again */
    RETRY_TRANSIENT, /* connection errors, cut bodies, 408, 500, 502, 504 */
    RETRY_THROTTLED  /* 429, 503, SlowDown and its kin */
};

/* What an answer with that status and error code ("" when there is none) calls for. */
enum retry_kind retry_judge(int status, const char *code);

/* One series of attempts; the zero value starts one, also when there was progress. */
struct retry {
    unsigned failures;
    int64_t failed_ms;     /* when the first failed */
    unsigned attempts_max; /* 0: RETRY_ATTEMPTS_MAX */
};

/*
 * Counts a failure. Returns how long to wait before the next attempt, or -1 when it is time to give
 * up. server_wait_ms is that of retry_server_wait_ms(), random any 32 bits.
 */
int64_t retry_next_wait_ms(struct retry *retry, enum retry_kind kind, int64_t server_wait_ms,
                           int64_t now_ms, uint32_t random);

/*
 * What all threads together may spend on asking one store again: 500, of which a retry costs 14 (5
 * when it was throttled), and an answer brings 1 back. Once it is spent retries go on, but each
 * waits 10 to 20 s: a store in trouble gets a trickle, and no object is lost for it. The zero value
 * is full.
 */
struct retry_quota {
    atomic_int spent;
};

/* Pays for a retry. Returns how long it has to wait at least; random any 32 bits. Any thread. */
int64_t retry_quota_take(struct retry_quota *quota, enum retry_kind kind, uint32_t random);

/* A request was answered as it should be. Any thread. */
void retry_quota_refill(struct retry_quota *quota);

/*
 * How long the store asks to wait: x-ms-retry-after-ms, retry-after-ms, x-amz-retry-after
 * (milliseconds) or Retry-After (seconds, or a date seen from now; RFC 9110 section 10.2.3), at
 * most RETRY_SERVER_WAIT_MAX_MS. 0 when it does not say, or nonsense.
 */
int64_t retry_server_wait_ms(const struct http_headers *headers, time_t now);

#endif
