/* AWS Signature Version 4: canonical request, string to sign, signature. */
#include "signers/sigv4.h"

#include "signers/canonical.h"
#include "signers/digest.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALGORITHM "AWS4-HMAC-SHA256"
#define ADDED_MAX 6 /* headers or query parameters that signing adds at most */
#define DATE_LEN 8  /* of amz_date: YYYYMMDD */

/* One signature on its way. The texts belong to it. */
struct signing {
    const struct sigv4_key *key;
    const struct sigv4_request *request;
    struct sigv4_result *result;
    char *scope;   /* YYYYMMDD/region/service/aws4_request */
    char *headers; /* canonical_headers() */
    char *names;
    char *query; /* canonical_query() */
};

/* Pairs that signing adds to those of the request. */
struct added {
    struct sigv4_pair pairs[ADDED_MAX];
    size_t count;
};

/* ---- texts ---- */

/* Frees a text that may hold a secret. */
static void text_free(char *text)
{
    if (text != NULL)
        digest_wipe(text, strlen(text));
    free(text);
}

/* Like asprintf(), but *out is NULL when memory is short. */
__attribute__((format(printf, 2, 3))) static bool text_format(char **out, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int len = vasprintf(out, format, args);
    va_end(args);
    if (len < 0)
        *out = NULL;
    return len >= 0;
}

/* ---- what is signed ---- */

static void added_put(struct added *added, const char *name, const char *value)
{
    added->pairs[added->count++] = (struct sigv4_pair){name, value};
}

/* given and added in one array, which the caller frees; NULL when memory is short. */
static struct sigv4_pair *added_join(const struct added *added, const struct sigv4_pair *given,
                                     size_t given_count)
{
    struct sigv4_pair *const all = calloc(given_count + added->count + 1, sizeof *all);
    if (all == NULL)
        return NULL;
    for (size_t i = 0; i < given_count; i++)
        all[i] = given[i];
    for (size_t i = 0; i < added->count; i++)
        all[given_count + i] = added->pairs[i];
    return all;
}

static bool signing_add_headers(struct signing *signing, const struct added *added)
{
    const struct sigv4_request *const request = signing->request;
    struct sigv4_pair *const all = added_join(added, request->headers, request->header_count);
    if (all == NULL)
        return false;
    const bool is_done = canonical_headers(all, request->header_count + added->count,
                                           &signing->headers, &signing->names);
    free(all);
    return is_done;
}

static bool signing_add_query(struct signing *signing, const struct added *added)
{
    const struct sigv4_request *const request = signing->request;
    struct sigv4_pair *const all = added_join(added, request->query, request->query_count);
    if (all == NULL)
        return false;
    signing->query = canonical_query(all, request->query_count + added->count);
    free(all);
    return signing->query != NULL;
}

static bool has_session_token(const struct signing *signing)
{
    return signing->key->session_token != NULL && *signing->key->session_token != '\0';
}

/* ---- the steps ---- */

/* Empties the result, then sets date and scope. */
static bool signing_start(struct signing *signing)
{
    *signing->result = (struct sigv4_result){0};
    char *const date = signing->result->amz_date;
    struct tm utc;
    if (gmtime_r(&signing->request->time, &utc) == NULL || utc.tm_year < 1000 - 1900 ||
        utc.tm_year > 9999 - 1900)
        return false;
    strftime(date, sizeof signing->result->amz_date, "%Y%m%dT%H%M%SZ", &utc);
    return text_format(&signing->scope, "%.*s/%s/%s/aws4_request", DATE_LEN, date,
                       signing->key->region, signing->key->service);
}

static bool make_canonical_request(struct signing *signing)
{
    const struct sigv4_request *const request = signing->request;
    char *const path =
        canonical_path(request->path, request->normalize_path, request->double_encode_path);
    if (path == NULL)
        return false;
    const bool is_done =
        text_format(&signing->result->canonical_request, "%s\n%s\n%s\n%s\n%s\n%s", request->method,
                    path, signing->query, signing->headers, signing->names, request->payload_hash);
    free(path);
    return is_done;
}

static bool make_string_to_sign(struct signing *signing)
{
    struct sigv4_result *const result = signing->result;
    uint8_t hash[DIGEST_SHA256_LEN];
    char hex[DIGEST_SHA256_HEX];
    if (!digest_sha256(result->canonical_request, strlen(result->canonical_request), hash))
        return false;
    digest_hex(hash, sizeof hash, hex);
    return text_format(&result->string_to_sign, ALGORITHM "\n%s\n%s\n%s", result->amz_date,
                       signing->scope, hex);
}

/* The signing key: a chain of HMACs over date, region, service and a constant. */
static bool derive_key(const struct signing *signing, uint8_t out[DIGEST_SHA256_LEN])
{
    const char *const links[] = {signing->key->region, signing->key->service, "aws4_request"};
    const char *const secret = signing->key->secret_access_key;
    /* Not text_format(): it may leave copies of the secret behind. */
    char *const start = malloc(strlen(secret) + sizeof "AWS4");
    if (start == NULL)
        return false;
    stpcpy(stpcpy(start, "AWS4"), secret);
    bool is_done =
        digest_hmac_sha256(start, strlen(start), signing->result->amz_date, DATE_LEN, out);
    text_free(start);
    for (size_t i = 0; is_done && i < sizeof links / sizeof *links; i++) {
        uint8_t next[DIGEST_SHA256_LEN] = {0};
        is_done = digest_hmac_sha256(out, DIGEST_SHA256_LEN, links[i], strlen(links[i]), next);
        memcpy(out, next, sizeof next);
        digest_wipe(next, sizeof next);
    }
    return is_done;
}

