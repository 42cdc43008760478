/* The policies that are printed to paste, against golden texts. */
#include "crawler/pipeline/access_policy.h"

#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct policy_case {
    const char *name;
    const char *sources[4];
    const char *region;
    const char *golden; /* without the spaces of its layout */
    const char *note;   /* that must be among the notes; NULL: there are none */
};

#define READ                                                                                       \
    "\"s3:GetObject\",\"s3:GetObjectVersion\",\"s3:GetObjectTagging\","                            \
    "\"s3:GetObjectVersionTagging\",\"s3:GetObjectRetention\",\"s3:GetObjectLegalHold\""
#define POSTURE                                                                                    \
    "\"s3:GetEncryptionConfiguration\",\"s3:GetBucketPublicAccessBlock\","                         \
    "\"s3:GetBucketPolicyStatus\",\"s3:GetBucketPolicy\",\"s3:GetBucketAcl\","                     \
    "\"s3:GetBucketVersioning\",\"s3:GetBucketLogging\",\"s3:GetLifecycleConfiguration\","         \
    "\"s3:GetBucketOwnershipControls\",\"s3:ListBucketMultipartUploads\""
#define LIST(number, bucket, condition)                                                            \
    "{\"Sid\":\"List" number "\",\"Effect\":\"Allow\",\"Action\":[\"s3:ListBucket\","              \
    "\"s3:ListBucketVersions\"],\"Resource\":\"" bucket "\"" condition "},"
#define PREFIX(text) ",\"Condition\":{\"StringLike\":{\"s3:prefix\":\"" text "\"}}"
#define REST(partition, objects, contexts, buckets)                                                \
    "{\"Sid\":\"Read\",\"Effect\":\"Allow\",\"Action\":[" READ "],\"Resource\":[" objects "]},"    \
    "{\"Sid\":\"Decrypt\",\"Effect\":\"Allow\",\"Action\":[\"kms:Decrypt\"],\"Resource\":"         \
    "\"arn:" partition ":kms:*:*:key/*\",\"Condition\":{\"StringLike\":{\"kms:ViaService\":"       \
    "\"s3.*.amazonaws.com*\",\"kms:EncryptionContext:aws:s3:arn\":[" contexts "]}}},"              \
    "{\"Sid\":\"KeyOwner\",\"Effect\":\"Allow\",\"Action\":[\"kms:DescribeKey\"],\"Resource\":"    \
    "\"arn:" partition ":kms:*:*:key/*\"},"                                                        \
    "{\"Sid\":\"Posture\",\"Effect\":\"Allow\",\"Action\":[" POSTURE "],\"Resource\":[" buckets    \
    "]},"                                                                                          \
    "{\"Sid\":\"Account\",\"Effect\":\"Allow\",\"Action\":[\"s3:GetAccountPublicAccessBlock\"],"   \
    "\"Resource\":\"*\"}"
#define IAM(statements) "{\"Version\":\"2012-10-17\",\"Statement\":[" statements "]}"
#define ROLE                                                                                       \
    "{\"Name\":\"phicrawlreader\",\"IsCustom\":true,\"Description\":\"Listsandreadsblobsandtheir"  \
    "tags,andreadspropertiesofcontainersandoftheservice.Changesnothing.\",\"Actions\":["           \
    "\"Microsoft.Storage/storageAccounts/read\","                                                  \
    "\"Microsoft.Storage/storageAccounts/blobServices/read\",\"Microsoft.Storage/storageAccounts/" \
    "blobServices/containers/read\"],\"NotActions\":[],\"DataActions\":[\"Microsoft.Storage/"      \
    "storageAccounts/blobServices/containers/blobs/read\",\"Microsoft.Storage/storageAccounts/"    \
    "blobServices/containers/blobs/tags/read\"],\"NotDataActions\":[],\"AssignableScopes\":["      \
    "\"/subscriptions/SUBSCRIPTION/resourceGroups/GROUP\"]}"

