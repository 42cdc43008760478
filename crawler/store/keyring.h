/*
 * The credentials that stores of one run share: AWS's of the environment, and a token of Entra ID
 * for each authority and resource, however many SOURCEs are read with them. Each is asked for once,
 * by whichever thread needs it first while the others wait, and renewed once for all
 * (credential_cache.h).
 *
 * A run makes one and puts it into the environment that it opens its stores with; a store that is
 * opened without one has its own.
 */
#ifndef CRAWLER_STORE_KEYRING_H
#define CRAWLER_STORE_KEYRING_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/environment.h"

#include <stdbool.h>

struct aws_settings;     /* crawler/store/aws_settings.h */
struct credential_cache; /* crawler/store/credential_cache.h */
struct entra_query;      /* crawler/store/entra.h */
struct keyring;

/* The environment is copied. NULL when memory is short. */
struct keyring *keyring_create(const struct environment *environment);

/* Once no store is left that was opened with it. Accepts NULL. */
void keyring_free(struct keyring *ring);

/*
 * aws_settings_load(); settings have no keys, which *keys gives, and owns: NULL when is_anonymous.
 * Failures as there, *keys is NULL then.
 */
enum status keyring_load_aws(struct keyring *ring, bool is_anonymous, struct aws_settings *out,
                             struct credential_cache **keys, struct fault *fault);

/*
 * The token of the authority for the resource that what names: texts that live as long as the ring,
 * the environment of which counts. *tokens belongs to the ring.
 * Statuses as of entra_find(); *tokens is NULL but for STATUS_OK.
 */
enum status keyring_find_token(struct keyring *ring, const struct entra_query *what,
                               struct credential_cache **tokens, struct fault *fault);

#endif
