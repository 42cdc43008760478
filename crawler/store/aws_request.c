/* Signed requests to services of AWS. */
#include "crawler/store/aws_request.h"

#include "signers/digest.h"

#include <string.h>

/* The pairs that are signed: Host, those of the request, a session token under a name of its own.
 */
#define SIGNED_MAX (AWS_REQUEST_HEADERS_MAX + 2)

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static void put_query(const struct aws_request *request, struct http_request *out)
{
    for (size_t i = 0; i < request->query_count; i++) {
        buffer_append_char(&out->url, i == 0 ? '?' : '&');
        http_request_append_encoded(out, span_of(request->query[i].name), false);
        buffer_append_char(&out->url, '=');
        http_request_append_encoded(out, span_of(request->query[i].value), false);
    }
}

static size_t list_signed(const struct aws_request *request, const char *token,
                          struct sigv4_pair out[SIGNED_MAX])
{
    size_t count = 0;
    out[count++] = (struct sigv4_pair){"host", request->host};
    for (size_t i = 0; i < request->header_count; i++)
        out[count++] = request->headers[i];
    if (token != NULL && request->token_header != NULL)
        out[count++] = (struct sigv4_pair){request->token_header, token};
    return count;
}

static bool sign(const struct aws_request *request, const struct credentials *keys,
                 const struct sigv4_request *full, struct sigv4_result *out)
{
    const struct sigv4_key key = {
        .access_key_id = keys->access_key_id,
        .secret_access_key = keys->secret_access_key,
        .session_token = request->token_header == NULL ? keys->session_token : NULL,
        .region = request->region,
        .service = request->service,
    };
    return sigv4_sign(&key, full, out);
}

/* Adds the headers that carry the signature; path is that of the URL. */
static bool put_signature(const struct aws_request *request, const struct credentials *keys,
                          const char *path, struct http_request *out)
{
    /* S3 signs paths as they are, and wants the hash of the body in a header. */
    const bool is_s3 = strncmp(request->service, "s3", 2) == 0;
    const bool has_token = keys->session_token != NULL && keys->session_token[0] != '\0';
    const char *const token = has_token ? keys->session_token : NULL;
    struct sigv4_pair headers[SIGNED_MAX];
    uint8_t hash[DIGEST_SHA256_LEN];
    char hex[DIGEST_SHA256_HEX];
    if (!digest_sha256(request->body.ptr, request->body.len, hash))
        return false;
    digest_hex(hash, sizeof hash, hex);
    const struct sigv4_request full = {
        .method = request->method == NULL ? "GET" : request->method,
        .path = path,
        .query = request->query,
        .query_count = request->query_count,
        .headers = headers,
        .header_count = list_signed(request, token, headers),
        .payload_hash = hex,
        .time = request->time,
        .double_encode_path = !is_s3,
        .normalize_path = !is_s3,
        .sign_payload_header = is_s3,
    };
    struct sigv4_result result;
    if (!sign(request, keys, &full, &result))
        return false;
    if (is_s3)
        http_request_add_header(out, "x-amz-content-sha256", hex);
    http_request_add_header(out, "x-amz-date", result.amz_date);
    if (token != NULL)
        http_request_add_header(
            out, request->token_header == NULL ? "x-amz-security-token" : request->token_header,
            token);
    http_request_add_header(out, "Authorization", result.authorization);
    sigv4_result_free(&result);
    return true;
}

bool aws_request_put(const struct aws_request *request, const struct credentials *keys,
                     struct http_request *out)
{
    http_request_clear(out);
    if (request->header_count > AWS_REQUEST_HEADERS_MAX)
        return false;
    out->method = request->method;
    out->body = request->body;
    buffer_append_format(&out->url, "%s://%s", request->scheme, request->host);
    const size_t path_at = out->url.len;
    buffer_append_str(&out->url, request->path);
    http_request_append_encoded(out, request->key, true);
    const char *const url = buffer_str(&out->url);
    if (url == NULL)
        return false;
    http_request_add_header(out, "Host", request->host);
    for (size_t i = 0; i < request->header_count; i++)
        http_request_add_header(out, request->headers[i].name, request->headers[i].value);
    if (keys != NULL && !put_signature(request, keys, url + path_at, out))
        return false;
    put_query(request, out);
    return true;
}
