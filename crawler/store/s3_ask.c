/* Small questions to S3 and its sister services. */
#include "crawler/store/s3_ask.h"

#include "crawler/store/retry.h"
#include "crawler/store/s3_request.h"

#include <string.h>

#define ATTEMPTS_MAX 4
#define WAIT_SLICE_MS 100

static const struct http_ask_limits limits = {
    .timeout_ms = 15000, .attempts = 1, .body_size = S3_ASK_BODY_MAX};

/* ---- waiting between attempts ---- */

struct s3_pause {
    struct http_client client;
    struct http *http;
    bool is_over;
};

static bool pause_take_body(struct http_client *client, struct span bytes)
{
    (void)client;
    (void)bytes;
    return false; /* it has no transfer */
}

static void pause_wake(struct http_client *client)
{
    struct s3_pause *const pause = (struct s3_pause *)(void *)client;
    pause->is_over = true;
    http_signal(pause->http);
}

static const struct http_client_ops pause_ops = {pause_take_body, pause_wake};

static enum status pause_for(struct http *http, int64_t wait_ms)
{
    struct s3_pause pause = {.client.ops = &pause_ops, .http = http};
    enum status status = STATUS_OK;
    http_wait(http, &pause.client, wait_ms);
    while (!pause.is_over && status == STATUS_OK)
        status = http_drive(http, WAIT_SLICE_MS);
    http_forget_wait(http, &pause.client);
    return pause.is_over ? STATUS_OK : status;
}

/* ---- asking ---- */

static bool put_question(const struct store *store, const struct aws_request *question,
                         struct http_request *out)
{
    struct aws_request request = *question;
    request.time = provider_now(store);
    if (question->service != NULL)
        return s3_put_service_request(&store->s3, &request, out) && http_request_seal(out);
    const struct sigv4_request of_bucket = {
        .method = question->method,
        .query = question->query,
        .query_count = question->query_count,
        .headers = question->headers,
        .header_count = question->header_count,
        .time = request.time,
    };
    return s3_put_request(&store->s3, question->key, &of_bucket, out) && http_request_seal(out);
}

/* Whether the answer at hand is worth another attempt, and which kind of one. */
static enum retry_kind judge(const struct store *store, const struct s3_reply *reply)
{
    if (reply->http.is_refused || reply->http.body.is_failed)
        return RETRY_NO;
    if (reply->http.why != NULL)
        return RETRY_TRANSIENT;
    if (strcmp(reply->answer.code, "RequestTimeTooSkewed") == 0)
        (void)provider_learn_clock(store, &reply->http.headers);
    if (provider_renew_credentials(store, &reply->answer))
        return RETRY_TRANSIENT;
    return retry_judge(reply->answer.status, reply->answer.code);
}

static enum status finish(const struct aws_request *question, const struct store *store,
                          const struct s3_reply *reply, struct fault *fault)
{
    if (reply->http.why == NULL)
        return STATUS_OK;
    fault_set(fault, REASON_READ_ERROR, "cannot ask %s: %s",
              question->service == NULL ? provider_endpoint(store) : question->host,
              reply->http.why);
    return STATUS_STOP;
}

static enum status ask_again(const struct store *store, struct http *http, struct retry *retry,
                             enum retry_kind kind, int64_t server_wait_ms)
{
    const int64_t wait_ms = provider_next_wait_ms(store, http, retry, kind, server_wait_ms);
    if (wait_ms < 0 || retry->failures >= ATTEMPTS_MAX)
        return STATUS_END;
    return pause_for(http, wait_ms);
}

enum status s3_ask(const struct store *store, struct http *http, const struct aws_request *question,
                   struct s3_reply *reply, struct fault *fault)
{
    struct http_request request;
    struct retry retry = {0};
    enum status status = STATUS_OK;
    bool was_redirected = false;
    http_request_init(&request);
    while (status == STATUS_OK) {
        if (!put_question(store, question, &request)) {
            fault_set(fault, REASON_READ_ERROR, "a credential cannot be put into a request");
            status = STATUS_STOP;
            break;
        }
        http_ask_once(http, &request, &limits, retry.failures > 0, &reply->http);
        if (reply->http.is_cancelled) {
            status = STATUS_CANCELLED;
            break;
        }
        const struct span body = {reply->http.body.ptr, reply->http.body.len};
        answer_read(&reply->answer, reply->http.status, &reply->http.headers, body);
        if (question->service == NULL && !was_redirected &&
            provider_redirect(store, NULL, &reply->answer)) {
            was_redirected = true;
            continue;
        }
        status = ask_again(store, http, &retry, judge(store, reply),
                           retry_server_wait_ms(&reply->http.headers, provider_now(store)));
    }
    http_request_wipe(&request);
    return status == STATUS_END ? finish(question, store, reply, fault) : status;
}

void s3_reply_wipe(struct s3_reply *reply)
{
    http_answer_wipe(&reply->http);
}
