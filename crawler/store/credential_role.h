/*
 * Roles: those a profile assumes with other credentials, and those a token of another identity
 * provider is good for ("Assume role credential provider" and "Web identity" of the AWS SDKs and
 * Tools Reference Guide).
 */
#ifndef CRAWLER_STORE_CREDENTIAL_ROLE_H
#define CRAWLER_STORE_CREDENTIAL_ROLE_H

#include "crawler/store/credentials.h"

/*
 * role_arn of the profile, with the credentials of source_profile (which may assume a role itself)
 * or credential_source. STATUS_OK; STATUS_END when the profile has no role_arn, or a
 * web_identity_token_file; STATUS_STOP with a fault, also for a loop of profiles and for a role
 * that needs a code from a person (mfa_serial); STATUS_NO_MEMORY.
 */
enum status credential_role_assume(const struct credential_query *query, struct credentials *out,
                                   struct fault *fault);

/*
 * AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN, read each time. STATUS_END when the first is not
 * set; else as above.
 */
enum status credential_role_by_variables(const struct credential_query *query,
                                         struct credentials *out, struct fault *fault);

/* The same for web_identity_token_file and role_arn of the profile. */
enum status credential_role_by_token(const struct credential_query *query, struct credentials *out,
                                     struct fault *fault);

#endif
