/*
 * The token of AWS IAM Identity Center that 'aws sso login' left in its cache, renewed by OIDC
 * ("SSO token provider configuration" and "Understand IAM Identity Center authentication" of the
 * AWS SDKs and Tools Reference Guide; CreateToken of the IAM Identity Center OIDC API): it lives an
 * hour, and the session for which it is renewed, days.
 */
#ifndef CRAWLER_STORE_SSO_TOKEN_H
#define CRAWLER_STORE_SSO_TOKEN_H

#include "crawler/store/credentials.h"

#define SSO_LOGIN "run 'aws sso login'"

/* Whose token it is; everything belongs to the caller. */
struct sso_session {
    const struct credential_query *query;
    const char *who;        /* begins messages */
    const char *cache_name; /* the name of the session, or the start URL: the file is called so */
    const char *region;     /* valid */
};

/*
 * Appends the token, terminated, to a fresh buffer, which is to be wiped in any case. One that ends
 * within 15 minutes is renewed where the cache has what that takes, and put back there, as the AWS
 * CLI does, unless the file is a link or somebody else's. STATUS_STOP with a fault when it is over
 * or there is none; STATUS_NO_MEMORY.
 */
enum status sso_token_find(const struct sso_session *session, struct buffer *out,
                           struct fault *fault);

#endif
