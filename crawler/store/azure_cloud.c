/* The clouds of Azure, as data: "Azure Government", "Azure China" compare developer guides. */
#include "crawler/store/azure_cloud.h"

#include "crawler/store/url.h"

#include <stdio.h>
#include <string.h>

static const struct azure_cloud clouds[] = {
    {".core.windows.net", "https://login.microsoftonline.com", "https://management.azure.com"},
    {".core.usgovcloudapi.net", "https://login.microsoftonline.us",
     "https://management.usgovcloudapi.net"},
    {".core.chinacloudapi.cn", "https://login.chinacloudapi.cn",
     "https://management.chinacloudapi.cn"},
    {".core.chinacloudapi.cn", "https://login.partner.microsoftonline.cn",
     "https://management.chinacloudapi.cn"},
    {".core.cloudapi.de", "https://login.microsoftonline.de",
     "https://management.microsoftazure.de"},
    {".storage.azure.net", "https://login.microsoftonline.com",
     "https://management.azure.com"}, /* accounts with DNS zones */
};

const struct azure_cloud *azure_cloud_at(size_t i)
{
    return i < sizeof clouds / sizeof *clouds ? &clouds[i] : NULL;
}

const struct azure_cloud *azure_cloud_of_endpoint(const char *endpoint)
{
    struct url url;
    if (url_parse(endpoint, &url) != NULL)
        return &clouds[0];
    const size_t host_len = strlen(url.host);
    for (size_t i = 0; i < sizeof clouds / sizeof *clouds; i++) {
        const size_t len = strlen(clouds[i].suffix);
        if (host_len > len && strcmp(url.host + host_len - len, clouds[i].suffix) == 0)
            return &clouds[i];
    }
    return &clouds[0];
}

const struct azure_cloud *azure_cloud_of_authority(const char *authority)
{
    static const char scheme[] = "https://";
    struct url url;
    char text[URL_ROOT_SIZE];
    snprintf(text, sizeof text, "%s%s", strstr(authority, "://") == NULL ? scheme : "", authority);
    if (url_parse(text, &url) != NULL || !url.is_tls)
        return NULL;
    for (size_t i = 0; i < sizeof clouds / sizeof *clouds; i++)
        if (strcmp(url.host, clouds[i].authority + strlen(scheme)) == 0)
            return &clouds[i];
    return NULL;
}
