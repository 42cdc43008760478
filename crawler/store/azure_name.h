/* Names of Azure Storage: accounts, containers and the hosts of their services. Pure. */
#ifndef CRAWLER_STORE_AZURE_NAME_H
#define CRAWLER_STORE_AZURE_NAME_H

#include <stdbool.h>
#include <stddef.h>

/* 3 to 24 lower-case letters and digits ("Storage account overview"). */
bool azure_name_is_account(const char *name, size_t len);

/*
 * NULL, or what is wrong with a container's name, as a phrase: "Naming and Referencing Containers,
 * Blobs, and Metadata"; $root, $web and their like are allowed.
 */
const char *azure_name_judge_container(const char *name, size_t len);

/*
 * The length of ACCOUNT when host (lower case) is ACCOUNT[-secondary].[ZONE.]SERVICE.SUFFIX with a
 * suffix of one of Azure's clouds, else 0. ZONE is "zNN" or "privatelink"; service is "blob" or
 * "dfs". *service_at, unless NULL, becomes the place of SERVICE in host.
 */
size_t azure_name_split_host(const char *host, const char *service, size_t *service_at);

#endif
