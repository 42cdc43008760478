/* How requests to S3 are put together and signed; for the s3_*.c only. */
#ifndef CRAWLER_STORE_S3_REQUEST_H
#define CRAWLER_STORE_S3_REQUEST_H

#include "crawler/store/aws_request.h"
#include "crawler/store/s3.h"
#include "signers/sigv4.h"

/*
 * A signed request for an object, or for the bucket when key is empty. Of request count method
 * (NULL: GET), query, headers (sent and signed) and time; the query is signed and goes into the
 * URL. The caller adds what is not signed and seals it. False when memory is short or something
 * cannot be put into a request.
 */
bool s3_put_request(const struct s3 *s3, struct span key, const struct sigv4_request *request,
                    struct http_request *out);

/* The same for another service or host, signed as the same identity. */
bool s3_put_service_request(const struct s3 *s3, const struct aws_request *request,
                            struct http_request *out);

#endif
