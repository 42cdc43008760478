/*
 * Tokens of a managed identity: "Managed identities for Azure resources", how to use them in App
 * Service, on virtual machines, in the Cloud Shell and on servers of Azure Arc.
 */
#ifndef CRAWLER_STORE_ENTRA_IDENTITY_H
#define CRAWLER_STORE_ENTRA_IDENTITY_H

#include "crawler/store/entra_token.h"

/*
 * Asks the service that the variables speak of: App Service (IDENTITY_ENDPOINT with
 * IDENTITY_HEADER; MSI_ENDPOINT with MSI_SECRET), Cloud Shell (MSI_ENDPOINT), Arc
 * (IDENTITY_ENDPOINT with IMDS_ENDPOINT); else the metadata service of a virtual machine, at
 * AZURE_POD_IDENTITY_AUTHORITY_HOST or its own address, if there is one within a second.
 * AZURE_CLIENT_ID chooses one of several identities. Plain http goes to loopback and link-local
 * addresses only, and never by a proxy. Statuses as of entra_find(); STATUS_END when there is no
 * such service, or it knows no identity, unless it is pinned.
 */
enum status entra_identity_ask(const struct entra_ask *ask);

#define ENTRA_ARC_FOLDER "/var/opt/azcmagent/tokens"

/*
 * Azure Arc: asks url, which answers with the name of a file that only members of a group may read,
 * and asks again with what is in it. The file must be in folder (ENTRA_ARC_FOLDER), named *.key and
 * of 4096 bytes at most: anybody could answer otherwise, and be sent any file.
 */
enum status entra_arc_ask(const struct entra_ask *ask, const char *url, const char *folder);

#endif
