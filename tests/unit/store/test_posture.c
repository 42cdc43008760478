/* What buckets and containers say of themselves, and what follows from it. */
#include "crawler/store/azure_posture.h"
#include "crawler/store/s3_posture.h"

#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CASE_COUNT(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))
#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define NS " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""
#define ERROR(code) XML "<Error><Code>" code "</Code><Message>no</Message></Error>"
#define HTML "<!DOCTYPE html><html><body>Sign in</body></html>"
#define LISTING                                                                                    \
    XML "<ListBucketResult" NS "><Name>b</Name><Status>Enabled</Status></ListBucketResult>"

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* ---- S3 ---- */

struct s3_case {
    const char *name;
    enum posture_fact fact;
    int status;
    const char *body;
    enum fact_outcome outcome;
    enum posture_value value;
};

#define ENCRYPTION(rule)                                                                           \
    XML "<ServerSideEncryptionConfiguration" NS "><Rule>" rule                                     \
        "</Rule></ServerSideEncryptionConfiguration>"
#define BY_DEFAULT(what)                                                                           \
    "<ApplyServerSideEncryptionByDefault>" what "</ApplyServerSideEncryptionByDefault>"
#define BLOCK(a, b, c, d)                                                                          \
    XML "<PublicAccessBlockConfiguration" NS "><BlockPublicAcls>" a                                \
        "</BlockPublicAcls><IgnorePublicAcls>" b "</IgnorePublicAcls><BlockPublicPolicy>" c        \
        "</BlockPublicPolicy><RestrictPublicBuckets>" d                                            \
        "</RestrictPublicBuckets></PublicAccessBlockConfiguration>"
#define GRANT(uri)                                                                                 \
    XML "<AccessControlPolicy" NS "><Owner><ID>1</ID></Owner><AccessControlList><Grant><Grantee "  \
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><URI>" uri     \
        "</URI></Grantee><Permission>READ</Permission></Grant></AccessControlList>"                \
        "</AccessControlPolicy>"
#define OWNERSHIP(text)                                                                            \
    XML "<OwnershipControls" NS "><Rule><ObjectOwnership>" text                                    \
        "</ObjectOwnership></Rule></OwnershipControls>"

