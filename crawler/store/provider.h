/*
 * What an opened store holds. Inside crawler/store only.
 */
#ifndef CRAWLER_STORE_PROVIDER_H
#define CRAWLER_STORE_PROVIDER_H

#include "crawler/store/environment.h"
#include "crawler/store/local.h"
#include "crawler/store/locator.h"
#include "crawler/store/store.h"

struct store {
    struct locator locator;
    struct environment environment;
    char *uri_root;          /* what stands before '/' and the key in the URI of an object */
    struct local_root local; /* PROVIDER_LOCAL */
};

#endif
