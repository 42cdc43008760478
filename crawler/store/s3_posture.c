/* Reads what buckets say of themselves. */
#include "crawler/store/s3_posture.h"

#include "crawler/store/bucket_policy.h"
#include "crawler/store/credentials.h"
#include "crawler/store/xml.h"

#include <stdio.h>
#include <string.h>

/* One document while it is read; found is POSTURE_ABSENT until something was. */
struct fact_reading {
    struct posture *posture;
    enum posture_value found;
};

static bool is_true(const struct xml *xml)
{
    return xml_text_is(xml, "true") || xml_text_is(xml, "TRUE");
}

/* ---- one function a document: called at the end of each of its elements ---- */

static void read_encryption(const struct xml *xml, struct fact_reading *reading)
{
    struct posture *const posture = reading->posture;
    if (xml_is(xml, "SSEAlgorithm")) {
        if (xml_text_is(xml, "AES256"))
            reading->found = POSTURE_SSE_S3;
        else if (xml_text_is(xml, "aws:kms"))
            reading->found = POSTURE_SSE_KMS;
        else if (xml_text_is(xml, "aws:kms:dsse"))
            reading->found = POSTURE_DSSE_KMS;
    } else if (xml_is(xml, "KMSMasterKeyID")) {
        credentials_copy_words(xml_text(xml), posture->encryption_key,
                               sizeof posture->encryption_key);
    } else if (xml_is(xml, "BucketKeyEnabled")) {
        posture->values[POSTURE_BUCKET_KEY] = is_true(xml) ? POSTURE_YES : POSTURE_NO;
    }
}

static void read_block(const struct xml *xml, struct fact_reading *reading)
{
    static const struct {
        const char *name;
        enum posture_block block;
    } switches[] = {{"BlockPublicAcls", POSTURE_BLOCK_ACLS},
                    {"IgnorePublicAcls", POSTURE_IGNORE_ACLS},
                    {"BlockPublicPolicy", POSTURE_BLOCK_POLICY},
                    {"RestrictPublicBuckets", POSTURE_RESTRICT}};
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (xml_is(xml, switches[i].name) && is_true(xml))
            reading->posture->blocked |= switches[i].block;
    if (reading->posture->blocked == POSTURE_BLOCK_EVERYTHING)
        reading->found = POSTURE_ALL;
    else
        reading->found = reading->posture->blocked != 0 ? POSTURE_SOME : POSTURE_NONE;
}

static void read_policy_status(const struct xml *xml, struct fact_reading *reading)
{
    if (xml_is(xml, "IsPublic"))
        reading->found = is_true(xml) ? POSTURE_YES : POSTURE_NO;
}

static void read_acl(const struct xml *xml, struct fact_reading *reading)
{
    static const char everybody[] = "http://acs.amazonaws.com/groups/global/AllUsers";
    static const char anybody[] = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";
    if (xml_is(xml, "URI") && (xml_text_is(xml, everybody) || xml_text_is(xml, anybody)))
        reading->found = POSTURE_YES;
    else if (reading->found == POSTURE_ABSENT && xml_is(xml, "AccessControlList"))
        reading->found = POSTURE_NO;
}

static void read_versioning(const struct xml *xml, struct fact_reading *reading)
{
    if (xml_is(xml, "Status"))
        reading->found = xml_text_is(xml, "Enabled") ? POSTURE_ON : POSTURE_SUSPENDED;
    else if (reading->found == POSTURE_ABSENT && xml->depth == 1)
        reading->found = POSTURE_OFF; /* the document of a bucket that never had it is empty */
}

static void read_logging(const struct xml *xml, struct fact_reading *reading)
{
    if (xml_is(xml, "LoggingEnabled"))
        reading->found = POSTURE_ON;
    else if (reading->found == POSTURE_ABSENT && xml->depth == 1)
        reading->found = POSTURE_OFF;
}

static void read_lifecycle(const struct xml *xml, struct fact_reading *reading)
{
    if (xml_is(xml, "Status") && xml_text_is(xml, "Enabled"))
        reading->found = POSTURE_ON;
    else if (reading->found == POSTURE_ABSENT && xml->depth == 1)
        reading->found = POSTURE_OFF;
}