static const struct s3_case s3_cases[] = {
    {"SSE-S3", POSTURE_ENCRYPTION, 200,
     ENCRYPTION(BY_DEFAULT("<SSEAlgorithm>AES256</SSEAlgorithm>")), FACT_READ, POSTURE_SSE_S3},
    {"SSE-KMS", POSTURE_ENCRYPTION, 200,
     ENCRYPTION(BY_DEFAULT(
         "<SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>k</KMSMasterKeyID>") "<BucketKeyEnabl"
                                                                                   "ed>true</"
                                                                                   "BucketKeyEnable"
                                                                                   "d>"),
     FACT_READ, POSTURE_SSE_KMS},
    {"DSSE-KMS", POSTURE_ENCRYPTION, 200,
     ENCRYPTION(BY_DEFAULT("<SSEAlgorithm>aws:kms:dsse</SSEAlgorithm>")), FACT_READ,
     POSTURE_DSSE_KMS},
    {"an algorithm nobody knows", POSTURE_ENCRYPTION, 200,
     ENCRYPTION(BY_DEFAULT("<SSEAlgorithm>rot13</SSEAlgorithm>")), FACT_FAILED, POSTURE_UNKNOWN},
    {"no encryption", POSTURE_ENCRYPTION, 404,
     ERROR("ServerSideEncryptionConfigurationNotFoundError"), FACT_READ, POSTURE_NONE},
    {"a listing in place of it", POSTURE_ENCRYPTION, 200, LISTING, FACT_UNSUPPORTED,
     POSTURE_NOT_SUPPORTED},
    {"not implemented", POSTURE_ENCRYPTION, 501, ERROR("NotImplemented"), FACT_UNSUPPORTED,
     POSTURE_NOT_SUPPORTED},
    {"method not allowed", POSTURE_ENCRYPTION, 405, ERROR("MethodNotAllowed"), FACT_UNSUPPORTED,
     POSTURE_NOT_SUPPORTED},
    {"denied", POSTURE_ENCRYPTION, 403, ERROR("AccessDenied"), FACT_DENIED, POSTURE_UNKNOWN},
    {"no bucket", POSTURE_ENCRYPTION, 404, ERROR("NoSuchBucket"), FACT_FAILED, POSTURE_UNKNOWN},
    {"throttled", POSTURE_ENCRYPTION, 503, ERROR("SlowDown"), FACT_FAILED, POSTURE_UNKNOWN},
    {"HTML", POSTURE_ENCRYPTION, 200, HTML, FACT_FAILED, POSTURE_UNKNOWN},
    {"nothing", POSTURE_ENCRYPTION, 200, "", FACT_FAILED, POSTURE_UNKNOWN},
    {"a cut document", POSTURE_ENCRYPTION, 200,
     XML "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
         "<SSEAlgorithm>AES256</SSEAlgorithm>",
     FACT_FAILED, POSTURE_UNKNOWN},
    {"a document type", POSTURE_ENCRYPTION, 200,
     "<!DOCTYPE a [<!ENTITY b \"AES256\">]><ServerSideEncryptionConfiguration><Rule>"
     "<SSEAlgorithm>&b;</SSEAlgorithm></Rule></ServerSideEncryptionConfiguration>",
     FACT_FAILED, POSTURE_UNKNOWN},
    {"all blocked", POSTURE_PUBLIC_ACCESS_BLOCK, 200, BLOCK("true", "true", "true", "true"),
     FACT_READ, POSTURE_ALL},
    {"two blocked", POSTURE_PUBLIC_ACCESS_BLOCK, 200, BLOCK("true", "true", "false", "false"),
     FACT_READ, POSTURE_SOME},
    {"none blocked", POSTURE_PUBLIC_ACCESS_BLOCK, 200, BLOCK("false", "false", "false", "false"),
     FACT_READ, POSTURE_NONE},
    {"no block", POSTURE_PUBLIC_ACCESS_BLOCK, 404, ERROR("NoSuchPublicAccessBlockConfiguration"),
     FACT_READ, POSTURE_NONE},
    {"policy public", POSTURE_POLICY_PUBLIC, 200,
     XML "<PolicyStatus" NS "><IsPublic>TRUE</IsPublic></PolicyStatus>", FACT_READ, POSTURE_YES},
    {"policy public, Ceph's spelling", POSTURE_POLICY_PUBLIC, 200,
     XML "<PolicyStatus" NS "><IsPublic>true</IsPublic></PolicyStatus>", FACT_READ, POSTURE_YES},
    {"policy private", POSTURE_POLICY_PUBLIC, 200,
     XML "<PolicyStatus" NS "><IsPublic>FALSE</IsPublic></PolicyStatus>", FACT_READ, POSTURE_NO},
    {"no policy, no status", POSTURE_POLICY_PUBLIC, 404, ERROR("NoSuchBucketPolicy"), FACT_READ,
     POSTURE_NO},
    {"status without an answer", POSTURE_POLICY_PUBLIC, 200, XML "<PolicyStatus></PolicyStatus>",
     FACT_FAILED, POSTURE_UNKNOWN},
    {"TLS only", POSTURE_TLS_ONLY, 200,
     "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":"
     "\"arn:aws:s3:::records/*\",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}]}",
     FACT_READ, POSTURE_YES},
    {"any policy", POSTURE_TLS_ONLY, 200, "{\"Statement\":[]}", FACT_READ, POSTURE_NO},
    {"no policy", POSTURE_TLS_ONLY, 404, ERROR("NoSuchBucketPolicy"), FACT_READ, POSTURE_NO},
    {"policy denied", POSTURE_TLS_ONLY, 403, ERROR("AccessDenied"), FACT_DENIED, POSTURE_UNKNOWN},
    {"a listing for a policy", POSTURE_TLS_ONLY, 200, LISTING, FACT_UNSUPPORTED,
     POSTURE_NOT_SUPPORTED},
    {"a policy that is none", POSTURE_TLS_ONLY, 200, "{\"Statement\":", FACT_FAILED,
     POSTURE_UNKNOWN},
    {"everybody may list", POSTURE_ACL_PUBLIC, 200,
     GRANT("http://acs.amazonaws.com/groups/global/AllUsers"), FACT_READ, POSTURE_YES},
    {"everybody with an account", POSTURE_ACL_PUBLIC, 200,
     GRANT("http://acs.amazonaws.com/groups/global/AuthenticatedUsers"), FACT_READ, POSTURE_YES},
    {"the log writers", POSTURE_ACL_PUBLIC, 200,
     GRANT("http://acs.amazonaws.com/groups/s3/LogDelivery"), FACT_READ, POSTURE_NO},
    {"an ACL without a list", POSTURE_ACL_PUBLIC, 200,
     XML "<AccessControlPolicy></AccessControlPolicy>", FACT_FAILED, POSTURE_UNKNOWN},
    {"versioned", POSTURE_VERSIONING, 200,
     XML "<VersioningConfiguration" NS "><Status>Enabled</Status></VersioningConfiguration>",
     FACT_READ, POSTURE_ON},
    {"suspended", POSTURE_VERSIONING, 200,
     XML "<VersioningConfiguration" NS "><Status>Suspended</Status></VersioningConfiguration>",
     FACT_READ, POSTURE_SUSPENDED},
    {"never versioned", POSTURE_VERSIONING, 200, XML "<VersioningConfiguration" NS "/>", FACT_READ,
     POSTURE_OFF},
    {"logged", POSTURE_LOGGING, 200,
     XML "<BucketLoggingStatus" NS "><LoggingEnabled><TargetBucket>l</TargetBucket>"
         "</LoggingEnabled></BucketLoggingStatus>",
     FACT_READ, POSTURE_ON},
    {"not logged", POSTURE_LOGGING, 200, XML "<BucketLoggingStatus" NS "/>", FACT_READ,
     POSTURE_OFF},
    {"rules", POSTURE_LIFECYCLE, 200,
     XML "<LifecycleConfiguration" NS "><Rule><Status>Enabled</Status></Rule>"
         "</LifecycleConfiguration>",
     FACT_READ, POSTURE_ON},
    {"rules that are off", POSTURE_LIFECYCLE, 200,
     XML "<LifecycleConfiguration" NS "><Rule><Status>Disabled</Status></Rule>"
         "</LifecycleConfiguration>",
     FACT_READ, POSTURE_OFF},
    {"no rules", POSTURE_LIFECYCLE, 404, ERROR("NoSuchLifecycleConfiguration"), FACT_READ,
     POSTURE_OFF},
    {"owner enforced", POSTURE_OWNERSHIP, 200, OWNERSHIP("BucketOwnerEnforced"), FACT_READ,
     POSTURE_OWNER_ENFORCED},
    {"owner preferred", POSTURE_OWNERSHIP, 200, OWNERSHIP("BucketOwnerPreferred"), FACT_READ,
     POSTURE_OWNER_PREFERRED},
    {"writer", POSTURE_OWNERSHIP, 200, OWNERSHIP("ObjectWriter"), FACT_READ, POSTURE_OBJECT_WRITER},
    {"an owner nobody knows", POSTURE_OWNERSHIP, 200, OWNERSHIP("Nobody"), FACT_FAILED,
     POSTURE_UNKNOWN},
    {"no controls", POSTURE_OWNERSHIP, 404, ERROR("OwnershipControlsNotFoundError"), FACT_READ,
     POSTURE_OBJECT_WRITER},
};

