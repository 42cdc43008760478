/* The state machine of a read over HTTP. */
#include "crawler/store/remote_fetch.h"

#include "crawler/store/answer.h"
#include "crawler/store/body_window.h"
#include "crawler/store/provider.h"
#include "crawler/store/retry.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DRIVE_MS 1000
#define PROGRESS_BYTES (1u << 20) /* since the last failure: patience starts anew */

/*
 * Bytes go from the answer into the reader's memory when it waits for them, else into body, and
 * from there to the reader. part.received counts the first step, given the second.
 */
struct remote_fetch {
    struct byte_source source; /* first: see fetch_of_source() */
    struct http_client client;
    const struct store *store;
    struct http *http;
    const struct object *object;
    struct object_said said;
    struct http_request request;
    struct http_transfer *transfer; /* NULL while waiting and at the end */
    struct retry retry;
    enum status end; /* OK until nothing more will be received */
    struct object_part part;
    enum part_body kind;
    bool was_redirected;             /* to the bucket's region */
    bool was_restarted, has_version; /* the version was given at the start: another one is no use */
    const char *version_id;          /* its name; NULL, "": unknown */
    const char *pinned;              /* that of what is read, once it was replaced; else NULL */
    uint64_t given;
    uint64_t failed_at;      /* part.received at the last failure */
    struct body_window body; /* with the reader's memory while that waits */
    struct buffer error_body;
};

static struct remote_fetch *fetch_of_client(struct http_client *client)
{
    return (struct remote_fetch *)(void *)((char *)client - offsetof(struct remote_fetch, client));
}

static struct remote_fetch *fetch_of_source(struct byte_source *source)
{
    return (struct remote_fetch *)source;
}

/* ---- the end ---- */

static void fetch_end(struct remote_fetch *fetch, enum status end)
{
    fetch->end = end;
    if (end == STATUS_END)
        provider_note_success(fetch->store);
    http_forget_wait(fetch->http, &fetch->client);
    http_transfer_free(fetch->transfer);
    fetch->transfer = NULL;
    http_signal(fetch->http);
}

static void fetch_lose(struct remote_fetch *fetch, enum reason reason, const char *why)
{
    fault_set(&fetch->source.fault, reason, "%s: %s", provider_endpoint(fetch->store), why);
    fetch_end(fetch, STATUS_SKIP);
}

static void fetch_lose_by_answer(struct remote_fetch *fetch, const struct answer *answer)
{
    struct fault *const fault = &fetch->source.fault;
    fault->http_status = answer->status;
    fault_set(fault, answer_reason(answer), "%s answered %d%s%s", provider_endpoint(fetch->store),
              answer->status, answer->code[0] == '\0' ? "" : " ", answer->code);
    fetch_end(fetch, STATUS_SKIP);
}

/* ---- asking ---- */

static void fetch_send(struct remote_fetch *fetch)
{
    struct http_part wanted = object_part_wanted(&fetch->part);
    wanted.version_id = fetch->pinned;
    fetch->kind = PART_UNKNOWN;
    buffer_clear(&fetch->error_body);
    if (!provider_object_request(fetch->store, fetch->object, &wanted, &fetch->request)) {
        fetch_lose(fetch, REASON_READ_ERROR,
                   "the key or a credential cannot be put into a request");
        return;
    }
    fetch->transfer =
        http_send(fetch->http, &fetch->request, &fetch->client, fetch->retry.failures > 0);
    if (fetch->transfer == NULL)
        fetch_end(fetch, STATUS_NO_MEMORY);
}

/* Forgets what was received, none of which was given out. */
static void fetch_forget(struct remote_fetch *fetch)
{
    object_part_restart(&fetch->part);
    fetch->failed_at = 0;
    body_window_clear(&fetch->body);
    object_said_clear(&fetch->said);
}

static void fetch_send_at_once(struct remote_fetch *fetch)
{
    http_transfer_free(fetch->transfer);
    fetch->transfer = NULL;
    fetch_send(fetch);
}

/* Waits and asks again; false when it is time to give up. */
static bool fetch_retry(struct remote_fetch *fetch, enum retry_kind kind, int64_t server_wait_ms)
{
    if (fetch->part.received >= fetch->failed_at + PROGRESS_BYTES)
        fetch->retry = (struct retry){0};
    fetch->failed_at = fetch->part.received;
    const int64_t wait_ms =
        provider_next_wait_ms(fetch->store, fetch->http, &fetch->retry, kind, server_wait_ms);
    if (wait_ms < 0)
        return false;
    http_transfer_free(fetch->transfer);
    fetch->transfer = NULL;
    http_wait(fetch->http, &fetch->client, wait_ms);
    return true;
}

static void fetch_lose_to_change(struct remote_fetch *fetch)
{
    fetch_lose(fetch, REASON_CHANGED, "the object was replaced while it was read");
}

/* The object was replaced: begin again when nobody has seen the old one, once; else ask for the
 * old one by its name. Not before, since that takes another permission (s3:GetObjectVersion). */
