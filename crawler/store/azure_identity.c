/* The identity that asks Azure for content. */
#include "crawler/store/azure_identity.h"

#include "crawler/store/azure_cloud.h"
#include "crawler/store/azure_delegation.h"
#include "crawler/store/entra.h"

#include <stdio.h>

#define WHAT_WORKS                                                                                 \
    "append ?SAS, set AZURE_STORAGE_CONNECTION_STRING, AZURE_STORAGE_SAS_TOKEN or "                \
    "AZURE_STORAGE_KEY, or run 'az login'; public: --no-sign-request"

/* Nothing is configured; the fault at hand says what was looked for last. */
static enum status identity_refuse(const struct azure_identity *identity, struct fault *fault)
{
    char last[61];
    snprintf(last, sizeof last, "%.60s", fault->message);
    fault_set(fault, REASON_ACCESS_DENIED, "no SAS, key or identity for %.70s (%s): " WHAT_WORKS,
              identity->settings->endpoint, last);
    return STATUS_STOP;
}

static enum status identity_find(const void *user, struct credentials *out, struct fault *fault)
{
    const struct azure_identity *const identity = user;
    const struct entra_query query = {
        .environment = identity->environment,
        .authority = azure_cloud_of_endpoint(identity->settings->endpoint)->authority};
    const enum status status = entra_find(&query, out, fault);
    return status == STATUS_END ? identity_refuse(identity, fault) : status;
}

/* The same for what stands in place of tokens. */
static enum status identity_delegate(const void *user, struct credentials *out, struct fault *fault)
{
    const struct azure_identity *const identity = user;
    const struct azure_delegation delegation = {identity->environment, identity->settings,
                                                identity->container};
    struct credentials token = {0};
    enum status status = identity_find(identity, &token, fault);
    if (status == STATUS_OK)
        status = azure_delegation_make(&delegation, &token, out, fault);
    credentials_free(&token);
    return status;
}

enum status azure_identity_open(const struct azure_identity *identity,
                                struct credential_cache **out, struct fault *fault)
{
    const struct credential_source source =
        identity->settings->has_delegation
            ? (struct credential_source){"user delegation SAS", identity_delegate, identity}
            : (struct credential_source){"token of Entra ID", identity_find, identity};
    struct credentials token = {0};
    const enum status status = source.find(source.user, &token, fault);
    *out = NULL;
    if (status == STATUS_OK)
        *out = credential_cache_create(identity->environment, &source, &token);
    credentials_free(&token);
    return status == STATUS_OK && *out == NULL ? STATUS_NO_MEMORY : status;
}
