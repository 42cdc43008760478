/* Finds AWS credentials where AWS's tools look first. For aws_settings.c. */
#ifndef CRAWLER_STORE_AWS_CREDENTIALS_H
#define CRAWLER_STORE_AWS_CREDENTIALS_H

#include "crawler/store/credentials.h"

/*
 * Fills *out from the first provider that is configured; one that is configured but broken or not
 * built is a fault that names it, and so is finding nothing. On failure *out may be partly set; the
 * caller frees it.
 */
enum status aws_credentials_find(const struct credential_query *query, struct credentials *out,
                                 struct fault *fault);

#endif
