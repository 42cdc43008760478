/* Which host and path the requests for one bucket go to: the shapes of the S3 endpoint rule set. */
#include "crawler/store/aws_settings.h"

#include "crawler/store/url.h"
#include "signers/uri.h"

#include <stdio.h>
#include <string.h>

#define BUCKET_MAX_LEN 255

/* What the domain of a partition ends in, by the start of its regions; the last row is the rest. */
static const struct {
    const char *region_start;
    const char *suffix;
} partitions[] = {
    {"cn-", "amazonaws.com.cn"},    {"us-iso-", "c2s.ic.gov"},      {"us-isob-", "sc2s.sgov.gov"},
    {"eu-isoe-", "cloud.adc-e.uk"}, {"us-isof-", "csp.hci.ic.gov"}, {"eusc-", "amazonaws.eu"},
    {"", "amazonaws.com"},
};

static const char *endpoint_suffix(const char *region)
{
    size_t i = 0;
    while (strncmp(region, partitions[i].region_start, strlen(partitions[i].region_start)) != 0)
        i++;
    return partitions[i].suffix;
}

/* "Bucket naming rules": what can be a DNS name; not a dotted quad. */
static bool bucket_is_dns_name(const char *bucket)
{
    const size_t len = strlen(bucket);
    if (len < 3 || len > 63 || strspn(bucket, "abcdefghijklmnopqrstuvwxyz0123456789.-") != len)
        return false;
    return url_host_is_name(bucket) && strspn(bucket, "0123456789.") != len;
}

/* Host and path of requests that name no bucket. */
static bool endpoint_of_service(const struct aws_settings *settings, struct url *url,
                                char host[URL_ROOT_SIZE])
{
    if (settings->endpoint != NULL) {
        char root[URL_ROOT_SIZE];
        if (url_parse(settings->endpoint, url) != NULL)
            return false;
        url_root(url, root);
        strcpy(host, strstr(root, "://") + 3);
        return true;
    }
    *url = (struct url){.is_tls = true, .path = ""};
    snprintf(host, URL_ROOT_SIZE, "s3%s%s.%s.%s", settings->use_fips ? "-fips" : "",
             settings->use_dualstack ? ".dualstack" : "", settings->region,
             endpoint_suffix(settings->region));
    return true;
}

static bool endpoint_is_virtual(const struct aws_settings *settings, const struct url *url,
                                const char *bucket)
{
    const bool is_custom = settings->endpoint != NULL;
    if (settings->addressing == AWS_ADDRESSING_PATH || !bucket_is_dns_name(bucket))
        return false;
    if (url->is_tls && strchr(bucket, '.') != NULL)
        return false; /* certificates have a wildcard of one label */
    if (is_custom && (url->is_ip || strcmp(url->host, "localhost") == 0))
        return false;
    return !is_custom || settings->addressing == AWS_ADDRESSING_VIRTUAL;
}

bool aws_endpoint_for_bucket(const struct aws_settings *settings, const char *bucket,
                             struct aws_endpoint *out)
{
    struct url url;
    char host[URL_ROOT_SIZE], encoded[3 * BUCKET_MAX_LEN + 1];
    *out = (struct aws_endpoint){0};
    if (strlen(bucket) > BUCKET_MAX_LEN || !endpoint_of_service(settings, &url, host))
        return false;
    uri_encode(bucket, strlen(bucket), false, encoded);
    const bool is_virtual = endpoint_is_virtual(settings, &url, bucket);
    strcpy(out->scheme, url.is_tls ? "https" : "http");
    const int host_len = snprintf(out->host, sizeof out->host, "%s%s%s", is_virtual ? bucket : "",
                                  is_virtual ? "." : "", host);
    const int path_len =
        snprintf(out->path_prefix, sizeof out->path_prefix, "%.*s%s%s", (int)url.path_len, url.path,
                 is_virtual ? "" : "/", is_virtual ? "" : encoded);
    return host_len < (int)sizeof out->host && path_len < (int)sizeof out->path_prefix;
}