static bool make_signature(struct signing *signing)
{
    struct sigv4_result *const result = signing->result;
    uint8_t key[DIGEST_SHA256_LEN], signature[DIGEST_SHA256_LEN];
    const bool is_done =
        derive_key(signing, key) && digest_hmac_sha256(key, sizeof key, result->string_to_sign,
                                                       strlen(result->string_to_sign), signature);
    digest_wipe(key, sizeof key);
    if (is_done)
        digest_hex(signature, sizeof signature, result->signature);
    return is_done;
}

static bool signing_run(struct signing *signing)
{
    return make_canonical_request(signing) && make_string_to_sign(signing) &&
           make_signature(signing);
}

/* Frees what the result does not keep; returns is_done. */
static bool signing_end(struct signing *signing, bool is_done)
{
    free(signing->scope);
    text_free(signing->headers);
    free(signing->names);
    text_free(signing->query);
    if (!is_done)
        sigv4_result_free(signing->result);
    return is_done;
}

/* ---- signing with a header ---- */

static bool sign_headers(struct signing *signing)
{
    const struct sigv4_request *const request = signing->request;
    struct added added = {.count = 0};
    added_put(&added, "x-amz-date", signing->result->amz_date);
    if (has_session_token(signing) && !request->omit_session_token)
        added_put(&added, "x-amz-security-token", signing->key->session_token);
    if (request->sign_payload_header)
        added_put(&added, "x-amz-content-sha256", request->payload_hash);
    return signing_add_headers(signing, &added);
}

static bool make_authorization(struct signing *signing)
{
    return text_format(&signing->result->authorization,
                       ALGORITHM " Credential=%s/%s, SignedHeaders=%s, Signature=%s",
                       signing->key->access_key_id, signing->scope, signing->names,
                       signing->result->signature);
}

bool sigv4_sign(const struct sigv4_key *key, const struct sigv4_request *request,
                struct sigv4_result *result)
{
    static const struct added none = {.count = 0};
    struct signing signing = {.key = key, .request = request, .result = result};
    const bool is_done = signing_start(&signing) && sign_headers(&signing) &&
                         signing_add_query(&signing, &none) && signing_run(&signing) &&
                         make_authorization(&signing);
    return signing_end(&signing, is_done);
}

/* ---- signing with query parameters ---- */

static bool presign_query(struct signing *signing, unsigned expires_s)
{
    char *credential, expires[16];
    if (!text_format(&credential, "%s/%s", signing->key->access_key_id, signing->scope))
        return false;
    snprintf(expires, sizeof expires, "%u", expires_s);
    struct added added = {.count = 0};
    added_put(&added, "X-Amz-Algorithm", ALGORITHM);
    added_put(&added, "X-Amz-Credential", credential);
    added_put(&added, "X-Amz-Date", signing->result->amz_date);
    added_put(&added, "X-Amz-Expires", expires);
    if (has_session_token(signing) && !signing->request->omit_session_token)
        added_put(&added, "X-Amz-Security-Token", signing->key->session_token);
    added_put(&added, "X-Amz-SignedHeaders", signing->names);
    const bool is_done = signing_add_query(signing, &added);
    free(credential);
    return is_done;
}

/* The signed query, the signature, and the session token when it was left out. */
static bool make_query(struct signing *signing)
{
    struct sigv4_result *const result = signing->result;
    if (!has_session_token(signing) || !signing->request->omit_session_token)
        return text_format(&result->query, "%s&X-Amz-Signature=%s", signing->query,
                           result->signature);
    const struct sigv4_pair pair = {"X-Amz-Security-Token", signing->key->session_token};
    char *const token = canonical_query(&pair, 1);
    if (token == NULL)
        return false;
    const bool is_done = text_format(&result->query, "%s&X-Amz-Signature=%s&%s", signing->query,
                                     result->signature, token);
    text_free(token);
    return is_done;
}

bool sigv4_presign(const struct sigv4_key *key, const struct sigv4_request *request,
                   unsigned expires_s, struct sigv4_result *result)
{
    static const struct added none = {.count = 0};
    struct signing signing = {.key = key, .request = request, .result = result};
    const bool is_done = signing_start(&signing) && signing_add_headers(&signing, &none) &&
                         presign_query(&signing, expires_s) && signing_run(&signing) &&
                         make_query(&signing);
    return signing_end(&signing, is_done);
}

void sigv4_result_free(struct sigv4_result *result)
{
    text_free(result->canonical_request);
    text_free(result->string_to_sign);
    text_free(result->authorization);
    text_free(result->query);
    *result = (struct sigv4_result){0};
}