static enum fact_outcome read_s3(enum posture_fact fact, int status, const char *body,
                                 struct posture *posture)
{
    struct http_headers headers;
    struct answer answer;
    http_headers_init(&headers);
    answer_read(&answer, status, &headers, span_of(body));
    const enum fact_outcome outcome =
        s3_posture_read(s3_fact_source_of(fact), "records", &answer, span_of(body), posture);
    buffer_free(&headers.lines);
    return outcome;
}

START_TEST(s3_answer_is_read)
{
    const struct s3_case *const row = &s3_cases[_i];
    struct posture posture;
    posture_start(&posture, PROVIDER_S3, "not asked");
    ck_assert_msg(read_s3(row->fact, row->status, row->body, &posture) == row->outcome,
                  "%s: outcome", row->name);
    ck_assert_msg(posture.values[row->fact] == row->value, "%s: %s", row->name,
                  posture_value_name(posture.values[row->fact]));
    ck_assert_msg((posture.why[row->fact][0] != '\0') == (row->value == POSTURE_UNKNOWN),
                  "%s: why '%s'", row->name, posture.why[row->fact]);
}
END_TEST

/* Every cut of a good answer leaves the fact unknown, and nothing of what it began to say. */
START_TEST(s3_answer_is_cut)
{
    const struct s3_case *const row = &s3_cases[_i];
    const size_t len = strlen(row->body);
    if (row->status != 200 || row->outcome != FACT_READ)
        return;
    char *const text = malloc(len + 1);
    ck_assert_ptr_nonnull(text);
    for (size_t cut = 0; cut < len; cut++) {
        struct posture posture;
        memcpy(text, row->body, cut);
        text[cut] = '\0';
        posture_start(&posture, PROVIDER_S3, "not asked");
        ck_assert_msg(read_s3(row->fact, 200, text, &posture) == FACT_FAILED, "%s: %zu", row->name,
                      cut);
        ck_assert_msg(posture.values[row->fact] == POSTURE_UNKNOWN, "%s: %zu", row->name, cut);
        ck_assert_msg(posture.blocked == 0 && posture.encryption_key[0] == '\0', "%s: %zu",
                      row->name, cut);
    }
    free(text);
}
END_TEST

