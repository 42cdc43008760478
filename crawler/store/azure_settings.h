/*
 * How to reach Azure Blob Storage: endpoint, account, SAS or account key, from the SOURCE and from
 * the variables that Azure's own tools read; or that a token of Entra ID is needed.
 */
#ifndef CRAWLER_STORE_AZURE_SETTINGS_H
#define CRAWLER_STORE_AZURE_SETTINGS_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/locator.h"

#include <stdbool.h>

struct environment; /* crawler/store/environment.h */

/* The zero value is empty. Texts are owned by the struct. */
struct azure_settings {
    bool is_anonymous; /* no SAS, no key: public containers only */
    char *endpoint; /* "https://ACCOUNT.blob.core.windows.net", "http://127.0.0.1:10000/ACCOUNT" */
    char *account;
    char *sas; /* secret: the query to append to every URL as it is, without '?'; or NULL */
    char *key; /* secret: the account key, base64, to sign with (Shared Key); NULL beside a SAS */
    bool needs_token;    /* neither of them: an identity is to be found (entra.h) */
    bool has_delegation; /* beside needs_token: it is to make a SAS (azure_delegation.h) */
};

/*
 * Finds the settings for locator (PROVIDER_AZURE). What the SOURCE names wins; what it leaves open
 * comes from AZURE_STORAGE_CONNECTION_STRING (BlobEndpoint, or AccountName, EndpointSuffix and
 * DefaultEndpointsProtocol; SharedAccessSignature, AccountKey), or when that is not set from
 * AZURE_STORAGE_ACCOUNT (or _ACCOUNT_NAME) with AZURE_STORAGE_SAS_TOKEN (_SAS_KEY) or
 * AZURE_STORAGE_KEY (_ACCOUNT_KEY, _ACCESS_KEY). A SAS comes before the key beside it: it can do
 * less. Neither is used for another endpoint or account than the one it stands beside.
 * is_anonymous: the user asked for unsigned requests; neither is used then.
 *
 * Where there is neither, or AZURE_STORAGE_AUTH_MODE is "login" or "delegation", a token is needed,
 * which goes to hosts of Azure, loopback and the endpoint of the connection string only, and never
 * over plain http. With "key" none is looked for.
 *
 * STATUS_OK; STATUS_STOP with a fault (REASON_ACCESS_DENIED when there is nothing to ask with: a
 * SAS that has expired, is not valid yet or does not permit to read and list, a key or SAS of
 * another account, a host that gets no token; else REASON_READ_ERROR), never with a secret in it;
 * STATUS_NO_MEMORY. On failure *out is the zero value.
 */
enum status azure_settings_load(const struct locator *locator,
                                const struct environment *environment, bool is_anonymous,
                                struct azure_settings *out, struct fault *fault);

/* Wipes the secrets, then frees; leaves the zero value, which it accepts. */
void azure_settings_free(struct azure_settings *settings);

#endif
