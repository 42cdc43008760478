/* Finds AWS credentials where AWS's tools look first. For aws_settings.c. */
#ifndef CRAWLER_STORE_AWS_CREDENTIALS_H
#define CRAWLER_STORE_AWS_CREDENTIALS_H

#include "crawler/store/credentials.h"

/*
 * Asks, in the order of the AWS CLI: variables, role of the profile, web identity, single sign-on,
 * keys of the profile, credential_process, container, EC2 instance. Fills *out from the first
 * provider that is configured; one that is configured but broken or not
 * built is a fault that names it, and so is finding nothing. On failure *out may be partly set; the
 * caller frees it.
 */
enum status aws_credentials_find(const struct credential_query *query, struct credentials *out,
                                 struct fault *fault);

/* Where they are looked for again; everything belongs to the caller. */
struct aws_credential_place {
    const struct environment *environment;
    const char *region, *ca_bundle; /* as in struct credential_query */
};

/* The same for a struct aws_credential_place, whose profile is read anew: a credential_source. */
enum status aws_credentials_find_again(const void *place, struct credentials *out,
                                       struct fault *fault);

#endif