START_TEST(s3_encryption_has_details)
{
    struct posture posture;
    posture_start(&posture, PROVIDER_S3, "not asked");
    read_s3(POSTURE_ENCRYPTION, 200, s3_cases[1].body, &posture);
    ck_assert_str_eq(posture.encryption_key, "k");
    ck_assert_int_eq(posture.values[POSTURE_BUCKET_KEY], POSTURE_YES);
    posture_start(&posture, PROVIDER_S3, "not asked");
    read_s3(POSTURE_ENCRYPTION, 200, s3_cases[0].body, &posture);
    ck_assert_str_eq(posture.encryption_key, "");
    ck_assert_int_eq(posture.values[POSTURE_BUCKET_KEY], POSTURE_NO);
    posture_start(&posture, PROVIDER_S3, "not asked");
    read_s3(POSTURE_ENCRYPTION, 403, ERROR("AccessDenied"), &posture);
    ck_assert_int_eq(posture.values[POSTURE_BUCKET_KEY], POSTURE_UNKNOWN);
    ck_assert_str_eq(posture.why[POSTURE_BUCKET_KEY],
                     "needs s3:GetEncryptionConfiguration (403 AccessDenied)");
}
END_TEST

/* ---- Azure ---- */

struct azure_case {
    const char *name;
    enum azure_question question;
    int status;
    const char *headers, *body;
    enum fact_outcome outcome;
    enum posture_fact fact;
    enum posture_value value;
};

#define ID "x-ms-request-id: 1\r\n"
#define SERVICE(logging, retention)                                                                \
    XML "<StorageServiceProperties><Logging><Version>1.0</Version><Delete>true</"                  \
        "Delete><Read>" logging                                                                    \
        "</Read><Write>true</Write><RetentionPolicy><Enabled>true</Enabled>"                       \
        "</RetentionPolicy></Logging><DeleteRetentionPolicy><Enabled>" retention                   \
        "</Enabled><Days>7</Days></DeleteRetentionPolicy></StorageServiceProperties>"

