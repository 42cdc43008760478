/* The credentials that all threads of a store sign with. */
#include "crawler/store/credential_cache.h"

#include "crawler/base/log.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define NEVER ((time_t)INT64_MAX)
#define RENEW_S (15 * 60) /* before they expire: time to renew them */
#define MUST_S (10 * 60)  /* the same: nobody signs with the old ones any more */
#define RETRY_S 60
#define SHORT_S 10          /* however short they live: not for every request */
#define LATE_MIN_S (2 * 60) /* how long late credentials of an instance are used at least */
#define LATE_SPREAD_S (8 * 60)

/* One set, and who still signs with it. */
struct credential_lease {
    struct credentials keys; /* first: what is borrowed */
    unsigned users;          /* the cache itself is one while they are current */
};

struct credential_cache {
    struct environment environment;
    struct credential_source source;
    pthread_mutex_t lock;
    pthread_cond_t renewed;
    struct credential_lease *current;
    bool is_renewing, is_changed; /* is_changed: the last renewal brought others */
    time_t renew_at, must_at, tried_at;
};

static time_t cache_now(const struct credential_cache *cache)
{
    return cache->environment.now(cache->environment.user);
}

/* ---- leases; with the lock ---- */

static struct credential_lease *lease_create(struct credentials *keys)
{
    struct credential_lease *const lease = calloc(1, sizeof *lease);
    if (lease == NULL)
        return NULL;
    lease->keys = *keys;
    lease->users = 1;
    *keys = (struct credentials){0};
    return lease;
}

static void lease_drop(struct credential_lease *lease)
{
    if (lease == NULL || --lease->users > 0)
        return;
    credentials_free(&lease->keys);
    free(lease);
}

/* ---- when to renew ---- */

static void cache_schedule(struct credential_cache *cache, time_t now)
{
    const struct credentials *const keys = &cache->current->keys;
    const time_t left_s = keys->expires_at - now;
    cache->must_at = cache->renew_at = NEVER;
    if (keys->expires_at == 0)
        return;
    if (left_s > RENEW_S) {
        cache->renew_at = keys->expires_at - RENEW_S;
        cache->must_at = keys->expires_at - MUST_S;
    } else if (keys->is_instance) {
        /* The service is late. Machines are not to ask all at once when it is back; the address of
         * an allocation is chance enough for that. */
        const uintptr_t chance = (uintptr_t)cache->current / 64;
        cache->renew_at = now + LATE_MIN_S + (time_t)(chance % LATE_SPREAD_S);
    } else {
        const time_t half_s = left_s / 2 < SHORT_S ? SHORT_S : left_s / 2;
        cache->renew_at = now + half_s;
        cache->must_at = now + half_s + half_s / 2;
    }
}

static bool text_equals(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

/* Puts what keys holds in the place of the current ones. False when memory is short. */
static bool cache_replace(struct credential_cache *cache, struct credentials *keys)
{
    const struct credentials *const old = &cache->current->keys;
    cache->is_changed = !text_equals(old->access_key_id, keys->access_key_id) ||
                        !text_equals(old->secret_access_key, keys->secret_access_key) ||
                        !text_equals(old->session_token, keys->session_token);
    struct credential_lease *const lease = lease_create(keys);
    if (lease == NULL)
        return false;
    lease_drop(cache->current);
    cache->current = lease;
    return true;
}

/* With the lock, which is open while the source is asked. */
static void cache_renew(struct credential_cache *cache)
{
    struct credentials keys = {0};
    struct fault fault = {.message = "out of memory"};
    cache->is_renewing = true;
    pthread_mutex_unlock(&cache->lock);
    const enum status status = cache->source.find(cache->source.user, &keys, &fault);
    pthread_mutex_lock(&cache->lock);
    cache->tried_at = cache_now(cache);
    cache->is_renewing = cache->is_changed = false;
    if (status == STATUS_OK && cache_replace(cache, &keys)) {
        cache_schedule(cache, cache->tried_at);
    } else {
        log_line(LOG_WARNING, "cannot renew the %s: %s", cache->source.name, fault.message);
        cache->renew_at = cache->tried_at + RETRY_S;
        cache->must_at = NEVER;
    }
    credentials_free(&keys);
    pthread_cond_broadcast(&cache->renewed);
}

/* ---- for the threads ---- */

const struct credentials *credential_cache_borrow(struct credential_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    while (cache->is_renewing && cache_now(cache) >= cache->must_at)
        pthread_cond_wait(&cache->renewed, &cache->lock);
    if (!cache->is_renewing && cache_now(cache) >= cache->renew_at)
        cache_renew(cache);
    struct credential_lease *const lease = cache->current;
    lease->users++;
    pthread_mutex_unlock(&cache->lock);
    return &lease->keys;
}

void credential_cache_return(struct credential_cache *cache, const struct credentials *keys)
{
    union {
        const struct credentials *keys;
        struct credential_lease *lease;
    } borrowed = {.keys = keys};
    pthread_mutex_lock(&cache->lock);
    lease_drop(borrowed.lease);
    pthread_mutex_unlock(&cache->lock);
}

bool credential_cache_renew(struct credential_cache *cache)
{
    pthread_mutex_lock(&cache->lock);
    while (cache->is_renewing)
        pthread_cond_wait(&cache->renewed, &cache->lock);
    if (cache->tried_at == 0 || cache_now(cache) - cache->tried_at >= RETRY_S)
        cache_renew(cache);
    const bool is_changed = cache->is_changed;
    pthread_mutex_unlock(&cache->lock);
    return is_changed;
}

struct credential_cache *credential_cache_create(const struct environment *environment,
                                                 const struct credential_source *source,
                                                 struct credentials *keys)
{
    struct credential_cache *const cache = calloc(1, sizeof *cache);
    if (cache == NULL)
        return NULL;
    pthread_mutex_init(&cache->lock, NULL);
    pthread_cond_init(&cache->renewed, NULL);
    cache->environment = *environment;
    cache->source = *source;
    cache->current = lease_create(keys);
    if (cache->current == NULL) {
        credential_cache_free(cache);
        return NULL;
    }
    cache_schedule(cache, cache_now(cache));
    return cache;
}

void credential_cache_free(struct credential_cache *cache)
{
    if (cache == NULL)
        return;
    lease_drop(cache->current);
    pthread_cond_destroy(&cache->renewed);
    pthread_mutex_destroy(&cache->lock);
    free(cache);
}
