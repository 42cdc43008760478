/* Facts about buckets, and what follows from them. */
#include "crawler/store/posture.h"

#include <stdio.h>
#include <string.h>

const char *posture_fact_name(enum posture_fact fact)
{
    static const char *const names[POSTURE_FACT_COUNT] = {
        [POSTURE_ENCRYPTION] = "default_encryption",
        [POSTURE_BUCKET_KEY] = "bucket_key",
        [POSTURE_PUBLIC_ACCESS_BLOCK] = "public_access_block",
        [POSTURE_ACCOUNT_BLOCK] = "account_public_access_block",
        [POSTURE_POLICY_PUBLIC] = "policy_public",
        [POSTURE_ACL_PUBLIC] = "acl_public",
        [POSTURE_PUBLIC_ACCESS] = "public_access",
        [POSTURE_TLS_ONLY] = "tls_only",
        [POSTURE_VERSIONING] = "versioning",
        [POSTURE_SOFT_DELETE] = "soft_delete",
        [POSTURE_LOGGING] = "logging",
        [POSTURE_LIFECYCLE] = "lifecycle",
        [POSTURE_OWNERSHIP] = "object_ownership",
        [POSTURE_HNS] = "hierarchical_namespace",
        [POSTURE_MINIMUM_TLS] = "minimum_tls",
        [POSTURE_NETWORK_DEFAULT] = "network_default",
        [POSTURE_KEY_SOURCE] = "key_source",
        [POSTURE_ACCOUNT_PUBLIC] = "account_public_access",
    };
    return names[fact];
}

const char *posture_value_name(enum posture_value value)
{
    static const char *const names[POSTURE_VALUE_COUNT] = {
        [POSTURE_ABSENT] = "",
        [POSTURE_UNKNOWN] = "unknown",
        [POSTURE_NOT_SUPPORTED] = "not-supported",
        [POSTURE_YES] = "yes",
        [POSTURE_NO] = "no",
        [POSTURE_ON] = "on",
        [POSTURE_OFF] = "off",
        [POSTURE_SUSPENDED] = "suspended",
        [POSTURE_ALL] = "all",
        [POSTURE_SOME] = "some",
        [POSTURE_NONE] = "none",
        [POSTURE_SSE_S3] = "sse-s3",
        [POSTURE_SSE_KMS] = "sse-kms",
        [POSTURE_DSSE_KMS] = "dsse-kms",
        [POSTURE_BLOB] = "blob",
        [POSTURE_CONTAINER] = "container",
        [POSTURE_OWNER_ENFORCED] = "bucket-owner-enforced",
        [POSTURE_OWNER_PREFERRED] = "bucket-owner-preferred",
        [POSTURE_OBJECT_WRITER] = "object-writer",
        [POSTURE_ALLOW] = "allow",
        [POSTURE_DENY] = "deny",
        [POSTURE_TLS_1_0] = "tls-1.0",
        [POSTURE_TLS_1_1] = "tls-1.1",
        [POSTURE_TLS_1_2] = "tls-1.2",
        [POSTURE_TLS_1_3] = "tls-1.3",
        [POSTURE_PLATFORM_KEYS] = "provider",
        [POSTURE_CUSTOMER_KEYS] = "customer",
    };
    return names[value];
}

#define BIT(fact) (1u << (fact))

static const unsigned facts_of_s3 = BIT(POSTURE_ENCRYPTION) | BIT(POSTURE_BUCKET_KEY) |
                                    BIT(POSTURE_PUBLIC_ACCESS_BLOCK) | BIT(POSTURE_POLICY_PUBLIC) |
                                    BIT(POSTURE_ACL_PUBLIC) | BIT(POSTURE_TLS_ONLY) |
                                    BIT(POSTURE_VERSIONING) | BIT(POSTURE_LOGGING) |
                                    BIT(POSTURE_LIFECYCLE) | BIT(POSTURE_OWNERSHIP);
