/* Signed requests to S3. */
#include "crawler/store/s3_request.h"

#include <string.h>

/* SHA-256 of an empty body. */
#define EMPTY_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* Scheme, host and the path that is signed as it goes over the wire; returns where the path begins
 * in the URL. */
static size_t put_address(const struct s3 *s3, struct span key, struct http_request *out)
{
    http_request_clear(out);
    out->ca_bundle = s3->settings->ca_bundle;
    buffer_append_format(&out->url, "%s://%s", s3->endpoint.scheme, s3->endpoint.host);
    const size_t path_at = out->url.len;
    buffer_append_str(&out->url, s3->endpoint.path_prefix);
    buffer_append_char(&out->url, '/');
    http_request_append_encoded(out, key, true);
    return path_at;
}

static void put_query(const struct sigv4_pair *query, size_t count, struct http_request *out)
{
    for (size_t i = 0; i < count; i++) {
        buffer_append_char(&out->url, i == 0 ? '?' : '&');
        http_request_append_encoded(out, span_of(query[i].name), false);
        buffer_append_char(&out->url, '=');
        http_request_append_encoded(out, span_of(query[i].value), false);
    }
}

static bool put_signature_of(const struct s3 *s3, const struct credentials *keys,
                             const struct sigv4_request *request, struct http_request *out)
{
    const struct sigv4_key key = {
        .access_key_id = keys->access_key_id,
        .secret_access_key = keys->secret_access_key,
        .session_token = keys->session_token,
        .region = s3->settings->region,
        .service = "s3",
    };
    struct sigv4_result result;
    if (!sigv4_sign(&key, request, &result))
        return false;
    http_request_add_header(out, "x-amz-content-sha256", EMPTY_HASH);
    http_request_add_header(out, "x-amz-date", result.amz_date);
    if (keys->session_token != NULL && keys->session_token[0] != '\0')
        http_request_add_header(out, "x-amz-security-token", keys->session_token);
    http_request_add_header(out, "Authorization", result.authorization);
    sigv4_result_free(&result);
    return true;
}

/* Adds the headers that carry the signature of a request whose URL holds nothing but its path yet.
 */
static bool put_signature(const struct s3 *s3, size_t path_at, const struct sigv4_request *request,
                          struct http_request *out)
{
    if (s3->settings->is_anonymous)
        return true;
    const char *const url = buffer_str(&out->url);
    if (url == NULL)
        return false;
    const struct sigv4_pair host = {"host", s3->endpoint.host};
    struct sigv4_request full = *request;
    full.method = "GET";
    full.path = url + path_at;
    full.headers = &host;
    full.header_count = 1;
    full.payload_hash = EMPTY_HASH;
    full.sign_payload_header = true;
    if (s3->keys == NULL)
        return put_signature_of(s3, &s3->settings->keys, &full, out);
    const struct credentials *const keys = credential_cache_borrow(s3->keys);
    const bool is_signed = put_signature_of(s3, keys, &full, out);
    credential_cache_return(s3->keys, keys);
    return is_signed;
}

bool s3_put_request(const struct s3 *s3, struct span key, const struct sigv4_request *request,
                    struct http_request *out)
{
    const size_t path_at = put_address(s3, key, out);
    http_request_add_header(out, "Host", s3->endpoint.host);
    if (!put_signature(s3, path_at, request, out))
        return false;
    put_query(request->query, request->query_count, out);
    return true;
}