static const struct azure_case azure_cases[] = {
    {"private", AZURE_QUESTION_CONTAINER, 200, ID, "", FACT_READ, POSTURE_PUBLIC_ACCESS,
     POSTURE_NONE},
    {"public blobs", AZURE_QUESTION_CONTAINER, 200, ID "x-ms-blob-public-access: blob\r\n", "",
     FACT_READ, POSTURE_PUBLIC_ACCESS, POSTURE_BLOB},
    {"public container", AZURE_QUESTION_CONTAINER, 200, ID "x-ms-blob-public-access: container\r\n",
     "", FACT_READ, POSTURE_PUBLIC_ACCESS, POSTURE_CONTAINER},
    {"an access nobody knows", AZURE_QUESTION_CONTAINER, 200, ID "x-ms-blob-public-access: x\r\n",
     "", FACT_FAILED, POSTURE_PUBLIC_ACCESS, POSTURE_UNKNOWN},
    {"no Azure", AZURE_QUESTION_CONTAINER, 200, "Server: nginx\r\n", HTML, FACT_FAILED,
     POSTURE_PUBLIC_ACCESS, POSTURE_UNKNOWN},
    {"denied", AZURE_QUESTION_CONTAINER, 403, ID, ERROR("AuthorizationPermissionMismatch"),
     FACT_DENIED, POSTURE_PUBLIC_ACCESS, POSTURE_UNKNOWN},
    {"not found", AZURE_QUESTION_CONTAINER, 404, ID, ERROR("ResourceNotFound"), FACT_FAILED,
     POSTURE_PUBLIC_ACCESS, POSTURE_UNKNOWN},
    {"flat", AZURE_QUESTION_ACCOUNT, 200, ID "x-ms-is-hns-enabled: false\r\n", "", FACT_READ,
     POSTURE_HNS, POSTURE_NO},
    {"hierarchical", AZURE_QUESTION_ACCOUNT, 200, ID "x-ms-is-hns-enabled: true\r\n", "", FACT_READ,
     POSTURE_HNS, POSTURE_YES},
    {"does not say", AZURE_QUESTION_ACCOUNT, 200, ID, "", FACT_FAILED, POSTURE_HNS,
     POSTURE_UNKNOWN},
    {"soft delete", AZURE_QUESTION_SERVICE, 200, ID, SERVICE("true", "true"), FACT_READ,
     POSTURE_SOFT_DELETE, POSTURE_ON},
    {"no soft delete, though logs are kept", AZURE_QUESTION_SERVICE, 200, ID,
     SERVICE("true", "false"), FACT_READ, POSTURE_SOFT_DELETE, POSTURE_OFF},
    {"reads are logged", AZURE_QUESTION_SERVICE, 200, ID, SERVICE("true", "false"), FACT_READ,
     POSTURE_LOGGING, POSTURE_ON},
    {"only writes are logged", AZURE_QUESTION_SERVICE, 200, ID, SERVICE("false", "true"), FACT_READ,
     POSTURE_LOGGING, POSTURE_OFF},
    {"half of it", AZURE_QUESTION_SERVICE, 200, ID,
     XML
     "<StorageServiceProperties><Logging><Read>true</Read></Logging></StorageServiceProperties>",
     FACT_READ, POSTURE_LOGGING, POSTURE_ON},
    {"the other half", AZURE_QUESTION_SERVICE, 200, ID,
     XML
     "<StorageServiceProperties><Logging><Read>true</Read></Logging></StorageServiceProperties>",
     FACT_READ, POSTURE_SOFT_DELETE, POSTURE_UNKNOWN},
    {"another document", AZURE_QUESTION_SERVICE, 200, ID, LISTING, FACT_FAILED, POSTURE_LOGGING,
     POSTURE_UNKNOWN},
    {"cut", AZURE_QUESTION_SERVICE, 200, ID, XML "<StorageServiceProperties><Logging>", FACT_FAILED,
     POSTURE_LOGGING, POSTURE_UNKNOWN},
};