static void fetch_judge_change(struct remote_fetch *fetch)
{
    const char *const version_id =
        fetch->has_version ? fetch->version_id : fetch->said.facts.version_id;
    if (fetch->given == 0 && !fetch->was_restarted && !fetch->has_version) {
        fetch->was_restarted = true;
        fetch_forget(fetch);
    } else if (fetch->pinned == NULL && version_id != NULL && version_id[0] != '\0') {
        fetch->pinned = version_id;
    } else {
        fetch_lose_to_change(fetch);
        return;
    }
    fetch_send_at_once(fetch);
}

/* ---- judging ---- */

/* The answer ended without all of the bytes. */
static void fetch_judge_failure(struct remote_fetch *fetch, const char *why)
{
    const enum http_failure failure = http_transfer_failure(fetch->transfer);
    if (failure == HTTP_FAILURE_MEMORY) {
        fetch_end(fetch, STATUS_NO_MEMORY);
        return;
    }
    const enum retry_kind kind = http_failure_is_final(failure) ? RETRY_NO : RETRY_TRANSIENT;
    if (fetch->part.received > 0 && fetch->part.etag[0] == '\0') {
        /* Without an ETag nobody can say whether the rest would be of the same object. */
        if (fetch->given > 0) {
            fetch_lose(fetch, REASON_READ_ERROR,
                       "the connection was cut, and there is no ETag to resume with");
            return;
        }
        fetch_forget(fetch);
    }
    if (!fetch_retry(fetch, kind, 0))
        fetch_lose(fetch, REASON_READ_ERROR, why);
}

static void fetch_judge_refusal(struct remote_fetch *fetch)
{
    const struct http_headers *const headers = http_transfer_headers(fetch->transfer);
    const struct span body = {fetch->error_body.ptr, fetch->error_body.len};
    struct answer answer;
    answer_read(&answer, http_transfer_status(fetch->transfer), headers, body);
    if (answer.status == 412) {
        fetch_judge_change(fetch);
        return;
    }
    if (answer.status == 416 && fetch->part.received > 0) {
        uint64_t size;
        if (http_headers_unsatisfied_size(headers, &size) &&
            size == fetch->part.first + fetch->part.received) {
            fetch_end(fetch, STATUS_END); /* the same version, and that was all of it */
            return;
        }
        fetch_lose(fetch, REASON_TRUNCATED, "the object is shorter than the store said");
        return;
    }
    if (!fetch->was_redirected && provider_redirect(fetch->store, NULL, &answer)) {
        fetch->was_redirected = true;
        fetch_send_at_once(fetch);
        return;
    }
    enum retry_kind kind = retry_judge(answer.status, answer.code);
    if (strcmp(answer.code, "RequestTimeTooSkewed") == 0)
        (void)provider_learn_clock(fetch->store, headers);
    if (provider_renew_credentials(fetch->store, &answer))
        kind = RETRY_TRANSIENT;
    if (fetch_retry(fetch, kind, retry_server_wait_ms(headers, provider_now(fetch->store))))
        return;
    if (fetch->pinned != NULL && kind == RETRY_NO)
        fetch_lose_to_change(fetch); /* the old version is gone, or not for us */
    else
        fetch_lose_by_answer(fetch, &answer);
}

/* Parts are no use here; nothing was received so far. */
static void fetch_ask_for_all(struct remote_fetch *fetch)
{
    fetch_forget(fetch);
    fetch->part.last = UINT64_MAX;
    fetch_send_at_once(fetch);
}

static void fetch_judge_end(struct remote_fetch *fetch)
{
    const enum http_failure failure = http_transfer_failure(fetch->transfer);
    if (failure != HTTP_FAILURE_NONE)
        fetch_judge_failure(fetch, http_failure_text(failure));
    else if (fetch->kind == PART_FOREIGN)
        fetch_judge_failure(fetch, "the answer is not the part that was asked for");
    else if (fetch->kind == PART_REPLACED)
        fetch_judge_change(fetch);
    else if (fetch->kind == PART_REFUSAL)
        fetch_judge_refusal(fetch);
    else if (fetch->kind == PART_WHOLE)
        fetch_ask_for_all(fetch);
    else if (!object_part_is_complete(&fetch->part))
        fetch_judge_failure(fetch, "the body ends before the object does");
    else
        fetch_end(fetch, STATUS_END);
}

/* ---- receiving ---- */

static void fetch_begin_answer(struct remote_fetch *fetch)
{
    const struct http_headers *const headers = http_transfer_headers(fetch->transfer);
    fetch->kind = object_part_judge(&fetch->part, fetch->object,
                                    http_transfer_status(fetch->transfer), headers);
    if (fetch->kind == PART_NEXT && fetch->part.received == 0)
        object_said_read(&fetch->said, fetch->store, headers);
}

