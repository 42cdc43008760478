/* Signed requests to S3. */
#include "crawler/store/s3_request.h"

#include "crawler/store/aws_request.h"
#include "crawler/store/s3_session.h"
#include "crawler/store/s3_site.h"

#include <stdio.h>
#include <string.h>

static bool put_signed(const struct s3 *s3, struct credential_cache *cache,
                       const struct aws_request *request, struct http_request *out)
{
    bool is_put;
    if (s3->settings->is_anonymous) {
        is_put = aws_request_put(request, NULL, out);
    } else if (cache == NULL) {
        is_put = aws_request_put(request, &s3->settings->keys, out);
    } else {
        const struct credentials *const keys = credential_cache_borrow(cache);
        is_put = aws_request_put(request, keys, out);
        credential_cache_return(cache, keys);
    }
    out->ca_bundle = s3->settings->ca_bundle;
    return is_put;
}

bool s3_put_service_request(const struct s3 *s3, const struct aws_request *request,
                            struct http_request *out)
{
    return put_signed(s3, s3->keys, request, out);
}

/* Whether it is for a session; HeadBucket takes the user's own credentials, as CreateSession does.
 */
static bool wants_session(const struct s3 *s3, struct span key, const struct sigv4_request *request)
{
    const bool is_head = request->method != NULL && strcmp(request->method, "HEAD") == 0;
    return s3->sessions != NULL && !(key.len == 0 && is_head) &&
           !(request->query_count > 0 && strcmp(request->query[0].name, "session") == 0);
}

/* The headers of the request, and those that every request for the bucket has; how many. */
static size_t list_headers(const struct s3 *s3, const struct sigv4_request *request,
                           struct sigv4_pair out[AWS_REQUEST_HEADERS_MAX])
{
    const struct aws_settings *const settings = s3->settings;
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++)
        out[count++] = request->headers[i];
    if (settings->expected_owner[0] != '\0')
        out[count++] = (struct sigv4_pair){"x-amz-expected-bucket-owner", settings->expected_owner};
    if (settings->pays && !s3->endpoint.is_express)
        out[count++] = (struct sigv4_pair){"x-amz-request-payer", "requester"};
    return count;
}

bool s3_put_request(const struct s3 *s3, struct span key, const struct sigv4_request *request,
                    struct http_request *out)
{
    const struct aws_endpoint *const endpoint = s3_site_endpoint(s3);
    struct sigv4_pair headers[AWS_REQUEST_HEADERS_MAX];
    char path[sizeof endpoint->path_prefix + 1];
    if (request->header_count > AWS_REQUEST_HEADERS_MAX - 2)
        return false;
    snprintf(path, sizeof path, "%s/", endpoint->path_prefix);
    const bool is_session = wants_session(s3, key, request);
    const struct aws_request full = {
        .method = request->method,
        .scheme = endpoint->scheme,
        .host = endpoint->host,
        .path = path,
        .key = key,
        .query = request->query,
        .query_count = request->query_count,
        .headers = headers,
        .header_count = list_headers(s3, request, headers),
        .service = endpoint->service,
        .region = endpoint->region,
        .time = request->time,
        .token_header = is_session ? S3_SESSION_TOKEN_HEADER : NULL,
    };
    return put_signed(s3, is_session ? s3->sessions : s3->keys, &full, out);
}
