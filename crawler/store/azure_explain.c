/* What refusals of Azure Blob Storage mean, and what to do about them. */
#include "crawler/store/azure.h"

#include <string.h>

#define NOT_LISTED                                                                                 \
    "the account does not list this (a hierarchical namespace has no versions and no tags): "      \
    "leave "                                                                                       \
    "out --versions, --uploads and --tag"

/* Each completes "container C of ENDPOINT: " ... " (403 CODE)". */
struct refusal {
    const char *code, *text;
    enum reason reason;
};

static const struct refusal refusals[] = {
    {"AuthenticationFailed", "the SAS is not accepted: its signature is wrong, or it has expired",
     REASON_ACCESS_DENIED},
    {"AuthorizationFailure",
     "the SAS is not accepted, or does not allow this: check signature, expiry, network "
     "rules and the permissions r and l",
     REASON_ACCESS_DENIED},
    {"AuthorizationPermissionMismatch",
     "the SAS does not allow listing: it needs the permissions r and l, for tags also t",
     REASON_ACCESS_DENIED},
    {"AuthorizationResourceTypeMismatch",
     "the SAS is for other resources: it needs srt=co or a container SAS", REASON_ACCESS_DENIED},
    {"AuthorizationServiceMismatch", "the SAS is for another service: it needs ss=b",
     REASON_ACCESS_DENIED},
    {"AuthorizationProtocolMismatch", "the SAS is for another protocol (spr)",
     REASON_ACCESS_DENIED},
    {"AuthorizationSourceIPMismatch", "the SAS is for other client addresses (sip)",
     REASON_ACCESS_DENIED},
    {"RequestTimeTooSkewed", "the clock of this machine is wrong: set it", REASON_ACCESS_DENIED},
    {"NoAuthenticationInformation", "no SAS was given, and anonymous access is not allowed",
     REASON_ACCESS_DENIED},
    {"PublicAccessNotPermitted", "no SAS was given, and anonymous access is not allowed",
     REASON_ACCESS_DENIED},
    {"KeyBasedAuthenticationNotPermitted", "the account does not allow SAS of its keys",
     REASON_ACCESS_DENIED},
    {"AccountIsDisabled", "the account is disabled", REASON_ACCESS_DENIED},
    {"ContainerNotFound", "there is no such container: check its name and the account",
     REASON_VANISHED},
    {"ContainerBeingDeleted", "the container is being deleted", REASON_VANISHED},
    {"ResourceNotFound", "there is no such container, or it may not be read anonymously",
     REASON_VANISHED},
    {"InvalidResourceName", "the name of the container is not valid", REASON_VANISHED},
    {"InvalidQueryParameterValue", NOT_LISTED, REASON_HTTP},
    {"BlobTagsNotSupportedForAccountType", NOT_LISTED, REASON_HTTP},
    {"FeatureNotYetSupportedForHierarchicalNamespaceAccounts", NOT_LISTED, REASON_HTTP},
};

#define KEY_IS_WRONG                                                                               \
    "the account key is not accepted: check that it is a key of this account and not replaced, "   \
    "the clock, and the network rules"

/* What the same codes say of an account key; the other table has the rest. */
static const struct refusal key_refusals[] = {
    {"AuthenticationFailed", KEY_IS_WRONG, REASON_ACCESS_DENIED},
    {"AuthorizationFailure", KEY_IS_WRONG, REASON_ACCESS_DENIED},
    {"InvalidAuthenticationInfo", KEY_IS_WRONG, REASON_ACCESS_DENIED},
    {"KeyBasedAuthenticationNotPermitted",
     "the account does not allow its keys: use a SAS that a user signed (user delegation)",
     REASON_ACCESS_DENIED},
};

#define TOKEN_IS_WRONG                                                                             \
    "the token of Entra ID is not accepted: check that AZURE_TENANT_ID is the tenant of the "      \
    "account, and the clock"

/* And of a token. */
static const struct refusal token_refusals[] = {
    {"AuthenticationFailed", TOKEN_IS_WRONG, REASON_ACCESS_DENIED},
    {"InvalidAuthenticationInfo", TOKEN_IS_WRONG, REASON_ACCESS_DENIED},
    {"AuthorizationFailure",
     "the identity is refused: check its role (Storage Blob Data Reader) and the network rules of "
     "the account",
     REASON_ACCESS_DENIED},
    {"AuthorizationPermissionMismatch",
     "the identity may not list: give it the role Storage Blob Data Reader (for tags: Owner) on "
     "the "
     "container or the account, and wait 10 minutes",
     REASON_ACCESS_DENIED},
};

static const struct refusal *refusal_find(const struct refusal *table, size_t count,
                                          const char *code)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(code, table[i].code) == 0)
            return &table[i];
    return NULL;
}

/* What a code means for the way in which requests are authorized. */
static const struct refusal *refusal_of(const struct azure *azure, const char *code)
{
    const struct refusal *found = NULL;
    if (azure->settings->key != NULL)
        found = refusal_find(key_refusals, sizeof key_refusals / sizeof *key_refusals, code);
    else if (azure->tokens != NULL)
        found = refusal_find(token_refusals, sizeof token_refusals / sizeof *token_refusals, code);
    return found != NULL ? found : refusal_find(refusals, sizeof refusals / sizeof *refusals, code);
}

void azure_explain(const struct azure *azure, const struct answer *answer, struct fault *fault)
{
    const char *const endpoint = azure->settings->endpoint;
    const struct refusal *const found = refusal_of(azure, answer->code);
    fault->http_status = answer->status;
    if (found != NULL)
        fault_set(fault, found->reason, "container %s of %s: %s (%d %s)", azure->container,
                  endpoint, found->text, answer->status, answer->code);
    else if (answer->status == 403 || answer->status == 401)
        fault_set(fault, REASON_ACCESS_DENIED,
                  "container %s of %s: access denied (%d %s); check the %s", azure->container,
                  endpoint, answer->status, answer->code,
                  azure->settings->key != NULL ? "account key"
                  : azure->tokens != NULL      ? "role of the identity"
                                               : "SAS");
    else if (answer->status == 404)
        fault_set(fault, REASON_VANISHED,
                  "container %s of %s: not found (%d %s); check account and container",
                  azure->container, endpoint, answer->status, answer->code);
    else
        fault_set(fault, REASON_HTTP, "container %s of %s: listing was answered with %d%s%s",
                  azure->container, endpoint, answer->status, answer->code[0] == '\0' ? "" : " ",
                  answer->code);
}
