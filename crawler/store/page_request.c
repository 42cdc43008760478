/* One page of a listing over HTTP: sends, judges, waits, sends again. */
#include "crawler/store/page_request.h"

#include "crawler/store/xml.h"

#include <string.h>

#define BODY_KEPT_MAX ((size_t)1 << 20) /* of memory that the next page may use again */
#define FIRST_CONTACT_ATTEMPTS                                                                     \
    3 /* of a host that has never answered: more likely a mistake than a fault */

/* ---- client of the transfer ---- */

static struct page_request *request_of(struct http_client *client)
{
    return (struct page_request *)client;
}

static bool page_request_take_body(struct http_client *client, struct span bytes)
{
    struct page_request *const request = request_of(client);
    struct page_host *const host = request->host;
    if (bytes.len > PAGE_HOST_HELD_MAX - host->held)
        return false; /* too long with all others: stays paused */
    buffer_append(&request->body, bytes.ptr, bytes.len);
    if (request->body.is_failed)
        return false; /* too long for a page */
    host->held += bytes.len;
    return true;
}

static void page_request_wake(struct http_client *client)
{
    struct page_request *const request = request_of(client);
    request->is_awake = true;
    http_signal(request->host->http);
}

static const struct http_client_ops page_request_ops = {page_request_take_body, page_request_wake};

/* ---- making ---- */

void page_request_init(struct page_request *request, struct page_host *host)
{
    *request = (struct page_request){.client.ops = &page_request_ops, .host = host};
    http_request_init(&request->request);
    buffer_init(&request->body, XML_DOCUMENT_MAX);
}

/* Gives back what an unusually long page took. */
static void page_request_drop_body(struct page_request *request)
{
    request->host->held -= request->body.len;
    if (request->body.cap > BODY_KEPT_MAX)
        buffer_wipe(&request->body);
    else
        buffer_clear(&request->body);
}

static void page_request_end_transfer(struct page_request *request)
{
    http_transfer_free(request->transfer);
    request->transfer = NULL;
}

void page_request_free(struct page_request *request)
{
    page_request_end_transfer(request);
    http_forget_wait(request->host->http, &request->client);
    http_request_wipe(&request->request);
    page_request_drop_body(request);
    buffer_wipe(&request->body); /* names, tags and metadata of objects */
}

/* ---- asking ---- */

static void page_request_lose(struct page_request *request, enum status status)
{
    request->state = PAGE_LOST;
    request->status = status;
}

static void page_request_send(struct page_request *request)
{
    struct page_host *const host = request->host;
    request->state = PAGE_ASKED;
    request->is_awake = false;
    page_request_drop_body(request);
    if (!provider_list_request(host->store, request->list, &request->request)) {
        fault_set(&request->fault, REASON_READ_ERROR,
                  "a name, a token or a credential cannot be put into a request to %s",
                  provider_endpoint(host->store));
        page_request_lose(request, STATUS_STOP);
        return;
    }
    host->requests++;
    request->transfer =
        http_send(host->http, &request->request, &request->client, request->retry.failures > 0);
    if (request->transfer == NULL)
        page_request_lose(request, STATUS_NO_MEMORY);
}

void page_request_start(struct page_request *request, const struct list_query *list)
{
    request->list = list;
    request->retry = (struct retry){0};
    page_request_send(request);
}

/* Asks again after a while, or gives up; fault is set. */
static void page_request_again(struct page_request *request, enum retry_kind kind,
                               int64_t server_wait_ms)
{
    struct page_host *const host = request->host;
    const int64_t wait_ms =
        provider_next_wait_ms(host->store, host->http, &request->retry, kind, server_wait_ms);
    host->throttled += kind == RETRY_THROTTLED;
    const bool is_hopeless =
        !host->has_answered && request->retry.failures >= FIRST_CONTACT_ATTEMPTS;
    page_request_end_transfer(request);
    if (wait_ms < 0 || is_hopeless) {
        page_request_lose(request, STATUS_STOP);
        return;
    }
    request->state = PAGE_ASKED;
    http_wait(host->http, &request->client, wait_ms);
}

/* ---- judging ---- */

static void page_request_judge_failure(struct page_request *request)
{
    const enum http_failure failure = http_transfer_failure(request->transfer);
    const char *const advice =
        failure == HTTP_FAILURE_CERTIFICATE
            ? "; if it is of your own authority, name that in AWS_CA_BUNDLE or SSL_CERT_FILE"
            : "; check the endpoint and the network";
    if (failure == HTTP_FAILURE_MEMORY) {
        page_request_lose(request, STATUS_NO_MEMORY);
        return;
    }
    request->fault.http_status = 0;
    fault_set(&request->fault, REASON_READ_ERROR, "cannot reach %s: %s%s",
              provider_endpoint(request->host->store), http_failure_text(failure), advice);
    page_request_again(request, http_failure_is_final(failure) ? RETRY_NO : RETRY_TRANSIENT, 0);
}

