/* Tokens of an application, by what proves it. */
#include "crawler/store/entra_application.h"

#include "crawler/store/url.h"
#include "signers/client_assertion.h"
#include "signers/digest.h"
#include "signers/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AUTHORITY "AZURE_AUTHORITY_HOST"
#define SECRET "AZURE_CLIENT_SECRET"
#define CERTIFICATE "AZURE_CLIENT_CERTIFICATE_PATH"
#define TOKEN_FILE "AZURE_FEDERATED_TOKEN_FILE"
#define FORM_MAX (3 * CREDENTIALS_FILE_MAX + 4096)
#define ID_LEN 16
#define TENANT_AD_FS "adfs" /* of Azure Stack Hub: another path, and older signatures */

/* What all of them need. */
struct application {
    const struct entra_ask *ask;
    const char *tenant, *client;
    char url[URL_ROOT_SIZE + 160];
    char host[URL_ROOT_SIZE]; /* "HOST[:PORT]", for messages */
    struct buffer form;       /* to be wiped */
};

/* ---- where ---- */

static enum status application_set_url(struct application *application)
{
    const struct entra_ask *const ask = application->ask;
    const bool is_ad_fs = strcasecmp(application->tenant, TENANT_AD_FS) == 0;
    const char *authority = environment_get(ask->query->environment, AUTHORITY);
    const char *const who = authority == NULL ? ask->who : AUTHORITY;
    char root[URL_ROOT_SIZE], text[URL_ROOT_SIZE + 16];
    struct url url;
    if (authority == NULL)
        authority = ask->query->authority;
    if (strlen(authority) >= URL_ROOT_SIZE)
        return credentials_refuse(who, "is too long", ask->fault);
    snprintf(text, sizeof text, "%s%s", strstr(authority, "://") == NULL ? "https://" : "",
             authority);
    const char *const why = url_parse(text, &url);
    if (why != NULL)
        return credentials_refuse(who, why, ask->fault);
    if (url.path_len > 1 || url.query != NULL)
        return credentials_refuse(who, "has a path or query in it", ask->fault);
    url_root(&url, root);
    snprintf(application->host, sizeof application->host, "%s", strstr(root, "//") + 2);
    snprintf(application->url, sizeof application->url, "%s/%.64s/oauth2/%stoken", root,
             application->tenant, is_ad_fs ? "" : "v2.0/");
    return STATUS_OK;
}

/* Tenant and client of the variables; both must be set. */
static enum status application_set_ids(struct application *application)
{
    static const char *const names[] = {"AZURE_TENANT_ID", "AZURE_CLIENT_ID"};
    const char **const ids[] = {&application->tenant, &application->client};
    for (int i = 0; i < 2; i++) {
        bool is_bad = false;
        *ids[i] = entra_get_id(application->ask, names[i], &is_bad);
        if (is_bad)
            return STATUS_STOP;
        if (*ids[i] != NULL && strlen(*ids[i]) <= 64)
            continue;
        fault_set(application->ask->fault, REASON_ACCESS_DENIED, "%s is set, but %s is %s",
                  application->ask->who, names[i], *ids[i] == NULL ? "not: set both" : "too long");
        return STATUS_STOP;
    }
    return application_set_url(application);
}

/* ---- what ---- */

static void application_put(struct application *application, const char *name, const char *value)
{
    struct buffer *const form = &application->form;
    const size_t len = strlen(value);
    buffer_append_format(form, "%s%s=", form->len == 0 ? "" : "&", name);
    uint8_t *const room = buffer_room(form, 3 * len + 1);
    if (room != NULL)
        form->len += uri_encode(value, len, false, (char *)room);
}

