/* Temporary credentials of the Security Token Service. */
#include "crawler/store/sts.h"

#include "crawler/store/credential_xml.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/service_endpoint.h"
#include "signers/digest.h"
#include "signers/sigv4.h"
#include "signers/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORM_MAX (256u << 10)
#define FORM_TYPE "application/x-www-form-urlencoded; charset=utf-8"

static const struct service service = {"AWS_ENDPOINT_URL_STS", "sts", "sts", true};
static const struct http_ask_limits limits = {
    .timeout_ms = 10000, .attempts = 3, .body_size = 64u << 10};

/* ---- request ---- */

static void sts_put(struct buffer *form, const char *name, const char *value)
{
    char encoded[3 * 64 + 1];
    if (value == NULL)
        return;
    buffer_append_format(form, "&%s=", name);
    for (size_t len = strlen(value); len > 0;) {
        const size_t take = len < 64 ? len : 64;
        buffer_append(form, encoded, uri_encode(value, take, false, encoded));
        value += take;
        len -= take;
    }
}

static void sts_put_form(const struct sts_role *role, struct buffer *form)
{
    const bool is_web = role->web_identity_token != NULL;
    buffer_append_format(form, "Action=%s&Version=2011-06-15",
                         is_web ? "AssumeRoleWithWebIdentity" : "AssumeRole");
    sts_put(form, "RoleArn", role->arn);
    sts_put(form, "RoleSessionName", role->session_name == NULL ? "phicrawl" : role->session_name);
    sts_put(form, "DurationSeconds", role->duration_s == NULL ? "3600" : role->duration_s);
    sts_put(form, "ExternalId", role->external_id);
    sts_put(form, "WebIdentityToken", role->web_identity_token);
}

static bool sts_sign(const struct credential_query *query, const struct sts_role *role,
                     const char *host, const struct buffer *form, struct http_request *out)
{
    uint8_t hash[DIGEST_SHA256_LEN];
    char hex[DIGEST_SHA256_HEX];
    const struct sigv4_key key = {
        .access_key_id = role->signer->access_key_id,
        .secret_access_key = role->signer->secret_access_key,
        .session_token = role->signer->session_token,
        .region = query->region,
        .service = "sts",
    };
    const struct sigv4_pair headers[] = {{"host", host}, {"content-type", FORM_TYPE}};
    struct sigv4_request request = {
        .method = "POST",
        .path = "/",
        .headers = headers,
        .header_count = 2,
        .payload_hash = hex,
        .time = query->environment->now(query->environment->user),
        .double_encode_path = true,
        .normalize_path = true,
    };
    struct sigv4_result result;
    if (!digest_sha256(form->ptr, form->len, hash))
        return false;
    digest_hex(hash, sizeof hash, hex);
    if (!sigv4_sign(&key, &request, &result))
        return false;
    http_request_add_header(out, "X-Amz-Date", result.amz_date);
    if (role->signer->session_token != NULL)
        http_request_add_header(out, "X-Amz-Security-Token", role->signer->session_token);
    http_request_add_header(out, "Authorization", result.authorization);
    sigv4_result_free(&result);
    return true;
}

/* ---- answer ---- */

static enum status sts_judge(const struct http_answer *http, const struct sts_role *role,
                             const char *root, struct credentials *out, struct fault *fault)
{
    struct credential_xml answer;
    enum status status = STATUS_STOP;
    if (http->why != NULL) {
        fault_set(fault, REASON_ACCESS_DENIED, "%.150s: %.60s: %.80s", role->who,
                  strstr(root, "//") + 2, http->why);
        return STATUS_STOP;
    }
    credential_xml_read((struct span){http->body.ptr, http->body.len}, &answer);
    fault->http_status = http->status;
    if (http->status == 200)
        status = credential_xml_take(&answer, role->who, out, fault);
    else
        fault_set(fault, REASON_ACCESS_DENIED, "%.150s: %.60s refused the role: %d %.60s",
                  role->who, strstr(root, "//") + 2, http->status, answer.code);
    credential_xml_wipe(&answer);
    return status;
}

/* Asks again when STS could not reach whoever made the token ("IDPCommunicationError ... retry the
 * request", AssumeRoleWithWebIdentity). */
static void sts_ask(const struct environment *environment, const struct http_request *request,
                    struct http_answer *answer)
{
    static const char code[] = "<Code>IDPCommunicationError</Code>";
    for (int i = 1;; i++) {
        http_ask(environment, request, &limits, answer);
        if (i == limits.attempts || answer->status != 400 || answer->body.len == 0 ||
            memmem(answer->body.ptr, answer->body.len, code, sizeof code - 1) == NULL)
            return;
        http_answer_wipe(answer);
    }
}

static enum status sts_send(const struct credential_query *query, const struct sts_role *role,
                            struct buffer *form, struct credentials *out, struct fault *fault)
{
    char root[SERVICE_ROOT_SIZE];
    struct http_request request;
    struct http_answer answer = {0};
    enum status status = service_endpoint_find(query, &service, query->region, root, fault);
    if (status != STATUS_OK)
        return status;
    const char *const host = strstr(root, "//") + 2;
    http_request_init(&request);
    buffer_append_format(&request.url, "%s/", root);
    request.ca_bundle = query->ca_bundle;
    request.method = "POST";
    request.body = (struct span){form->ptr, form->len};
    http_request_add_header(&request, "Host", host);
    http_request_add_header(&request, "Content-Type", FORM_TYPE);
    const bool is_signed =
        role->web_identity_token != NULL || sts_sign(query, role, host, form, &request);
    if (!is_signed || !http_request_seal(&request)) {
        status = credentials_refuse(role->who, "the request cannot be signed", fault);
    } else {
        sts_ask(query->environment, &request, &answer);
        status = sts_judge(&answer, role, root, out, fault);
        http_answer_wipe(&answer);
    }
    http_request_wipe(&request);
    return status;
}

enum status sts_assume_role(const struct credential_query *query, const struct sts_role *role,
                            struct credentials *out, struct fault *fault)
{
    struct buffer form;
    buffer_init(&form, FORM_MAX);
    sts_put_form(role, &form);
    const enum status status = form.is_failed
                                   ? credentials_refuse(role->who, "the request is too long", fault)
                                   : sts_send(query, role, &form, out, fault);
    buffer_wipe(&form);
    return status;
}
