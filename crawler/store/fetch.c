/* Reads one object, from a directory or over HTTP. */
#include "crawler/store/provider.h"
#include "crawler/store/remote_fetch.h"

#include <stdlib.h>

struct fetch {
    struct byte_source *file; /* PROVIDER_LOCAL */
    struct remote_fetch *remote;
};

struct fetch *fetch_start(const struct store *store, struct http *http, const struct object *object)
{
    struct fetch *const fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return NULL;
    if (store->locator.provider == PROVIDER_LOCAL)
        fetch->file = local_file_create(&store->local, object);
    else
        fetch->remote = remote_fetch_start(store, http, object);
    if (fetch->file == NULL && fetch->remote == NULL) {
        free(fetch);
        return NULL;
    }
    return fetch;
}

bool fetch_is_ready(const struct fetch *fetch)
{
    return fetch->remote == NULL || remote_fetch_is_ready(fetch->remote);
}

struct byte_source *fetch_body(struct fetch *fetch)
{
    return fetch->remote == NULL ? fetch->file : remote_fetch_body(fetch->remote);
}

const struct object_facts *fetch_facts(const struct fetch *fetch)
{
    static const struct object_facts none; /* a directory says nothing */
    return fetch->remote == NULL ? &none : remote_fetch_facts(fetch->remote);
}

void fetch_free(struct fetch *fetch)
{
    if (fetch == NULL)
        return;
    byte_source_close(fetch->file);
    remote_fetch_free(fetch->remote);
    free(fetch);
}
