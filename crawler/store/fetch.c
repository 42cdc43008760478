/* Reads one object. */
#include "crawler/store/provider.h"

#include <stdlib.h>

struct fetch {
    struct byte_source *body;
    struct object_facts facts;
};

struct fetch *fetch_start(const struct store *store, struct http *http, const struct object *object)
{
    (void)http;
    struct fetch *const fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return NULL;
    fetch->body = local_file_create(&store->local, object);
    if (fetch->body == NULL) {
        free(fetch);
        return NULL;
    }
    return fetch;
}

bool fetch_is_ready(const struct fetch *fetch)
{
    (void)fetch;
    return true;
}

struct byte_source *fetch_body(struct fetch *fetch)
{
    return fetch->body;
}

const struct object_facts *fetch_facts(const struct fetch *fetch)
{
    return &fetch->facts;
}

void fetch_free(struct fetch *fetch)
{
    if (fetch == NULL)
        return;
    byte_source_close(fetch->body);
    free(fetch);
}
