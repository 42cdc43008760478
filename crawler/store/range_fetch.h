/*
 * A large object as parts of 8 MiB: while one is read, the next three are on their way, for one
 * connection to a store brings 85 to 90 MB/s and several bring several times that. All parts are of
 * one version (If-Match), and come to the reader in order. Reading ahead, and its memory of 32 MiB,
 * begins with the first read, not with the start.
 */
#ifndef CRAWLER_STORE_RANGE_FETCH_H
#define CRAWLER_STORE_RANGE_FETCH_H

#include "crawler/base/byte_source.h"
#include "crawler/store/http.h"
#include "crawler/store/object_said.h"
#include "crawler/store/store.h"

#include <stdbool.h>

#define RANGE_FETCH_MIN (16u << 20) /* smaller objects are not worth it */

struct range_fetch;

/* As fetch_start(), for an object of more than RANGE_FETCH_MIN bytes that has an ETag. */
struct range_fetch *range_fetch_start(const struct store *store, struct http *http,
                                      const struct object *object);

bool range_fetch_is_ready(const struct range_fetch *fetch);
/* Owned by the fetch; not to be closed. Offers its ranges once it was read from, where the store
 * gives parts. */
struct byte_source *range_fetch_body(struct range_fetch *fetch);
const struct object_said *range_fetch_said(const struct range_fetch *fetch);
void range_fetch_free(struct range_fetch *fetch);

#endif
