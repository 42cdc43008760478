/* Lists a store page by page, asking again where that may help. */
#include "crawler/store/http.h"
#include "crawler/store/provider.h"
#include "crawler/store/retry.h"
#include "crawler/store/xml.h"

#include <stdlib.h>
#include <string.h>

#define DRIVE_MS 1000
#define FIRST_CONTACT_ATTEMPTS                                                                     \
    3 /* of a host that has never answered: more likely a mistake than a fault */
#define EMPTY_PAGES_MAX 10000 /* in a row */

/*
 * Finds a listing that goes round in circles of any length with one text of memory: every cursor is
 * compared with one that was kept, and the one kept is renewed at distances that double (R. Brent,
 * 1980).
 */
struct lister_cycle {
    struct buffer kept;
    unsigned long distance, renew_at;
};

struct lister {
    struct http_client client; /* first: see lister_of() */
    const struct store *store;
    struct http *http;
    unsigned source;
    struct local_walk *walk; /* PROVIDER_LOCAL; the rest is for the others */
    struct http_request request;
    struct http_transfer *transfer;
    struct buffer body;
    struct page page;
    struct list_query list;
    struct buffer cursor; /* of the page to ask for; failed or empty: the first */
    struct lister_cycle cycle;
    struct retry retry;
    unsigned empty_pages;
    bool has_answered;   /* the host, at any time */
    bool was_redirected; /* to the bucket's region, once */
    bool is_awake;
};

/* ---- client of the transfer ---- */

static struct lister *lister_of(struct http_client *client)
{
    return (struct lister *)client;
}

static bool lister_take_body(struct http_client *client, struct span bytes)
{
    struct lister *const lister = lister_of(client);
    buffer_append(&lister->body, bytes.ptr, bytes.len);
    return !lister->body.is_failed; /* too long for a page: stays paused */
}

static void lister_wake(struct http_client *client)
{
    struct lister *const lister = lister_of(client);
    lister->is_awake = true;
    http_signal(lister->http);
}

static const struct http_client_ops lister_ops = {lister_take_body, lister_wake};

/* Until the transfer, or the wait, is over. */
static enum status lister_sleep(struct lister *lister)
{
    lister->is_awake = false;
    while (!lister->is_awake)
        if (http_drive(lister->http, DRIVE_MS) == STATUS_CANCELLED)
            return STATUS_CANCELLED;
    return STATUS_OK;
}

/* ---- making ---- */

struct lister *lister_create(const struct store *store, struct http *http, unsigned source)
{
    struct lister *const lister = calloc(1, sizeof *lister);
    if (lister == NULL)
        return NULL;
    lister->client.ops = &lister_ops;
    lister->store = store;
    lister->http = http;
    lister->source = source;
    lister->list.prefix = store->locator.prefix;
    http_request_init(&lister->request);
    buffer_init(&lister->body, XML_DOCUMENT_MAX);
    page_init(&lister->page);
    buffer_init(&lister->cursor, XML_TEXT_MAX + 1);
    buffer_init(&lister->cycle.kept, XML_TEXT_MAX + 1);
    if (store->locator.provider != PROVIDER_LOCAL)
        return lister;
    lister->walk = local_walk_create(&store->local, source);
    if (lister->walk == NULL) {
        lister_free(lister);
        return NULL;
    }
    return lister;
}

void lister_free(struct lister *lister)
{
    if (lister == NULL)
        return;
    local_walk_free(lister->walk);
    http_transfer_free(lister->transfer);
    http_forget_wait(lister->http, &lister->client);
    http_request_wipe(&lister->request);
    buffer_free(&lister->body);
    page_free(&lister->page);
    buffer_free(&lister->cursor);
    buffer_free(&lister->cycle.kept);
    free(lister);
}

/* ---- one request and its answer ---- */

/* OK: ask again; STOP: fault is what is to be said; CANCELLED. */
static enum status lister_ask_again(struct lister *lister, enum retry_kind kind,
                                    int64_t server_wait_ms)
{
    const int64_t wait_ms =
        retry_next_wait_ms(&lister->retry, kind, server_wait_ms, http_driven_ms(lister->http),
                           http_random(lister->http));
    const bool is_hopeless =
        !lister->has_answered && lister->retry.failures >= FIRST_CONTACT_ATTEMPTS;
    if (wait_ms < 0 || is_hopeless)
        return STATUS_STOP;
    http_wait(lister->http, &lister->client, wait_ms);
    return lister_sleep(lister);
}

