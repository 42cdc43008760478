/* Tokens of single sign-on: read from the cache of the AWS CLI, renewed, put back. */
#include "crawler/store/sso_token.h"

#include "crawler/base/fd_write.h"
#include "crawler/base/json.h"
#include "crawler/store/dates.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/json_reader.h"
#include "crawler/store/service_endpoint.h"
#include "signers/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RENEW_BEFORE_S (15 * 60)
#define LIFETIME_MAX_S (24 * 3600)
#define PATH_SIZE 1024

static const struct service service = {"AWS_ENDPOINT_URL_SSO_OIDC", "sso_oidc", "oidc", false};
static const struct http_ask_limits limits = {
    .timeout_ms = 10000, .attempts = 3, .body_size = 64u << 10};

/* What renewing takes, by its names in the cache. */
static const char *const renewal_names[] = {"clientId", "clientSecret", "refreshToken"};

static time_t token_now(const struct sso_session *session)
{
    const struct environment *const environment = session->query->environment;
    return environment->now(environment->user);
}

static bool token_read_time(const struct json_reader *cache, const char *name, time_t *out)
{
    const char *const text = json_reader_text(cache, NULL, name);
    return text != NULL && date_parse_iso((struct span){(const uint8_t *)text, strlen(text)}, out);
}

/* ---- the cache ---- */

static bool token_make_path(const struct sso_session *session, char path[PATH_SIZE])
{
    const char *const home = environment_get(session->query->environment, "HOME");
    uint8_t hash[DIGEST_SHA1_LEN];
    char hex[2 * DIGEST_SHA1_LEN + 1];
    if (home == NULL || !digest_sha1(session->cache_name, strlen(session->cache_name), hash))
        return false;
    digest_hex(hash, sizeof hash, hex);
    return snprintf(path, PATH_SIZE, "%s/.aws/sso/cache/%s.json", home, hex) < PATH_SIZE;
}

/* Puts a file of that text, readable for its owner, in the place of path. One that cannot be
 * written, is a link or belongs to somebody else (whom root would lock out) stays as it was: the
 * token is good for this run all the same. */
static void token_put_file(const char *path, const struct buffer *text)
{
    char fresh[PATH_SIZE + 8];
    struct stat facts;
    if (lstat(path, &facts) != 0 || !S_ISREG(facts.st_mode) || facts.st_uid != geteuid())
        return;
    snprintf(fresh, sizeof fresh, "%s.XXXXXX", path);
    const int fd = mkstemp(fresh);
    if (fd < 0)
        return;
    const bool is_written = fd_write_all(fd, text->ptr, text->len);
    if (close(fd) != 0 || !is_written || rename(fresh, path) != 0)
        (void)unlink(fresh);
}

/* ---- renewing ---- */

static bool token_is_renewable(const struct sso_session *session, const struct json_reader *cache)
{
    time_t ends_at;
    for (size_t i = 0; i < sizeof renewal_names / sizeof *renewal_names; i++)
        if (json_reader_text(cache, NULL, renewal_names[i]) == NULL)
            return false;
    return token_read_time(cache, "registrationExpiresAt", &ends_at) &&
           ends_at > token_now(session);
}

/* CreateToken. */
static bool token_put_request(const struct json_reader *cache, struct buffer *body,
                              struct http_request *request)
{
    struct json json = {.out = body};
    json_begin_object(&json);
    for (size_t i = 0; i < sizeof renewal_names / sizeof *renewal_names; i++)
        json_field_str(&json, renewal_names[i], json_reader_text(cache, NULL, renewal_names[i]));
    json_field_str(&json, "grantType", "refresh_token");
    json_end_object(&json);
    buffer_append_str(&request->url, "/token");
    request->method = "POST";
    request->body = (struct span){body->ptr, body->len};
    http_request_add_header(request, "Content-Type", "application/json");
    return !body->is_failed && http_request_seal(request);
}

