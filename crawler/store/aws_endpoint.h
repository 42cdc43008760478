/*
 * Which host and path the requests for one bucket go to, and what they are signed for: the shapes
 * of the S3 endpoint rule set, as AWS's SDKs have it.
 */
#ifndef CRAWLER_STORE_AWS_ENDPOINT_H
#define CRAWLER_STORE_AWS_ENDPOINT_H

#include "crawler/store/aws_settings.h"

#include <stdbool.h>

/* Requests go to scheme "://" host path_prefix "/" encoded key. */
struct aws_endpoint {
    char scheme[6]; /* "https", or "http" on loopback */
    char host[640]; /* the value of the Host header: with ":PORT" when the endpoint has one */
    char path_prefix[1280]; /* "", or "/bucket" behind the path of the endpoint; percent-encoded */
    char region[AWS_REGION_SIZE]; /* of the credential scope */
    const char *service;          /* of the credential scope: "s3", "s3express" ... */
    bool is_express;              /* a directory bucket: wants sessions, lists unordered */
    bool is_final; /* of a configured endpoint, an ARN or a directory bucket: no answer may send us
                      to another region */
};

/*
 * bucket is a name, or an ARN of an access point.
 *
 *   bucket            https://BUCKET.s3.REGION.SUFFIX, with s3-fips and .dualstack where asked for;
 *                     path style when the bucket is no DNS name (upper case, '_'), when it has a
 *                     dot under TLS, when the endpoint is an IP address or localhost, and on every
 *                     configured endpoint unless the addressing style is "virtual"
 *   BASE--ZONE--x-s3  https://BUCKET.s3express-ZONE.REGION.SUFFIX
 *   ARN               https://NAME-ACCOUNT.s3-accesspoint.REGION.SUFFIX, with the region of the ARN
 *   s3 = use_accelerate_endpoint     https://BUCKET.s3-accelerate.amazonaws.com
 *
 * For another region (after a redirect) pass a copy of settings with its region changed. NULL, or
 * why there is no endpoint, as a phrase.
 */
const char *aws_endpoint_find(const struct aws_settings *settings, const char *bucket,
                              struct aws_endpoint *out);

/* Whether a name is one of S3 Express: a directory bucket, or an access point to one. */
bool aws_endpoint_is_express(const char *bucket);

#endif
