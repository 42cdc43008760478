/* Signs requests to Azure Blob Storage as they go over the wire. */
#include "crawler/store/azure_sign.h"

#include "crawler/store/dates.h"
#include "signers/shared_key.h"

#include <stdlib.h>
#include <string.h>

/* Cuts url in place; the path is empty when it has none. */
static void url_split(char *url, const char **path, const char **query)
{
    char *const scheme_end = strstr(url, "://");
    char *const authority = scheme_end == NULL ? url : scheme_end + 3;
    char *const query_at = strchr(authority, '?');
    *query = authority + strlen(authority);
    if (query_at != NULL) {
        *query_at = '\0';
        *query = query_at + 1;
    }
    *path = authority + strcspn(authority, "/");
}

/* The request is sealed. */
static bool put_authorization(const struct azure_settings *settings, struct http_request *request)
{
    const char *const text = buffer_str(&request->url);
    char *const url = text == NULL ? NULL : strdup(text);
    if (url == NULL)
        return false;
    const struct shared_key key = {settings->account, settings->key};
    struct shared_key_request unsigned_request = {
        .method = request->method == NULL ? "GET" : request->method,
        .headers = request->headers_at,
        .header_count = request->header_count,
    };
    struct shared_key_result result;
    url_split(url, &unsigned_request.path, &unsigned_request.query);
    const bool is_signed = shared_key_sign(&key, &unsigned_request, &result);
    if (is_signed)
        http_request_add_header(request, "Authorization", result.authorization);
    shared_key_free(&result);
    free(url);
    return is_signed;
}

static bool put_token(struct credential_cache *tokens, struct http_request *request)
{
    struct buffer value;
    const struct credentials *const token = credential_cache_borrow(tokens);
    buffer_init(&value, HTTP_HEADERS_LIMIT);
    buffer_append_format(&value, "Bearer %s", token->session_token);
    credential_cache_return(tokens, token);
    const char *const text = buffer_str(&value);
    if (text != NULL)
        http_request_add_header(request, "Authorization", text);
    buffer_wipe(&value);
    return text != NULL && http_request_seal(request);
}

bool azure_sign(const struct azure *azure, time_t now, struct http_request *request)
{
    if (azure->tokens != NULL && !azure->settings->has_delegation)
        return put_token(azure->tokens, request);
    if (azure->settings->key == NULL)
        return http_request_seal(request);
    char date[DATE_HTTP_SIZE];
    date_format_http(now, date);
    http_request_add_header(request, "x-ms-date", date);
    return http_request_seal(request) && put_authorization(azure->settings, request) &&
           http_request_seal(request);
}
