/* Chooses between S3 and Azure. */
#include "crawler/store/provider.h"

#include "crawler/base/log.h"
#include "crawler/store/dates.h"
#include "crawler/store/page_entry.h"
#include "crawler/store/s3_ask.h"

#include <string.h>
#include <strings.h>

static bool is_s3(const struct store *store)
{
    return store->locator.provider == PROVIDER_S3;
}

int64_t provider_next_wait_ms(const struct store *store, struct http *http, struct retry *retry,
                              enum retry_kind kind, int64_t server_wait_ms)
{
    const uint32_t random = http_random(http);
    if (kind == RETRY_THROTTLED)
        http_note_throttled(http);
    const bool has_quota = store->quota != NULL && !store->aws.has_no_retry_quota;
    const int64_t quota_wait_ms = has_quota ? retry_quota_take(store->quota, kind, random) : 0;
    retry->attempts_max = store->aws.attempts_max;
    return retry_next_wait_ms(retry, kind,
                              server_wait_ms > quota_wait_ms ? server_wait_ms : quota_wait_ms,
                              http_driven_ms(http), random);
}

struct keyring *provider_keyring(const struct store *store)
{
    return store->keyring != NULL ? store->keyring : store->environment.keyring;
}

void provider_note_success(const struct store *store)
{
    if (store->quota != NULL)
        retry_quota_refill(store->quota);
}

time_t provider_now(const struct store *store)
{
    return store->environment.now(store->environment.user) +
           (time_t)atomic_load(&store->clock->offset_s);
}

bool provider_learn_clock(const struct store *store, const struct http_headers *headers)
{
    struct span value;
    time_t date;
    if (!http_headers_find(headers, "Date", &value) || !date_parse_http(value, &date) ||
        atomic_exchange(&store->clock->is_learned, true))
        return false;
    const long long offset_s = (long long)(date - store->environment.now(store->environment.user));
    atomic_store(&store->clock->offset_s, offset_s);
    log_line(
        LOG_WARNING,
        "the clock of this machine is %lld s off that of %s; requests are signed with its time",
        -offset_s, provider_endpoint(store));
    return true;
}

bool provider_renew_credentials(const struct store *store, const struct answer *answer)
{
    static const char *const codes[] = {"ExpiredToken", "InvalidToken", "TokenRefreshRequired",
                                        "InvalidAccessKeyId"};
    if (store->azure.tokens != NULL && answer->status == 401)
        return credential_cache_renew(store->azure.tokens);
    for (size_t i = 0; store->s3.keys != NULL && i < sizeof codes / sizeof *codes; i++)
        if (strcmp(answer->code, codes[i]) == 0)
            return credential_cache_renew(store->s3.sessions != NULL ? store->s3.sessions
                                                                     : store->s3.keys);
    return false;
}

/* Asks the bucket where it is: HeadBucket names the region also when it refuses all else. */
static bool provider_ask_region(const struct store *store, struct http *http)
{
    const struct aws_request head = {.method = "HEAD"};
    struct s3_reply reply = {0};
    struct fault fault = {0};
    bool is_known = false;
    if (s3_ask(store, http, &head, &reply, &fault) == STATUS_OK) {
        reply.answer.status = 301; /* it is elsewhere, whatever HEAD says of itself */
        is_known = s3_site_learn(&store->s3, &reply.answer) ||
                   s3_site_endpoint(&store->s3) != &store->s3.endpoint; /* HEAD was sent on */
    }
    s3_reply_wipe(&reply);
    return is_known;
}

bool provider_redirect(const struct store *store, struct http *http, const struct answer *answer)
{
    if (!is_s3(store) || !s3_site_is_elsewhere(answer))
        return false;
    if (answer->region[0] != '\0' || http == NULL || store->s3.endpoint.is_final)
        return s3_site_learn(&store->s3, answer);
    return provider_ask_region(store, http);
}

bool provider_list_request(const struct store *store, const struct list_query *list,
                           struct http_request *out)
{
    return is_s3(store) ? s3_list_request(&store->s3, list, provider_now(store), out)
                        : azure_list_request(&store->azure, list, provider_now(store), out);
}

enum page_result provider_read_page(const struct store *store, const struct list_query *list,
                                    struct span body, unsigned source, struct page *page)
{
    return is_s3(store) ? s3_read_page(list, body, source, page)
                        : azure_read_page(list, body, source, page);
}

bool provider_object_request(const struct store *store, const struct object *object,
                             const struct http_part *part, struct http_request *out)
{
    return is_s3(store)
               ? s3_object_request(&store->s3, object, part, provider_now(store), out)
               : azure_object_request(&store->azure, object, part, provider_now(store), out);
}

static void provider_read_size(const struct http_headers *headers, struct object_facts *out)
{
    struct http_range range = {0};
    const bool is_part = http_headers_content_range(headers, &range);
    out->size = range.total;
    out->has_size = is_part || http_headers_number(headers, "Content-Length", &out->size);
}

/* Whether a list as that of Content-Encoding (RFC 9110, 8.4) names a coding. */
static bool provider_has_coding(struct span list, const char *coding)
{
    const char *const text = (const char *)list.ptr;
    for (size_t at = 0, len; at < list.len; at += len + 1) {
        len = 0;
        while (at + len < list.len && text[at + len] != ',' && text[at + len] != ' ')
            len++;
        if (len == strlen(coding) && strncasecmp(text + at, coding, len) == 0)
            return true;
    }
    return false;
}

void provider_read_facts(const struct store *store, const struct http_headers *headers,
                         struct object_facts *out)
{
    struct span modified, codings;
    provider_read_size(headers, out);
    out->has_last_modified = http_headers_find(headers, "Last-Modified", &modified) &&
                             date_parse_http(modified, &out->last_modified);
    http_headers_etag(headers, out->etag, sizeof out->etag);
    http_headers_copy(headers, "Content-Type", out->content_type, sizeof out->content_type);
    out->is_brotli = http_headers_find(headers, "Content-Encoding", &codings) &&
                     provider_has_coding(codings, "br");
    if (!is_s3(store)) {
        azure_read_facts(headers, out);
        return;
    }
    s3_read_facts(headers, out);
    s3_profile_learn(&store->s3, headers);
}

void provider_read_metadata(const struct http_headers *headers, struct buffer *pairs)
{
    static const char *const starts[] = {"x-amz-meta-", "x-ms-meta-"};
    struct span name, value;
    for (size_t at = 0; http_headers_next(headers, &at, &name, &value);)
        for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
            const size_t len = strlen(starts[i]);
            if (name.len > len && strncasecmp((const char *)name.ptr, starts[i], len) == 0)
                page_entry_add_pair(pairs, (struct span){name.ptr + len, name.len - len}, value);
        }
}

void provider_explain(const struct store *store, const struct answer *answer, struct fault *fault)
{
    if (is_s3(store))
        s3_explain(&store->s3, answer, fault);
    else
        azure_explain(&store->azure, answer, fault);
}

const char *provider_endpoint(const struct store *store)
{
    return is_s3(store) ? s3_site_endpoint(&store->s3)->host : store->azure_settings.endpoint;
}
