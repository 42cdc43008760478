/*
 * What a bucket of S3 says of itself: which subresource answers which facts, and how its answer is
 * read (API Reference: GetBucketEncryption, GetPublicAccessBlock, GetBucketPolicyStatus,
 * GetBucketPolicy, GetBucketAcl, GetBucketVersioning, GetBucketLogging,
 * GetBucketLifecycleConfiguration, GetBucketOwnershipControls). Pure; answers are hostile input.
 */
#ifndef CRAWLER_STORE_S3_POSTURE_H
#define CRAWLER_STORE_S3_POSTURE_H

#include "crawler/store/answer.h"
#include "crawler/store/posture.h"
#include "detectors/span.h"

#include <stddef.h>

struct s3_fact_source {
    const char *name;        /* for people: "default encryption" */
    const char *subresource; /* "encryption" */
    const char *action;      /* that IAM has to allow: "s3:GetEncryptionConfiguration" */
    enum posture_fact fact;  /* the one it decides; see the note at s3_posture_read() */
};

/* All of them, in the order of outputs. */
size_t s3_fact_source_count(void);
const struct s3_fact_source *s3_fact_source_at(size_t index);

/* The index of the source of a fact that has one of its own. */
size_t s3_fact_source_of(enum posture_fact fact);

enum fact_outcome {
    FACT_READ,
    FACT_DENIED,      /* 401, 403 */
    FACT_UNSUPPORTED, /* the store does not know the subresource: it says so, or answers with
                         something else than the document */
    FACT_FAILED       /* anything else: 5xx, a cut or malformed document */
};

/*
 * Reads the answer of the source at index, for bucket, into posture: its fact (of the encryption
 * also the key and POSTURE_BUCKET_KEY, of the public access block also blocked) becomes known, not
 * supported, or unknown with a why.
 */
enum fact_outcome s3_posture_read(size_t index, const char *bucket, const struct answer *answer,
                                  struct span body, struct posture *posture);

#endif
