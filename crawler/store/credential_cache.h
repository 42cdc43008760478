/*
 * The credentials that all threads of a store sign with, renewed before they expire.
 *
 * 15 minutes before that (or halfway, when they live shorter) the thread that signs next asks their
 * source again, while the others go on with the old ones; from 10 minutes before it on they
 * wait for the new ones. A renewal that fails is a warning, and tried again a minute later.
 */
#ifndef CRAWLER_STORE_CREDENTIAL_CACHE_H
#define CRAWLER_STORE_CREDENTIAL_CACHE_H

#include "crawler/store/credentials.h"

struct credential_cache;

/* Who is asked for new ones. What user points to must outlive the cache; find may block, and is
 * called by one thread at a time, on whichever signs then. */
struct credential_source {
    const char *name; /* in warnings: "AWS credentials" */
    enum status (*find)(const void *user, struct credentials *out, struct fault *fault);
    const void *user;
};

/*
 * Takes what keys holds and leaves it empty; environment and source are copied. NULL when memory is
 * short; keys is then untouched.
 */
struct credential_cache *credential_cache_create(const struct environment *environment,
                                                 const struct credential_source *source,
                                                 struct credentials *keys);

/* Accepts NULL. Nothing may be borrowed any more. */
void credential_cache_free(struct credential_cache *cache);

/*
 * The credentials to sign with now; give them back with credential_cache_return(). Any thread; may
 * ask the source or wait for a thread that does. Never NULL.
 */
const struct credentials *credential_cache_borrow(struct credential_cache *cache);
void credential_cache_return(struct credential_cache *cache, const struct credentials *keys);

/*
 * To be called when the store says that credentials have expired or are not known: asks their
 * source, at most once a minute, whoever calls. True when there are others now than before.
 */
bool credential_cache_renew(struct credential_cache *cache);

#endif
