/* How to reach Azure Blob Storage: endpoint, account and SAS, from the SOURCE and the usual
 * environment variables. */
#ifndef CRAWLER_STORE_AZURE_SETTINGS_H
#define CRAWLER_STORE_AZURE_SETTINGS_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/locator.h"

#include <stdbool.h>

struct environment; /* crawler/store/environment.h */

/* The zero value is empty. Texts are owned by the struct. */
struct azure_settings {
    bool is_anonymous; /* no SAS: public containers only */
    char *endpoint; /* "https://ACCOUNT.blob.core.windows.net", "http://127.0.0.1:10000/ACCOUNT"; no
                       '/' at the end */
    char *account;
    char *sas; /* secret: query to append to every URL as it is, without '?'; NULL when is_anonymous
                */
};

/*
 * Finds the settings for locator (PROVIDER_AZURE): what the SOURCE names wins over
 * AZURE_STORAGE_CONNECTION_STRING (BlobEndpoint or AccountName + EndpointSuffix +
 * DefaultEndpointsProtocol; SharedAccessSignature), and that over AZURE_STORAGE_ACCOUNT +
 * AZURE_STORAGE_SAS_TOKEN. A SAS from the environment is used only for the account it stands
 * beside. is_anonymous: the user asked for unsigned requests; no SAS is used then.
 *
 * STATUS_OK; STATUS_STOP with a fault (REASON_ACCESS_DENIED when there is no usable SAS: none at
 * all, expired, not yet valid, without the permissions to read and list; else REASON_READ_ERROR),
 * never with the SAS in it; STATUS_NO_MEMORY. On failure *out is the zero value.
 */
enum status azure_settings_load(const struct locator *locator,
                                const struct environment *environment, bool is_anonymous,
                                struct azure_settings *out, struct fault *fault);

/* Wipes the SAS, then frees; leaves the zero value, which it accepts. */
void azure_settings_free(struct azure_settings *settings);

#endif
