/* User delegation SAS: asks for the key, and signs. */
#include "crawler/store/azure_delegation.h"

#include "crawler/store/answer.h"
#include "crawler/store/azure.h"
#include "crawler/store/dates.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/xml.h"
#include "signers/delegation_sas.h"
#include "signers/digest.h"

#include <stdio.h>
#include <string.h>

#define WHO "user delegation SAS"
#define LIFE_S (24L * 60L * 60L)
#define SKEW_S (5L * 60L) /* how far the clock of the service may be behind */

static const struct http_ask_limits limits = {
    .timeout_ms = 10000, .attempts = 3, .body_size = 64u << 10};

/* What the answer says of the key, in the order of key_names. */
enum {
    KEY_OBJECT_ID,
    KEY_TENANT_ID,
    KEY_START,
    KEY_END,
    KEY_SERVICE,
    KEY_VERSION,
    KEY_VALUE,
    KEYS
};

static const char *const key_names[KEYS] = {"SignedOid",    "SignedTid",     "SignedStart",
                                            "SignedExpiry", "SignedService", "SignedVersion",
                                            "Value"};

struct delegation_key {
    char texts[KEYS][128]; /* to be wiped */
};

/* ---- the key ---- */

/* False when the answer is no key: the caller wipes it in any case. */
static bool delegation_read_key(struct span body, struct delegation_key *key)
{
    struct xml xml;
    bool is_key = true;
    memset(key, 0, sizeof *key);
    xml_init(&xml, body);
    enum xml_event event = xml_next(&xml);
    for (; event != XML_DONE && event != XML_BAD; event = xml_next(&xml)) {
        const struct span text = xml_text(&xml);
        if (event == XML_START && xml.depth == 1)
            is_key = xml_is(&xml, "UserDelegationKey");
        for (size_t i = 0; event == XML_END && xml.depth == 2 && i < KEYS; i++)
            if (xml_is(&xml, key_names[i]) && key->texts[i][0] == '\0' &&
                text.len < sizeof key->texts[i])
                memcpy(key->texts[i], text.ptr, text.len);
    }
    xml_free(&xml);
    for (size_t i = 0; i < KEYS; i++)
        is_key = is_key && key->texts[i][0] != '\0' && credentials_is_clean(key->texts[i]);
    return is_key && event == XML_DONE;
}

static enum status delegation_refuse(const struct http_answer *http, struct fault *fault)
{
    struct answer answer;
    if (http->why != NULL)
        return credentials_refuse(WHO, http->why, fault);
    answer_read(&answer, http->status, &http->headers,
                (struct span){http->body.ptr, http->body.len});
    fault->http_status = answer.status;
    fault_set(fault, REASON_ACCESS_DENIED,
              WHO ": the account gives the identity no key (%d %s): it needs the role Storage Blob "
                  "Data Reader or Storage Blob Delegator on the account",
              answer.status, answer.code);
    return STATUS_STOP;
}

static enum status delegation_judge(const struct http_answer *answer, struct delegation_key *key,
                                    struct fault *fault)
{
    if (answer->why != NULL || answer->status != 200)
        return delegation_refuse(answer, fault);
    if (delegation_read_key((struct span){answer->body.ptr, answer->body.len}, key))
        return STATUS_OK;
    return credentials_refuse(WHO, "the account does not answer with a key", fault);
}

