/* The S3 endpoint rule set. */
#include "crawler/store/aws_endpoint.h"

#include "crawler/store/aws_arn.h"
#include "crawler/store/aws_partition.h"
#include "crawler/store/url.h"
#include "signers/uri.h"

#include <stdio.h>
#include <string.h>

#define BUCKET_MAX_LEN 255
#define HOST_SIZE 320
#define ZONE_SIZE (63 - sizeof "s3express-fips-" + 2) /* they share a label of a host name */

static const char too_long[] = "the name of the bucket or the endpoint is too long";

/* ---- hosts ---- */

/* The configured endpoint taken apart, or what stands for AWS's own: TLS and no path. */
struct endpoint_base {
    struct aws_settings settings; /* a shallow copy; FIPS and dual stack are AWS's own alone */
    struct url url;
    char host[URL_ROOT_SIZE]; /* "" for AWS's own */
};

static bool base_read(const struct aws_settings *settings, struct endpoint_base *out)
{
    char root[URL_ROOT_SIZE];
    *out = (struct endpoint_base){.settings = *settings, .url = {.is_tls = true, .path = ""}};
    if (settings->endpoint == NULL)
        return true;
    if (url_parse(settings->endpoint, &out->url) != NULL)
        return false;
    url_root(&out->url, root);
    strcpy(out->host, strstr(root, "://") + 3);
    out->settings.use_fips = out->settings.use_dualstack = false;
    return true;
}

static bool base_is_name(const struct endpoint_base *base)
{
    return !base->url.is_ip && strcmp(base->url.host, "localhost") != 0;
}

/* Puts the host of AWS's own together: SERVICE[-fips][-ZONE][.dualstack].REGION.SUFFIX. */
static void host_of_aws(const struct aws_settings *settings, const char *service, const char *zone,
                        char out[HOST_SIZE])
{
    snprintf(out, HOST_SIZE, "%s%s%s%s%s.%s.%s", service, settings->use_fips ? "-fips" : "",
             zone[0] == '\0' ? "" : "-", zone, settings->use_dualstack ? ".dualstack" : "",
             settings->region, aws_partition_of(settings->region)->suffix);
}

/* label goes before the host; without one the bucket goes into the path. */
static const char *endpoint_write(const struct endpoint_base *base, const char *label,
                                  const char *host, const char *bucket, struct aws_endpoint *out)
{
    char encoded[3 * BUCKET_MAX_LEN + 1];
    const bool is_virtual = label[0] != '\0';
    encoded[0] = '\0';
    if (!is_virtual)
        uri_encode(bucket, strlen(bucket), false, encoded);
    strcpy(out->scheme, base->url.is_tls ? "https" : "http");
    const int host_len =
        snprintf(out->host, sizeof out->host, "%s%s%s", label, is_virtual ? "." : "", host);
    const int path_len =
        snprintf(out->path_prefix, sizeof out->path_prefix, "%.*s%s%s", (int)base->url.path_len,
                 base->url.path, is_virtual ? "" : "/", encoded);
    return host_len < (int)sizeof out->host && path_len < (int)sizeof out->path_prefix ? NULL
                                                                                       : too_long;
}

/* ---- buckets ---- */

/* "Bucket naming rules": what can be a DNS name; not a dotted quad. */
static bool bucket_is_dns_name(const char *bucket)
{
    const size_t len = strlen(bucket);
    if (len < 3 || len > 63 || strspn(bucket, "abcdefghijklmnopqrstuvwxyz0123456789.-") != len)
        return false;
    return url_host_is_name(bucket) && strspn(bucket, "0123456789.") != len;
}

/* Certificates have a wildcard of one label. */
static bool bucket_is_label(const struct endpoint_base *base, const char *bucket)
{
    return bucket_is_dns_name(bucket) && (!base->url.is_tls || strchr(bucket, '.') == NULL);
}

static const char *endpoint_accelerated(const struct endpoint_base *base, const char *bucket,
                                        struct aws_endpoint *out)
{
    const struct aws_settings *const settings = &base->settings;
    char host[HOST_SIZE];
    if (base->host[0] != '\0')
        return "S3 Accelerate (use_accelerate_endpoint) and a configured endpoint exclude each "
               "other";
    if (settings->use_fips)
        return "S3 Accelerate (use_accelerate_endpoint) has no FIPS endpoints";
    if (strcmp(aws_partition_of(settings->region)->id, "aws-cn") == 0)
        return "S3 Accelerate (use_accelerate_endpoint) is not there in China";
    if (!bucket_is_label(base, bucket))
        return "S3 Accelerate (use_accelerate_endpoint) needs a bucket name that is a DNS label";
    snprintf(host, sizeof host, "s3-accelerate%s.%s", settings->use_dualstack ? ".dualstack" : "",
             aws_partition_of(settings->region)->suffix);
    return endpoint_write(base, bucket, host, bucket, out);
}

