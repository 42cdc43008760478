/* One small request that the caller waits for, over the engine of http.c. */
#include "crawler/store/http_ask.h"

#include "crawler/store/http.h"

#include <poll.h>
#include <time.h>

#define PAUSE_MS 300 /* between attempts */

struct http_asker {
    struct http_client client;
    struct http *http;
    struct http_answer *answer;
};

static bool asker_take_body(struct http_client *client, struct span bytes)
{
    struct http_answer *const answer = ((struct http_asker *)(void *)client)->answer;
    buffer_append(&answer->body, bytes.ptr, bytes.len);
    return true;
}

static void asker_wake(struct http_client *client)
{
    http_signal(((struct http_asker *)(void *)client)->http);
}

static const struct http_client_ops asker_ops = {asker_take_body, asker_wake};

static int64_t asker_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char *asker_judge(const struct http_transfer *transfer,
                               const struct http_answer *answer)
{
    const enum http_failure failure = http_transfer_failure(transfer);
    if (answer->body.is_failed)
        return "the answer is too large";
    if (!http_transfer_is_finished(transfer))
        return "no answer in time";
    return failure == HTTP_FAILURE_NONE ? NULL : http_failure_text(failure);
}

/* Until the transfer is over, its time or the body's limit is used up, or the run is cancelled. */
static void asker_drive(struct http *http, const struct http_transfer *transfer, int timeout_ms,
                        struct http_answer *answer)
{
    const int64_t deadline_ms = asker_clock_ms() + timeout_ms;
    int64_t left_ms = timeout_ms;
    while (left_ms > 0 && !http_transfer_is_finished(transfer) && !answer->body.is_failed) {
        answer->is_cancelled =
            http_drive(http, left_ms < 100 ? (int)left_ms : 100) == STATUS_CANCELLED;
        if (answer->is_cancelled)
            break;
        left_ms = deadline_ms - asker_clock_ms();
    }
}

/* Clears the answer, and makes ready what the attempt before did not need. */
static void asker_begin(const struct http_ask_limits *limits, struct http_answer *answer)
{
    if (answer->body.limit == 0)
        buffer_init(&answer->body, limits->body_size + 1);
    if (answer->headers.lines.limit == 0)
        http_headers_init(&answer->headers);
    buffer_clear(&answer->body);
    buffer_clear(&answer->headers.lines);
    answer->status = 0;
    answer->why = "out of memory";
    answer->failure = HTTP_FAILURE_NONE;
    answer->is_refused = answer->is_cancelled = false;
}

void http_ask_once(struct http *http, const struct http_request *request,
                   const struct http_ask_limits *limits, bool is_fresh, struct http_answer *answer)
{
    struct http_asker asker = {.client.ops = &asker_ops, .http = http, .answer = answer};
    asker_begin(limits, answer);
    struct http_transfer *const transfer = http_send(http, request, &asker.client, is_fresh);
    if (transfer == NULL)
        return;
    asker_drive(http, transfer, limits->timeout_ms, answer);
    const struct buffer *const lines = &http_transfer_headers(transfer)->lines;
    buffer_append(&answer->headers.lines, lines->ptr, lines->len);
    answer->why = asker_judge(transfer, answer);
    answer->is_refused = http_transfer_failure(transfer) == HTTP_FAILURE_PLAIN;
    answer->failure = http_transfer_failure(transfer);
    answer->status = http_transfer_status(transfer);
    http_transfer_free(transfer);
}

static bool asker_is_transient(const struct http_answer *answer)
{
    if (answer->is_refused || answer->body.is_failed)
        return false;
    return answer->why != NULL || answer->status >= 500 || answer->status == 429;
}

void http_ask(const struct environment *environment, const struct http_request *request,
              const struct http_ask_limits *limits, struct http_answer *answer)
{
    const atomic_bool never = false;
    const struct http_options options = {.cancelled = &never, .window = 1};
    struct http *const http = http_create(environment, &options);
    *answer = (struct http_answer){.why = "out of memory"};
    for (int i = 0; http != NULL && i < limits->attempts; i++) {
        if (i > 0)
            (void)poll(NULL, 0, PAUSE_MS);
        http_ask_once(http, request, limits, true, answer);
        if (!asker_is_transient(answer))
            break;
    }
    http_free(http);
}

void http_answer_wipe(struct http_answer *answer)
{
    buffer_wipe(&answer->headers.lines);
    buffer_wipe(&answer->body);
}