/* POST, with the times between which the key is to be good. */
static bool delegation_put_request(const struct azure_delegation *delegation,
                                   const struct credentials *token, time_t end, struct buffer *body,
                                   struct http_request *out)
{
    char start_text[DATE_ISO_SIZE], end_text[DATE_ISO_SIZE];
    struct buffer value;
    date_format_iso(end - LIFE_S - SKEW_S, start_text);
    date_format_iso(end, end_text);
    buffer_append_format(body,
                         "<?xml version=\"1.0\" encoding=\"utf-8\"?><KeyInfo><Start>%s</Start>"
                         "<Expiry>%s</Expiry></KeyInfo>",
                         start_text, end_text);
    buffer_append_format(&out->url, "%s/?restype=service&comp=userdelegationkey",
                         delegation->settings->endpoint);
    out->method = "POST";
    out->body = (struct span){body->ptr, body->len};
    http_request_add_header(out, "x-ms-version", AZURE_API_VERSION);
    http_request_add_header(out, "Content-Type", "application/xml");
    buffer_init(&value, HTTP_HEADERS_LIMIT);
    buffer_append_format(&value, "Bearer %s", token->session_token);
    if (buffer_str(&value) != NULL)
        http_request_add_header(out, "Authorization", (const char *)value.ptr);
    const bool is_good = !value.is_failed && !body->is_failed && http_request_seal(out);
    buffer_wipe(&value);
    return is_good;
}

static enum status delegation_ask(const struct azure_delegation *delegation,
                                  const struct credentials *token, time_t end,
                                  struct delegation_key *key, struct fault *fault)
{
    struct http_request request;
    struct http_answer answer = {0};
    struct buffer body;
    enum status status;
    http_request_init(&request);
    buffer_init(&body, 1024);
    if (delegation_put_request(delegation, token, end, &body, &request)) {
        http_ask(delegation->environment, &request, &limits, &answer);
        status = delegation_judge(&answer, key, fault);
    } else {
        status = credentials_refuse(WHO, "the token cannot be put into a request", fault);
    }
    http_answer_wipe(&answer);
    http_request_wipe(&request);
    buffer_free(&body);
    return status;
}

/* ---- the signature ---- */

static enum status delegation_sign(const struct azure_delegation *delegation,
                                   const struct delegation_key *key, time_t end,
                                   struct credentials *out, struct fault *fault)
{
    char end_text[DATE_ISO_SIZE], resource[128];
    struct delegation_sas_result result;
    date_format_iso(end, end_text);
    snprintf(resource, sizeof resource, "/blob/%.24s/%.63s", delegation->settings->account,
             delegation->container);
    const struct delegation_sas sas = {
        .fields = {[DELEGATION_PERMISSIONS] = "rl",
                   [DELEGATION_END] = end_text,
                   [DELEGATION_RESOURCE] = resource,
                   [DELEGATION_OBJECT_ID] = key->texts[KEY_OBJECT_ID],
                   [DELEGATION_TENANT_ID] = key->texts[KEY_TENANT_ID],
                   [DELEGATION_KEY_START] = key->texts[KEY_START],
                   [DELEGATION_KEY_END] = key->texts[KEY_END],
                   [DELEGATION_KEY_SERVICE] = key->texts[KEY_SERVICE],
                   [DELEGATION_KEY_VERSION] = key->texts[KEY_VERSION],
                   [DELEGATION_PROTOCOL] = "https",
                   [DELEGATION_VERSION] = AZURE_API_VERSION,
                   [DELEGATION_KIND] = "c"},
        .key = key->texts[KEY_VALUE]};
    if (delegation_sas_sign(&sas, &result))
        out->session_token = strdup(result.query);
    delegation_sas_free(&result);
    out->expires_at = end;
    return out->session_token == NULL
               ? credentials_refuse(WHO, "the key that the account gave cannot sign", fault)
               : STATUS_OK;
}

enum status azure_delegation_make(const struct azure_delegation *delegation,
                                  const struct credentials *token, struct credentials *sas,
                                  struct fault *fault)
{
    const struct environment *const environment = delegation->environment;
    const time_t end = environment->now(environment->user) + LIFE_S;
    struct delegation_key key;
    enum status status = delegation_ask(delegation, token, end, &key, fault);
    if (status == STATUS_OK)
        status = delegation_sign(delegation, &key, end, sas, fault);
    sas->origin = token->origin;
    digest_wipe(&key, sizeof key);
    return status;
}
