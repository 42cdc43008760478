/* Credentials that stores share. */
#include "crawler/store/keyring.h"

#include "crawler/store/aws_credentials.h"
#include "crawler/store/aws_settings.h"
#include "crawler/store/credential_cache.h"
#include "crawler/store/entra.h"
#include "crawler/store/json_reader.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define TOKENS_MAX 16 /* twice as many as there are clouds, and more */

/* The token of one authority for one resource. */
struct keyring_token {
    struct entra_query query;
    struct credential_cache *cache;
};

struct keyring {
    struct environment environment; /* its own has no ring */
    pthread_mutex_t lock;           /* held while somebody is asked for the first time */
    struct credential_cache *aws;
    struct aws_credential_place place; /* of aws */
    char region[AWS_REGION_SIZE];
    char *ca_bundle;
    struct keyring_token tokens[TOKENS_MAX];
    size_t token_count;
};

struct keyring *keyring_create(const struct environment *environment)
{
    struct keyring *const ring = calloc(1, sizeof *ring);
    if (ring == NULL || pthread_mutex_init(&ring->lock, NULL) != 0) {
        free(ring);
        return NULL;
    }
    json_reader_prepare();
    ring->environment = *environment;
    ring->environment.keyring = NULL;
    return ring;
}

void keyring_free(struct keyring *ring)
{
    if (ring == NULL)
        return;
    credential_cache_free(ring->aws);
    for (size_t i = 0; i < ring->token_count; i++)
        credential_cache_free(ring->tokens[i].cache);
    free(ring->ca_bundle);
    pthread_mutex_destroy(&ring->lock);
    free(ring);
}

/* Takes the keys of the first settings that were loaded. */
static enum status keyring_keep_aws(struct keyring *ring, struct aws_settings *settings)
{
    const struct credential_source source = {"AWS credentials", aws_credentials_find_again,
                                             &ring->place};
    free(ring->ca_bundle);
    ring->ca_bundle = settings->ca_bundle == NULL ? NULL : strdup(settings->ca_bundle);
    if (settings->ca_bundle != NULL && ring->ca_bundle == NULL)
        return STATUS_NO_MEMORY;
    strcpy(ring->region, settings->region);
    ring->place = (struct aws_credential_place){&ring->environment, ring->region, ring->ca_bundle};
    ring->aws = credential_cache_create(&ring->environment, &source, &settings->keys);
    return ring->aws == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status keyring_load_aws(struct keyring *ring, bool is_anonymous, struct aws_settings *out,
                             struct credential_cache **keys, struct fault *fault)
{
    *keys = NULL;
    if (is_anonymous)
        return aws_settings_load(&ring->environment, true, out, fault);
    pthread_mutex_lock(&ring->lock);
    const bool is_known = ring->aws != NULL; /* then the settings are loaded without keys */
    enum status status = aws_settings_load(&ring->environment, is_known, out, fault);
    if (status == STATUS_OK && !is_known)
        status = keyring_keep_aws(ring, out);
    *keys = status == STATUS_OK ? ring->aws : NULL;
    pthread_mutex_unlock(&ring->lock);
    out->is_anonymous = false;
    if (status == STATUS_NO_MEMORY)
        aws_settings_free(out);
    return status;
}

static bool keyring_is_same(const struct entra_query *a, const struct entra_query *b)
{
    return strcmp(a->authority, b->authority) == 0 &&
           strcmp(a->resource == NULL ? "" : a->resource, b->resource == NULL ? "" : b->resource) ==
               0;
}

/* The token that is kept for it, or a place for one; NULL when there are too many. */
static struct keyring_token *keyring_token_of(struct keyring *ring, const struct entra_query *what)
{
    for (size_t i = 0; i < ring->token_count; i++)
        if (keyring_is_same(&ring->tokens[i].query, what))
            return &ring->tokens[i];
    return ring->token_count < TOKENS_MAX ? &ring->tokens[ring->token_count] : NULL;
}

static enum status keyring_ask_token(struct keyring *ring, struct keyring_token *token,
                                     const struct entra_query *what, struct fault *fault)
{
    const struct credential_source source = {"token of Entra ID", entra_find, &token->query};
    struct credentials found = {0};
    token->query = *what;
    token->query.environment = &ring->environment;
    const enum status status = entra_find(&token->query, &found, fault);
    if (status == STATUS_OK)
        token->cache = credential_cache_create(&ring->environment, &source, &found);
    ring->token_count += token->cache != NULL;
    credentials_free(&found);
    return status == STATUS_OK && token->cache == NULL ? STATUS_NO_MEMORY : status;
}

enum status keyring_find_token(struct keyring *ring, const struct entra_query *what,
                               struct credential_cache **tokens, struct fault *fault)
{
    enum status status = STATUS_OK;
    pthread_mutex_lock(&ring->lock);
    struct keyring_token *const token = keyring_token_of(ring, what);
    if (token == NULL)
        status = STATUS_NO_MEMORY;
    else if (token->cache == NULL)
        status = keyring_ask_token(ring, token, what, fault);
    *tokens = status == STATUS_OK ? token->cache : NULL;
    pthread_mutex_unlock(&ring->lock);
    return status;
}