static bool fetch_take_body(struct http_client *client, struct span bytes)
{
    struct remote_fetch *const fetch = fetch_of_client(client);
    struct object_part *const part = &fetch->part;
    if (fetch->kind == PART_UNKNOWN)
        fetch_begin_answer(fetch);
    if (fetch->kind == PART_REFUSAL) {
        buffer_append(&fetch->error_body, bytes.ptr, bytes.len);
        return true; /* what is beyond its limit is not looked at */
    }
    const size_t skip = bytes.len < part->skip ? bytes.len : (size_t)part->skip;
    const struct span fresh = {bytes.ptr + skip, bytes.len - skip};
    if (fetch->kind == PART_NEXT && part->has_total && fresh.len > part->total - part->received)
        fetch->kind = PART_FOREIGN; /* more than there is */
    if (fetch->kind != PART_NEXT || !body_window_put(&fetch->body, fresh))
        return false;
    if (fetch->body.lent_used > 0)
        http_signal(fetch->http);
    part->received += fresh.len;
    part->skip -= skip;
    return true;
}

static void fetch_wake(struct http_client *client)
{
    struct remote_fetch *const fetch = fetch_of_client(client);
    if (fetch->transfer == NULL) {
        fetch_send(fetch); /* a wait is over */
        return;
    }
    if (http_transfer_is_finished(fetch->transfer)) {
        if (fetch->kind == PART_UNKNOWN)
            fetch_begin_answer(fetch); /* without a body */
        fetch_judge_end(fetch);
    } else if (fetch->kind != PART_NEXT) {
        fetch_judge_end(fetch); /* there is no point in the rest of it */
    } else if (fetch->body.memory == NULL) {
        fetch_end(fetch, STATUS_NO_MEMORY);
    } else {
        http_signal(fetch->http); /* the buffer is full */
    }
}

static const struct http_client_ops fetch_client_ops = {fetch_take_body, fetch_wake};

/* ---- reading ---- */

static bool fetch_is_paused(const struct remote_fetch *fetch)
{
    return fetch->transfer != NULL && http_transfer_is_paused(fetch->transfer);
}

static size_t fetch_give(struct remote_fetch *fetch, uint8_t *buf, size_t cap)
{
    const size_t len = body_window_take(&fetch->body, buf, cap);
    if (fetch_is_paused(fetch) && body_window_held(&fetch->body) < fetch->body.size / 2)
        http_transfer_resume(fetch->transfer);
    return len;
}

/* Nothing is held: waits for bytes, which come straight into buf. */
static size_t fetch_receive(struct remote_fetch *fetch, uint8_t *buf, size_t cap)
{
    body_window_lend(&fetch->body, buf, cap);
    if (fetch_is_paused(fetch))
        http_transfer_resume(fetch->transfer);
    while (fetch->body.lent_used == 0 && fetch->end == STATUS_OK)
        if (http_drive(fetch->http, DRIVE_MS) == STATUS_CANCELLED && fetch->body.lent_used == 0)
            fetch_end(fetch, STATUS_CANCELLED);
    return body_window_take_back(&fetch->body);
}

static enum status fetch_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct remote_fetch *const fetch = fetch_of_source(source);
    if (body_window_held(&fetch->body) > 0)
        *len = fetch_give(fetch, buf, cap);
    else if (fetch->end == STATUS_OK)
        *len = fetch_receive(fetch, buf, cap);
    fetch->given += *len;
    return *len > 0 ? STATUS_OK : fetch->end;
}

static void fetch_close(struct byte_source *source)
{
    (void)source; /* the fetch owns it */
}

static const struct byte_source_ops fetch_source_ops = {fetch_read, fetch_close};

struct remote_fetch *remote_fetch_start(const struct remote_fetch_init *init)
{
    struct remote_fetch *const fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return NULL;
    fetch->source.ops = &fetch_source_ops;
    fetch->client.ops = &fetch_client_ops;
    fetch->store = init->store;
    fetch->http = init->http;
    fetch->object = init->object;
    fetch->part.first = init->part.first;
    fetch->part.last = init->part.last;
    fetch->has_version = init->part.etag[0] != '\0';
    fetch->version_id = init->version_id;
    snprintf(fetch->part.etag, sizeof fetch->part.etag, "%s", init->part.etag);
    body_window_init(&fetch->body, init->http, init->memory, init->memory_size);
    http_request_init(&fetch->request);
    buffer_init(&fetch->error_body, ANSWER_BODY_MAX);
    object_said_init(&fetch->said);
    fetch_send(fetch);
    return fetch;
}

bool remote_fetch_is_ready(const struct remote_fetch *fetch)
{
    return fetch->end != STATUS_OK || fetch_is_paused(fetch);
}

struct byte_source *remote_fetch_body(struct remote_fetch *fetch)
{
    return &fetch->source;
}

const struct object_part *remote_fetch_part(const struct remote_fetch *fetch)
{
    return &fetch->part;
}

const struct object_said *remote_fetch_said(const struct remote_fetch *fetch)
{
    return &fetch->said;
}

void remote_fetch_free(struct remote_fetch *fetch)
{
    if (fetch == NULL)
        return;
    http_forget_wait(fetch->http, &fetch->client);
    http_transfer_free(fetch->transfer);
    body_window_clear(&fetch->body);
    http_request_wipe(&fetch->request);
    buffer_free(&fetch->error_body);
    object_said_free(&fetch->said);
    free(fetch);
}
