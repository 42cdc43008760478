/* One page of a listing as its provider reads it. */
#ifndef CRAWLER_STORE_PAGE_H
#define CRAWLER_STORE_PAGE_H

#include "crawler/base/buffer.h"
#include "crawler/store/object.h"

#include <stdbool.h>
#include <stddef.h>

#define PAGE_OBJECTS_MAX 20000 /* stores give 1,000 (S3) or 5,000 (Azure) */

enum page_result {
    PAGE_OK,
    PAGE_MALFORMED, /* no well-formed page: cut, or not what the protocol says */
    PAGE_OTHER,     /* well-formed so far, but another document: an error, or no listing at all */
    PAGE_NO_CURSOR, /* there is more, but the store does not say where */
    PAGE_OUTSIDE_PREFIX, /* a key that was not asked for */
    PAGE_NO_MEMORY
};

struct page {
    struct object **objects; /* owned until taken */
    size_t count, cap;
    struct buffer prefixes; /* what stood in place of keys up to the delimiter; each terminated */
    bool has_more;
    bool is_v1; /* S3: answered by a store that knows the first version of listings only, also for
                   the next page */
    struct buffer cursor; /* to ask for the next page with, when has_more; a terminated text, or
                             two with a NUL in between (markers of key and version) */
};

void page_init(struct page *page);
void page_clear(struct page *page); /* frees the objects, keeps the memory */
void page_free(struct page *page);

/* Adds a prefix that the store found by a delimiter; it must begin with outer and be longer. */
enum page_result page_add_prefix(struct page *page, struct span prefix, const char *outer);

/* Adds a copy of the object. */
enum page_result page_add(struct page *page, const struct object_init *init);

#endif
