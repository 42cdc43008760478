/*
 * What the servers that speak the protocol of S3 lack of it: one table, chosen by the host, else by
 * the Server header of an answer, else unknown; which version of listings a store knows and whether
 * it encodes keys, its pages say themselves. docs/stores.md has it for users.
 */
#ifndef CRAWLER_STORE_S3_PROFILE_H
#define CRAWLER_STORE_S3_PROFILE_H

#include "crawler/store/http_message.h"

#include <stdatomic.h>
#include <stdbool.h>

struct s3;

/* Set of what is not there, or not to be relied on. */
enum s3_lack {
    S3_LACKS_VERSIONS = 1 << 0,    /* ListObjectVersions */
    S3_LACKS_TAGS = 1 << 1,        /* GetObjectTagging */
    S3_LACKS_CHECKSUMS = 1 << 2,   /* x-amz-checksum-mode and what it brings */
    S3_LACKS_OWNER_CHECK = 1 << 3, /* x-amz-expected-bucket-owner: is not looked at */
    S3_LACKS_POSTURE = 1 << 4      /* ?encryption, ?policyStatus ...: answers are something else */
};

struct s3_profile {
    const char *name;
    const char *host_end;     /* of the end point; NULL: any */
    const char *server_start; /* of the Server header, any case; NULL: not known by it */
    unsigned lacks;           /* set of enum s3_lack */
};

/* The profile of the store, as far as it is known now. Never NULL. */
const struct s3_profile *s3_profile_of(const struct s3 *s3);

/* Looks at the Server header of an answer, once a store. Any thread. */
void s3_profile_learn(const struct s3 *s3, const struct http_headers *headers);

/* By host name ("HOST[:PORT]") alone, and by the Server header alone; NULL when neither says. */
const struct s3_profile *s3_profile_of_host(const char *host);
const struct s3_profile *s3_profile_of_server(struct span server);

#endif
