/* What S3 is asked about itself. */
#include "crawler/store/inspect_part.h"

#include "crawler/store/json_reader.h"
#include "crawler/store/s3_ask.h"
#include "crawler/store/s3_posture.h"
#include "crawler/store/service_endpoint.h"
#include "crawler/store/xml.h"

#include <stdio.h>
#include <string.h>

/* ---- the bucket ---- */

static enum inspect_state state_of(enum fact_outcome outcome)
{
    static const enum inspect_state states[] = {
        [FACT_READ] = INSPECT_OK,
        [FACT_DENIED] = INSPECT_MISSING,
        [FACT_UNSUPPORTED] = INSPECT_UNSUPPORTED,
        [FACT_FAILED] = INSPECT_UNKNOWN,
    };
    return states[outcome];
}

static void say_fact(const struct inspection *inspection, const struct s3_fact_source *source,
                     enum fact_outcome outcome)
{
    const struct posture *const posture = inspection->posture;
    struct inspect_line line = {
        .permission = source->name, .needs = source->action, .state = state_of(outcome)};
    if (outcome == FACT_READ)
        snprintf(line.detail, sizeof line.detail, "%s: %s%s%.256s", posture_fact_name(source->fact),
                 posture_value_name(posture->values[source->fact]),
                 source->fact == POSTURE_ENCRYPTION && posture->encryption_key[0] != '\0' ? ", key "
                                                                                          : "",
                 source->fact == POSTURE_ENCRYPTION ? posture->encryption_key : "");
    else
        snprintf(line.detail, sizeof line.detail, "%s", posture->why[source->fact]);
    if (outcome == FACT_DENIED)
        snprintf(line.remedy, sizeof line.remedy,
                 "grant %s on the bucket; until then %s is unknown in every record", source->action,
                 posture_fact_name(source->fact));
    inspect_say(inspection, &line);
}

/* From the source at index on nothing was answered. */
static void give_up(const struct inspection *inspection, size_t index, const char *why)
{
    for (; index < s3_fact_source_count(); index++) {
        const struct s3_fact_source *const source = s3_fact_source_at(index);
        snprintf(inspection->posture->why[source->fact], POSTURE_WHY_SIZE, "%.95s", why);
        say_fact(inspection, source, FACT_FAILED);
    }
}

enum status inspect_s3_facts(const struct inspection *inspection)
{
    struct s3_reply reply = {.answer = {.status = 0}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < s3_fact_source_count() && status == STATUS_OK; i++) {
        const struct s3_fact_source *const source = s3_fact_source_at(i);
        const struct sigv4_pair subresource = {source->subresource, ""};
        const struct aws_request question = {.query = &subresource, .query_count = 1};
        struct fault fault = {.http_status = 0};
        status = s3_ask(inspection->store, inspection->http, &question, &reply, &fault);
        if (status == STATUS_OK) {
            const struct span body = {reply.http.body.ptr, reply.http.body.len};
            say_fact(inspection, source,
                     s3_posture_read(i, inspection->store->s3.bucket, &reply.answer, body,
                                     inspection->posture));
        } else if (status == STATUS_STOP) {
            give_up(inspection, i, fault.message);
        }
    }
    s3_reply_wipe(&reply);
    return status == STATUS_STOP ? STATUS_OK : status;
}

/* ---- versions and tags ---- */

static bool has_root(struct span body, const char *name)
{
    struct xml xml;
    xml_init(&xml, body);
    const bool is_root = xml_next(&xml) == XML_START && xml_is(&xml, name);
    xml_free(&xml);
    return is_root;
}

/* A question whose answer is a document with that root, and nothing else. */
struct s3_try {
    struct aws_request question;
    const char *root;
    struct inspect_line line;
    const char *use; /* "the tags of objects stay unknown" */
};

