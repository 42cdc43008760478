/* What a store says with an object, beside its content: from the headers of the first answer. */
#ifndef CRAWLER_STORE_OBJECT_SAID_H
#define CRAWLER_STORE_OBJECT_SAID_H

#include "crawler/base/buffer.h"
#include "crawler/store/http_message.h"
#include "crawler/store/object.h"
#include "crawler/store/store.h"

struct object_said {
    struct object_facts facts;
    struct buffer metadata; /* that users put on it, as pairs (pairs.h), terminated; empty: none */
};

void object_said_init(struct object_said *said);

/* Reads it anew, for what came before it no longer counts. */
void object_said_read(struct object_said *said, const struct store *store,
                      const struct http_headers *headers);

/* to is an initialised one. Without memory it has no metadata. */
void object_said_copy(const struct object_said *said, struct object_said *to);
void object_said_clear(struct object_said *said);
void object_said_free(struct object_said *said); /* accepts the zero value */

#endif
