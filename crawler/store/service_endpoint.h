/* Where AWS's services other than S3 are asked: the security token service, single sign-on. */
#ifndef CRAWLER_STORE_SERVICE_ENDPOINT_H
#define CRAWLER_STORE_SERVICE_ENDPOINT_H

#include "crawler/store/credentials.h"
#include "crawler/store/url.h"

struct service {
    const char *variable; /* "AWS_ENDPOINT_URL_STS" */
    const char *name;     /* in a [services] section: "sts" */
    const char *host;     /* the first labels of AWS's own hosts: "sts" */
};

#define SERVICE_ROOT_SIZE (URL_ROOT_SIZE + 64)

/*
 * Writes "SCHEME://HOST[:PORT]" without a path: the variable, AWS_ENDPOINT_URL, endpoint_url of the
 * profile's services section and of the profile, else AWS's regional end point; only the last when
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true. STATUS_STOP with a fault when what is configured is
 * no such URL, or uses plain http beyond loopback.
 */
enum status service_endpoint_find(const struct credential_query *query,
                                  const struct service *service, const char *region,
                                  char out[SERVICE_ROOT_SIZE], struct fault *fault);

#endif
