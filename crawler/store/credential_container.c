/* Credentials of an ECS task or EKS pod. */
#include "crawler/store/credential_container.h"

#include "crawler/store/http_ask.h"
#include "crawler/store/url.h"

#include <stdio.h>
#include <string.h>

#define RELATIVE "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
#define FULL "AWS_CONTAINER_CREDENTIALS_FULL_URI"
#define TOKEN "AWS_CONTAINER_AUTHORIZATION_TOKEN"
#define TOKEN_FILE "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"

static const struct http_ask_limits limits = {
    .timeout_ms = 2000, .attempts = 3, .body_size = 10000};

static const struct credentials_form form = {
    .names = {"AccessKeyId", "SecretAccessKey", "Token"},
    .expires = "Expiration",
    .needs_token = true,
};

/* Sets the URL, and who for messages; STATUS_END when none is configured. */
static enum status container_find_url(const struct environment *environment,
                                      struct http_request *out, const char **who,
                                      struct fault *fault)
{
    const char *const relative = environment_get(environment, RELATIVE);
    const char *const full = environment_get(environment, FULL);
    struct url url;
    char root[URL_ROOT_SIZE];
    *who = relative != NULL ? RELATIVE : FULL;
    if (relative == NULL && full == NULL)
        return STATUS_END;
    if (relative != NULL && relative[0] != '/')
        return credentials_refuse(RELATIVE, "does not begin with '/'", fault);
    if (relative != NULL) {
        buffer_append_format(&out->url, "http://169.254.170.2%s", relative);
        const char *const why = buffer_str(&out->url) == NULL
                                    ? "is too long"
                                    : url_parse_open((const char *)out->url.ptr, &url);
        return why == NULL ? STATUS_OK : credentials_refuse(RELATIVE, why, fault);
    }
    const char *const why = url_parse_open(full, &url);
    if (why != NULL)
        return credentials_refuse(FULL, why, fault);
    url_root(&url, root);
    buffer_append_format(&out->url, "%s%s%s", root, url.path_len == 0 ? "/" : "", url.path);
    return STATUS_OK;
}

static enum status container_add_token(const struct environment *environment,
                                       struct http_request *out, struct fault *fault)
{
    const char *const path = environment_get(environment, TOKEN_FILE);
    const char *const token = environment_get(environment, TOKEN);
    struct buffer text;
    if (path == NULL) {
        if (token != NULL)
            http_request_add_header(out, "Authorization", token);
        return out->headers.is_failed
                   ? credentials_refuse(TOKEN, "holds a line break or another control character",
                                        fault)
                   : STATUS_OK;
    }
    const enum status status = credentials_read_token(path, TOKEN_FILE, &text, fault);
    if (status == STATUS_OK)
        http_request_add_header(out, "Authorization", (const char *)text.ptr);
    buffer_wipe(&text);
    return status;
}

static enum status container_refuse(const char *who, const struct http_answer *answer,
                                    struct fault *fault)
{
    if (answer->is_refused)
        return credentials_refuse(who,
                                  "names a host that plain http may not go to: only loopback and "
                                  "the end points of ECS and EKS; use https",
                                  fault);
    if (answer->why != NULL)
        return credentials_refuse(who, answer->why, fault);
    fault->http_status = answer->status;
    fault_set(fault, REASON_ACCESS_DENIED, "%s: the credential end point answered with %d", who,
              answer->status);
    return STATUS_STOP;
}

static enum status container_send(const struct credential_query *query,
                                  struct http_request *request, struct credentials *out,
                                  struct fault *fault)
{
    const char *who;
    struct http_answer answer;
    enum status status = container_find_url(query->environment, request, &who, fault);
    if (status == STATUS_OK)
        status = container_add_token(query->environment, request, fault);
    if (status != STATUS_OK)
        return status;
    request->reach = HTTP_REACH_CONTAINER;
    request->ca_bundle = query->ca_bundle;
    http_request_add_header(request, "Accept", "application/json");
    if (!http_request_seal(request))
        return credentials_refuse(who, "is too long", fault);
    http_ask(query->environment, request, &limits, &answer);
    if (answer.why != NULL || answer.status != 200)
        status = container_refuse(who, &answer, fault);
    else
        status = credentials_read_json((struct span){answer.body.ptr, answer.body.len}, &form, who,
                                       out, fault);
    http_answer_wipe(&answer);
    return status;
}

enum status credential_container_ask(const struct credential_query *query, struct credentials *out,
                                     struct fault *fault)
{
    struct http_request request;
    http_request_init(&request);
    const enum status status = container_send(query, &request, out, fault);
    http_request_wipe(&request);
    return status;
}
