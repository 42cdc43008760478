/* Credentials of an EC2 instance's role. */
#include "crawler/store/credential_instance.h"

#include "crawler/store/http_ask.h"
#include "crawler/store/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WHO "EC2 instance metadata"
#define DISABLED "AWS_EC2_METADATA_DISABLED"
#define ENDPOINT "AWS_EC2_METADATA_SERVICE_ENDPOINT"
#define MODE "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"
#define ROLES "/latest/meta-data/iam/security-credentials/"
#define TEXT_MAX 1024 /* of a token, or the name of a role */

static const struct credentials_form form = {
    .names = {"AccessKeyId", "SecretAccessKey", "Token"},
    .expires = "Expiration",
    .needs_token = true,
};

/* The service, and what is known of it. */
struct instance {
    const struct credential_query *query;
    struct fault *fault;
    struct http_ask_limits limits;
    char root[URL_ROOT_SIZE + 256]; /* without '/' at the end */
    char token[TEXT_MAX + 1];
};

static int instance_number(const struct environment *environment, const char *name, int most)
{
    const char *const text = environment_get(environment, name);
    const long number = text == NULL ? 1 : strtol(text, NULL, 10);
    return number < 1 ? 1 : number > most ? most : (int)number;
}

static enum status instance_set_root(struct instance *instance)
{
    const struct environment *const environment = instance->query->environment;
    const char *const endpoint = environment_get(environment, ENDPOINT);
    const char *const mode = environment_get(environment, MODE);
    struct url url;
    char root[URL_ROOT_SIZE];
    if (endpoint == NULL) {
        const bool is_v6 = mode != NULL && strcasecmp(mode, "ipv6") == 0;
        if (mode != NULL && !is_v6 && strcasecmp(mode, "ipv4") != 0)
            return credentials_refuse(MODE, "is neither IPv4 nor IPv6", instance->fault);
        strcpy(instance->root, is_v6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
        return STATUS_OK;
    }
    const char *const why = url_parse_open(endpoint, &url);
    if (why != NULL)
        return credentials_refuse(ENDPOINT, why, instance->fault);
    while (url.path_len > 0 && url.path[url.path_len - 1] == '/')
        url.path_len--;
    if (url.query != NULL || url.path_len > 255)
        return credentials_refuse(ENDPOINT, "has a query in it, or a long path", instance->fault);
    url_root(&url, root);
    snprintf(instance->root, sizeof instance->root, "%s%.*s", root, (int)url.path_len, url.path);
    return STATUS_OK;
}

/* Asks for root + path + name; method is NULL or "PUT". The caller wipes the answer. */
static void instance_send(struct instance *instance, const char *method, const char *path,
                          const char *name, struct http_answer *answer)
{
    struct http_request request;
    http_request_init(&request);
    buffer_append_format(&request.url, "%s%s", instance->root, path);
    http_request_append_encoded(&request, (struct span){(const uint8_t *)name, strlen(name)},
                                false);
    request.method = method;
    request.reach = HTTP_REACH_INSTANCE;
    request.ca_bundle = instance->query->ca_bundle;
    if (method != NULL)
        http_request_add_header(&request, "x-aws-ec2-metadata-token-ttl-seconds", "21600");
    else
        http_request_add_header(&request, "x-aws-ec2-metadata-token", instance->token);
    *answer = (struct http_answer){.why = "the request is too long"};
    buffer_init(&answer->body, 1);
    if (http_request_seal(&request))
        http_ask(instance->query->environment, &request, &instance->limits, answer);
    http_request_wipe(&request);
}

/* status, with a fault that says what answer is. */
static enum status instance_refuse(struct instance *instance, const struct http_answer *answer,
                                   const char *what, enum status status)
{
    if (answer->is_refused)
        fault_set(instance->fault, REASON_ACCESS_DENIED,
                  ENDPOINT ": names a host that is not the metadata service of an instance");
    else if (answer->why != NULL)
        fault_set(instance->fault, REASON_ACCESS_DENIED, WHO ": %s", answer->why);
    else
        fault_set(instance->fault, REASON_ACCESS_DENIED, WHO ": %s was answered with %d", what,
                  answer->status);
    return answer->is_refused ? STATUS_STOP : status;
}

/* Copies the first line, which must be of visible characters. */
static bool instance_copy_line(const struct http_answer *answer, char out[TEXT_MAX + 1])
{
    size_t len = 0;
    while (len < answer->body.len && answer->body.ptr[len] > 0x20 && answer->body.ptr[len] < 0x7F)
        len++;
    const bool is_line =
        len == answer->body.len || answer->body.ptr[len] == '\n' || answer->body.ptr[len] == '\r';
    if (len == 0 || len > TEXT_MAX || !is_line)
        return false;
    memcpy(out, answer->body.ptr, len);
    out[len] = '\0';
    return true;
}

/* Without an explicit end point a missing service only means that this is no EC2 instance. */
static enum status instance_get_token(struct instance *instance)
{
    const bool is_named = environment_get(instance->query->environment, ENDPOINT) != NULL;
    struct http_answer answer;
    enum status status = STATUS_OK;
    instance_send(instance, "PUT", "/latest/api/token", "", &answer);
    if (answer.why != NULL || answer.status != 200)
        status = instance_refuse(instance, &answer, "the request for a token (IMDSv2)",
                                 is_named ? STATUS_STOP : STATUS_END);
    else if (!instance_copy_line(&answer, instance->token))
        status = credentials_refuse(WHO, "the answer is no token", instance->fault);
    http_answer_wipe(&answer);
    return status;
}

static enum status instance_get_role(struct instance *instance, char role[TEXT_MAX + 1])
{
    struct http_answer answer;
    enum status status = STATUS_OK;
    instance_send(instance, NULL, ROLES, "", &answer);
    if (answer.why == NULL && answer.status == 404) {
        (void)credentials_refuse(WHO, "the instance has no role", instance->fault);
        status = STATUS_END;
    } else if (answer.why != NULL || answer.status != 200) {
        status = instance_refuse(instance, &answer, "the request for the role", STATUS_STOP);
    } else if (!instance_copy_line(&answer, role)) {
        status = credentials_refuse(WHO, "the answer is no name of a role", instance->fault);
    }
    http_answer_wipe(&answer);
    return status;
}

static enum status instance_get_credentials(struct instance *instance, const char *role,
                                            struct credentials *out)
{
    struct http_answer answer;
    enum status status;
    instance_send(instance, NULL, ROLES, role, &answer);
    if (answer.why != NULL || answer.status != 200)
        status = instance_refuse(instance, &answer, "the request for credentials", STATUS_STOP);
    else
        status = credentials_read_json((struct span){answer.body.ptr, answer.body.len}, &form, WHO,
                                       out, instance->fault);
    out->is_instance = true;
    http_answer_wipe(&answer);
    return status;
}

enum status credential_instance_ask(const struct credential_query *query, struct credentials *out,
                                    struct fault *fault)
{
    const char *const disabled = environment_get(query->environment, DISABLED);
    char role[TEXT_MAX + 1];
    struct instance instance = {
        .query = query,
        .fault = fault,
        .limits = {instance_number(query->environment, "AWS_METADATA_SERVICE_TIMEOUT", 60) * 1000,
                   instance_number(query->environment, "AWS_METADATA_SERVICE_NUM_ATTEMPTS", 10),
                   10000}};
    if (disabled != NULL && strcasecmp(disabled, "true") == 0) {
        (void)credentials_refuse(WHO, "is off by " DISABLED, fault);
        return STATUS_END;
    }
    enum status status = instance_set_root(&instance);
    if (status == STATUS_OK)
        status = instance_get_token(&instance);
    if (status == STATUS_OK)
        status = instance_get_role(&instance, role);
    if (status == STATUS_OK)
        status = instance_get_credentials(&instance, role, out);
    return status;
}