/* Listings of versions and uploads take other permissions than that of objects. */
static void page_request_name_permission(struct page_request *request, const struct answer *answer)
{
    static const struct {
        const char *what, *permission;
    } kinds[] = {[LIST_VERSIONS] = {"versions", "s3:ListBucketVersions"},
                 [LIST_UPLOADS] = {"uploads", "s3:ListBucketMultipartUploads"}};
    const struct store *const store = request->host->store;
    if (request->list->kind < LIST_VERSIONS || strcmp(answer->code, "AccessDenied") != 0)
        return;
    fault_set(&request->fault, REASON_ACCESS_DENIED,
              "bucket %s at %s: listing its %s is denied: the identity needs %s (%d AccessDenied)",
              store->s3.bucket, provider_endpoint(store), kinds[request->list->kind].what,
              kinds[request->list->kind].permission, answer->status);
}

/* Whether the answer sends the listing elsewhere, for the first time. */
static bool page_request_redirect(struct page_request *request, const struct answer *answer)
{
    struct page_host *const host = request->host;
    if (host->was_redirected || !provider_redirect(host->store, host->http, answer))
        return false;
    host->was_redirected = true;
    return true;
}

static void page_request_judge_answer(struct page_request *request)
{
    const struct store *const store = request->host->store;
    const struct http_headers *const headers = http_transfer_headers(request->transfer);
    const struct span body = {request->body.ptr, request->body.len};
    struct answer answer;
    answer_read(&answer, http_transfer_status(request->transfer), headers, body);
    provider_explain(store, &answer, &request->fault);
    page_request_name_permission(request, &answer);
    const bool is_skewed =
        strcmp(answer.code, "RequestTimeTooSkewed") == 0 && provider_learn_clock(store, headers);
    if (is_skewed || page_request_redirect(request, &answer)) {
        page_request_end_transfer(request);
        page_request_send(request);
        return;
    }
    const enum retry_kind kind = provider_renew_credentials(store, &answer)
                                     ? RETRY_TRANSIENT
                                     : retry_judge(answer.status, answer.code);
    page_request_again(request, kind, retry_server_wait_ms(headers, provider_now(store)));
}

void page_request_work(struct page_request *request)
{
    if (!request->is_awake || request->state != PAGE_ASKED)
        return;
    request->is_awake = false;
    if (request->transfer == NULL) { /* a wait is over */
        page_request_send(request);
        return;
    }
    if (!http_transfer_is_finished(request->transfer)) {
        fault_set(
            &request->fault, REASON_READ_ERROR, "%s answers with more than %s; check the endpoint",
            provider_endpoint(request->host->store),
            request->body.is_failed ? "a listing can be" : "listings that come at once can be");
        page_request_lose(request, STATUS_STOP);
        return;
    }
    if (http_transfer_failure(request->transfer) != HTTP_FAILURE_NONE) {
        page_request_judge_failure(request);
        return;
    }
    request->host->has_answered = true;
    if (http_transfer_status(request->transfer) != 200)
        page_request_judge_answer(request);
    else
        request->state = PAGE_ANSWERED;
}

/* ---- reading ---- */

/* An error within a 200, or no store at all. */
static void page_request_judge_other(struct page_request *request)
{
    struct answer answer;
    request->fault.http_status = http_transfer_status(request->transfer);
    answer_read(&answer, request->fault.http_status, http_transfer_headers(request->transfer),
                (struct span){request->body.ptr, request->body.len});
    if (answer.code[0] != '\0') {
        page_request_judge_answer(request);
        return;
    }
    fault_set(&request->fault, REASON_READ_ERROR, "%s does not answer with %s; check the endpoint",
              provider_endpoint(request->host->store),
              request->list->kind == LIST_VERSIONS  ? "a listing of versions"
              : request->list->kind == LIST_UPLOADS ? "a listing of uploads"
                                                    : "a listing");
    page_request_lose(request, STATUS_STOP);
}

static void page_request_judge_page(struct page_request *request, enum page_result result)
{
    struct fault *const fault = &request->fault;
    const char *const endpoint = provider_endpoint(request->host->store);
    fault->http_status = http_transfer_status(request->transfer);
    switch (result) {
    case PAGE_OTHER:
        page_request_judge_other(request);
        return;
    case PAGE_NO_CURSOR:
        fault_set(fault, REASON_READ_ERROR,
                  "the listing of %s ends before it is complete, without a "
                  "continuation token",
                  endpoint);
        break;
    case PAGE_OUTSIDE_PREFIX:
        fault_set(fault, REASON_READ_ERROR,
                  "%s lists objects that were not asked for: it ignores the prefix", endpoint);
        break;
    case PAGE_NO_MEMORY:
        page_request_lose(request, STATUS_NO_MEMORY);
        return;
    default:
        fault_set(fault, REASON_READ_ERROR, "the listing of %s is cut or no valid XML", endpoint);
        page_request_again(request, RETRY_TRANSIENT, 0);
        return;
    }
    page_request_lose(request, STATUS_STOP);
}

bool page_request_read(struct page_request *request, struct page *page)
{
    const struct span body = {request->body.ptr, request->body.len};
    const enum page_result result =
        provider_read_page(request->host->store, request->list, body, request->host->source, page);
    if (result != PAGE_OK) {
        page_clear(page);
        page_request_judge_page(request, result);
        return false;
    }
    provider_note_success(request->host->store);
    page_request_end_transfer(request);
    page_request_drop_body(request);
    request->state = PAGE_NONE;
    return true;
}
