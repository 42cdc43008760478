/* Writes least-privilege policies. */
#include "crawler/pipeline/access_policy.h"

#include "crawler/base/json.h"
#include "crawler/store/aws_partition.h"
#include "crawler/store/locator.h"

#include <stdlib.h>
#include <string.h>

#define DOCUMENT_MAX ((size_t)16 << 20)

static void texts(struct json *json, const char *key, const char *const *values)
{
    json_key(json, key);
    json_begin_array(json);
    for (; *values != NULL; values++)
        json_str(json, *values);
    json_end_array(json);
}

/* ---- layout ---- */

static void new_line(struct buffer *out, unsigned level)
{
    buffer_append_char(out, '\n');
    for (unsigned i = 0; i < level; i++)
        buffer_append_str(out, "  ");
}

/* Spreads a compact document over lines. */
static void lay_out(struct buffer *compact, struct buffer *out)
{
    unsigned level = 0;
    bool is_text = false;
    for (size_t i = 0; i < compact->len; i++) {
        const char c = (char)compact->ptr[i];
        if (is_text) {
            buffer_append_char(out, c);
            if (c == '\\' && i + 1 < compact->len)
                buffer_append_char(out, (char)compact->ptr[++i]);
            is_text = c != '"';
            continue;
        }
        const bool is_empty = c == '[' && i + 1 < compact->len && compact->ptr[i + 1] == ']';
        if (c == '}' || c == ']')
            new_line(out, --level);
        buffer_append_char(out, c);
        if (is_empty)
            buffer_append_char(out, (char)compact->ptr[++i]);
        else if (c == '{' || c == '[')
            new_line(out, ++level);
        else if (c == ',')
            new_line(out, level);
        else if (c == ':')
            buffer_append_char(out, ' ');
        is_text = c == '"';
    }
    buffer_append_char(out, '\n');
    out->is_failed |= compact->is_failed;
    buffer_free(compact);
}

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

/* The sources of one kind, and where they are. */
struct policy_sources {
    const struct locator *locators;
    size_t count;
    const char *partition;
};

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

static void begin_statement(struct json *json, const char *sid, const char *const *actions)
{
    json_begin_object(json);
    json_field_str(json, "Sid", sid);
    json_field_str(json, "Effect", "Allow");
    texts(json, "Action", actions);
}

static void resources(struct json *json, const struct policy_sources *sources, enum arn_of what)
{
    json_key(json, "Resource");
    json_begin_array(json);
    for (size_t i = 0; i < sources->count; i++)
        if (is_s3(&sources->locators[i]) && !is_express(&sources->locators[i]))
            add_arn(json, &sources->locators[i], sources->partition, what);
    json_end_array(json);
}

