/* Lists a store page by page. */
#include "crawler/store/provider.h"

#include <stdlib.h>

struct lister {
    struct local_walk *walk;
};

struct lister *lister_create(const struct store *store, struct http *http, unsigned source)
{
    (void)http;
    struct lister *const lister = calloc(1, sizeof *lister);
    if (lister == NULL)
        return NULL;
    lister->walk = local_walk_create(&store->local, source);
    if (lister->walk == NULL) {
        free(lister);
        return NULL;
    }
    return lister;
}

enum status lister_next(struct lister *lister, lister_take_fn take, void *user, struct fault *fault)
{
    return local_walk_next(lister->walk, take, user, fault);
}

void lister_free(struct lister *lister)
{
    if (lister == NULL)
        return;
    local_walk_free(lister->walk);
    free(lister);
}
