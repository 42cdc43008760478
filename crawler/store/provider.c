/* Chooses between S3 and Azure. */
#include "crawler/store/provider.h"

#include "crawler/base/log.h"
#include "crawler/store/dates.h"

#include <string.h>

static bool is_s3(const struct store *store)
{
    return store->locator.provider == PROVIDER_S3;
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
    static const char *const codes[] = {"ExpiredToken", "InvalidToken", "InvalidAccessKeyId"};
    for (size_t i = 0; store->s3.keys != NULL && i < sizeof codes / sizeof *codes; i++)
        if (strcmp(answer->code, codes[i]) == 0)
            return credential_cache_renew(store->s3.keys);
    return false;
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
                        : azure_read_page(&store->azure, body, source, page);
}

bool provider_object_request(const struct store *store, const struct object *object,
                             const struct http_part *part, struct http_request *out)
{
    return is_s3(store)
               ? s3_object_request(&store->s3, object, part, provider_now(store), out)
               : azure_object_request(&store->azure, object, part, provider_now(store), out);
}

void provider_read_facts(const struct store *store, const struct http_headers *headers,
                         struct object_facts *out)
{
    http_headers_etag(headers, out->etag, sizeof out->etag);
    http_headers_copy(headers, "Content-Type", out->content_type, sizeof out->content_type);
    if (is_s3(store))
        s3_read_facts(headers, out);
    else
        azure_read_facts(headers, out);
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
    return is_s3(store) ? store->s3.endpoint.host : store->azure_settings.endpoint;
}
