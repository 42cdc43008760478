/* What services beside S3 are asked: whose credentials and keys are, what the account forbids. */
#include "crawler/store/inspect_part.h"

#include "crawler/store/json_reader.h"
#include "crawler/store/s3_ask.h"
#include "crawler/store/s3_posture.h"
#include "crawler/store/service_endpoint.h"
#include "crawler/store/xml.h"

#include <stdio.h>
#include <string.h>

/* ---- who one is ---- */

#define FORM_TYPE "application/x-www-form-urlencoded; charset=utf-8"

/* AWS's own services must not see the keys of other stores: they are asked about AWS's own, or
 * where somebody configured their address. */
static bool may_ask(const struct store *store, enum aws_service service)
{
    return !store->aws.is_anonymous &&
           (store->aws.endpoint == NULL || store->aws.services[service] != NULL);
}

/* A POST to a service at its root; the host lives as long as root. */
static struct aws_request question_to(const char *root, enum aws_service service,
                                      const char *region, const char *body)
{
    return (struct aws_request){
        .method = "POST",
        .scheme = strncmp(root, "https:", 6) == 0 ? "https" : "http",
        .host = strstr(root, "//") + 2,
        .path = "/",
        .body = {(const uint8_t *)body, strlen(body)},
        .service = aws_service_of(service)->host,
        .region = region,
    };
}

/* The text of an element of that name; false when the document is none or has none. */
static bool read_text(struct span body, const char *name, char *out, size_t size)
{
    struct xml xml;
    enum xml_event event;
    out[0] = '\0';
    xml_init(&xml, body);
    while ((event = xml_next(&xml)) != XML_DONE && event != XML_BAD)
        if (event == XML_END && xml_is(&xml, name))
            credentials_copy_words(xml_text(&xml), out, size);
    xml_free(&xml);
    return event == XML_DONE && out[0] != '\0';
}

/* "keys of the environment: ", where somebody knows. */
static int say_origin(const struct store *store, char *out, size_t size)
{
    const char *origin = NULL;
    if (store->s3.keys != NULL) {
        const struct credentials *const keys = credential_cache_borrow(store->s3.keys);
        origin = keys->origin;
        credential_cache_return(store->s3.keys, keys);
    }
    return snprintf(out, size, "keys of %s: ", origin == NULL ? "somewhere" : origin);
}

/* GetCallerIdentity (STS API Reference). END: it is not to be asked. */
static enum status ask_sts(const struct inspection *inspection, struct s3_reply *reply,
                           struct fault *fault)
{
    static const struct sigv4_pair type = {"content-type", FORM_TYPE};
    const struct aws_settings *const aws = &inspection->store->aws;
    char root[SERVICE_ROOT_SIZE];
    if (!may_ask(inspection->store, AWS_SERVICE_STS) ||
        !aws_service_root(aws, AWS_SERVICE_STS, aws->region, NULL, root))
        return STATUS_END;
    struct aws_request question = question_to(root, AWS_SERVICE_STS, aws->region,
                                              "Action=GetCallerIdentity&Version=2011-06-15");
    question.headers = &type;
    question.header_count = 1;
    return s3_ask(inspection->store, inspection->http, &question, reply, fault);
}

static struct span body_of(const struct s3_reply *reply)
{
    return (struct span){reply->http.body.ptr, reply->http.body.len};
}

static enum status ask_identity(const struct inspection *inspection, struct inspect_line *line)
{
    struct s3_reply reply = {.answer = {.status = 0}};
    struct fault fault = {.http_status = 0};
    char arn[256];
    const int len = say_origin(inspection->store, line->detail, sizeof line->detail);
    char *const out = line->detail + len;
    const size_t size = sizeof line->detail - (size_t)len;
    const enum status status = ask_sts(inspection, &reply, &fault);
    if (status == STATUS_END)
        snprintf(out, size, "whose is not asked, as the store is not AWS's own");
    else if (status != STATUS_OK)
        snprintf(out, size, "%.250s", fault.message);
    else if (reply.answer.status == 200 && read_text(body_of(&reply), "Arn", arn, sizeof arn))
        snprintf(out, size, "%s", arn);
    else
        snprintf(out, size, "STS does not say whose: %d %s", reply.answer.status,
                 reply.answer.code);
    s3_reply_wipe(&reply);
    return status == STATUS_CANCELLED || status == STATUS_NO_MEMORY ? status : STATUS_OK;
}

enum status inspect_s3_identity(const struct inspection *inspection)
{
    struct inspect_line line = {
        .permission = "credentials", .needs = "", .is_required = true, .state = INSPECT_OK};
    enum status status = STATUS_OK;
    if (inspection->store->aws.is_anonymous)
        snprintf(line.detail, sizeof line.detail, "none: requests are not signed");
    else
        status = ask_identity(inspection, &line);
    if (status == STATUS_OK)
        inspect_say(inspection, &line);
    return status;
}

/* ---- the block of the account ---- */

#define ACCOUNT_SIZE 13 /* 12 digits */

/* The account that must own the bucket, else that of the identity. */
static enum status find_account(const struct inspection *inspection, char out[ACCOUNT_SIZE])
{
    const char *const expected = inspection->store->aws.expected_owner;
    struct s3_reply reply = {.answer = {.status = 0}};
    struct fault fault = {.http_status = 0};
    char text[32] = "";
    snprintf(out, ACCOUNT_SIZE, "%s", expected);
    if (out[0] != '\0')
        return STATUS_OK;
    enum status status = ask_sts(inspection, &reply, &fault);
    if (status == STATUS_OK && reply.answer.status == 200)
        (void)read_text(body_of(&reply), "Account", text, sizeof text);
    s3_reply_wipe(&reply);
    if (strlen(text) == 12 && strspn(text, "0123456789") == 12)
        snprintf(out, ACCOUNT_SIZE, "%.12s", text);
    return status;
}