START_TEST(azure_answer_is_read)
{
    const struct azure_case *const row = &azure_cases[_i];
    struct posture posture;
    struct http_headers headers;
    struct answer answer;
    http_headers_init(&headers);
    buffer_append_str(&headers.lines, row->headers);
    posture_start(&posture, PROVIDER_AZURE, "not asked");
    answer_read(&answer, row->status, &headers, span_of(row->body));
    ck_assert_msg(azure_posture_read(row->question, &answer, &headers, span_of(row->body),
                                     &posture) == row->outcome,
                  "%s: outcome", row->name);
    ck_assert_msg(posture.values[row->fact] == row->value, "%s: %s", row->name,
                  posture_value_name(posture.values[row->fact]));
    ck_assert_msg((posture.why[row->fact][0] != '\0') == (row->value == POSTURE_UNKNOWN), "%s",
                  row->name);
    buffer_free(&headers.lines);
}
END_TEST

/* ---- verdicts ---- */

struct verdict_case {
    const char *name;
    enum provider_kind provider;
    enum policy_profile profile;
    enum policy_verdict verdict;
    struct {
        enum posture_fact fact;
        enum posture_value value;
    } facts[4];
    unsigned blocked;
    const char *mode, *key; /* of the object; mode NULL: it was not answered */
    enum key_owner owner;
    bool is_plain, is_anonymous;
};

#define CMK PROVIDER_S3, POLICY_CMK_REQUIRED
#define PUBLIC PROVIDER_S3, POLICY_NO_PUBLIC_ACCESS
#define AZURE_PUBLIC PROVIDER_AZURE, POLICY_NO_PUBLIC_ACCESS
#define TLS PROVIDER_S3, POLICY_TLS_ONLY
#define ARN "arn:aws:kms:us-east-1:111122223333:key/1"

