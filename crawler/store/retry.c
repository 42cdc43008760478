/* The rule set for asking again. */
#include "crawler/store/retry.h"

#include "crawler/store/dates.h"

#include <string.h>

#define TRANSIENT_BASE_MS 50
#define THROTTLED_BASE_MS 1000
#define QUOTA 500
#define TRICKLE_WAIT_MS 10000 /* and as much again at random */

static bool is_in(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

enum retry_kind retry_judge(int status, const char *code)
{
    /* The codes come with other statuses as well: SlowDown within a 200, RequestTimeout with 400.
     */
    static const char *const throttled[] = {
        "SlowDown",
        "SlowDownRead",
        "ThrottledException",
        "ProvisionedThroughputExceededException",
        "TransactionInProgressException",
        "LimitExceededException",
        "EC2ThrottledException",
        "Throttling",
        "ThrottlingException",
        "RequestThrottled",
        "RequestLimitExceeded",
        "BandwidthLimitExceeded",
        "TooManyRequests",
        "TooManyRequestsException",
        "ServerBusy",
        "ServiceUnavailable",
        "RequestThrottledException",
    };
    static const char *const transient[] = {
        "InternalError",           "InternalErrors",    "RequestTimeout",
        "RequestTimeoutException", "OperationTimedOut", "RequestTimeTooSkewed",
        "PriorRequestNotComplete",
    };
    if (status == 429 || status == 503 ||
        is_in(throttled, sizeof throttled / sizeof *throttled, code))
        return RETRY_THROTTLED;
    if (status == 408 || status == 500 || status == 502 || status == 504 ||
        is_in(transient, sizeof transient / sizeof *transient, code))
        return RETRY_TRANSIENT;
    return RETRY_NO;
}

int64_t retry_next_wait_ms(struct retry *retry, enum retry_kind kind, int64_t server_wait_ms,
                           int64_t now_ms, uint32_t random)
{
    const unsigned power = retry->failures < 16 ? retry->failures : 16;
    const int64_t base_ms = kind == RETRY_THROTTLED ? THROTTLED_BASE_MS : TRANSIENT_BASE_MS;
    const int64_t most_ms =
        base_ms << power < RETRY_WAIT_MAX_MS ? base_ms << power : RETRY_WAIT_MAX_MS;
    if (retry->failures == 0)
        retry->failed_ms = now_ms;
    retry->failures++;
    const unsigned most = retry->attempts_max > 0 ? retry->attempts_max : RETRY_ATTEMPTS_MAX;
    if (kind == RETRY_NO || retry->failures >= most)
        return -1;
    int64_t wait_ms = (int64_t)(((uint64_t)most_ms * random) >> 32);
    if (wait_ms < server_wait_ms)
        wait_ms = server_wait_ms;
    return now_ms + wait_ms - retry->failed_ms > RETRY_TIME_MAX_MS ? -1 : wait_ms;
}

int64_t retry_quota_take(struct retry_quota *quota, enum retry_kind kind, uint32_t random)
{
    const int cost = kind == RETRY_THROTTLED ? 5 : 14;
    int spent = atomic_load(&quota->spent);
    while (kind != RETRY_NO && spent + cost <= QUOTA)
        if (atomic_compare_exchange_weak(&quota->spent, &spent, spent + cost))
            return 0;
    if (kind == RETRY_NO)
        return 0;
    return TRICKLE_WAIT_MS + (int64_t)((uint64_t)TRICKLE_WAIT_MS * random >> 32);
}

void retry_quota_refill(struct retry_quota *quota)
{
    int spent = atomic_load(&quota->spent);
    while (spent > 0 && !atomic_compare_exchange_weak(&quota->spent, &spent, spent - 1))
        ;
}

int64_t retry_server_wait_ms(const struct http_headers *headers, time_t now)
{
    static const char *const in_ms[] = {"x-ms-retry-after-ms", "retry-after-ms",
                                        "x-amz-retry-after"};
    uint64_t number;
    struct span value;
    time_t date;
    for (size_t i = 0; i < sizeof in_ms / sizeof *in_ms; i++)
        if (http_headers_number(headers, in_ms[i], &number))
            return number < RETRY_SERVER_WAIT_MAX_MS ? (int64_t)number : RETRY_SERVER_WAIT_MAX_MS;
    if (http_headers_number(headers, "Retry-After", &number))
        return number < RETRY_SERVER_WAIT_MAX_MS / 1000 ? (int64_t)number * 1000
                                                        : RETRY_SERVER_WAIT_MAX_MS;
    if (!http_headers_find(headers, "Retry-After", &value) || !date_parse_http(value, &date) ||
        date <= now)
        return 0;
    return date - now < RETRY_SERVER_WAIT_MAX_MS / 1000 ? (int64_t)(date - now) * 1000
                                                        : RETRY_SERVER_WAIT_MAX_MS;
}