static enum status try_question(const struct inspection *inspection, struct s3_try *try)
{
    struct s3_reply reply = {.answer = {.status = 0}};
    struct fault fault = {.http_status = 0};
    struct inspect_line *const line = &try->line;
    const enum status status =
        s3_ask(inspection->store, inspection->http, &try->question, &reply, &fault);
    const struct answer *const answer = &reply.answer;
    line->state = INSPECT_UNKNOWN;
    if (status != STATUS_OK) {
        snprintf(line->detail, sizeof line->detail, "%s", fault.message);
    } else if (answer->status == 200) {
        const struct span body = {reply.http.body.ptr, reply.http.body.len};
        line->state = has_root(body, try->root) ? INSPECT_OK : INSPECT_UNSUPPORTED;
    } else {
        snprintf(line->detail, sizeof line->detail, "%d %s", answer->status, answer->code);
        if (answer->status == 401 || answer->status == 403)
            line->state = INSPECT_MISSING;
        else if (answer->status == 405 || answer->status == 501)
            line->state = INSPECT_UNSUPPORTED;
    }
    if (line->state == INSPECT_MISSING)
        snprintf(line->remedy, sizeof line->remedy, "grant %s; until then %s", line->needs,
                 try->use);
    s3_reply_wipe(&reply);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    inspect_say(inspection, line);
    return STATUS_OK;
}

enum status inspect_s3_versions(const struct inspection *inspection)
{
    const struct sigv4_pair query[] = {
        {"max-keys", "1"}, {"prefix", inspection->store->s3.prefix}, {"versions", ""}};
    struct s3_try try = {
        .question = {.query = query, .query_count = 3},
        .root = "ListVersionsResult",
        .line = {.permission = "list versions", .needs = "s3:ListBucketVersions"},
        .use = "only current versions can be scanned",
    };
    return try_question(inspection, &try);
}

enum status inspect_s3_tags(const struct inspection *inspection)
{
    static const struct sigv4_pair tagging = {"tagging", ""};
    struct s3_try try = {
        .question = {.query = &tagging, .query_count = 1},
        .root = "Tagging",
        .line = {.permission = "read tags", .needs = "s3:GetObjectTagging"},
        .use = "the tags that objects have are not recorded",
    };
    if (inspection->first != NULL) {
        try.question.key = inspection->first->key;
        return try_question(inspection, &try);
    }
    try.line.state = INSPECT_UNKNOWN;
    snprintf(try.line.detail, sizeof try.line.detail, "no object was listed to try it on");
    inspect_say(inspection, &try.line);
    return STATUS_OK;
}

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

/* GetCallerIdentity (STS API Reference). */
static bool read_identity(struct span body, char *out, size_t size)
{
    struct xml xml;
    enum xml_event event;
    out[0] = '\0';
    xml_init(&xml, body);
    while ((event = xml_next(&xml)) != XML_DONE && event != XML_BAD)
        if (event == XML_END && xml_is(&xml, "Arn"))
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

static enum status ask_identity(const struct inspection *inspection, struct inspect_line *line)
{
    static const struct sigv4_pair type = {"content-type", FORM_TYPE};
    const struct aws_settings *const aws = &inspection->store->aws;
    char root[SERVICE_ROOT_SIZE], arn[256];
    const int len = say_origin(inspection->store, line->detail, sizeof line->detail);
    char *const out = line->detail + len;
    const size_t size = sizeof line->detail - (size_t)len;
    if (!may_ask(inspection->store, AWS_SERVICE_STS) ||
        !aws_service_root(aws, AWS_SERVICE_STS, aws->region, NULL, root)) {
        snprintf(out, size, "whose is not asked, as the store is not AWS's own");
        return STATUS_OK;
    }
    struct s3_reply reply = {.answer = {.status = 0}};
    struct fault fault = {.http_status = 0};
    struct aws_request question = question_to(root, AWS_SERVICE_STS, aws->region,
                                              "Action=GetCallerIdentity&Version=2011-06-15");
    question.headers = &type;
    question.header_count = 1;
    const enum status status =
        s3_ask(inspection->store, inspection->http, &question, &reply, &fault);
    const struct span body = {reply.http.body.ptr, reply.http.body.len};
    if (status == STATUS_OK && reply.answer.status == 200 && read_identity(body, arn, sizeof arn))
        snprintf(out, size, "%s", arn);
    else if (status == STATUS_OK)
        snprintf(out, size, "STS does not say whose: %d %s", reply.answer.status,
                 reply.answer.code);
    else
        snprintf(out, size, "%.250s", fault.message);
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
    const struct span body = {reply->http.body.ptr, reply->http.body.len};
    struct json_reader *const reader = json_reader_open(body);
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
