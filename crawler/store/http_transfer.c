/* The life of a transfer: sent, running, perhaps paused, finished, and used again. */
#include "crawler/store/http_state.h"

#include <stdlib.h>

static struct http_transfer *transfer_create(struct http *http)
{
    struct http_transfer *const transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL)
        return NULL;
    transfer->http = http;
    http_headers_init(&transfer->headers);
    if (!http_wire_create(transfer)) {
        free(transfer);
        return NULL;
    }
    return transfer;
}

void http_transfer_destroy(struct http_transfer *transfer)
{
    http_wire_destroy(transfer);
    buffer_free(&transfer->headers.lines);
    free(transfer);
}

static void transfer_reset(struct http_transfer *transfer)
{
    buffer_clear(&transfer->headers.lines);
    transfer->status = 0;
    transfer->failure = HTTP_FAILURE_NONE;
    transfer->is_paused = transfer->is_in_body = false;
    transfer->window_bytes = 0;
    transfer->window_ms = transfer->http->driven_ms;
}

static void transfer_link(struct http_transfer *transfer)
{
    struct http *const http = transfer->http;
    transfer->is_running = true;
    transfer->next = http->running;
    transfer->link = &http->running;
    if (transfer->next != NULL)
        transfer->next->link = &transfer->next;
    http->running = transfer;
}

static void transfer_unlink(struct http_transfer *transfer)
{
    if (!transfer->is_running)
        return;
    transfer->is_running = false;
    *transfer->link = transfer->next;
    if (transfer->next != NULL)
        transfer->next->link = transfer->link;
}

void http_transfer_note_change(struct http_transfer *transfer)
{
    if (transfer->is_changed)
        return;
    transfer->is_changed = true;
    transfer->next_changed = transfer->http->changed;
    transfer->http->changed = transfer;
}

struct http_transfer *http_send(struct http *http, const struct http_request *request,
                                struct http_client *client, bool is_retry)
{
    struct http_transfer *transfer = http->idle;
    if (transfer != NULL)
        http->idle = transfer->next;
    else
        transfer = transfer_create(http);
    if (transfer == NULL)
        return NULL;
    transfer->client = client;
    transfer_reset(transfer);
    if (!http_wire_start(transfer, request, is_retry)) {
        http_transfer_destroy(transfer);
        return NULL;
    }
    transfer_link(transfer);
    http->load.requests++;
    return transfer;
}

void http_transfer_free(struct http_transfer *transfer)
{
    if (transfer == NULL)
        return;
    struct http *const http = transfer->http;
    if (transfer->is_running)
        http_wire_stop(transfer);
    transfer_unlink(transfer);
    if (transfer->is_changed) {
        struct http_transfer **link = &http->changed;
        while (*link != transfer)
            link = &(*link)->next_changed;
        *link = transfer->next_changed;
        transfer->is_changed = false;
    }
    transfer->client = NULL;
    transfer->next = http->idle;
    http->idle = transfer;
}

void http_transfer_finish(struct http_transfer *transfer, enum http_failure failure)
{
    http_wire_stop(transfer);
    transfer_unlink(transfer);
    transfer->is_paused = false;
    if (transfer->failure == HTTP_FAILURE_NONE)
        transfer->failure = failure;
    http_transfer_note_change(transfer);
}

bool http_transfer_is_finished(const struct http_transfer *transfer)
{
    return !transfer->is_running;
}

bool http_transfer_is_paused(const struct http_transfer *transfer)
{
    return transfer->is_paused;
}

enum http_failure http_transfer_failure(const struct http_transfer *transfer)
{
    return transfer->failure;
}

int http_transfer_status(const struct http_transfer *transfer)
{
    return transfer->status;
}

const struct http_headers *http_transfer_headers(const struct http_transfer *transfer)
{
    return &transfer->headers;
}

void http_transfer_resume(struct http_transfer *transfer)
{
    if (!transfer->is_paused)
        return;
    transfer->is_paused = false;
    transfer->window_bytes = 0;
    transfer->window_ms = transfer->http->driven_ms;
    http_wire_resume(transfer);
}