static const char *endpoint_of_bucket(const struct endpoint_base *base, const char *bucket,
                                      struct aws_endpoint *out)
{
    const struct aws_settings *const settings = &base->settings;
    const bool is_custom = base->host[0] != '\0';
    char host[HOST_SIZE];
    out->is_final = is_custom;
    if (settings->use_accelerate)
        return endpoint_accelerated(base, bucket, out);
    host_of_aws(settings, "s3", "", host);
    const bool is_virtual =
        bucket_is_label(base, bucket) &&
        (is_custom ? settings->addressing == AWS_ADDRESSING_VIRTUAL && base_is_name(base)
                   : settings->addressing != AWS_ADDRESSING_PATH);
    return endpoint_write(base, is_virtual ? bucket : "", is_custom ? base->host : host, bucket,
                          out);
}

/* ---- S3 Express ---- */

/* The length of what the name of a directory bucket, or of an access point to one, ends in; 0 for
 * other names. */
static size_t express_end_len(const char *bucket)
{
    static const char *const ends[] = {"--x-s3", "--xa-s3"};
    const size_t len = strlen(bucket);
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        const size_t end_len = strlen(ends[i]);
        if (len > end_len && strcmp(bucket + len - end_len, ends[i]) == 0)
            return end_len;
    }
    return 0;
}

bool aws_endpoint_is_express(const char *bucket)
{
    return express_end_len(bucket) > 0;
}

/* BASE--ZONE--x-s3 -> ZONE; false when there is none, or none that a part of a host name ends in.
 */
static bool express_take_zone(const char *bucket, char *out, size_t size)
{
    const char *const end = bucket + strlen(bucket) - express_end_len(bucket);
    const char *zone = end;
    while (zone > bucket + 2 && (zone[-1] != '-' || zone[-2] != '-'))
        zone--;
    const size_t len = (size_t)(end - zone);
    snprintf(out, size, "%.*s", (int)len, zone);
    return zone > bucket + 2 && len > 0 && len < size && end[-1] != '-';
}

static const char *endpoint_express(const struct endpoint_base *base, const char *bucket,
                                    struct aws_endpoint *out)
{
    char host[HOST_SIZE], zone[ZONE_SIZE];
    if (!bucket_is_dns_name(bucket) || strchr(bucket, '.') != NULL ||
        !express_take_zone(bucket, zone, sizeof zone))
        return "the name of a directory bucket (S3 Express) is not BASE--ZONE--x-s3";
    if (base->settings.use_accelerate)
        return "S3 Express has no S3 Accelerate (use_accelerate_endpoint)";
    out->is_express = out->is_final = true;
    out->service = "s3express";
    if (base->host[0] != '\0')
        return endpoint_write(base, base_is_name(base) ? bucket : "", base->host, bucket, out);
    host_of_aws(&base->settings, "s3express", zone, host);
    return endpoint_write(base, bucket, host, bucket, out);
}

/* ---- ARNs ---- */

static const char *arn_refuse(const struct aws_settings *settings, const struct aws_arn *arn)
{
    const char *const partition = aws_partition_of(arn->region)->id;
    if (strcmp(partition, arn->partition) != 0 ||
        (!settings->is_region_default &&
         strcmp(partition, aws_partition_of(settings->region)->id) != 0))
        return "the ARN, its region and the configured region are not of one partition";
    if (settings->ignores_arn_region && strcmp(arn->region, settings->region) != 0)
        return "the region of the ARN is not the configured one, and s3_use_arn_region is false";
    if (settings->use_accelerate)
        return "access points have no S3 Accelerate (use_accelerate_endpoint)";
    if (arn->is_object_lambda && settings->use_dualstack)
        return "S3 Object Lambda has no dual-stack endpoints";
    return NULL;
}

static const char *endpoint_of_arn(const struct endpoint_base *base, const char *text,
                                   struct aws_endpoint *out)
{
    struct aws_arn arn;
    char label[80], host[HOST_SIZE];
    const char *why = aws_arn_parse(text, &arn);
    if (why == NULL)
        why = arn_refuse(&base->settings, &arn);
    if (why != NULL)
        return why;
    struct aws_settings settings = base->settings;
    strcpy(settings.region, arn.region);
    strcpy(out->region, arn.region);
    out->service = arn.is_object_lambda ? "s3-object-lambda" : "s3";
    out->is_final = true;
    snprintf(label, sizeof label, "%s-%s", arn.name, arn.account);
    if (base->host[0] == '\0')
        host_of_aws(&settings, arn.is_object_lambda ? "s3-object-lambda" : "s3-accesspoint", "",
                    host);
    else if (!base_is_name(base))
        return "an access point is part of a host name, and the configured endpoint has none";
    return endpoint_write(base, label, base->host[0] == '\0' ? host : base->host, "", out);
}

const char *aws_endpoint_find(const struct aws_settings *settings, const char *bucket,
                              struct aws_endpoint *out)
{
    struct endpoint_base base;
    *out = (struct aws_endpoint){.service = "s3"};
    strcpy(out->region, settings->region);
    if (!base_read(settings, &base))
        return "the configured endpoint is no URL that may be asked";
    if (base.settings.use_fips && !aws_partition_of(settings->region)->has_fips)
        return "the partition has no FIPS endpoints (AWS_USE_FIPS_ENDPOINT)";
    if (aws_arn_is_one(bucket))
        return endpoint_of_arn(&base, bucket, out);
    if (strlen(bucket) > BUCKET_MAX_LEN)
        return too_long;
    return aws_endpoint_is_express(bucket) ? endpoint_express(&base, bucket, out)
                                           : endpoint_of_bucket(&base, bucket, out);
}
