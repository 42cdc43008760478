/* Credentials of AWS IAM Identity Center. */
#include "crawler/store/credential_sso.h"

#include "crawler/store/aws_settings.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/service_endpoint.h"
#include "crawler/store/sso_token.h"

#include <stdio.h>
#include <string.h>

static const struct service service = {"AWS_ENDPOINT_URL_SSO", "sso", "portal.sso", false};
static const struct http_ask_limits limits = {
    .timeout_ms = 10000, .attempts = 3, .body_size = 64u << 10};
static const struct credentials_form form = {
    .outer = "roleCredentials",
    .names = {"accessKeyId", "secretAccessKey", "sessionToken"},
    .expires = "expiration",
    .needs_token = true,
};

/* What the profile says; texts belong to it. */
struct sso {
    const struct credential_query *query;
    struct fault *fault;
    char who[192];
    const char *cache_name; /* the session, or the start URL: what the file is named after */
    const char *region, *account_id, *role_name;
};

static const char *sso_value(const struct sso *sso, const char *name)
{
    const struct ini_entry *const entry = aws_profile_find(sso->query->profile, NULL, name);
    return entry == NULL || *entry->value == '\0' ? NULL : entry->value;
}

/* STATUS_END when the profile does not speak of single sign-on. */
static enum status sso_set_who(struct sso *sso)
{
    static const char *const names[] = {"sso_session", "sso_start_url", "sso_account_id"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct ini_entry *const entry = aws_profile_find(sso->query->profile, NULL, names[i]);
        if (entry == NULL || *entry->value == '\0')
            continue;
        snprintf(sso->who, sizeof sso->who, "%.150s:%u: %s", entry->path, entry->line, names[i]);
        return STATUS_OK;
    }
    return STATUS_END;
}

static enum status sso_read_profile(struct sso *sso)
{
    const struct ini *const config = &sso->query->profile->config;
    const char *const session = sso_value(sso, "sso_session");
    char section[160];
    sso->account_id = sso_value(sso, "sso_account_id");
    sso->role_name = sso_value(sso, "sso_role_name");
    sso->region = sso_value(sso, "sso_region");
    sso->cache_name = sso_value(sso, "sso_start_url");
    if (session != NULL) {
        snprintf(section, sizeof section, "sso-session %s", session);
        if (!ini_has_section(config, section))
            return credentials_refuse(sso->who, "names an [sso-session] that is not there",
                                      sso->fault);
        const struct ini_entry *const region = ini_find(config, section, NULL, "sso_region");
        sso->region = region == NULL ? NULL : region->value;
        sso->cache_name = session;
    }
    if (sso->cache_name == NULL || sso->region == NULL || sso->account_id == NULL ||
        sso->role_name == NULL)
        return credentials_refuse(sso->who,
                                  "single sign-on needs sso_session (or sso_start_url), "
                                  "sso_region, sso_account_id and sso_role_name",
                                  sso->fault);
    if (!aws_region_is_valid(sso->region))
        return credentials_refuse(sso->who, "sso_region is no name of a region", sso->fault);
    return STATUS_OK;
}

/* ---- the request ---- */

static void sso_put(struct http_request *request, const char *name, const char *value)
{
    buffer_append_str(&request->url, name);
    http_request_append_encoded(request, (struct span){(const uint8_t *)value, strlen(value)},
                                false);
}

static enum status sso_judge(struct sso *sso, const struct http_answer *answer,
                             struct credentials *out)
{
    if (answer->why != NULL)
        return credentials_refuse(sso->who, answer->why, sso->fault);
    sso->fault->http_status = answer->status;
    if (answer->status == 401)
        return credentials_refuse(sso->who, "the session is no longer valid: " SSO_LOGIN,
                                  sso->fault);
    if (answer->status == 200)
        return credentials_read_json((struct span){answer->body.ptr, answer->body.len}, &form,
                                     sso->who, out, sso->fault);
    fault_set(
        sso->fault, REASON_ACCESS_DENIED,
        "%.180s: single sign-on refused the role: %d (check sso_account_id and sso_role_name)",
        sso->who, answer->status);
    return STATUS_STOP;
}

static enum status sso_trade(struct sso *sso, const char *token, struct credentials *out)
{
    char root[SERVICE_ROOT_SIZE];
    struct http_request request;
    struct http_answer answer;
    enum status status = service_endpoint_find(sso->query, &service, sso->region, root, sso->fault);
    if (status != STATUS_OK)
        return status;
    http_request_init(&request);
    buffer_append_str(&request.url, root);
    sso_put(&request, "/federation/credentials?role_name=", sso->role_name);
    sso_put(&request, "&account_id=", sso->account_id);
    request.ca_bundle = sso->query->ca_bundle;
    http_request_add_header(&request, "Accept", "application/json");
    http_request_add_header(&request, "x-amz-sso_bearer_token", token);
    if (!http_request_seal(&request)) {
        status =
            credentials_refuse(sso->who, "the cached token cannot be sent: " SSO_LOGIN, sso->fault);
    } else {
        http_ask(sso->query->environment, &request, &limits, &answer);
        status = sso_judge(sso, &answer, out);
        http_answer_wipe(&answer);
    }
    http_request_wipe(&request);
    return status;
}

enum status credential_sso_ask(const struct credential_query *query, struct credentials *out,
                               struct fault *fault)
{
    struct sso sso = {.query = query, .fault = fault};
    struct buffer token;
    enum status status = sso_set_who(&sso);
    if (status == STATUS_OK)
        status = sso_read_profile(&sso);
    if (status != STATUS_OK)
        return status;
    const struct sso_session session = {query, sso.who, sso.cache_name, sso.region};
    status = sso_token_find(&session, &token, fault);
    if (status == STATUS_OK)
        status = sso_trade(&sso, (const char *)token.ptr, out);
    buffer_wipe(&token);
    return status;
}
