/* The identity that asks Azure for content. */
#include "crawler/store/azure_identity.h"

#include "crawler/store/azure_cloud.h"
#include "crawler/store/azure_delegation.h"
#include "crawler/store/entra.h"
#include "crawler/store/keyring.h"

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

/* A SAS that is made with the token, which is a new one when the account refuses the one at hand.
 */
static enum status identity_delegate(const void *user, struct credentials *out, struct fault *fault)
{
    const struct azure_identity *const identity = user;
    const struct azure_delegation delegation = {identity->environment, identity->settings,
                                                identity->container};
    enum status status = STATUS_STOP;
    bool is_renewed = true;
    for (int i = 0; i < 2 && status == STATUS_STOP && is_renewed; i++) {
        const struct credentials *const token = credential_cache_borrow(identity->tokens);
        fault->http_status = 0;
        status = azure_delegation_make(&delegation, token, out, fault);
        credential_cache_return(identity->tokens, token);
        is_renewed = fault->http_status == 401 && credential_cache_renew(identity->tokens);
    }
    return status;
}

enum status azure_identity_open(struct azure_identity *identity, struct credential_cache **out,
                                struct fault *fault)
{
    const struct entra_query query = {
        .authority = azure_cloud_of_endpoint(identity->settings->endpoint)->authority};
    const struct credential_source source = {"user delegation SAS", identity_delegate, identity};
    struct credentials sas = {0};
    enum status status = keyring_find_token(identity->keyring, &query, &identity->tokens, fault);
    *out = identity->tokens;
    if (status == STATUS_END)
        return identity_refuse(identity, fault);
    if (status != STATUS_OK || !identity->settings->has_delegation)
        return status;
    status = identity_delegate(identity, &sas, fault);
    if (status == STATUS_OK)
        identity->delegations = credential_cache_create(identity->environment, &source, &sas);
    credentials_free(&sas);
    *out = identity->delegations;
    return status == STATUS_OK && *out == NULL ? STATUS_NO_MEMORY : status;
}
