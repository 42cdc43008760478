/* Tries what reading an inventory needs, before it stands in place of a listing. */
#ifndef CRAWLER_PIPELINE_INVENTORY_CHECK_H
#define CRAWLER_PIPELINE_INVENTORY_CHECK_H

#include "crawler/store/inspect.h"
#include "crawler/store/locator.h"
#include "crawler/store/store.h"

/* What the inventory says. */
struct inventory_sample {
    struct locator listed; /* the bucket whose objects it lists, of Azure the container of first;
                              bucket NULL: nobody knows */
    struct object *first;  /* one of them that may be read; NULL: none was found */
};

/*
 * Reads the manifest that the locator of store names and the beginning of the first of its files,
 * with a line for each. OK, CANCELLED or NO_MEMORY. Release with inventory_sample_free() in any
 * case.
 */
enum status inventory_check(const struct store *store, struct http *http,
                            const struct inspect_taker *taker, struct inventory_sample *out);
void inventory_sample_free(struct inventory_sample *sample);

#endif
