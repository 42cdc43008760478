/* Finds AWS credentials where AWS's tools look first. For aws_settings.c. */
#ifndef CRAWLER_STORE_AWS_CREDENTIALS_H
#define CRAWLER_STORE_AWS_CREDENTIALS_H

#include "crawler/store/aws_profile.h"
#include "crawler/store/aws_settings.h"

/*
 * Fills access_key_id, secret_access_key and session_token of *out from the environment, else from
 * profile. A provider that is configured but not built (roles, single sign-on, credential_process,
 * web identity, containers) is a fault that names it; so is finding nothing. On failure the three
 * texts may be set; the caller frees *out.
 */
enum status aws_credentials_find(const struct environment *environment,
                                 const struct aws_profile *profile, struct aws_settings *out,
                                 struct fault *fault);

#endif
