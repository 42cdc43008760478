/* Asks for the tags of an object. */
#include "crawler/store/tag_fetch.h"

#include "crawler/base/log.h"
#include "crawler/store/answer.h"
#include "crawler/store/page_entry.h"
#include "crawler/store/provider.h"
#include "crawler/store/retry.h"
#include "crawler/store/s3_request.h"
#include "crawler/store/xml.h"

#include <stdlib.h>
#include <string.h>

#define BODY_MAX (64u << 10) /* ten tags are at most 4 KiB of text */

struct tag_fetch {
    struct http_client client; /* first: see fetch_of() */
    const struct store *store;
    struct http *http;
    const struct object *object;
    struct http_request request;
    struct http_transfer *transfer; /* NULL while waiting and at the end */
    struct retry retry;
    struct buffer body, pairs;
    bool is_over, is_known;
};

static struct tag_fetch *fetch_of(struct http_client *client)
{
    return (struct tag_fetch *)(void *)client;
}

static void fetch_end(struct tag_fetch *fetch, bool is_known)
{
    fetch->is_over = true;
    fetch->is_known = is_known;
    http_transfer_free(fetch->transfer);
    fetch->transfer = NULL;
    http_signal(fetch->http);
}

/* ---- the answer ---- */

/* "Tagging" of S3, "Tags" of Azure: below them they are alike. */
static bool read_tags(struct span body, const char *root, struct buffer *pairs)
{
    struct xml xml;
    struct buffer name;
    bool has_root = false;
    enum xml_event event;
    buffer_init(&name, XML_TEXT_MAX);
    xml_init(&xml, body);
    while ((event = xml_next(&xml)) != XML_DONE && event != XML_BAD) {
        const struct span text = xml_text(&xml);
        has_root |= event == XML_START && xml.depth == 1 && xml_is(&xml, root);
        if (event != XML_END || xml.depth != 4)
            continue;
        if (xml_is(&xml, "Key")) {
            buffer_clear(&name);
            buffer_append(&name, text.ptr, text.len);
        } else if (xml_is(&xml, "Value") && name.len > 0) {
            page_entry_add_pair(pairs, (struct span){name.ptr, name.len}, text);
        }
    }
    xml_free(&xml);
    buffer_free(&name);
    return event == XML_DONE && has_root && buffer_str(pairs) != NULL;
}

/* Set once a bucket; NULL when it has none. */
static atomic_bool *denial_of(const struct store *store)
{
    if (store->locator.provider == PROVIDER_AZURE)
        return store->azure.site == NULL ? NULL : &store->azure.site->are_tags_denied;
    return store->s3.site == NULL ? NULL : &store->s3.site->are_tags_denied;
}

/* Said once a bucket; no other object of it is asked for its tags then. */
static void note_denial(const struct store *store)
{
    const bool is_azure = store->locator.provider == PROVIDER_AZURE;
    if (!atomic_exchange(denial_of(store), true))
        log_line(LOG_WARNING, "%s %s: tags are counted but may not be read (%s): they are unknown",
                 is_azure ? "container" : "bucket", store->locator.bucket,
                 is_azure ? "a SAS with t, or Storage Blob Data Owner" : "s3:GetObjectTagging");
}

static void send_request(struct tag_fetch *fetch);

static void judge_answer(struct tag_fetch *fetch)
{
    const struct http_headers *const headers = http_transfer_headers(fetch->transfer);
    const struct span body = {fetch->body.ptr, fetch->body.len};
    const bool is_cut = http_transfer_failure(fetch->transfer) != HTTP_FAILURE_NONE;
    struct answer answer = {.code = ""};
    enum retry_kind kind = RETRY_TRANSIENT;
    if (!is_cut && http_transfer_status(fetch->transfer) == 200) {
        const bool is_azure = fetch->store->locator.provider == PROVIDER_AZURE;
        fetch_end(fetch, read_tags(body, is_azure ? "Tags" : "Tagging", &fetch->pairs));
        return;
    }
    if (!is_cut) {
        answer_read(&answer, http_transfer_status(fetch->transfer), headers, body);
        kind = provider_renew_credentials(fetch->store, &answer)
                   ? RETRY_TRANSIENT
                   : retry_judge(answer.status, answer.code);
    }
    const int64_t wait_ms =
        provider_next_wait_ms(fetch->store, fetch->http, &fetch->retry, kind,
                              retry_server_wait_ms(headers, provider_now(fetch->store)));
    if (wait_ms < 0) {
        if (answer.status == 401 || answer.status == 403)
            note_denial(fetch->store);
        fetch_end(fetch, false);
        return;
    }
    http_transfer_free(fetch->transfer);
    fetch->transfer = NULL;
    http_wait(fetch->http, &fetch->client, wait_ms);
}