/* One statement a source, as each has its own prefix. */
static void list_statement(struct json *json, const struct policy_sources *sources, size_t index)
{
    static const char *const actions[] = {"s3:ListBucket", "s3:ListBucketVersions", NULL};
    const struct locator *const locator = &sources->locators[index];
    struct buffer text;
    buffer_init(&text, 64u << 10);
    buffer_append_format(&text, "List%zu", index + 1);
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
static void add_contexts(struct json *json, const struct policy_sources *sources)
{
    for (size_t i = 0; i < sources->count; i++) {
        const struct locator *const locator = &sources->locators[i];
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

static void key_resource(struct json *json, const struct policy_sources *sources)
{
    struct buffer key;
    buffer_init(&key, 256);
    buffer_append_format(&key, "arn:%s:kms:*:*:key/*", sources->partition);
    json_field_str(json, "Resource", buffer_str(&key));
    buffer_free(&key);
}

/* S3 asks KMS in the name of the reader, with the ARN of the object as encryption context, or with
 * that of the bucket where bucket keys are on. */
static void decrypt_statement(struct json *json, const struct policy_sources *sources)
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
static void key_owner_statement(struct json *json, const struct policy_sources *sources)
{
    static const char *const actions[] = {"kms:DescribeKey", NULL};
    begin_statement(json, "KeyOwner", actions);
    key_resource(json, sources);
    json_end_object(json);
}

static void express_statement(struct json *json, const struct policy_sources *sources)
{
    static const char *const actions[] = {"s3express:CreateSession", NULL};
    begin_statement(json, "Express", actions);
    json_key(json, "Resource");
    json_begin_array(json);
    for (size_t i = 0; i < sources->count; i++) {
        struct buffer arn;
        if (!is_express(&sources->locators[i]))
            continue;
        buffer_init(&arn, 4096);
        buffer_append_format(&arn, "arn:%s:s3express:*:*:bucket/%s", sources->partition,
                             sources->locators[i].bucket);
        json_str(json, buffer_str(&arn));
        buffer_free(&arn);
    }
    json_end_array(json);
    json_end_object(json);
}

static void plain_statements(struct json *json, const struct policy_sources *sources)
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
        if (is_s3(&sources->locators[i]) && !is_express(&sources->locators[i]))
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

static void render_iam(const struct policy_sources *sources, struct buffer *out)
{
    struct buffer compact;
    struct json json = {.out = &compact};
    size_t plain = 0, express = 0;
    for (size_t i = 0; i < sources->count; i++) {
        express += is_express(&sources->locators[i]);
        plain += is_s3(&sources->locators[i]) && !is_express(&sources->locators[i]);
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
    lay_out(&compact, out);
}

/* ---- Azure ---- */

#define BLOB_SERVICES "Microsoft.Storage/storageAccounts/blobServices/"

static void note_container(const struct locator *locator, struct buffer *notes)
{
    const char *const account = locator->account != NULL ? locator->account : "ACCOUNT";
    buffer_append_format(notes,
                         "container %s: without a role of your own, assign Storage Blob Data "
                         "Reader at .../storageAccounts/%s/blobServices/default/containers/%s\n",
                         locator->bucket, account, locator->bucket);
    buffer_append_format(notes,
                         "container %s: as a SAS: az storage container generate-sas "
                         "--account-name %s --name %s --permissions rl --https-only --expiry TIME "
                         "(rlt also reads tags)\n",
                         locator->bucket, account, locator->bucket);
}

static void render_role(const struct policy_sources *sources, struct buffer *out,
                        struct buffer *notes)
{
    static const char *const actions[] = {BLOB_SERVICES "read", BLOB_SERVICES "containers/read",
                                          NULL};
    static const char *const data_actions[] = {BLOB_SERVICES "containers/blobs/read",
                                               BLOB_SERVICES "containers/blobs/tags/read", NULL};
    static const char *const none[] = {NULL};
    static const char *const scopes[] = {"/subscriptions/SUBSCRIPTION/resourceGroups/GROUP", NULL};
    struct buffer compact;
    struct json json = {.out = &compact};
    size_t count = 0;
    for (size_t i = 0; i < sources->count; i++) {
        if (sources->locators[i].provider != PROVIDER_AZURE)
            continue;
        note_container(&sources->locators[i], notes);
        count++;
    }
    if (count == 0)
        return;
    buffer_init(&compact, DOCUMENT_MAX);
    json_begin_object(&json);
    json_field_str(&json, "Name", "phicrawl reader");
    json_field_bool(&json, "IsCustom", true);
    json_field_str(&json, "Description",
                   "Lists and reads blobs and their tags, and reads properties of containers and "
                   "of the service. Changes nothing.");
    texts(&json, "Actions", actions);
    texts(&json, "NotActions", none);
    texts(&json, "DataActions", data_actions);
    texts(&json, "NotDataActions", none);
    texts(&json, "AssignableScopes", scopes);
    json_end_object(&json);
    lay_out(&compact, out);
    buffer_append_str(notes, "replace SUBSCRIPTION and GROUP, then: az role definition create "
                             "--role-definition FILE\n");
}

/* ---- both ---- */

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
    struct locator *const locators = calloc(input->source_count + 1, sizeof *locators);
    bool is_good = true;
    size_t count = 0;
    if (locators == NULL) {
        out->is_failed = true;
        return true;
    }
    while (is_good && count < input->source_count) {
        is_good = locator_parse(input->sources[count], &locators[count], fault);
        count += is_good;
    }
    if (is_good) {
        const struct policy_sources sources = {locators, count, partition_of(input->environment)};
        render_iam(&sources, out);
        render_role(&sources, out, notes);
        for (size_t i = 0; i < count; i++)
            if (locators[i].provider == PROVIDER_LOCAL)
                buffer_append_str(notes, "a directory needs no policy, only permission to read\n");
    }
    for (size_t i = 0; i < count; i++)
        locator_free(&locators[i]);
    free(locators);
    return is_good;
}
