/*
 * What a bucket, or a container and its account, say of how they are protected, and what follows
 * from it for an object under a named policy. Pure.
 *
 * A fact that may not be read is unknown, and a policy that depends on it is unknown: never met.
 */
#ifndef CRAWLER_STORE_POSTURE_H
#define CRAWLER_STORE_POSTURE_H

#include "crawler/store/locator.h"
#include "crawler/store/object.h"

#include <stdbool.h>

/* In the order of outputs. */
enum posture_fact {
    POSTURE_ENCRYPTION,          /* S3: what new objects are encrypted with */
    POSTURE_BUCKET_KEY,          /* S3: one data key for many objects */
    POSTURE_PUBLIC_ACCESS_BLOCK, /* S3: how many of its four switches are on */
    POSTURE_ACCOUNT_BLOCK,       /* S3: the same of the account; asked where the bucket is open */
    POSTURE_POLICY_PUBLIC,       /* S3: the bucket policy lets everybody in */
    POSTURE_ACL_PUBLIC,          /* S3: the ACL of the bucket does */
    POSTURE_PUBLIC_ACCESS,       /* Azure: what anonymous readers of the container get */
    POSTURE_TLS_ONLY,            /* plain http is refused */
    POSTURE_VERSIONING,          /* versions of objects are kept */
    POSTURE_SOFT_DELETE,         /* Azure: deleted blobs are kept for some days */
    POSTURE_LOGGING,             /* accesses are logged */
    POSTURE_LIFECYCLE,           /* S3: rules move or delete objects */
    POSTURE_OWNERSHIP,           /* S3: who owns objects, and whether ACLs count */
    POSTURE_HNS,                 /* Azure: hierarchical namespace (ADLS Gen2) */
    POSTURE_MINIMUM_TLS,         /* Azure account */
    POSTURE_NETWORK_DEFAULT,     /* Azure account: what happens to addresses without a rule */
    POSTURE_KEY_SOURCE,          /* Azure account: whose keys encrypt */
    POSTURE_ACCOUNT_PUBLIC,      /* Azure account: containers may be made public */
    POSTURE_FACT_COUNT
};

enum posture_value {
    POSTURE_ABSENT,        /* not a fact of this kind of store */
    POSTURE_UNKNOWN,       /* it was refused, or the answer was not understood */
    POSTURE_NOT_SUPPORTED, /* the store does not know such a thing */
    POSTURE_YES,
    POSTURE_NO,
    POSTURE_ON,
    POSTURE_OFF,
    POSTURE_SUSPENDED,
    POSTURE_ALL,
    POSTURE_SOME,
    POSTURE_NONE,
    POSTURE_SSE_S3,
    POSTURE_SSE_KMS,
    POSTURE_DSSE_KMS,
    POSTURE_BLOB,
    POSTURE_CONTAINER,
    POSTURE_OWNER_ENFORCED,
    POSTURE_OWNER_PREFERRED,
    POSTURE_OBJECT_WRITER,
    POSTURE_ALLOW,
    POSTURE_DENY,
    POSTURE_TLS_1_0,
    POSTURE_TLS_1_1,
    POSTURE_TLS_1_2,
    POSTURE_TLS_1_3,
    POSTURE_PLATFORM_KEYS, /* of the provider */
    POSTURE_CUSTOMER_KEYS,
    POSTURE_VALUE_COUNT
};

#define POSTURE_KEY_SIZE 256
#define POSTURE_WHY_SIZE 96

/* The zero value was not read. Block public access has four switches, as bits. */
struct posture {
    bool is_read;
    bool is_plain;     /* the store was reached, and answered, without TLS */
    bool is_anonymous; /* and without credentials */
    enum posture_value values[POSTURE_FACT_COUNT];
    char why[POSTURE_FACT_COUNT][POSTURE_WHY_SIZE]; /* of unknown ones: "needs ACTION (403 ...)" */
    char encryption_key[POSTURE_KEY_SIZE];          /* of POSTURE_ENCRYPTION; "": none is named */
    unsigned blocked; /* set of enum posture_block, of bucket and account */
};

enum posture_block {
    POSTURE_BLOCK_ACLS = 1 << 0,   /* BlockPublicAcls: no new ones */
    POSTURE_IGNORE_ACLS = 1 << 1,  /* IgnorePublicAcls: those there are do not count */
    POSTURE_BLOCK_POLICY = 1 << 2, /* BlockPublicPolicy */
    POSTURE_RESTRICT = 1 << 3,     /* RestrictPublicBuckets: a public policy does not count */
    POSTURE_BLOCK_EVERYTHING = (1 << 4) - 1
};

/* "default_encryption" and "sse-kms", as outputs print them. */
const char *posture_fact_name(enum posture_fact fact);
const char *posture_value_name(enum posture_value value);

/* Makes every fact that a store of that kind has unknown, because of why. */
void posture_start(struct posture *posture, enum provider_kind provider, const char *why);

/* Whether a bucket of S3 lets everybody in, as far as it says: only its account may forbid it. */
bool posture_is_open(const struct posture *posture);

/* ---- policies ---- */

enum policy_profile {
    POLICY_CMK_REQUIRED,     /* encrypted with a key that the customer manages */
    POLICY_TLS_ONLY,         /* plain http is refused */
    POLICY_NO_PUBLIC_ACCESS, /* nobody reads it without credentials */
    POLICY_PROFILE_COUNT
};

enum policy_verdict { POLICY_UNKNOWN, POLICY_MET, POLICY_NOT_MET };

/* "cmk-required", and "met". */
const char *policy_profile_name(enum policy_profile profile);
const char *policy_verdict_name(enum policy_verdict verdict);

/* Whose a key of KMS is, as far as KMS said it. */
enum key_owner { KEY_OWNER_UNKNOWN, KEY_OWNER_CUSTOMER, KEY_OWNER_PROVIDER };

/*
 * The verdict on one object, of which facts is what the store said with it (NULL: it was not
 * answered), and owner whose key facts->encryption_key_id names. No verdict of law.
 */
enum policy_verdict policy_judge(const struct posture *posture, enum policy_profile profile,
                                 const struct object_facts *facts, enum key_owner owner);

/* The verdict on what the bucket says of all new objects. */
enum policy_verdict policy_judge_bucket(const struct posture *posture, enum policy_profile profile,
                                        enum key_owner owner);

#endif