/* ---- client of the transfer ---- */

static bool take_body(struct http_client *client, struct span bytes)
{
    struct tag_fetch *const fetch = fetch_of(client);
    buffer_append(&fetch->body, bytes.ptr, bytes.len);
    return !fetch->body.is_failed;
}

static void wake(struct http_client *client)
{
    struct tag_fetch *const fetch = fetch_of(client);
    if (fetch->transfer == NULL)
        send_request(fetch);
    else if (http_transfer_is_finished(fetch->transfer))
        judge_answer(fetch);
    else
        fetch_end(fetch, false); /* more than tags can be */
}

static const struct http_client_ops client_ops = {take_body, wake};

static bool put_request(struct tag_fetch *fetch)
{
    const struct store *const store = fetch->store;
    const time_t now = provider_now(store);
    if (store->locator.provider == PROVIDER_AZURE)
        return azure_tags_request(&store->azure, fetch->object, now, &fetch->request);
    const struct sigv4_pair query[] = {{"tagging", ""}, {"versionId", fetch->object->version_id}};
    const struct sigv4_request request = {
        .query = query, .query_count = 1 + (query[1].value[0] != '\0'), .time = now};
    return s3_put_request(&store->s3, fetch->object->key, &request, &fetch->request) &&
           http_request_seal(&fetch->request);
}

static void send_request(struct tag_fetch *fetch)
{
    buffer_clear(&fetch->body);
    if (put_request(fetch))
        fetch->transfer =
            http_send(fetch->http, &fetch->request, &fetch->client, fetch->retry.failures > 0);
    if (fetch->transfer == NULL)
        fetch_end(fetch, false);
}

/* ---- its life ---- */

bool tag_fetch_is_wanted(const struct store *store, const struct object *object,
                         const struct object_facts *facts)
{
    if (store->locator.provider == PROVIDER_LOCAL || object->has_tags || facts->tag_count == 0)
        return false;
    const atomic_bool *const is_denied = denial_of(store);
    if (is_denied == NULL || atomic_load(is_denied))
        return false;
    return store->locator.provider == PROVIDER_AZURE ||
           (s3_profile_of(&store->s3)->lacks & S3_LACKS_TAGS) == 0;
}

struct tag_fetch *tag_fetch_start(const struct store *store, struct http *http,
                                  const struct object *object)
{
    struct tag_fetch *const fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return NULL;
    fetch->client.ops = &client_ops;
    fetch->store = store;
    fetch->http = http;
    fetch->object = object;
    http_request_init(&fetch->request);
    buffer_init(&fetch->body, BODY_MAX);
    buffer_init(&fetch->pairs, 3 * BODY_MAX);
    send_request(fetch);
    return fetch;
}

bool tag_fetch_is_over(const struct tag_fetch *fetch)
{
    return fetch->is_over;
}

const char *tag_fetch_pairs(const struct tag_fetch *fetch)
{
    return fetch->is_known ? (const char *)fetch->pairs.ptr : NULL;
}

void tag_fetch_free(struct tag_fetch *fetch)
{
    if (fetch == NULL)
        return;
    http_forget_wait(fetch->http, &fetch->client);
    http_transfer_free(fetch->transfer);
    http_request_wipe(&fetch->request);
    buffer_wipe(&fetch->body);
    buffer_wipe(&fetch->pairs);
    free(fetch);
}
