/* Who asks Azure for content where neither a SAS nor a key says so: an identity of Entra ID. */
#ifndef CRAWLER_STORE_AZURE_IDENTITY_H
#define CRAWLER_STORE_AZURE_IDENTITY_H

#include "crawler/store/azure_settings.h"
#include "crawler/store/credential_cache.h"

/* Where its tokens come from; everything belongs to the caller, and outlives the cache. */
struct azure_identity {
    const struct environment *environment;
    struct keyring *keyring;               /* that has the token */
    const struct azure_settings *settings; /* of the endpoint that gets the tokens */
    const char *container;                 /* that a SAS is made for, where one is wanted */
    struct credential_cache *tokens;       /* set by azure_identity_open(): the keyring's */
    struct credential_cache *delegations;  /* the same: a SAS of its own, or NULL; to be freed */
};

/*
 * Finds a token, or a SAS made with it (settings->has_delegation): *out is the cache that renews
 * it, one of the two above. STATUS_OK; STATUS_STOP with a fault as of entra_find(), or that there
 * is no identity; STATUS_NO_MEMORY.
 */
enum status azure_identity_open(struct azure_identity *identity, struct credential_cache **out,
                                struct fault *fault);

#endif