static const struct verdict_case verdict_cases[] = {
    {"a customer's key", CMK, POLICY_MET, .mode = "sse-kms", .key = ARN,
     .owner = KEY_OWNER_CUSTOMER},
    {"a customer's key, twice", CMK, POLICY_MET, .mode = "dsse-kms", .key = ARN,
     .owner = KEY_OWNER_CUSTOMER},
    {"a key nobody could ask about", CMK, POLICY_UNKNOWN, .mode = "sse-kms", .key = ARN},
    {"AWS's key", CMK, POLICY_NOT_MET, .mode = "sse-kms", .key = ARN, .owner = KEY_OWNER_PROVIDER},
    {"AWS's key by its alias", CMK, POLICY_NOT_MET, .mode = "sse-kms",
     .key = "arn:aws:kms:us-east-1:111122223333:alias/aws/s3"},
    {"S3's own keys", CMK, POLICY_NOT_MET, .mode = "sse-s3", .key = ""},
    {"the client's key", CMK, POLICY_NOT_MET, .mode = "sse-c", .key = ""},
    {"not encrypted", CMK, POLICY_NOT_MET, .mode = "", .key = ""},
    {"an object that was not read", CMK, POLICY_UNKNOWN, .blocked = 0},
    {"an Azure account's keys", PROVIDER_AZURE, POLICY_CMK_REQUIRED, POLICY_UNKNOWN,
     .mode = "azure", .key = ""},
    {"Microsoft's keys", PROVIDER_AZURE, POLICY_CMK_REQUIRED, POLICY_NOT_MET,
     .facts = {{POSTURE_KEY_SOURCE, POSTURE_PLATFORM_KEYS}}, .mode = "azure", .key = ""},
    {"a key vault's", PROVIDER_AZURE, POLICY_CMK_REQUIRED, POLICY_MET,
     .facts = {{POSTURE_KEY_SOURCE, POSTURE_CUSTOMER_KEYS}}, .mode = "azure", .key = ""},
    {"a scope of an account with a vault", PROVIDER_AZURE, POLICY_CMK_REQUIRED, POLICY_UNKNOWN,
     .facts = {{POSTURE_KEY_SOURCE, POSTURE_CUSTOMER_KEYS}}, .mode = "azure-scope", .key = "s"},
    {"the client's key in Azure", PROVIDER_AZURE, POLICY_CMK_REQUIRED, POLICY_NOT_MET,
     .mode = "azure-cpk", .key = ""},
    {"TLS only", TLS, POLICY_MET, .facts = {{POSTURE_TLS_ONLY, POSTURE_YES}}},
    {"not only", TLS, POLICY_NOT_MET, .facts = {{POSTURE_TLS_ONLY, POSTURE_NO}}},
    {"TLS unknown", TLS, POLICY_UNKNOWN, .blocked = 0},
    {"TLS not a thing there", TLS, POLICY_UNKNOWN,
     .facts = {{POSTURE_TLS_ONLY, POSTURE_NOT_SUPPORTED}}},
    {"it answered without TLS", TLS, POLICY_NOT_MET, .facts = {{POSTURE_TLS_ONLY, POSTURE_YES}},
     .is_plain = true},
    {"everything blocked", PUBLIC, POLICY_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_ALL}}, .blocked = POSTURE_BLOCK_EVERYTHING},
    {"nothing known", PUBLIC, POLICY_UNKNOWN, .blocked = 0},
    {"no block, no policy, no ACLs", PUBLIC, POLICY_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_NONE},
               {POSTURE_POLICY_PUBLIC, POSTURE_NO},
               {POSTURE_OWNERSHIP, POSTURE_OWNER_ENFORCED}}},
    {"objects may have ACLs of their own", PUBLIC, POLICY_UNKNOWN,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_NONE},
               {POSTURE_POLICY_PUBLIC, POSTURE_NO},
               {POSTURE_ACL_PUBLIC, POSTURE_NO},
               {POSTURE_OWNERSHIP, POSTURE_OBJECT_WRITER}}},
    {"a public policy", PUBLIC, POLICY_NOT_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_NONE}, {POSTURE_POLICY_PUBLIC, POSTURE_YES}}},
    {"a public policy, and nobody knows what the account blocks", PUBLIC, POLICY_UNKNOWN,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_NONE},
               {POSTURE_POLICY_PUBLIC, POSTURE_YES},
               {POSTURE_ACCOUNT_BLOCK, POSTURE_UNKNOWN}}},
    {"a public policy that the account blocks", PUBLIC, POLICY_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_NONE},
               {POSTURE_POLICY_PUBLIC, POSTURE_YES},
               {POSTURE_ACCOUNT_BLOCK, POSTURE_ALL}},
     .blocked = POSTURE_BLOCK_EVERYTHING},
    {"a public policy that the account lets be", PUBLIC, POLICY_NOT_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_NONE},
               {POSTURE_POLICY_PUBLIC, POSTURE_YES},
               {POSTURE_ACCOUNT_BLOCK, POSTURE_NONE}}},
    {"a public policy, restricted", PUBLIC, POLICY_UNKNOWN,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_SOME}, {POSTURE_POLICY_PUBLIC, POSTURE_YES}},
     .blocked = POSTURE_RESTRICT},
    {"a public policy, block unknown", PUBLIC, POLICY_UNKNOWN,
     .facts = {{POSTURE_POLICY_PUBLIC, POSTURE_YES}}},
    {"a public ACL", PUBLIC, POLICY_NOT_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_NONE},
               {POSTURE_POLICY_PUBLIC, POSTURE_NO},
               {POSTURE_ACL_PUBLIC, POSTURE_YES},
               {POSTURE_OWNERSHIP, POSTURE_OBJECT_WRITER}}},
    {"a public ACL that does not count", PUBLIC, POLICY_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS_BLOCK, POSTURE_SOME},
               {POSTURE_POLICY_PUBLIC, POSTURE_NO},
               {POSTURE_ACL_PUBLIC, POSTURE_YES},
               {POSTURE_OWNERSHIP, POSTURE_OBJECT_WRITER}},
     .blocked = POSTURE_IGNORE_ACLS},
    {"it answered to nobody", PUBLIC, POLICY_NOT_MET, .is_anonymous = true},
    {"a private container", AZURE_PUBLIC, POLICY_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS, POSTURE_NONE}}},
    {"a public container", AZURE_PUBLIC, POLICY_NOT_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS, POSTURE_CONTAINER}}},
    {"public blobs only", AZURE_PUBLIC, POLICY_NOT_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS, POSTURE_BLOB}}},
    {"a public container of an account that forbids it", AZURE_PUBLIC, POLICY_MET,
     .facts = {{POSTURE_PUBLIC_ACCESS, POSTURE_BLOB}, {POSTURE_ACCOUNT_PUBLIC, POSTURE_DENY}}},
    {"a container nobody could ask", AZURE_PUBLIC, POLICY_UNKNOWN, .blocked = 0},
};

