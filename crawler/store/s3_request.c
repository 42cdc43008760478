/* Signed requests to S3. */
#include "crawler/store/s3_request.h"

#include "crawler/store/aws_request.h"

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

bool s3_put_request(const struct s3 *s3, struct span key, const struct sigv4_request *request,
                    struct http_request *out)
{
    char path[sizeof s3->endpoint.path_prefix + 1];
    snprintf(path, sizeof path, "%s/", s3->endpoint.path_prefix);
    const struct aws_request full = {
        .method = request->method,
        .scheme = s3->endpoint.scheme,
        .host = s3->endpoint.host,
        .path = path,
        .key = key,
        .query = request->query,
        .query_count = request->query_count,
        .headers = request->headers,
        .header_count = request->header_count,
        .service = "s3",
        .region = s3->settings->region,
        .time = request->time,
    };
    return s3_put_service_request(s3, &full, out);
}
