/*
 * Access tokens of Entra ID (Azure Active Directory) for Azure Storage, from where Azure's own
 * libraries look for an identity: "DefaultAzureCredential".
 */
#ifndef CRAWLER_STORE_ENTRA_H
#define CRAWLER_STORE_ENTRA_H

#include "crawler/store/credentials.h"
#include "crawler/store/environment.h"

#include <stdbool.h>

/* Where tokens are looked for; everything belongs to the caller. */
struct entra_query {
    const struct environment *environment;
    const char *authority; /* of the cloud: "https://login.microsoftonline.com"; the variable
                              AZURE_AUTHORITY_HOST stands above it */
    const char *resource;  /* that tokens are for: "https://management.azure.com"; NULL: storage */
    bool is_pinned;        /* set by entra_find(): AZURE_TOKEN_CREDENTIALS names what is asked, so
                              that what cannot be reached is broken */
};

/*
 * Asks, in this order: the application of the environment (client secret, certificate), the
 * workload identity, the managed identity, the Azure CLI; or what AZURE_TOKEN_CREDENTIALS pins. The
 * first that is configured counts: a broken one is a fault.
 *
 * user is a struct entra_query: this is the find of a struct credential_source. STATUS_OK, with
 * out->session_token and its expiry; STATUS_END with a fault that says what there is not, when
 * nothing is configured; STATUS_STOP with a fault, never with a secret in it; STATUS_NO_MEMORY.
 */
enum status entra_find(const void *user, struct credentials *out, struct fault *fault);

#endif
