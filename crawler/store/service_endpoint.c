/* Where AWS's services other than S3 are asked. */
#include "crawler/store/service_endpoint.h"

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

static const char *endpoint_configured(const struct credential_query *query,
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

enum status service_endpoint_find(const struct credential_query *query,
                                  const struct service *service, const char *region,
                                  char out[SERVICE_ROOT_SIZE], struct fault *fault)
{
    const char *where = service->variable;
    const char *const text = endpoint_configured(query, service, &where);
    struct url url;
    if (text == NULL) {
        snprintf(out, SERVICE_ROOT_SIZE, "https://%s.%s.amazonaws.com%s", service->host, region,
                 strncmp(region, "cn-", 3) == 0 ? ".cn" : "");
        return STATUS_OK;
    }
    const char *const why = url_parse(text, &url);
    if (why != NULL)
        return credentials_refuse(where, why, fault);
    if (url.path_len > 1 || url.query != NULL)
        return credentials_refuse(where, "has a path or query in it", fault);
    url_root(&url, out);
    return STATUS_OK;
}
