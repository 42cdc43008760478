/*
 * The credentials that all threads of a store sign with, renewed before they expire.
 *
 * 15 minutes before that (or halfway, when they live shorter) the thread that signs next asks the
 * whole chain again, while the others go on with the old ones; from 10 minutes before it on they
 * wait for the new ones. A renewal that fails is a warning, and tried again a minute later.
 */
#ifndef CRAWLER_STORE_CREDENTIAL_CACHE_H
#define CRAWLER_STORE_CREDENTIAL_CACHE_H

#include "crawler/store/credentials.h"

struct credential_cache;

/*
 * Takes what keys holds and leaves it empty; environment is copied, region and ca_bundle (or NULL)
 * too. NULL when memory is short; keys is then untouched.
 */
struct credential_cache *credential_cache_create(const struct environment *environment,
                                                 const char *region, const char *ca_bundle,
                                                 struct credentials *keys);

/* Accepts NULL. Nothing may be borrowed any more. */
void credential_cache_free(struct credential_cache *cache);

/*
 * The credentials to sign with now; give them back with credential_cache_return(). Any thread; may
 * ask the chain or wait for a thread that does. Never NULL.
 */
const struct credentials *credential_cache_borrow(struct credential_cache *cache);
void credential_cache_return(struct credential_cache *cache, const struct credentials *keys);

/*
 * To be called when the store says that credentials have expired or are not known: asks the chain,
 * at most once a minute, whoever calls. True when there are others now than before.
 */
bool credential_cache_renew(struct credential_cache *cache);

#endif
