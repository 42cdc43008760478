/*
 * One object over HTTP: asked for, asked for again, resumed in its body. The rules are those of
 * retry.h and answer.h; what makes two answers the same object is the ETag alone. Where the object
 * is replaced meanwhile and the store keeps versions, the rest comes from the one that was begun.
 */
#ifndef CRAWLER_STORE_REMOTE_FETCH_H
#define CRAWLER_STORE_REMOTE_FETCH_H

#include "crawler/base/byte_source.h"
#include "crawler/store/http.h"
#include "crawler/store/object_part.h"
#include "crawler/store/object_said.h"
#include "crawler/store/store.h"

#include <stdbool.h>

struct remote_fetch;

/* Everything belongs to the caller and must outlive the fetch. */
struct remote_fetch_init {
    const struct store *store;
    struct http *http;
    const struct object *object;
    struct http_part part;  /* which bytes, of which version; all: {0, UINT64_MAX, "", NULL} */
    const char *version_id; /* of that version, as the store calls it; NULL, "": unknown */
    uint8_t *memory; /* where to keep what is not read yet; NULL: BODY_SIZE bytes of the http's */
    size_t memory_size;
};

/* As fetch_start(). */
struct remote_fetch *remote_fetch_start(const struct remote_fetch_init *init);

bool remote_fetch_is_ready(const struct remote_fetch *fetch);

/* Owned by the fetch; not to be closed. */
struct byte_source *remote_fetch_body(struct remote_fetch *fetch);

/* How far it has got; once it is ready, also the size of the object, and whether the store gave a
 * part at all. */
const struct object_part *remote_fetch_part(const struct remote_fetch *fetch);
const struct object_said *remote_fetch_said(const struct remote_fetch *fetch);
void remote_fetch_free(struct remote_fetch *fetch);

#endif
