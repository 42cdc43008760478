/* Writes least-privilege policies. */
#include "crawler/pipeline/access_policy.h"

#include "crawler/base/json.h"
#include "crawler/pipeline/access_document.h"
#include "crawler/pipeline/access_role.h"
#include "crawler/pipeline/access_sources.h"
#include "crawler/store/aws_partition.h"

#include <string.h>

/* ---- AWS ---- */

/* What stands in an ARN or a condition for a text of any characters: "${*}" is a plain '*'. */
static void append_literal(struct buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '*' || *text == '?' || *text == '$')
            buffer_append_format(out, "${%c}", *text);
        else
            buffer_append_char(out, *text);
    }
}

enum arn_of { ARN_BUCKET, ARN_OBJECTS };

/* An access point is its own ARN, and its objects are below /object/. */
static void add_arn(struct json *json, const struct locator *locator, const char *partition,
                    enum arn_of what)
{
    const bool is_arn = strncmp(locator->bucket, "arn:", 4) == 0;
    struct buffer arn;
    buffer_init(&arn, 64u << 10);
    if (!is_arn)
        buffer_append_format(&arn, "arn:%s:s3:::", partition);
    buffer_append_str(&arn, locator->bucket);
    if (what == ARN_OBJECTS) {
        buffer_append_str(&arn, is_arn ? "/object/" : "/");
        append_literal(&arn, locator->prefix);
        buffer_append_char(&arn, '*');
    }
    json_bytes(json, (struct span){arn.ptr, arn.len});
    buffer_free(&arn);
}

static bool is_s3(const struct locator *locator)
{
    return locator->provider == PROVIDER_S3;
}

/* Directory buckets (S3 Express) know no other action. */
static bool is_express(const struct locator *locator)
{
    const size_t len = strlen(locator->bucket);
    return is_s3(locator) && len > 6 && strcmp(locator->bucket + len - 6, "--x-s3") == 0;
}

/* A bucket that is scanned. */
static bool is_plain(const struct access_source *source)
{
    return is_s3(&source->locator) && !is_express(&source->locator) && !source->is_inventory;
}

static void begin_statement(struct json *json, const char *sid, const char *const *actions)
{
    json_begin_object(json);
    json_field_str(json, "Sid", sid);
    json_field_str(json, "Effect", "Allow");
    document_texts(json, "Action", actions);
}

static void resources(struct json *json, const struct access_sources *sources, enum arn_of what)
{
    json_key(json, "Resource");
    json_begin_array(json);
    for (size_t i = 0; i < sources->count; i++)
        if (is_plain(&sources->all[i]) || (sources->all[i].is_inventory && what == ARN_OBJECTS))
            add_arn(json, &sources->all[i].locator, sources->partition, what);
    json_end_array(json);
}

/* One statement a source, as each has its own prefix. */
static void list_statement(struct json *json, const struct access_sources *sources, size_t index)
{
    static const char *const actions[] = {"s3:ListBucket", "s3:ListBucketVersions", NULL};
    const struct locator *const locator = &sources->all[index].locator;
    struct buffer text;
    buffer_init(&text, 64u << 10);
    buffer_append_format(&text, "List%zu", sources->all[index].number);
    begin_statement(json, buffer_str(&text), actions);
    json_key(json, "Resource");
    add_arn(json, locator, sources->partition, ARN_BUCKET);
    if (locator->prefix[0] != '\0') {
        buffer_clear(&text);
        append_literal(&text, locator->prefix);
        buffer_append_char(&text, '*');
        json_key(json, "Condition");
        json_begin_object(json);
        json_key(json, "StringLike");
        json_begin_object(json);
        json_key(json, "s3:prefix");
        json_bytes(json, (struct span){text.ptr, text.len});
        json_end_object(json);
        json_end_object(json);
    }
    json_end_object(json);
    buffer_free(&text);
}

/* An access point does not tell which bucket it leads to. */
static void add_contexts(struct json *json, const struct access_sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        const struct locator *const locator = &sources->all[i].locator;
        if (!is_s3(locator) || is_express(locator))
            continue;
        if (strncmp(locator->bucket, "arn:", 4) == 0) {
            json_str(json, "arn:*:s3:::*");
            continue;
        }
        add_arn(json, locator, sources->partition, ARN_BUCKET);
        add_arn(json, locator, sources->partition, ARN_OBJECTS);
    }
}

static void key_resource(struct json *json, const struct access_sources *sources)
{
    struct buffer key;
    buffer_init(&key, 256);
    buffer_append_format(&key, "arn:%s:kms:*:*:key/*", sources->partition);
    json_field_str(json, "Resource", buffer_str(&key));
    buffer_free(&key);
}

/* S3 asks KMS in the name of the reader, with the ARN of the object as encryption context, or with
 * that of the bucket where bucket keys are on. */