/* Reads the answer as that of a bucket, into the fact of the account. */
static void take_account_block(const struct s3_reply *reply, struct posture *posture)
{
    struct posture block;
    posture_start(&block, PROVIDER_S3, "");
    (void)s3_posture_read(s3_fact_source_of(POSTURE_PUBLIC_ACCESS_BLOCK), "", &reply->answer,
                          body_of(reply), &block);
    posture->values[POSTURE_ACCOUNT_BLOCK] = block.values[POSTURE_PUBLIC_ACCESS_BLOCK];
    posture->blocked |= block.blocked; /* the stricter of the two holds */
    if (block.values[POSTURE_PUBLIC_ACCESS_BLOCK] == POSTURE_UNKNOWN)
        snprintf(posture->why[POSTURE_ACCOUNT_BLOCK], POSTURE_WHY_SIZE,
                 "needs s3:GetAccountPublicAccessBlock (%d %.20s)", reply->answer.status,
                 reply->answer.code);
}

/* GetPublicAccessBlock of S3 Control (API Reference, version 2018-08-20). */
enum status inspect_s3_account(const struct inspection *inspection)
{
    const struct aws_settings *const aws = &inspection->store->aws;
    struct posture *const posture = inspection->posture;
    char account[ACCOUNT_SIZE], root[SERVICE_ROOT_SIZE];
    posture->values[POSTURE_ACCOUNT_BLOCK] = POSTURE_NOT_SUPPORTED;
    if (!may_ask(inspection->store, AWS_SERVICE_S3_CONTROL))
        return STATUS_OK;
    posture->values[POSTURE_ACCOUNT_BLOCK] = POSTURE_UNKNOWN;
    snprintf(posture->why[POSTURE_ACCOUNT_BLOCK], POSTURE_WHY_SIZE,
             "the account could not be asked");
    enum status status = find_account(inspection, account);
    if (status != STATUS_OK || account[0] == '\0' ||
        !aws_service_root(aws, AWS_SERVICE_S3_CONTROL, aws->region, account, root))
        return status == STATUS_CANCELLED ? status : STATUS_OK;
    const struct sigv4_pair header = {"x-amz-account-id", account};
    struct s3_reply reply = {.answer = {.status = 0}};
    struct fault fault = {.http_status = 0};
    struct aws_request question = question_to(root, AWS_SERVICE_S3_CONTROL, aws->region, "");
    question.method = NULL;
    question.path = "/v20180820/configuration/publicAccessBlock";
    question.service = "s3"; /* as it is signed */
    question.headers = &header;
    question.header_count = 1;
    status = s3_ask(inspection->store, inspection->http, &question, &reply, &fault);
    if (status == STATUS_OK)
        take_account_block(&reply, posture);
    s3_reply_wipe(&reply);
    return status == STATUS_CANCELLED ? status : STATUS_OK;
}

/* ---- keys of KMS ---- */

/* The region of an ARN, its fourth part. */
static bool read_arn_region(const char *arn, char out[AWS_REGION_SIZE])
{
    const char *at = arn;
    for (int i = 0; i < 3; i++) {
        at = strchr(at, ':');
        if (at == NULL)
            return false;
        at++;
    }
    const size_t len = strcspn(at, ":");
    if (len >= AWS_REGION_SIZE || at[len] != ':')
        return false;
    snprintf(out, AWS_REGION_SIZE, "%.*s", (int)len, at);
    return aws_region_is_valid(out);
}

static enum key_owner read_key_owner(const struct s3_reply *reply)
{
    struct json_reader *const reader = json_reader_open(body_of(reply));
    enum key_owner owner = KEY_OWNER_UNKNOWN;
    if (reader != NULL) {
        const char *const text = json_reader_text(reader, "KeyMetadata", "KeyManager");
        if (text != NULL && strcmp(text, "CUSTOMER") == 0)
            owner = KEY_OWNER_CUSTOMER;
        else if (text != NULL && strcmp(text, "AWS") == 0)
            owner = KEY_OWNER_PROVIDER;
    }
    json_reader_close(reader);
    return owner;
}

enum key_owner inspect_key(const struct store *store, struct http *http, const char *key_id)
{
    static const struct sigv4_pair headers[] = {{"content-type", "application/x-amz-json-1.1"},
                                                {"x-amz-target", "TrentService.DescribeKey"}};
    char root[SERVICE_ROOT_SIZE], region[AWS_REGION_SIZE], body[POSTURE_KEY_SIZE + 32];
    if (store->locator.provider != PROVIDER_S3 || strncmp(key_id, "arn:", 4) != 0 ||
        strpbrk(key_id, "\"\\") != NULL || !read_arn_region(key_id, region) ||
        !may_ask(store, AWS_SERVICE_KMS) ||
        !aws_service_root(&store->aws, AWS_SERVICE_KMS, region, NULL, root))
        return KEY_OWNER_UNKNOWN;
    snprintf(body, sizeof body, "{\"KeyId\":\"%s\"}", key_id);
    struct s3_reply reply = {.answer = {.status = 0}};
    struct fault fault = {.http_status = 0};
    struct aws_request question = question_to(root, AWS_SERVICE_KMS, region, body);
    question.headers = headers;
    question.header_count = 2;
    enum key_owner owner = KEY_OWNER_UNKNOWN;
    if (s3_ask(store, http, &question, &reply, &fault) == STATUS_OK && reply.answer.status == 200)
        owner = read_key_owner(&reply);
    s3_reply_wipe(&reply);
    return owner;
}