static const unsigned facts_of_azure =
    BIT(POSTURE_PUBLIC_ACCESS) | BIT(POSTURE_TLS_ONLY) | BIT(POSTURE_VERSIONING) |
    BIT(POSTURE_SOFT_DELETE) | BIT(POSTURE_LOGGING) | BIT(POSTURE_HNS) | BIT(POSTURE_MINIMUM_TLS) |
    BIT(POSTURE_NETWORK_DEFAULT) | BIT(POSTURE_KEY_SOURCE) | BIT(POSTURE_ACCOUNT_PUBLIC);

void posture_start(struct posture *posture, enum provider_kind provider, const char *why)
{
    unsigned facts = 0;
    if (provider == PROVIDER_S3)
        facts = facts_of_s3;
    else if (provider == PROVIDER_AZURE)
        facts = facts_of_azure;
    *posture = (struct posture){.is_read = facts != 0};
    for (int i = 0; i < POSTURE_FACT_COUNT; i++) {
        if ((facts & BIT(i)) == 0)
            continue;
        posture->values[i] = POSTURE_UNKNOWN;
        snprintf(posture->why[i], sizeof posture->why[i], "%s", why);
    }
}

/* ---- policies ---- */

const char *policy_profile_name(enum policy_profile profile)
{
    static const char *const names[POLICY_PROFILE_COUNT] = {
        [POLICY_CMK_REQUIRED] = "cmk-required",
        [POLICY_TLS_ONLY] = "tls-only",
        [POLICY_NO_PUBLIC_ACCESS] = "no-public-access",
    };
    return names[profile];
}

const char *policy_verdict_name(enum policy_verdict verdict)
{
    static const char *const names[] = {
        [POLICY_UNKNOWN] = "unknown", [POLICY_MET] = "met", [POLICY_NOT_MET] = "not_met"};
    return names[verdict];
}

static enum policy_verdict judge_kms_key(const char *key_id, enum key_owner owner)
{
    if (strstr(key_id, "alias/aws/") != NULL || owner == KEY_OWNER_PROVIDER)
        return POLICY_NOT_MET;
    return owner == KEY_OWNER_CUSTOMER ? POLICY_MET : POLICY_UNKNOWN;
}

/* Keys that the store does not hold (SSE-C, CPK) are the client's, not managed ones. */
static enum policy_verdict judge_object_key(const struct posture *posture,
                                            const struct object_facts *facts, enum key_owner owner)
{
    if (facts == NULL)
        return POLICY_UNKNOWN;
    const char *const mode = facts->encryption_mode;
    if (strcmp(mode, "sse-kms") == 0 || strcmp(mode, "dsse-kms") == 0)
        return judge_kms_key(facts->encryption_key_id, owner);
    if (strcmp(mode, "azure") == 0 && posture->values[POSTURE_KEY_SOURCE] == POSTURE_CUSTOMER_KEYS)
        return POLICY_MET;
    if (strcmp(mode, "azure") == 0 && posture->values[POSTURE_KEY_SOURCE] == POSTURE_PLATFORM_KEYS)
        return POLICY_NOT_MET;
    const bool is_azure = posture->values[POSTURE_PUBLIC_ACCESS] != POSTURE_ABSENT;
    const bool is_unsaid = is_azure && strcmp(mode, "azure-cpk") != 0;
    return is_unsaid ? POLICY_UNKNOWN : POLICY_NOT_MET;
}

static enum policy_verdict judge_tls(const struct posture *posture)
{
    if (posture->is_plain)
        return POLICY_NOT_MET; /* it has answered without */
    switch (posture->values[POSTURE_TLS_ONLY]) {
    case POSTURE_YES:
        return POLICY_MET;
    case POSTURE_NO:
        return POLICY_NOT_MET;
    default:
        return POLICY_UNKNOWN;
    }
}

