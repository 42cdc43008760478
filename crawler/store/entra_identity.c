/* Tokens of a managed identity, from the service that this machine has. */
#include "crawler/store/entra_identity.h"

#include "crawler/store/url.h"

#include <poll.h>

#define IDENTITY "IDENTITY_ENDPOINT"
#define MSI "MSI_ENDPOINT"
#define HOST "AZURE_POD_IDENTITY_AUTHORITY_HOST"
#define INSTANCE "managed identity"
#define CLIENT "AZURE_CLIENT_ID"
#define TOKEN_PATH "/metadata/identity/oauth2/token"

/* A service, and how it wants to be asked; absent texts are NULL. */
struct identity_service {
    const char *endpoint;               /* variable with its URL */
    const char *with;                   /* another variable that must be set */
    const char *secret_header;          /* gets the value of with */
    const char *version, *id_parameter; /* id_parameter NULL: has one identity only */
    const char *method;                 /* NULL: GET */
};

/* In the order of Azure's libraries. */
static const struct identity_service app_service = {
    IDENTITY, "IDENTITY_HEADER", "X-IDENTITY-HEADER", "2019-08-01", "client_id", NULL};
static const struct identity_service old_app_service = {MSI,          "MSI_SECRET", "secret",
                                                        "2017-09-01", "clientid",   NULL};
static const struct identity_service cloud_shell = {MSI, NULL, NULL, NULL, NULL, "POST"};
static const struct identity_service arc = {IDENTITY, "IMDS_ENDPOINT", NULL, "2019-11-01", NULL,
                                            NULL};
static const struct identity_service *const services[] = {&app_service, &old_app_service,
                                                          &cloud_shell, &arc};

static const struct http_ask_limits one_try = {
    .timeout_ms = 10000, .attempts = 1, .body_size = 64u << 10};
static const struct http_ask_limits probe = {
    .timeout_ms = 1000, .attempts = 1, .body_size = 64u << 10};

/* ---- requests ---- */

/* Writes the URL text with the path and the query that the service wants. */
static enum status identity_put_url(const struct entra_ask *ask, const char *text, const char *path,
                                    struct http_request *out)
{
    struct url url;
    char root[URL_ROOT_SIZE];
    const char *const why = url_parse_open(text, &url);
    if (why != NULL)
        return entra_refuse(ask, why);
    if (url.query != NULL)
        return entra_refuse(ask, "has a query in it");
    while (url.path_len > 0 && url.path[url.path_len - 1] == '/')
        url.path_len--;
    url_root(&url, root);
    buffer_append_format(&out->url, "%s%.*s%s", root, (int)url.path_len, url.path, path);
    return STATUS_OK;
}

/* The question "api-version=V&resource=R[&ID=CLIENT]". */
static enum status identity_put_query(const struct entra_ask *ask,
                                      const struct identity_service *service, struct buffer *out)
{
    bool is_bad = false;
    const char *const client = entra_get_id(ask, CLIENT, &is_bad);
    if (is_bad)
        return STATUS_STOP;
    if (client != NULL && service->id_parameter == NULL)
        return entra_refuse(ask, "has one identity only, which needs no " CLIENT ": unset it");
    if (service->version != NULL)
        buffer_append_format(out, "api-version=%s&", service->version);
    buffer_append_format(out, "resource=%s", entra_resource(ask->query));
    if (client != NULL)
        buffer_append_format(out, "&%s=%s", service->id_parameter, client);
    return STATUS_OK;
}

/* The request is sealed. */
static enum status identity_send(const struct entra_ask *ask, struct http_request *request)
{
    struct http_answer answer;
    request->reach = HTTP_REACH_LINK;
    http_ask(ask->query->environment, request, &entra_limits, &answer);
    const enum status status = entra_token_judge(ask, "the identity service", &answer);
    http_answer_wipe(&answer);
    return status;
}

/* ---- services that variables speak of ---- */

static const struct identity_service *identity_find(const struct environment *environment)
{
    for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
        const struct identity_service *const service = services[i];
        if (environment_get(environment, service->endpoint) != NULL &&
            (service->with == NULL || environment_get(environment, service->with) != NULL))
            return service;
    }
    return NULL;
}

/* Asks with a question in the URL, or in the body (the Cloud Shell). */
static enum status identity_ask_service(const struct entra_ask *ask,
                                        const struct identity_service *service,
                                        struct http_request *request)
{
    const struct environment *const environment = ask->query->environment;
    struct buffer query;
    enum status status =
        identity_put_url(ask, environment_get(environment, service->endpoint), "", request);
    buffer_init(&query, 1024);
    if (status == STATUS_OK)
        status = identity_put_query(ask, service, &query);
    if (status != STATUS_OK || buffer_str(&query) == NULL) {
        buffer_free(&query);
        return status == STATUS_OK ? STATUS_NO_MEMORY : status;
    }
    if (service->secret_header != NULL)
        http_request_add_header(request, service->secret_header,
                                environment_get(environment, service->with));
    if (service->method == NULL) {
        buffer_append_format(&request->url, "?%s", (const char *)query.ptr);
    } else {
        request->method = service->method;
        request->body = (struct span){query.ptr, query.len};
        http_request_add_header(request, "Content-Type", "application/x-www-form-urlencoded");
        http_request_add_header(request, "Metadata", "true");
    }
    if (!http_request_seal(request))
        status = entra_refuse(ask, "is too long, or has a secret with a control character");
    else if (service == &arc)
        status = entra_arc_ask(ask, (const char *)request->url.ptr, ENTRA_ARC_FOLDER);
    else
        status = identity_send(ask, request);
    buffer_free(&query);
    return status;
}