static void read_ownership(const struct xml *xml, struct fact_reading *reading)
{
    if (!xml_is(xml, "ObjectOwnership"))
        return;
    if (xml_text_is(xml, "BucketOwnerEnforced"))
        reading->found = POSTURE_OWNER_ENFORCED;
    else if (xml_text_is(xml, "BucketOwnerPreferred"))
        reading->found = POSTURE_OWNER_PREFERRED;
    else if (xml_text_is(xml, "ObjectWriter"))
        reading->found = POSTURE_OBJECT_WRITER;
}

/* ---- the table ---- */

struct fact_document {
    struct s3_fact_source source;
    const char *root; /* NULL: a JSON policy */
    void (*read)(const struct xml *xml, struct fact_reading *reading);
    const char *absent_code; /* the error that says that there is none ... */
    enum posture_value absent;
};

static const struct fact_document documents[] = {
    {{"default encryption", "encryption", "s3:GetEncryptionConfiguration", POSTURE_ENCRYPTION},
     "ServerSideEncryptionConfiguration",
     read_encryption,
     "ServerSideEncryptionConfigurationNotFoundError",
     POSTURE_NONE},
    {{"public access block", "publicAccessBlock", "s3:GetBucketPublicAccessBlock",
      POSTURE_PUBLIC_ACCESS_BLOCK},
     "PublicAccessBlockConfiguration",
     read_block,
     "NoSuchPublicAccessBlockConfiguration",
     POSTURE_NONE},
    {{"policy status", "policyStatus", "s3:GetBucketPolicyStatus", POSTURE_POLICY_PUBLIC},
     "PolicyStatus",
     read_policy_status,
     "NoSuchBucketPolicy",
     POSTURE_NO},
    {{"bucket policy", "policy", "s3:GetBucketPolicy", POSTURE_TLS_ONLY},
     NULL,
     NULL,
     "NoSuchBucketPolicy",
     POSTURE_NO},
    {{"bucket ACL", "acl", "s3:GetBucketAcl", POSTURE_ACL_PUBLIC},
     "AccessControlPolicy",
     read_acl,
     "",
     POSTURE_UNKNOWN},
    {{"versioning", "versioning", "s3:GetBucketVersioning", POSTURE_VERSIONING},
     "VersioningConfiguration",
     read_versioning,
     "",
     POSTURE_UNKNOWN},
    {{"access logging", "logging", "s3:GetBucketLogging", POSTURE_LOGGING},
     "BucketLoggingStatus",
     read_logging,
     "",
     POSTURE_UNKNOWN},
    {{"lifecycle rules", "lifecycle", "s3:GetLifecycleConfiguration", POSTURE_LIFECYCLE},
     "LifecycleConfiguration",
     read_lifecycle,
     "NoSuchLifecycleConfiguration",
     POSTURE_OFF},
    {{"object ownership", "ownershipControls", "s3:GetBucketOwnershipControls", POSTURE_OWNERSHIP},
     "OwnershipControls",
     read_ownership,
     "OwnershipControlsNotFoundError",
     POSTURE_OBJECT_WRITER}, /* what holds where nobody chose */
};

size_t s3_fact_source_count(void)
{
    return sizeof documents / sizeof documents[0];
}

const struct s3_fact_source *s3_fact_source_at(size_t index)
{
    return &documents[index].source;
}

size_t s3_fact_source_of(enum posture_fact fact)
{
    size_t index = 0;
    while (documents[index].source.fact != fact)
        index++;
    return index;
}

/* ---- answers ---- */

enum document_end { DOCUMENT_READ, DOCUMENT_FOREIGN, DOCUMENT_BAD };

/* FOREIGN: another document altogether, as of a server that does not know the subresource and
 * lists the bucket. */
static enum document_end read_document(const struct fact_document *document, struct span body,
                                       struct fact_reading *reading)
{
    struct xml xml;
    enum xml_event event;
    enum document_end end = DOCUMENT_READ;
    xml_init(&xml, body);
    while ((event = xml_next(&xml)) != XML_DONE && event != XML_BAD) {
        if (event == XML_START && xml.depth == 1 && !xml_is(&xml, document->root)) {
            end = DOCUMENT_FOREIGN;
            break;
        }
        if (event == XML_END)
            document->read(&xml, reading);
    }
    xml_free(&xml);
    return event == XML_BAD ? DOCUMENT_BAD : end;
}

