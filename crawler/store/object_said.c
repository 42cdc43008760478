/* Keeps what a store says with an object. */
#include "crawler/store/object_said.h"

#include "crawler/store/provider.h"

#define METADATA_MAX (3 * HTTP_HEADERS_LIMIT) /* encoded */

void object_said_init(struct object_said *said)
{
    said->facts = (struct object_facts){0};
    buffer_init(&said->metadata, METADATA_MAX);
}

static void said_terminate(struct object_said *said)
{
    if (said->metadata.len > 0 && buffer_str(&said->metadata) == NULL)
        buffer_free(&said->metadata);
}

void object_said_read(struct object_said *said, const struct store *store,
                      const struct http_headers *headers)
{
    object_said_clear(said);
    provider_read_facts(store, headers, &said->facts);
    provider_read_metadata(headers, &said->metadata);
    said_terminate(said);
}

void object_said_copy(const struct object_said *said, struct object_said *to)
{
    object_said_clear(to);
    to->facts = said->facts;
    buffer_append(&to->metadata, said->metadata.ptr, said->metadata.len);
    said_terminate(to);
}

void object_said_clear(struct object_said *said)
{
    said->facts = (struct object_facts){0};
    buffer_clear(&said->metadata);
}

void object_said_free(struct object_said *said)
{
    buffer_wipe(&said->metadata);
}
