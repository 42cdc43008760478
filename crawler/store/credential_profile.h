/* Everything that a profile alone can say about credentials, and the keys in variables. */
#ifndef CRAWLER_STORE_CREDENTIAL_PROFILE_H
#define CRAWLER_STORE_CREDENTIAL_PROFILE_H

#include "crawler/store/credentials.h"

/*
 * The first of: role, web identity, single sign-on, keys in the credentials file, keys in the
 * config file, credential_process. STATUS_END when the profile has none; STATUS_STOP with a fault
 * for one that is broken or not built; STATUS_NO_MEMORY. query->outer is the profile that asks for
 * this one as its source_profile.
 */
enum status credential_profile_find(const struct credential_query *query, struct credentials *out,
                                    struct fault *fault);

/* Its keys in the two files only. */
enum status credential_profile_find_keys(const struct credential_query *query,
                                         struct credentials *out, struct fault *fault);

/* AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN. */
enum status credential_profile_find_variables(const struct credential_query *query,
                                              struct credentials *out, struct fault *fault);

#endif
