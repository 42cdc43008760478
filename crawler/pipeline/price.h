/*
 * List prices of stores, for estimates: data with its date and source, noted by hand. Prices differ
 * by region and contract; these are of one region a provider, in US dollars, without tax and free
 * allowances. Whoever changes one changes its date in price_sources and the table of
 * docs/posture.md, which a test compares.
 */
#ifndef CRAWLER_PIPELINE_PRICE_H
#define CRAWLER_PIPELINE_PRICE_H

#include "crawler/store/locator.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRICE_GB ((double)(1u << 30)) /* bytes of what bills call a GB */

/* One storage class or access tier. */
struct price_class {
    enum provider_kind provider;
    const char *name;    /* as listings write it */
    double get_1000;     /* dollars for 1,000 reads */
    double retrieval_gb; /* dollars for a GB that is read */
    bool is_archived;    /* cannot be read before it is restored ... */
    double restore_gb;   /* ... which costs this (standard speed) */
    double restore_1000;
};

/* The table; its last row has no name. */
extern const struct price_class price_classes[];

/* NULL: not in the table. A class "" is that of objects of which the listing does not say it. */
const struct price_class *price_find(enum provider_kind provider, const char *name);

/* Dollars for 1,000 requests that list. */
double price_list_1000(enum provider_kind provider);

/* Dollars for bytes that leave the cloud over the internet in one month. */
double price_egress(enum provider_kind provider, uint64_t bytes);

/* Dollars for what Amazon Macie inspects in one month, with its fees for buckets and objects. */
double price_macie(uint64_t bytes, uint64_t objects, size_t buckets);

/* Where the prices are from, one line a table; the last is NULL. */
extern const char *const price_sources[];

#endif
