/*
 * SOURCE as users write it -> where to list. Forms: see docs/contract (s3://, az://, https://ACCOUNT.blob...,
 * http(s)://HOST[:PORT]/ACCOUNT/container for IP hosts and localhost, file:///dir, a path).
 */
#ifndef CRAWLER_STORE_LOCATOR_H
#define CRAWLER_STORE_LOCATOR_H

#include "crawler/base/fault.h"

#include <stdbool.h>

enum provider_kind { PROVIDER_S3, PROVIDER_AZURE, PROVIDER_LOCAL };

struct locator {
    enum provider_kind provider;
    char *endpoint;  /* "https://HOST[:PORT][/ACCOUNT]" when the SOURCE names it, else NULL */
    char *account;   /* Azure account when the SOURCE names it, else NULL */
    char *bucket;    /* bucket or container; for PROVIDER_LOCAL the directory (or file) as given */
    char *prefix;    /* "" when there is none; decoded */
    char *sas;       /* SAS query without '?', secret; NULL when there is none */
    char *uri;       /* the SOURCE without its SAS, as outputs print it, no '/' at the end: objects are uri_root + key */
};

/*
 * Parses one SOURCE. False and a fault that names the form and what is wrong with it (never the SAS) when it is none.
 * Release with locator_free().
 */
bool locator_parse(const char *source, struct locator *out, struct fault *fault);
void locator_free(struct locator *locator); /* wipes the SAS; accepts the zero value */

/* Overwrites the SAS part of a SOURCE in place (argv), keeping its length. */
void locator_hide_secret(char *source);

#endif