static const struct policy_case policy_cases[] = {
    {"a bucket",
     {"s3://records"},
     NULL,
     IAM(LIST("1", "arn:aws:s3:::records", "") REST(
         "aws", "\"arn:aws:s3:::records/*\"", "\"arn:aws:s3:::records\",\"arn:aws:s3:::records/*\"",
         "\"arn:aws:s3:::records\"")),
     NULL},
    {"a prefix",
     {"s3://records/2026/"},
     "eu-west-1",
     IAM(LIST("1", "arn:aws:s3:::records", PREFIX("2026/*")) REST(
         "aws", "\"arn:aws:s3:::records/2026/*\"",
         "\"arn:aws:s3:::records\",\"arn:aws:s3:::records/2026/*\"", "\"arn:aws:s3:::records\"")),
     NULL},
    {"wildcards in a prefix are plain characters",
     {"s3://records/a*b?c${d}"},
     NULL,
     IAM(LIST("1", "arn:aws:s3:::records", PREFIX("a${*}b${?}c${$}{d}*"))
             REST("aws", "\"arn:aws:s3:::records/a${*}b${?}c${$}{d}*\"",
                  "\"arn:aws:s3:::records\",\"arn:aws:s3:::records/a${*}b${?}c${$}{d}*\"",
                  "\"arn:aws:s3:::records\"")),
     NULL},
    {"two buckets in China",
     {"s3://a-bucket", "s3://b-bucket/x"},
     "cn-north-1",
     IAM(LIST("1", "arn:aws-cn:s3:::a-bucket", "")
             LIST("2", "arn:aws-cn:s3:::b-bucket", PREFIX("x*"))
                 REST("aws-cn", "\"arn:aws-cn:s3:::a-bucket/*\",\"arn:aws-cn:s3:::b-bucket/x*\"",
                      "\"arn:aws-cn:s3:::a-bucket\",\"arn:aws-cn:s3:::a-bucket/*\","
                      "\"arn:aws-cn:s3:::b-bucket\",\"arn:aws-cn:s3:::b-bucket/x*\"",
                      "\"arn:aws-cn:s3:::a-bucket\",\"arn:aws-cn:s3:::b-bucket\"")),
     NULL},
    {"a container", {"az://landing/in"}, NULL, ROLE, "Storage Blob Data Reader"},
    {"a container with its account",
     {"https://acct.blob.core.windows.net/landing?sp=rl&sig=CANARY"},
     NULL,
     ROLE,
     "--account-name acct --name landing --permissions rl"},
    {"both, whatever their order",
     {"az://landing", "s3://records"},
     NULL,
     IAM(LIST("2", "arn:aws:s3:::records", "") REST(
         "aws", "\"arn:aws:s3:::records/*\"", "\"arn:aws:s3:::records\",\"arn:aws:s3:::records/*\"",
         "\"arn:aws:s3:::records\"")) ROLE,
     "Storage Blob Data Reader"},
    {"an inventory, and the bucket that its key names",
     {"s3-inventory+s3://lists/daily/records/all/2026-01-02T01-00Z/manifest.json"},
     NULL,
     IAM(LIST("1", "arn:aws:s3:::records", "")
             REST("aws", "\"arn:aws:s3:::lists/daily/records/all/*\",\"arn:aws:s3:::records/*\"",
                  "\"arn:aws:s3:::lists\",\"arn:aws:s3:::lists/daily/records/all/*\","
                  "\"arn:aws:s3:::records\",\"arn:aws:s3:::records/*\"",
                  "\"arn:aws:s3:::records\"")),
     NULL},
    {"an inventory at the root of its bucket, behind another source",
     {"az://landing", "s3-inventory+s3://lists/records/all/2026-01-02T01-00Z/manifest.json"},
     NULL,
     IAM(LIST("2", "arn:aws:s3:::records", "")
             REST("aws", "\"arn:aws:s3:::lists/records/all/*\",\"arn:aws:s3:::records/*\"",
                  "\"arn:aws:s3:::lists\",\"arn:aws:s3:::lists/records/all/*\","
                  "\"arn:aws:s3:::records\",\"arn:aws:s3:::records/*\"",
                  "\"arn:aws:s3:::records\"")) ROLE,
     "Storage Blob Data Reader"},
    {"an inventory that was moved",
     {"s3-inventory+s3://lists/mine/manifest.json"},
     NULL,
     IAM(LIST("1", "arn:aws:s3:::LISTED-BUCKET", "")
             REST("aws", "\"arn:aws:s3:::lists/mine/*\",\"arn:aws:s3:::LISTED-BUCKET/*\"",
                  "\"arn:aws:s3:::lists\",\"arn:aws:s3:::lists/mine/*\","
                  "\"arn:aws:s3:::LISTED-BUCKET\",\"arn:aws:s3:::LISTED-BUCKET/*\"",
                  "\"arn:aws:s3:::LISTED-BUCKET\"")),
     "replace LISTED-BUCKET"},
    {"an inventory of what is no bucket",
     {"s3-inventory+s3://lists/a b/all/2026-01-02T01-00Z/manifest.json"},
     NULL,
     IAM(LIST("1", "arn:aws:s3:::LISTED-BUCKET", "")
             REST("aws", "\"arn:aws:s3:::lists/ab/all/*\",\"arn:aws:s3:::LISTED-BUCKET/*\"",
                  "\"arn:aws:s3:::lists\",\"arn:aws:s3:::lists/ab/all/*\","
                  "\"arn:aws:s3:::LISTED-BUCKET\",\"arn:aws:s3:::LISTED-BUCKET/*\"",
                  "\"arn:aws:s3:::LISTED-BUCKET\"")),
     "replace LISTED-BUCKET"},
    {"a blob inventory",
     {"azure-inventory+az://lists/2026/02/01/R/R-manifest.json"},
     NULL,
     ROLE,
     "containers that it lists"},
    {"a directory", {"/srv/files"}, NULL, "", "permission to read"},
};

