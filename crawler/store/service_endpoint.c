/* Where AWS's services other than S3 are asked. */
#include "crawler/store/service_endpoint.h"

#include "crawler/store/aws_partition.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *endpoint_of_profile(const struct aws_profile *profile,
                                       const struct service *service)
{
    char section[128];
    const struct ini_entry *entry = aws_profile_find(profile, NULL, "services");
    if (entry != NULL && *entry->value != '\0') {
        snprintf(section, sizeof section, "services %s", entry->value);
        entry = ini_find(&profile->config, section, service->name, "endpoint_url");
        if (entry != NULL && *entry->value != '\0')
            return entry->value;
    }
    entry = aws_profile_find(profile, NULL, "endpoint_url");
    return entry == NULL || *entry->value == '\0' ? NULL : entry->value;
}

static const char *endpoint_text(const struct credential_query *query,
                                 const struct service *service, const char **where)
{
    const char *const ignore =
        environment_get(query->environment, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    if (ignore != NULL && strcasecmp(ignore, "true") == 0)
        return NULL;
    *where = service->variable;
    const char *text = environment_get(query->environment, service->variable);
    if (text != NULL)
        return text;
    *where = "AWS_ENDPOINT_URL";
    text = environment_get(query->environment, *where);
    if (text != NULL)
        return text;
    *where = "endpoint_url";
    return endpoint_of_profile(query->profile, service);
}

enum status service_endpoint_configured(const struct credential_query *query,
                                        const struct service *service, char out[SERVICE_ROOT_SIZE],
                                        struct fault *fault)
{
    const char *where = service->variable;
    const char *const text = endpoint_text(query, service, &where);
    struct url url;
    if (text == NULL)
        return STATUS_END;
    const char *const why = url_parse(text, &url);
    if (why != NULL)
        return credentials_refuse(where, why, fault);
    if (url.path_len > 1 || url.query != NULL)
        return credentials_refuse(where, "has a path or query in it", fault);
    url_root(&url, out);
    return STATUS_OK;
}

/* What is neither true nor false is told when the settings of S3 are read. */
static bool endpoint_wants_fips(const struct credential_query *query)
{
    const char *value = environment_get(query->environment, "AWS_USE_FIPS_ENDPOINT");
    if (value == NULL) {
        const struct ini_entry *const entry =
            aws_profile_find(query->profile, NULL, "use_fips_endpoint");
        value = entry == NULL ? "" : entry->value;
    }
    return strcasecmp(value, "true") == 0;
}

enum status service_endpoint_find(const struct credential_query *query,
                                  const struct service *service, const char *region,
                                  char out[SERVICE_ROOT_SIZE], struct fault *fault)
{
    const enum status status = service_endpoint_configured(query, service, out, fault);
    if (status != STATUS_END)
        return status;
    snprintf(out, SERVICE_ROOT_SIZE, "https://%s%s.%s.%s", service->host,
             service->has_fips && endpoint_wants_fips(query) ? "-fips" : "", region,
             aws_partition_of(region)->suffix);
    return STATUS_OK;
}

const struct service *aws_service_of(enum aws_service service)
{
    static const struct service services[] = {
        [AWS_SERVICE_STS] = {"AWS_ENDPOINT_URL_STS", "sts", "sts", true},
        [AWS_SERVICE_KMS] = {"AWS_ENDPOINT_URL_KMS", "kms", "kms", true},
        [AWS_SERVICE_S3_CONTROL] = {"AWS_ENDPOINT_URL_S3_CONTROL", "s3_control", "s3-control",
                                    true},
    };
    return &services[service];
}

/* Hosts with IPv6 are AWS's for S3 Control alone; of the others they end in domains of their own.
 */
bool aws_service_root(const struct aws_settings *settings, enum aws_service service,
                      const char *region, const char *account, char out[SERVICE_ROOT_SIZE])
{
    const bool is_dual = settings->use_dualstack && service == AWS_SERVICE_S3_CONTROL;
    if (settings->services[service] != NULL) {
        snprintf(out, SERVICE_ROOT_SIZE, "%s", settings->services[service]);
        return out[0] != '\0';
    }
    snprintf(out, SERVICE_ROOT_SIZE, "https://%s%s%s%s%s.%s.%s", account == NULL ? "" : account,
             account == NULL ? "" : ".", aws_service_of(service)->host,
             settings->use_fips ? "-fips" : "", is_dual ? ".dualstack" : "", region,
             aws_partition_of(region)->suffix);
    return true;
}
