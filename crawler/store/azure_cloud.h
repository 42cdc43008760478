/* The clouds of Azure: how their hosts end, and who gives their tokens. */
#ifndef CRAWLER_STORE_AZURE_CLOUD_H
#define CRAWLER_STORE_AZURE_CLOUD_H

#include <stddef.h>

struct azure_cloud {
    const char *suffix;    /* of storage hosts, behind the service: ".core.windows.net" */
    const char *authority; /* "https://login.microsoftonline.com" */
    const char *manager;   /* "https://management.azure.com": Azure Resource Manager */
};

/* In the order of the table; NULL behind the last. The first is the one that is meant where nothing
 * says otherwise. */
const struct azure_cloud *azure_cloud_at(size_t i);

/* The cloud of an endpoint "https://HOST[:PORT][/...]", by the end of HOST; the first when it is
 * none of theirs. Never NULL. */
const struct azure_cloud *azure_cloud_of_endpoint(const char *endpoint);

/* The cloud whose authority is at authority, a URL or the host of one, for its suffix; NULL when it
 * is none of theirs. */
const struct azure_cloud *azure_cloud_of_authority(const char *authority);

#endif