static enum document_end read_policy(struct span body, const char *bucket,
                                     struct fact_reading *reading)
{
    switch (bucket_policy_is_tls_only(body, bucket)) {
    case POLICY_YES:
        reading->found = POSTURE_YES;
        return DOCUMENT_READ;
    case POLICY_NO:
        reading->found = POSTURE_NO;
        return DOCUMENT_READ;
    default:
        return body.len > 0 && body.ptr[0] == '<' ? DOCUMENT_FOREIGN : DOCUMENT_BAD;
    }
}

static bool has_code(const struct answer *answer, const char *code)
{
    return code[0] != '\0' && strcmp(answer->code, code) == 0;
}

static enum fact_outcome read_success(const struct fact_document *document, const char *bucket,
                                      struct span body, struct posture *posture)
{
    const enum posture_fact fact = document->source.fact;
    struct fact_reading reading = {.posture = posture};
    const enum document_end end = document->root == NULL ? read_policy(body, bucket, &reading)
                                                         : read_document(document, body, &reading);
    if (end == DOCUMENT_FOREIGN) {
        posture->values[fact] = POSTURE_NOT_SUPPORTED;
        return FACT_UNSUPPORTED;
    }
    if (end == DOCUMENT_BAD || reading.found == POSTURE_ABSENT) {
        snprintf(posture->why[fact], sizeof posture->why[fact], "the answer is not understood");
        return FACT_FAILED;
    }
    posture->values[fact] = reading.found;
    return FACT_READ;
}

/* The answers of servers that know no such subresource. */
static bool is_unsupported(const struct answer *answer)
{
    return answer->status == 405 || answer->status == 501 || has_code(answer, "NotImplemented") ||
           has_code(answer, "MethodNotAllowed") || has_code(answer, "NoSuchKey") ||
           has_code(answer, "UnsupportedOperation");
}

static enum fact_outcome judge_refusal(const struct fact_document *document,
                                       const struct answer *answer, struct posture *posture)
{
    const enum posture_fact fact = document->source.fact;
    char *const why = posture->why[fact];
    if (has_code(answer, document->absent_code)) {
        posture->values[fact] = document->absent;
        return FACT_READ;
    }
    if (is_unsupported(answer)) {
        posture->values[fact] = POSTURE_NOT_SUPPORTED;
        return FACT_UNSUPPORTED;
    }
    if (answer->status == 401 || answer->status == 403) {
        snprintf(why, POSTURE_WHY_SIZE, "needs %s (%d %.30s)", document->source.action,
                 answer->status, answer->code);
        return FACT_DENIED;
    }
    snprintf(why, POSTURE_WHY_SIZE, "the store answered %d %.40s", answer->status, answer->code);
    return FACT_FAILED;
}

/* BucketKeyEnabled stands in the same document, or nowhere. */
static void settle_bucket_key(enum fact_outcome outcome, struct posture *posture)
{
    if (outcome == FACT_READ && posture->values[POSTURE_BUCKET_KEY] == POSTURE_UNKNOWN)
        posture->values[POSTURE_BUCKET_KEY] = POSTURE_NO;
    else if (outcome == FACT_UNSUPPORTED)
        posture->values[POSTURE_BUCKET_KEY] = POSTURE_NOT_SUPPORTED;
    memcpy(posture->why[POSTURE_BUCKET_KEY], posture->why[POSTURE_ENCRYPTION], POSTURE_WHY_SIZE);
}

enum fact_outcome s3_posture_read(size_t index, const char *bucket, const struct answer *answer,
                                  struct span body, struct posture *posture)
{
    const struct fact_document *const document = &documents[index];
    const enum posture_fact fact = document->source.fact;
    struct posture read = *posture;
    const enum fact_outcome outcome = answer->status == 200
                                          ? read_success(document, bucket, body, &read)
                                          : judge_refusal(document, answer, &read);
    if (outcome == FACT_READ || outcome == FACT_UNSUPPORTED) {
        *posture = read;
        posture->why[fact][0] = '\0';
    } else { /* what a half-read document said counts for nothing */
        posture->values[fact] = POSTURE_UNKNOWN;
        memcpy(posture->why[fact], read.why[fact], POSTURE_WHY_SIZE);
    }
    if (fact == POSTURE_ENCRYPTION)
        settle_bucket_key(outcome, posture);
    return outcome;
}