/* "Blocking public access to your Amazon S3 storage": what ACLs give, and what a policy does. */
static bool ignores_acls(const struct posture *posture)
{
    return (posture->blocked & POSTURE_IGNORE_ACLS) != 0 ||
           posture->values[POSTURE_OWNERSHIP] == POSTURE_OWNER_ENFORCED;
}

static bool restricts_policy(const struct posture *posture)
{
    return (posture->blocked & POSTURE_RESTRICT) != 0;
}

bool posture_is_open(const struct posture *posture)
{
    const enum posture_value *const values = posture->values;
    if (values[POSTURE_PUBLIC_ACCESS_BLOCK] == POSTURE_UNKNOWN)
        return false;
    if (!restricts_policy(posture) && values[POSTURE_POLICY_PUBLIC] == POSTURE_YES)
        return true;
    return values[POSTURE_OWNERSHIP] != POSTURE_UNKNOWN && !ignores_acls(posture) &&
           values[POSTURE_ACL_PUBLIC] == POSTURE_YES;
}

static enum policy_verdict judge_s3_public(const struct posture *posture)
{
    const enum posture_value *const values = posture->values;
    if (posture_is_open(posture))
        return values[POSTURE_ACCOUNT_BLOCK] == POSTURE_UNKNOWN ? POLICY_UNKNOWN : POLICY_NOT_MET;
    const bool has_no_policy =
        restricts_policy(posture) || values[POSTURE_POLICY_PUBLIC] == POSTURE_NO;
    return has_no_policy && ignores_acls(posture) ? POLICY_MET : POLICY_UNKNOWN;
}

static enum policy_verdict judge_azure_public(const struct posture *posture)
{
    const enum posture_value access = posture->values[POSTURE_PUBLIC_ACCESS];
    if (posture->values[POSTURE_ACCOUNT_PUBLIC] == POSTURE_DENY || access == POSTURE_NONE)
        return POLICY_MET;
    return access == POSTURE_BLOB || access == POSTURE_CONTAINER ? POLICY_NOT_MET : POLICY_UNKNOWN;
}

static enum policy_verdict judge_public(const struct posture *posture)
{
    if (posture->is_anonymous)
        return POLICY_NOT_MET; /* it has answered */
    if (posture->values[POSTURE_PUBLIC_ACCESS_BLOCK] != POSTURE_ABSENT)
        return judge_s3_public(posture);
    if (posture->values[POSTURE_PUBLIC_ACCESS] != POSTURE_ABSENT)
        return judge_azure_public(posture);
    return POLICY_UNKNOWN;
}

enum policy_verdict policy_judge(const struct posture *posture, enum policy_profile profile,
                                 const struct object_facts *facts, enum key_owner owner)
{
    if (profile == POLICY_CMK_REQUIRED)
        return judge_object_key(posture, facts, owner);
    return profile == POLICY_TLS_ONLY ? judge_tls(posture) : judge_public(posture);
}

enum policy_verdict policy_judge_bucket(const struct posture *posture, enum policy_profile profile,
                                        enum key_owner owner)
{
    if (profile != POLICY_CMK_REQUIRED)
        return policy_judge(posture, profile, NULL, owner);
    switch (posture->values[POSTURE_ENCRYPTION]) {
    case POSTURE_SSE_KMS:
    case POSTURE_DSSE_KMS:
        return judge_kms_key(
            posture->encryption_key[0] != '\0' ? posture->encryption_key : "alias/aws/s3", owner);
    case POSTURE_SSE_S3:
    case POSTURE_NONE:
        return POLICY_NOT_MET;
    default:
        break;
    }
    if (posture->values[POSTURE_KEY_SOURCE] == POSTURE_CUSTOMER_KEYS)
        return POLICY_MET;
    return posture->values[POSTURE_KEY_SOURCE] == POSTURE_PLATFORM_KEYS ? POLICY_NOT_MET
                                                                        : POLICY_UNKNOWN;
}