static enum status lister_judge_failure(struct lister *lister, struct fault *fault)
{
    const enum http_failure failure = http_transfer_failure(lister->transfer);
    const char *const advice =
        failure == HTTP_FAILURE_CERTIFICATE
            ? "; if it is of your own authority, name that in AWS_CA_BUNDLE or SSL_CERT_FILE"
            : "; check the endpoint and the network";
    if (failure == HTTP_FAILURE_MEMORY)
        return STATUS_NO_MEMORY;
    fault->http_status = 0;
    fault_set(fault, REASON_READ_ERROR, "cannot reach %s: %s%s", provider_endpoint(lister->store),
              http_failure_text(failure), advice);
    const bool is_final = failure == HTTP_FAILURE_CERTIFICATE ||
                          failure == HTTP_FAILURE_CA_BUNDLE || failure == HTTP_FAILURE_PLAIN;
    return lister_ask_again(lister, is_final ? RETRY_NO : RETRY_TRANSIENT, 0);
}

static enum status lister_judge_answer(struct lister *lister, struct fault *fault)
{
    const struct http_headers *const headers = http_transfer_headers(lister->transfer);
    const struct span body = {lister->body.ptr, lister->body.len};
    struct answer answer;
    answer_read(&answer, http_transfer_status(lister->transfer), headers, body);
    provider_explain(lister->store, &answer, fault);
    if (strcmp(answer.code, "RequestTimeTooSkewed") == 0 &&
        provider_learn_clock(lister->store, headers))
        return STATUS_OK;
    if (!lister->was_redirected && provider_redirect(lister->store, lister->http, &answer)) {
        lister->was_redirected = true;
        return STATUS_OK;
    }
    const enum retry_kind kind = provider_renew_credentials(lister->store, &answer)
                                     ? RETRY_TRANSIENT
                                     : retry_judge(answer.status, answer.code);
    return lister_ask_again(lister, kind,
                            retry_server_wait_ms(headers, provider_now(lister->store)));
}

static enum status lister_judge_page(struct lister *lister, enum page_result result,
                                     struct fault *fault)
{
    const struct http_headers *const headers = http_transfer_headers(lister->transfer);
    const char *const endpoint = provider_endpoint(lister->store);
    struct answer answer;
    fault->http_status = http_transfer_status(lister->transfer);
    switch (result) {
    case PAGE_OTHER: /* an error within a 200, or no store at all */
        answer_read(&answer, fault->http_status, headers,
                    (struct span){lister->body.ptr, lister->body.len});
        if (answer.code[0] != '\0')
            return lister_judge_answer(lister, fault);
        fault_set(fault, REASON_READ_ERROR, "%s does not answer with a listing; check the endpoint",
                  endpoint);
        return STATUS_STOP;
    case PAGE_NO_CURSOR:
        fault_set(fault, REASON_READ_ERROR,
                  "the listing of %s ends before it is complete, without a "
                  "continuation token",
                  endpoint);
        return STATUS_STOP;
    case PAGE_OUTSIDE_PREFIX:
        fault_set(fault, REASON_READ_ERROR,
                  "%s lists objects that were not asked for: it ignores the prefix", endpoint);
        return STATUS_STOP;
    case PAGE_NO_MEMORY:
        return STATUS_NO_MEMORY;
    default:
        fault_set(fault, REASON_READ_ERROR, "the listing of %s is cut or no valid XML", endpoint);
        return lister_ask_again(lister, RETRY_TRANSIENT, 0);
    }
}

/* Sends the request for the page at the cursor and waits for the answer. */
static enum status lister_send(struct lister *lister, struct fault *fault)
{
    if (lister->cursor.len > 0)
        lister->list.cursor = (struct span){lister->cursor.ptr, lister->cursor.len};
    buffer_clear(&lister->body);
    if (!provider_list_request(lister->store, &lister->list, &lister->request)) {
        fault_set(fault, REASON_READ_ERROR,
                  "a name, a token or a credential cannot be put into a request to %s",
                  provider_endpoint(lister->store));
        return STATUS_STOP;
    }
    lister->transfer =
        http_send(lister->http, &lister->request, &lister->client, lister->retry.failures > 0);
    return lister->transfer == NULL ? STATUS_NO_MEMORY : lister_sleep(lister);
}

