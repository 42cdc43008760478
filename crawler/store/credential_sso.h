/*
 * Credentials of AWS IAM Identity Center: the token that 'aws sso login' left in its cache is
 * traded for those of a role ("IAM Identity Center credential provider" of the AWS SDKs and Tools
 * Reference Guide).
 */
#ifndef CRAWLER_STORE_CREDENTIAL_SSO_H
#define CRAWLER_STORE_CREDENTIAL_SSO_H

#include "crawler/store/credentials.h"

/*
 * sso_session (a section of its own) or sso_start_url with sso_region, and sso_account_id with
 * sso_role_name. STATUS_OK; STATUS_END when the profile has none of them; STATUS_STOP with a fault;
 * STATUS_NO_MEMORY.
 */
enum status credential_sso_ask(const struct credential_query *query, struct credentials *out,
                               struct fault *fault);

#endif
