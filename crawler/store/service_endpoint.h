/* Where AWS's services other than S3 are asked: the security token service, single sign-on, keys,
 * accounts. */
#ifndef CRAWLER_STORE_SERVICE_ENDPOINT_H
#define CRAWLER_STORE_SERVICE_ENDPOINT_H

#include "crawler/store/aws_settings.h"
#include "crawler/store/credentials.h"
#include "crawler/store/url.h"

struct service {
    const char *variable; /* "AWS_ENDPOINT_URL_STS" */
    const char *name;     /* in a [services] section: "sts" */
    const char *host;     /* the first labels of AWS's own hosts: "sts" */
    bool has_fips;        /* there are hosts with FIPS 140 modules: "sts-fips" */
};

#define SERVICE_ROOT_SIZE (URL_ROOT_SIZE + 96)

/*
 * Writes "SCHEME://HOST[:PORT]" without a path: the variable, AWS_ENDPOINT_URL, endpoint_url of the
 * profile's services section and of the profile, else AWS's regional end point; only the last when
 * AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true. STATUS_STOP with a fault when what is configured is
 * no such URL, or uses plain http beyond loopback.
 */
enum status service_endpoint_find(const struct credential_query *query,
                                  const struct service *service, const char *region,
                                  char out[SERVICE_ROOT_SIZE], struct fault *fault);

/* The same for what is configured alone; STATUS_END when nothing is. */
enum status service_endpoint_configured(const struct credential_query *query,
                                        const struct service *service, char out[SERVICE_ROOT_SIZE],
                                        struct fault *fault);

/* ---- services that are asked about a bucket ---- */

const struct service *aws_service_of(enum aws_service service);

/*
 * Where a service is asked with these settings: as configured, else AWS's own host of that region
 * (use_fips and use_dualstack count). S3 Control has the account in its host: account is 12 digits
 * there, and NULL for the others. False when what is configured is of no use.
 */
bool aws_service_root(const struct aws_settings *settings, enum aws_service service,
                      const char *region, const char *account, char out[SERVICE_ROOT_SIZE]);

#endif