/* One attempt. END: the page is there; OK: try again. */
static enum status lister_attempt(struct lister *lister, struct fault *fault)
{
    enum status status = lister_send(lister, fault);
    if (status != STATUS_OK)
        return status;
    if (!http_transfer_is_finished(lister->transfer)) {
        fault_set(fault, REASON_READ_ERROR,
                  "%s answers with more than a listing can be; check the endpoint",
                  provider_endpoint(lister->store));
        return STATUS_STOP;
    }
    if (http_transfer_failure(lister->transfer) != HTTP_FAILURE_NONE)
        return lister_judge_failure(lister, fault);
    lister->has_answered = true;
    if (http_transfer_status(lister->transfer) != 200)
        return lister_judge_answer(lister, fault);
    const struct span body = {lister->body.ptr, lister->body.len};
    const enum page_result result =
        provider_read_page(lister->store, &lister->list, body, lister->source, &lister->page);
    return result == PAGE_OK ? STATUS_END : lister_judge_page(lister, result, fault);
}

static enum status lister_read_page(struct lister *lister, struct fault *fault)
{
    enum status status;
    lister->retry = (struct retry){0};
    do {
        status = lister_attempt(lister, fault);
        http_transfer_free(lister->transfer);
        lister->transfer = NULL;
    } while (status == STATUS_OK);
    return status == STATUS_END ? STATUS_OK : status;
}

/* ---- pages ---- */

static enum status lister_hand_out(struct lister *lister, lister_take_fn take, void *user)
{
    struct page *const page = &lister->page;
    for (size_t i = 0; i < page->count; i++) {
        struct object *const object = page->objects[i];
        page->objects[i] = NULL;
        const enum status status = take(user, object);
        if (status != STATUS_OK)
            return status;
    }
    return STATUS_OK;
}

static bool buffers_are_equal(const struct buffer *a, const struct buffer *b)
{
    return a->len == b->len && memcmp(a->ptr, b->ptr, a->len) == 0;
}

/* True when the cursor was met before. */
static bool lister_is_circling(struct lister_cycle *cycle, const struct buffer *cursor)
{
    if (cycle->distance > 0 && buffers_are_equal(&cycle->kept, cursor))
        return true;
    if (cycle->distance++ < cycle->renew_at)
        return false;
    cycle->renew_at = 2 * cycle->distance;
    buffer_clear(&cycle->kept);
    buffer_append(&cycle->kept, cursor->ptr, cursor->len);
    return false;
}

/* Moves on to the next page. OK, END when there is none, STOP when the store leads nowhere. */
static enum status lister_advance(struct lister *lister, struct fault *fault)
{
    const struct page *const page = &lister->page;
    if (!page->has_more)
        return STATUS_END;
    lister->empty_pages = page->count == 0 ? lister->empty_pages + 1 : 0;
    if (lister_is_circling(&lister->cycle, &page->cursor) ||
        lister->empty_pages > EMPTY_PAGES_MAX) {
        fault_set(fault, REASON_READ_ERROR,
                  "the listing of %s goes round in circles: its continuation token "
                  "comes again, or never brings a key",
                  provider_endpoint(lister->store));
        return STATUS_STOP;
    }
    if (page->is_v1)
        lister->list.kind = LIST_OBJECTS_V1;
    buffer_clear(&lister->cursor);
    buffer_append(&lister->cursor, page->cursor.ptr, page->cursor.len);
    if (buffer_str(&lister->cursor) == NULL || lister->cycle.kept.is_failed)
        return STATUS_NO_MEMORY;
    return STATUS_OK;
}

enum status lister_next(struct lister *lister, lister_take_fn take, void *user, struct fault *fault)
{
    if (lister->walk != NULL)
        return local_walk_next(lister->walk, take, user, fault);
    enum status status = lister_read_page(lister, fault);
    if (status == STATUS_OK)
        status = lister_hand_out(lister, take, user);
    if (status == STATUS_OK)
        status = lister_advance(lister, fault);
    page_clear(&lister->page);
    return status;
}
