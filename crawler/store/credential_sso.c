/* Credentials of AWS IAM Identity Center. */
#include "crawler/store/credential_sso.h"

#include "crawler/store/aws_settings.h"
#include "crawler/store/dates.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/json_reader.h"
#include "crawler/store/service_endpoint.h"
#include "signers/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOGIN "run 'aws sso login'"
#define PATH_MAX_LEN 1024

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

/* ---- the cached token ---- */

static bool sso_make_path(const struct sso *sso, char path[PATH_MAX_LEN])
{
    const char *const home = environment_get(sso->query->environment, "HOME");
    uint8_t hash[DIGEST_SHA1_LEN];
    char hex[2 * DIGEST_SHA1_LEN + 1];
    if (home == NULL || !digest_sha1(sso->cache_name, strlen(sso->cache_name), hash))
        return false;
    digest_hex(hash, sizeof hash, hex);
    return snprintf(path, PATH_MAX_LEN, "%s/.aws/sso/cache/%s.json", home, hex) < PATH_MAX_LEN;
}

/* False when there is no such regular file, or it is too large. */
static bool sso_read_file(const char *path, struct buffer *out)
{
    uint8_t bytes[4096];
    struct stat facts;
    ssize_t len = -1;
    const int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        return false;
    if (fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode)) {
        while ((len = read(fd, bytes, sizeof bytes)) > 0 && !out->is_failed)
            buffer_append(out, bytes, (size_t)len);
    }
    close(fd);
    digest_wipe(bytes, sizeof bytes);
    return len == 0 && !out->is_failed;
}

/* NULL and the token, valid as long as the reader; or what is wrong. */
static const char *sso_read_token(const struct sso *sso, const struct json_reader *reader,
                                  const char **token)
{
    const struct environment *const environment = sso->query->environment;
    time_t expires_at;
    if (reader == NULL)
        return "the cached token cannot be read: " LOGIN;
    const char *const expires = json_reader_text(reader, NULL, "expiresAt");
    *token = json_reader_text(reader, NULL, "accessToken");
    if (*token == NULL || expires == NULL ||
        !date_parse_iso((struct span){(const uint8_t *)expires, strlen(expires)}, &expires_at))
        return "the cached token is not complete: " LOGIN;
    if (expires_at <= environment->now(environment->user))
        return "the session has expired: " LOGIN;
    return NULL;
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
        return credentials_refuse(sso->who, "the session is no longer valid: " LOGIN, sso->fault);
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
            credentials_refuse(sso->who, "the cached token cannot be sent: " LOGIN, sso->fault);
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
    char path[PATH_MAX_LEN];
    struct buffer text;
    const char *token = NULL;
    enum status status = sso_set_who(&sso);
    if (status == STATUS_OK)
        status = sso_read_profile(&sso);
    if (status != STATUS_OK)
        return status;
    buffer_init(&text, JSON_READER_TEXT_MAX);
    if (!sso_make_path(&sso, path) || !sso_read_file(path, &text)) {
        buffer_wipe(&text);
        return credentials_refuse(sso.who, "there is no session in the cache: " LOGIN, fault);
    }
    struct json_reader *const reader = json_reader_open((struct span){text.ptr, text.len});
    const char *const why = sso_read_token(&sso, reader, &token);
    status = why != NULL ? credentials_refuse(sso.who, why, fault) : sso_trade(&sso, token, out);
    json_reader_close(reader);
    buffer_wipe(&text);
    return status;
}