static const char *get_region(void *user, const char *name)
{
    const struct policy_case *const row = user;
    return strcmp(name, "AWS_REGION") == 0 ? row->region : NULL;
}

static void squeeze(char *text)
{
    char *put = text;
    for (; *text != '\0'; text++)
        if (*text != ' ' && *text != '\n')
            *put++ = *text;
    *put = '\0';
}

START_TEST(policy_is_golden)
{
    const struct policy_case *const row = &policy_cases[_i];
    const struct environment environment = {.get = get_region, .user = (void *)(uintptr_t)row};
    struct access_policy_input input = {.sources = row->sources, .environment = &environment};
    struct buffer out, notes;
    struct fault fault = {.http_status = 0};
    while (row->sources[input.source_count] != NULL)
        input.source_count++;
    buffer_init(&out, 1u << 20);
    buffer_init(&notes, 1u << 20);
    ck_assert_msg(access_policy_render(&input, &out, &notes, &fault), "%s: %s", row->name,
                  fault.message);
    char *const text = buffer_str(&out);
    char *const lines = buffer_str(&notes);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_nonnull(lines);
    ck_assert_ptr_null(strstr(lines, "CANARY"));
    squeeze(text);
    ck_assert_msg(strcmp(text, row->golden) == 0, "%s:\n%s\n%s", row->name, text, row->golden);
    if (row->note == NULL)
        ck_assert_str_eq(lines, "");
    else
        ck_assert_msg(strstr(lines, row->note) != NULL, "%s: %s", row->name, lines);
    buffer_free(&out);
    buffer_free(&notes);
}
END_TEST

START_TEST(no_source_is_refused)
{
    static const char *const sources[] = {"gopher://x"};
    const struct environment environment = {.get = get_region,
                                            .user = (void *)(uintptr_t)&policy_cases[0]};
    const struct access_policy_input input = {sources, 1, &environment};
    struct buffer out, notes;
    struct fault fault = {.http_status = 0};
    buffer_init(&out, 1u << 20);
    buffer_init(&notes, 1u << 20);
    ck_assert(!access_policy_render(&input, &out, &notes, &fault));
    ck_assert_str_ne(fault.message, "");
    buffer_free(&out);
    buffer_free(&notes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("access_policy");
    TCase *const tcase = tcase_create("policies");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, policy_is_golden, 0,
                        (int)(sizeof policy_cases / sizeof policy_cases[0]));
    tcase_add_test(tcase, no_source_is_refused);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
