/* Signed requests to S3. */
#include "crawler/store/s3_request.h"

#include "crawler/store/aws_request.h"
#include "crawler/store/s3_site.h"

#include <stdio.h>

static bool put_signed(const struct s3 *s3, const struct aws_request *request,
                       struct http_request *out)
{
    if (s3->settings->is_anonymous)
        return aws_request_put(request, NULL, out);
    if (s3->keys == NULL)
        return aws_request_put(request, &s3->settings->keys, out);
    const struct credentials *const keys = credential_cache_borrow(s3->keys);
    const bool is_put = aws_request_put(request, keys, out);
    credential_cache_return(s3->keys, keys);
    return is_put;
}

bool s3_put_service_request(const struct s3 *s3, const struct aws_request *request,
                            struct http_request *out)
{
    const bool is_put = put_signed(s3, request, out);
    out->ca_bundle = s3->settings->ca_bundle;
    return is_put;
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
    };
    return s3_put_service_request(s3, &full, out);
}
