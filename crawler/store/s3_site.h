/*
 * Where a bucket turned out to be: stores answer requests that went to the wrong region with the
 * name of the right one (301 PermanentRedirect, 307 TemporaryRedirect, 400
 * AuthorizationHeaderMalformed, 400 IllegalLocationConstraintException). It is learned once a
 * bucket, by whichever thread is told first, and only the name of the region is taken: the address
 * is made anew from the settings, and never taken from an answer.
 */
#ifndef CRAWLER_STORE_S3_SITE_H
#define CRAWLER_STORE_S3_SITE_H

#include "crawler/store/answer.h"
#include "crawler/store/aws_endpoint.h"
#include "crawler/store/s3_profile.h"

#include <stdatomic.h>
#include <stdbool.h>

struct s3;

/* The zero value knows nothing. Shared by all threads of a store. */
struct s3_site {
    atomic_int state;
    struct aws_endpoint endpoint;               /* once it is known */
    atomic_bool are_tags_denied;                /* some of the bucket may not be read */
    _Atomic(const struct s3_profile *) profile; /* by the Server header; see s3_profile.h */
};

/* Where requests go at the moment, and what they are signed for: as configured, or as learned. */
const struct aws_endpoint *s3_site_endpoint(const struct s3 *s3);

/* Whether an answer says that the bucket is elsewhere. */
bool s3_site_is_elsewhere(const struct answer *answer);

/*
 * Learns from an answer that says so. True when a request that was answered like this may be made
 * again, once, and will go to another place; false when it names no region or no valid one, one of
 * another partition or the one that was asked, when another one is known already, and when the
 * endpoint is final.
 */
bool s3_site_learn(const struct s3 *s3, const struct answer *answer);

#endif