static void application_put_assertion(struct application *application, const char *assertion)
{
    application_put(application, "client_assertion_type",
                    "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    application_put(application, "client_assertion", assertion);
}

static enum status application_send(struct application *application)
{
    const struct entra_ask *const ask = application->ask;
    struct http_request request;
    struct http_answer answer = {0};
    enum status status;
    char scope[128];
    application_put(application, "grant_type", "client_credentials");
    application_put(application, "client_id", application->client);
    snprintf(scope, sizeof scope, "%.100s/.default", entra_resource(ask->query));
    application_put(application, "scope", scope);
    http_request_init(&request);
    buffer_append_str(&request.url, application->url);
    request.method = "POST";
    request.body = (struct span){application->form.ptr, application->form.len};
    http_request_add_header(&request, "Content-Type", "application/x-www-form-urlencoded");
    http_request_add_header(&request, "Accept", "application/json");
    if (application->form.is_failed || !http_request_seal(&request)) {
        status = entra_refuse(ask, "the request is too long");
    } else {
        http_ask(ask->query->environment, &request, &entra_limits, &answer);
        status = entra_token_judge(ask, application->host, &answer);
        http_answer_wipe(&answer);
    }
    http_request_wipe(&request);
    return status;
}

/* ---- certificates ---- */

static bool application_is_on(const struct environment *environment, const char *name)
{
    const char *const value = environment_get(environment, name);
    return value != NULL && (strcmp(value, "1") == 0 || strcasecmp(value, "true") == 0);
}

static enum status application_put_signed(struct application *application,
                                          const struct certificate *certificate)
{
    const struct entra_ask *const ask = application->ask;
    const struct environment *const environment = ask->query->environment;
    uint8_t chance[ID_LEN];
    char id[2 * ID_LEN + 1];
    struct client_assertion assertion = {
        .audience = application->url,
        .client_id = application->client,
        .id = id,
        .time = environment->now(environment->user),
        .is_rs256 = strcasecmp(application->tenant, TENANT_AD_FS) == 0,
        .has_chain = application_is_on(environment, "AZURE_CLIENT_SEND_CERTIFICATE_CHAIN"),
    };
    const time_t end = certificate_expires_at(certificate);
    if (end >= 0 && end <= assertion.time)
        return entra_refuse(ask, "the certificate has expired: register a new one");
    if (!digest_random(chance, sizeof chance))
        return entra_refuse(ask, "there are no random numbers to be had");
    digest_hex(chance, sizeof chance, id);
    char *const token = client_assertion_sign(certificate, &assertion);
    if (token == NULL)
        return entra_refuse(ask, "the certificate cannot sign");
    application_put_assertion(application, token);
    digest_wipe(token, strlen(token));
    free(token);
    return STATUS_OK;
}

static enum status application_put_certificate(struct application *application, const char *path)
{
    const struct entra_ask *const ask = application->ask;
    const char *const password =
        environment_get(ask->query->environment, "AZURE_CLIENT_CERTIFICATE_PASSWORD");
    struct certificate *certificate = NULL;
    struct buffer bytes;
    enum status status = credentials_read_file(path, ask->who, &bytes, ask->fault);
    if (status == STATUS_OK) {
        const char *const why = certificate_open(bytes.ptr, bytes.len, password, &certificate);
        status =
            why == NULL ? application_put_signed(application, certificate) : entra_refuse(ask, why);
    }
    certificate_free(certificate);
    buffer_wipe(&bytes);
    return status;
}

/* ---- the ways ---- */

enum status entra_application_ask(const struct entra_ask *ask)
{
    const char *const secret = environment_get(ask->query->environment, SECRET);
    const char *const path = environment_get(ask->query->environment, CERTIFICATE);
    struct entra_ask own = *ask;
    struct application application = {.ask = &own};
    own.who = secret != NULL ? SECRET : CERTIFICATE;
    if (secret == NULL && path == NULL) {
        fault_set(ask->fault, REASON_ACCESS_DENIED,
                  "neither " SECRET " nor " CERTIFICATE " is set");
        return STATUS_END;
    }
    enum status status = application_set_ids(&application);
    if (status != STATUS_OK)
        return status;
    buffer_init(&application.form, FORM_MAX);
    if (secret != NULL)
        application_put(&application, "client_secret", secret);
    else
        status = application_put_certificate(&application, path);
    if (status == STATUS_OK)
        status = application_send(&application);
    buffer_wipe(&application.form);
    return status;
}

enum status entra_application_ask_workload(const struct entra_ask *ask)
{
    const char *const path = environment_get(ask->query->environment, TOKEN_FILE);
    struct entra_ask own = *ask;
    struct application application = {.ask = &own};
    struct buffer token;
    own.who = TOKEN_FILE;
    if (path == NULL) {
        fault_set(ask->fault, REASON_ACCESS_DENIED, TOKEN_FILE " is not set");
        return STATUS_END;
    }
    enum status status = application_set_ids(&application);
    if (status != STATUS_OK)
        return status;
    buffer_init(&application.form, FORM_MAX);
    status = credentials_read_token(path, own.who, &token, ask->fault);
    if (status == STATUS_OK) {
        application_put_assertion(&application, (const char *)token.ptr);
        status = application_send(&application);
    }
    buffer_wipe(&token);
    buffer_wipe(&application.form);
    return status;
}