/* ---- the metadata service of virtual machines ---- */

/* Azure's answers 400 to a question without its header; those of other clouds do not. */
static bool identity_is_azure(const struct entra_ask *ask, const char *url)
{
    struct http_request request;
    struct http_answer answer = {0};
    http_request_init(&request);
    buffer_append_str(&request.url, url);
    request.reach = HTTP_REACH_INSTANCE;
    if (http_request_seal(&request))
        http_ask(ask->query->environment, &request, &probe, &answer);
    const bool is_azure = answer.why == NULL && answer.status == 400;
    http_answer_wipe(&answer);
    http_request_wipe(&request);
    return is_azure;
}

/* How long to wait before the next attempt ("Retry guidance" of the service); -1: no more. */
static int identity_next_wait_ms(const struct http_answer *answer, int failures)
{
    const bool is_transient = answer->why != NULL || answer->status == 404 ||
                              answer->status == 410 || answer->status == 429 ||
                              answer->status >= 500;
    /* 410: the service is being renewed, which takes up to 70 seconds. */
    const int most = answer->why == NULL && answer->status == 410 ? 7 : 5;
    if (!is_transient || answer->is_refused || failures >= most)
        return -1;
    return 800 << (failures - 1);
}

static enum status identity_ask_instance(const struct entra_ask *ask, const char *url)
{
    struct http_request request;
    struct http_answer answer = {0};
    http_request_init(&request);
    buffer_append_str(&request.url, url);
    request.reach = HTTP_REACH_INSTANCE;
    http_request_add_header(&request, "Metadata", "true");
    if (!http_request_seal(&request)) {
        http_request_wipe(&request);
        return STATUS_NO_MEMORY;
    }
    int failures = 0, wait_ms = 0;
    do {
        http_answer_wipe(&answer);
        (void)poll(NULL, 0, wait_ms);
        http_ask(ask->query->environment, &request, &one_try, &answer);
        wait_ms = identity_next_wait_ms(&answer, ++failures);
    } while (wait_ms >= 0);
    enum status status = entra_token_judge(ask, "the metadata service", &answer);
    if (answer.why == NULL && answer.status == 400) {
        fault_set(ask->fault, REASON_ACCESS_DENIED,
                  "this machine has no managed identity, or not the one of " CLIENT);
        status = ask->query->is_pinned ? STATUS_STOP : STATUS_END;
    }
    http_answer_wipe(&answer);
    http_request_wipe(&request);
    return status;
}

/* Writes the URL into request, and asks. */
static enum status identity_find_instance(const struct entra_ask *ask, struct http_request *request)
{
    static const struct identity_service instance = {NULL,         NULL,        NULL,
                                                     "2018-02-01", "client_id", NULL};
    const char *const host = environment_get(ask->query->environment, HOST);
    enum status status = identity_put_url(ask, host == NULL ? "http://169.254.169.254" : host,
                                          TOKEN_PATH "?", request);
    if (status == STATUS_OK)
        status = identity_put_query(ask, &instance, &request->url);
    if (status != STATUS_OK)
        return status;
    const char *const url = buffer_str(&request->url);
    if (url == NULL)
        return STATUS_NO_MEMORY;
    if (host == NULL && !ask->query->is_pinned && !identity_is_azure(ask, url)) {
        fault_set(ask->fault, REASON_ACCESS_DENIED, "there is no managed identity here");
        return STATUS_END;
    }
    return identity_ask_instance(ask, url);
}

enum status entra_identity_ask(const struct entra_ask *ask)
{
    const struct environment *const environment = ask->query->environment;
    const struct identity_service *const service = identity_find(environment);
    struct entra_ask own = *ask;
    struct http_request request;
    enum status status;
    http_request_init(&request);
    own.who = service != NULL                              ? service->endpoint
              : environment_get(environment, HOST) != NULL ? HOST
                                                           : INSTANCE;
    if (service == NULL)
        status = identity_find_instance(&own, &request);
    else if (service == &app_service &&
             environment_get(environment, "IDENTITY_SERVER_THUMBPRINT") != NULL)
        status = entra_refuse(&own, "is of Service Fabric, which is not supported");
    else
        status = identity_ask_service(&own, service, &request);
    http_request_wipe(&request);
    return status;
}
