/* The addresses of blobs. */
#ifndef CRAWLER_STORE_STORE_URL_H
#define CRAWLER_STORE_STORE_URL_H

#include "crawler/base/buffer.h"
#include "crawler/store/store.h"

/* Appends the encoded URL of a blob of a PROVIDER_AZURE store, as Azure's own tools take it:
 * without SAS, with the version or snapshot that was listed. Memory that is short shows in out. */
void store_blob_url(const struct store *store, const struct object *object, struct buffer *out);

#endif