/* Takes what the answer says into the cache. False when it is no token. */
static bool token_take_answer(const struct sso_session *session, const struct http_answer *answer,
                              struct json_reader *cache)
{
    char expires[DATE_ISO_SIZE];
    int64_t lifetime_s;
    if (answer->why != NULL || answer->status != 200)
        return false;
    struct json_reader *const said =
        json_reader_open((struct span){answer->body.ptr, answer->body.len});
    if (said == NULL)
        return false;
    const char *const token = json_reader_text(said, NULL, "accessToken");
    const char *const again = json_reader_text(said, NULL, "refreshToken");
    bool is_taken = token != NULL && json_reader_integer(said, NULL, "expiresIn", &lifetime_s) &&
                    lifetime_s > 0 && lifetime_s <= LIFETIME_MAX_S;
    if (is_taken) {
        date_format_iso(token_now(session) + (time_t)lifetime_s, expires);
        is_taken = json_reader_set_text(cache, "accessToken", token) &&
                   json_reader_set_text(cache, "expiresAt", expires) &&
                   (again == NULL || json_reader_set_text(cache, "refreshToken", again));
    }
    json_reader_close(said);
    return is_taken;
}

/* Whether the cache has a new token. */
static bool token_renew(const struct sso_session *session, struct json_reader *cache)
{
    char root[SERVICE_ROOT_SIZE];
    struct fault unused;
    struct buffer body;
    struct http_request request;
    struct http_answer answer;
    bool is_new = false;
    if (service_endpoint_find(session->query, &service, session->region, root, &unused) !=
        STATUS_OK)
        return false;
    buffer_init(&body, 2 * JSON_READER_TEXT_MAX);
    http_request_init(&request);
    buffer_append_str(&request.url, root);
    request.ca_bundle = session->query->ca_bundle;
    if (token_put_request(cache, &body, &request)) {
        http_ask(session->query->environment, &request, &limits, &answer);
        is_new = token_take_answer(session, &answer, cache);
        http_answer_wipe(&answer);
    }
    http_request_wipe(&request);
    buffer_wipe(&body);
    return is_new;
}

static void token_put_back(const struct json_reader *cache, const char *path)
{
    struct buffer text;
    buffer_init(&text, 2 * JSON_READER_TEXT_MAX);
    if (json_reader_write(cache, &text))
        token_put_file(path, &text);
    buffer_wipe(&text);
}

/* ---- finding ---- */

/* NULL and the token in out; or what is wrong. */
static const char *token_choose(const struct sso_session *session, const char *path,
                                struct json_reader *cache, struct buffer *out)
{
    time_t expires_at;
    if (cache == NULL)
        return "the cached token cannot be read: " SSO_LOGIN;
    if (json_reader_text(cache, NULL, "accessToken") == NULL ||
        !token_read_time(cache, "expiresAt", &expires_at))
        return "the cached token is not complete: " SSO_LOGIN;
    const time_t left = expires_at - token_now(session);
    const bool is_new =
        left < RENEW_BEFORE_S && token_is_renewable(session, cache) && token_renew(session, cache);
    if (is_new)
        token_put_back(cache, path);
    else if (left <= 0)
        return "the session has expired: " SSO_LOGIN;
    buffer_append_str(out, json_reader_text(cache, NULL, "accessToken"));
    return NULL;
}

enum status sso_token_find(const struct sso_session *session, struct buffer *out,
                           struct fault *fault)
{
    char path[PATH_SIZE];
    struct buffer text;
    buffer_init(out, JSON_READER_TEXT_MAX);
    if (!token_make_path(session, path))
        return credentials_refuse(session->who, "there is no session in the cache: " SSO_LOGIN,
                                  fault);
    if (credentials_read_file(path, session->who, &text, fault) != STATUS_OK) {
        buffer_wipe(&text);
        return credentials_refuse(session->who, "there is no session in the cache: " SSO_LOGIN,
                                  fault);
    }
    struct json_reader *const cache = json_reader_open((struct span){text.ptr, text.len});
    const char *const why = token_choose(session, path, cache, out);
    json_reader_close(cache);
    buffer_wipe(&text);
    if (why != NULL)
        return credentials_refuse(session->who, why, fault);
    return buffer_str(out) == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}
