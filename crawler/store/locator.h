/*
 * SOURCE as users write it -> where to list. The forms:
 *
 *   s3://BUCKET[/PREFIX]                            also a directory bucket (S3 Express)
 *   s3://ARN[/PREFIX]                               ARN: of an access point, see aws_arn.h
 *   az://CONTAINER[/PREFIX]                         the account comes from the environment
 *   https://ACCOUNT.blob.core.windows.net/CONTAINER[/PREFIX][?SAS]    and other Azure clouds
 *   http(s)://HOST[:PORT]/ACCOUNT/CONTAINER[/PREFIX][?SAS]            HOST: an IP or localhost
 *   abfss://CONTAINER@ACCOUNT.dfs.core.windows.net[/PREFIX]           through the blob endpoint
 *   file:///DIRECTORY, or any path
 *
 * PREFIX is percent-decoded in the https forms and taken as it is in the others, since that is how
 * each of them is written elsewhere. Anything else with a scheme is refused.
 */
#ifndef CRAWLER_STORE_LOCATOR_H
#define CRAWLER_STORE_LOCATOR_H

#include "crawler/base/fault.h"

#include <stdbool.h>

enum provider_kind { PROVIDER_S3, PROVIDER_AZURE, PROVIDER_LOCAL };

struct locator {
    enum provider_kind provider;
    char *endpoint; /* "https://HOST[:PORT][/ACCOUNT]" when the SOURCE names it, else NULL */
    char *account;  /* Azure account when the SOURCE names it, else NULL */
    char *bucket;   /* bucket, ARN or container; of PROVIDER_LOCAL the directory or file as given;
                       "": all of an account of Azure, for what inventory_locate() gives */
    char *prefix;   /* "" when there is none; decoded */
    char *sas;      /* SAS query without '?', secret; NULL when there is none */
    char *uri;      /* the SOURCE without its SAS, as outputs print it, no '/' at the end */
};

/*
 * Parses one SOURCE. False and a fault that names the form and what is wrong with it (never the
 * SAS) when it is none. Release with locator_free().
 */
bool locator_parse(const char *source, struct locator *out, struct fault *fault);
void locator_free(struct locator *locator); /* wipes the SAS; accepts the zero value */

/*
 * Overwrites the secret parts of an argument in place (argv), keeping its length: the query of an
 * http(s) URL, a user and password in it, and in any other text all from a '?' on when a signature
 * follows. An argument without secrets stays as it is.
 */
void locator_hide_secret(char *source);

#endif
