/* Reads one object: from a directory, over HTTP, or in parts over HTTP. */
#include "crawler/store/provider.h"
#include "crawler/store/range_fetch.h"
#include "crawler/store/remote_fetch.h"

#include <stdlib.h>

/* One of the three is set. */
struct fetch {
    struct byte_source *file;
    struct remote_fetch *remote;
    struct range_fetch *ranges;
};

static bool fetch_start_remote(struct fetch *fetch, const struct store *store, struct http *http,
                               const struct object *object)
{
    /* Parts are put together by the ETag: without one there is no telling that they belong
     * together. */
    if (object->size > RANGE_FETCH_MIN && object->etag[0] != '\0') {
        fetch->ranges = range_fetch_start(store, http, object);
        return fetch->ranges != NULL;
    }
    const struct remote_fetch_init init = {
        .store = store, .http = http, .object = object, .part = {0, UINT64_MAX, ""}};
    fetch->remote = remote_fetch_start(&init);
    return fetch->remote != NULL;
}

struct fetch *fetch_start(const struct store *store, struct http *http, const struct object *object)
{
    struct fetch *const fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return NULL;
    bool is_started;
    if (store->locator.provider == PROVIDER_LOCAL) {
        fetch->file = local_file_create(&store->local, object);
        is_started = fetch->file != NULL;
    } else {
        is_started = fetch_start_remote(fetch, store, http, object);
    }
    if (!is_started) {
        free(fetch);
        return NULL;
    }
    return fetch;
}

bool fetch_is_ready(const struct fetch *fetch)
{
    if (fetch->ranges != NULL)
        return range_fetch_is_ready(fetch->ranges);
    return fetch->remote == NULL || remote_fetch_is_ready(fetch->remote);
}

struct byte_source *fetch_body(struct fetch *fetch)
{
    if (fetch->ranges != NULL)
        return range_fetch_body(fetch->ranges);
    return fetch->remote != NULL ? remote_fetch_body(fetch->remote) : fetch->file;
}

const struct object_facts *fetch_facts(const struct fetch *fetch)
{
    static const struct object_facts none; /* a directory says nothing */
    if (fetch->ranges != NULL)
        return range_fetch_facts(fetch->ranges);
    return fetch->remote != NULL ? remote_fetch_facts(fetch->remote) : &none;
}

void fetch_free(struct fetch *fetch)
{
    if (fetch == NULL)
        return;
    byte_source_close(fetch->file);
    remote_fetch_free(fetch->remote);
    range_fetch_free(fetch->ranges);
    free(fetch);
}
