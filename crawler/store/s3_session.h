/*
 * Sessions of directory buckets (S3 Express; API Reference, CreateSession): requests for objects
 * are signed with credentials that the bucket gives out for five minutes, not with those of the
 * user.
 */
#ifndef CRAWLER_STORE_S3_SESSION_H
#define CRAWLER_STORE_S3_SESSION_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"

struct store;

#define S3_SESSION_TOKEN_HEADER "x-amz-s3session-token"

/*
 * Asks the bucket of store, a directory bucket, for a session, and has store->s3.sessions renew it
 * from then on; free that with credential_cache_free(). STATUS_STOP with a fault when it is
 * refused; STATUS_NO_MEMORY.
 */
enum status s3_session_open(struct store *store, struct fault *fault);

#endif
