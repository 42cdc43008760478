/*
 * The tags of one object (S3 GetObjectTagging, Azure Get Blob Tags), asked for beside its content:
 * only where the answer with it counts some (x-amz-tagging-count, x-ms-tag-count), with the retries
 * of all other requests.
 */
#ifndef CRAWLER_STORE_TAG_FETCH_H
#define CRAWLER_STORE_TAG_FETCH_H

#include "crawler/store/http.h"
#include "crawler/store/object.h"
#include "crawler/store/store.h"

#include <stdbool.h>

struct tag_fetch;

/*
 * Whether there is something to ask: the listing did not say the tags, the store counts some, and
 * it has not refused to tell those of another object.
 */
bool tag_fetch_is_wanted(const struct store *store, const struct object *object,
                         const struct object_facts *facts);

/* Everything must outlive it; NULL when memory is short. */
struct tag_fetch *tag_fetch_start(const struct store *store, struct http *http,
                                  const struct object *object);
bool tag_fetch_is_over(const struct tag_fetch *fetch);

/* As tags of struct object, once it is over; NULL when they are not known. */
const char *tag_fetch_pairs(const struct tag_fetch *fetch);
void tag_fetch_free(struct tag_fetch *fetch); /* accepts NULL */

#endif