static void decrypt_statement(struct json *json, const struct access_sources *sources)
{
    static const char *const actions[] = {"kms:Decrypt", NULL};
    begin_statement(json, "Decrypt", actions);
    key_resource(json, sources);
    json_key(json, "Condition");
    json_begin_object(json);
    json_key(json, "StringLike");
    json_begin_object(json);
    json_field_str(json, "kms:ViaService", "s3.*.amazonaws.com*");
    json_key(json, "kms:EncryptionContext:aws:s3:arn");
    json_begin_array(json);
    add_contexts(json, sources);
    json_end_array(json);
    json_end_object(json);
    json_end_object(json);
    json_end_object(json);
}

/* Of the account: for buckets that let everybody in. */
static void account_statement(struct json *json)
{
    static const char *const actions[] = {"s3:GetAccountPublicAccessBlock", NULL};
    begin_statement(json, "Account", actions);
    json_field_str(json, "Resource", "*");
    json_end_object(json);
}

/* Whose a key is: for the verdict cmk-required alone. DescribeKey has no encryption context. */
static void key_owner_statement(struct json *json, const struct access_sources *sources)
{
    static const char *const actions[] = {"kms:DescribeKey", NULL};
    begin_statement(json, "KeyOwner", actions);
    key_resource(json, sources);
    json_end_object(json);
}

static void express_statement(struct json *json, const struct access_sources *sources)
{
    static const char *const actions[] = {"s3express:CreateSession", NULL};
    begin_statement(json, "Express", actions);
    json_key(json, "Resource");
    json_begin_array(json);
    for (size_t i = 0; i < sources->count; i++) {
        struct buffer arn;
        if (!is_express(&sources->all[i].locator))
            continue;
        buffer_init(&arn, 4096);
        buffer_append_format(&arn, "arn:%s:s3express:*:*:bucket/%s", sources->partition,
                             sources->all[i].locator.bucket);
        json_str(json, buffer_str(&arn));
        buffer_free(&arn);
    }
    json_end_array(json);
    json_end_object(json);
}

static void plain_statements(struct json *json, const struct access_sources *sources)
{
    static const char *const read[] = {"s3:GetObject",
                                       "s3:GetObjectVersion",
                                       "s3:GetObjectTagging",
                                       "s3:GetObjectVersionTagging",
                                       "s3:GetObjectRetention",
                                       "s3:GetObjectLegalHold",
                                       NULL};
    static const char *const posture[] = {"s3:GetEncryptionConfiguration",
                                          "s3:GetBucketPublicAccessBlock",
                                          "s3:GetBucketPolicyStatus",
                                          "s3:GetBucketPolicy",
                                          "s3:GetBucketAcl",
                                          "s3:GetBucketVersioning",
                                          "s3:GetBucketLogging",
                                          "s3:GetLifecycleConfiguration",
                                          "s3:GetBucketOwnershipControls",
                                          "s3:ListBucketMultipartUploads",
                                          NULL};
    for (size_t i = 0; i < sources->count; i++)
        if (is_plain(&sources->all[i]))
            list_statement(json, sources, i);
    begin_statement(json, "Read", read);
    resources(json, sources, ARN_OBJECTS);
    json_end_object(json);
    decrypt_statement(json, sources);
    key_owner_statement(json, sources);
    begin_statement(json, "Posture", posture);
    resources(json, sources, ARN_BUCKET);
    json_end_object(json);
    account_statement(json);
}

static void render_iam(const struct access_sources *sources, struct buffer *out)
{
    struct buffer compact;
    struct json json = {.out = &compact};
    size_t plain = 0, express = 0;
    for (size_t i = 0; i < sources->count; i++) {
        express += is_express(&sources->all[i].locator);
        plain += is_plain(&sources->all[i]);
    }
    if (plain + express == 0)
        return;
    buffer_init(&compact, DOCUMENT_MAX);
    json_begin_object(&json);
    json_field_str(&json, "Version", "2012-10-17");
    json_key(&json, "Statement");
    json_begin_array(&json);
    if (plain > 0)
        plain_statements(&json, sources);
    if (express > 0)
        express_statement(&json, sources);
    json_end_array(&json);
    json_end_object(&json);
    document_lay_out(&compact, out);
}

/* ---- all of it ---- */

static const char *partition_of(const struct environment *environment)
{
    const char *region = environment_get(environment, "AWS_REGION");
    if (region == NULL)
        region = environment_get(environment, "AWS_DEFAULT_REGION");
    return aws_partition_of(region == NULL ? "us-east-1" : region)->id;
}

bool access_policy_render(const struct access_policy_input *input, struct buffer *out,
                          struct buffer *notes, struct fault *fault)
{
    struct access_sources sources = {.partition = partition_of(input->environment)};
    const bool is_good =
        access_sources_parse(input->sources, input->source_count, &sources, notes, fault);
    if (is_good) {
        render_iam(&sources, out);
        access_role_render(&sources, out, notes);
    }
    for (size_t i = 0; is_good && i < sources.count; i++)
        if (sources.all[i].locator.provider == PROVIDER_LOCAL)
            buffer_append_str(notes, "a directory needs no policy, only permission to read\n");
    access_sources_free(&sources);
    return is_good;
}
