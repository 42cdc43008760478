/*
 * Temporary credentials of AWS's Security Token Service (API Reference, version 2011-06-15): the
 * two requests that trade something for a role.
 */
#ifndef CRAWLER_STORE_STS_H
#define CRAWLER_STORE_STS_H

#include "crawler/store/credentials.h"

/* What is asked for; texts are not owned, and NULL where the service is to choose. */
struct sts_role {
    const char *who; /* begins messages */
    const char *arn;
    const char *session_name; /* NULL: "phicrawl" */
    const char *external_id;
    const char *duration_s;           /* digits */
    const char *web_identity_token;   /* AssumeRoleWithWebIdentity, unsigned; NULL: AssumeRole */
    const struct credentials *signer; /* of AssumeRole */
};

/*
 * Asks, with up to 3 attempts of 10 seconds. STATUS_OK; STATUS_STOP with a fault that has the error
 * code of the service and no text of its answer; STATUS_NO_MEMORY.
 */
enum status sts_assume_role(const struct credential_query *query, const struct sts_role *role,
                            struct credentials *out, struct fault *fault);

#endif