START_TEST(verdict_follows)
{
    const struct verdict_case *const row = &verdict_cases[_i];
    struct posture posture;
    struct object_facts facts = {0};
    posture_start(&posture, row->provider, "not asked");
    for (size_t i = 0; i < 4; i++)
        if (row->facts[i].value != POSTURE_ABSENT)
            posture.values[row->facts[i].fact] = row->facts[i].value;
    posture.blocked = row->blocked;
    posture.is_plain = row->is_plain;
    posture.is_anonymous = row->is_anonymous;
    if (row->mode != NULL) {
        snprintf(facts.encryption_mode, sizeof facts.encryption_mode, "%s", row->mode);
        snprintf(facts.encryption_key_id, sizeof facts.encryption_key_id, "%s", row->key);
    }
    const enum policy_verdict verdict =
        policy_judge(&posture, row->profile, row->mode == NULL ? NULL : &facts, row->owner);
    ck_assert_msg(verdict == row->verdict, "%s: %s", row->name, policy_verdict_name(verdict));
}
END_TEST

struct bucket_case {
    const char *name;
    enum posture_value value;
    const char *key;
    enum key_owner owner;
    enum policy_verdict verdict;
};

static const struct bucket_case bucket_cases[] = {
    {"unknown", POSTURE_UNKNOWN, "", KEY_OWNER_UNKNOWN, POLICY_UNKNOWN},
    {"not supported", POSTURE_NOT_SUPPORTED, "", KEY_OWNER_UNKNOWN, POLICY_UNKNOWN},
    {"none", POSTURE_NONE, "", KEY_OWNER_UNKNOWN, POLICY_NOT_MET},
    {"S3's keys", POSTURE_SSE_S3, "", KEY_OWNER_UNKNOWN, POLICY_NOT_MET},
    {"KMS without a key is AWS's", POSTURE_SSE_KMS, "", KEY_OWNER_UNKNOWN, POLICY_NOT_MET},
    {"KMS with a key", POSTURE_SSE_KMS, ARN, KEY_OWNER_UNKNOWN, POLICY_UNKNOWN},
    {"KMS with a customer's key", POSTURE_DSSE_KMS, ARN, KEY_OWNER_CUSTOMER, POLICY_MET},
};

START_TEST(bucket_verdict_follows)
{
    const struct bucket_case *const row = &bucket_cases[_i];
    struct posture posture;
    posture_start(&posture, PROVIDER_S3, "not asked");
    posture.values[POSTURE_ENCRYPTION] = row->value;
    snprintf(posture.encryption_key, sizeof posture.encryption_key, "%s", row->key);
    ck_assert_msg(policy_judge_bucket(&posture, POLICY_CMK_REQUIRED, row->owner) == row->verdict,
                  "%s", row->name);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("posture");
    TCase *const tcase = tcase_create("posture");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, s3_answer_is_read, 0, CASE_COUNT(s3_cases));
    tcase_add_loop_test(tcase, s3_answer_is_cut, 0, CASE_COUNT(s3_cases));
    tcase_add_test(tcase, s3_encryption_has_details);
    tcase_add_loop_test(tcase, azure_answer_is_read, 0, CASE_COUNT(azure_cases));
    tcase_add_loop_test(tcase, verdict_follows, 0, CASE_COUNT(verdict_cases));
    tcase_add_loop_test(tcase, bucket_verdict_follows, 0, CASE_COUNT(bucket_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
