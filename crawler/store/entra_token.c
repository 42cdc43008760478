/* Reads the answers of services that give tokens. */
#include "crawler/store/entra_token.h"

#include "crawler/store/json_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CODE_SIZE 48
#define NUMBER_SIZE 12
#define FUTURE_S (10L * 366 * 86400) /* no token lives longer: a number beyond it is nonsense */

const struct entra_form entra_form_oauth = {"access_token", "expires_on", "expires_in"};
const struct http_ask_limits entra_limits = {
    .timeout_ms = 10000, .attempts = 3, .body_size = 64u << 10};

enum status entra_refuse(const struct entra_ask *ask, const char *why)
{
    return credentials_refuse(ask->who, why, ask->fault);
}

const char *entra_resource(const struct entra_query *query)
{
    return query->resource != NULL ? query->resource : ENTRA_RESOURCE;
}

const char *entra_get_id(const struct entra_ask *ask, const char *name, bool *is_bad)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.";
    const char *const text = environment_get(ask->query->environment, name);
    if (text == NULL || text[strspn(text, allowed)] == '\0')
        return text;
    (void)credentials_refuse(name, "holds characters that cannot stand in an identifier",
                             ask->fault);
    *is_bad = true;
    return NULL;
}

/* ---- tokens ---- */

/* A number, or one in a string; false when there is none. */
static bool token_get_number(const struct json_reader *reader, const char *name, int64_t *out)
{
    const char *const text = name == NULL ? NULL : json_reader_text(reader, NULL, name);
    if (name == NULL)
        return false;
    if (text == NULL)
        return json_reader_integer(reader, NULL, name, out);
    char *end;
    *out = strtoll(text, &end, 10);
    return *end == '\0';
}

/* How long the token lives from now; false when nobody said. */
static bool token_get_life(const struct json_reader *reader, const struct entra_form *form,
                           time_t now, int64_t *out)
{
    int64_t moment = 0, life_s = 0;
    const bool has_moment = token_get_number(reader, form->expires_on, &moment) && moment > 0;
    const bool has_life = token_get_number(reader, form->lives_s, &life_s);
    const bool is_moment = has_moment && (moment > (int64_t)now || !has_life);
    *out = is_moment ? moment - (int64_t)now : life_s;
    return has_moment || has_life;
}

static enum status token_take_json(const struct entra_ask *ask, const struct json_reader *reader,
                                   const struct entra_form *form)
{
    const struct environment *const environment = ask->query->environment;
    const time_t now = environment->now(environment->user);
    const char *const token = reader == NULL ? NULL : json_reader_text(reader, NULL, form->token);
    int64_t life_s;
    if (reader == NULL)
        return entra_refuse(ask, "the answer is no JSON object");
    if (token == NULL || !credentials_is_clean(token))
        return entra_refuse(ask, "the answer holds no token");
    if (token_get_life(reader, form, now, &life_s)) {
        if (life_s <= 0)
            return entra_refuse(ask, "the token that it gave has expired: is the clock of this "
                                     "machine right?");
        if (life_s > FUTURE_S)
            return entra_refuse(ask, "the answer's expiry is no date");
        ask->out->expires_at = now + (time_t)life_s;
    }
    ask->out->origin = ask->who;
    ask->out->session_token = strdup(token);
    return ask->out->session_token == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status entra_token_take(const struct entra_ask *ask, struct span text,
                             const struct entra_form *form)
{
    struct json_reader *const reader = json_reader_open(text);
    const enum status status = token_take_json(ask, reader, form);
    json_reader_close(reader);
    return status;
}

/* ---- errors ---- */

/* What to do about the errors that people meet: "Microsoft Entra authentication and authorization
 * error codes". */
struct token_error {
    const char *number, *remedy;
};

static const struct token_error token_errors[] = {
    {"7000215", "the client secret is wrong: give its value, not its identifier"},
    {"7000222", "the client secret has expired: make a new one"},
    {"7000112", "the application is disabled"},
    {"7000229", "the application has no service principal in this tenant"},
    {"700016", "the tenant has no such application: check AZURE_CLIENT_ID and AZURE_TENANT_ID"},
    {"700027", "the certificate is not registered with the application, or its key is another"},
    {"700024", "the assertion is not valid now: is the clock of this machine right?"},
    {"700021", "no federated credential of the application fits the token: check its issuer, "
               "subject and audience"},
    {"70021", "no federated credential of the application fits the token: check its issuer, "
              "subject and audience"},
    {"700211", "no federated credential of the application has the issuer of the token"},
    {"700212", "no federated credential of the application has the audience of the token"},
    {"700213", "no federated credential of the application has the subject of the token"},
    {"700222", "the federated token has expired: is its file renewed?"},
    {"90002", "there is no such tenant: check AZURE_TENANT_ID, and AZURE_AUTHORITY_HOST for its "
              "cloud"},
    {"900023", "AZURE_TENANT_ID is no identifier of a tenant"},
    {"53003", "a conditional access policy refuses it"},
    {"500011", "the tenant does not know Azure Storage"},
};

static const char *token_find_remedy(const char *number)
{
    for (size_t i = 0; i < sizeof token_errors / sizeof *token_errors; i++)
        if (strcmp(number, token_errors[i].number) == 0)
            return token_errors[i].remedy;
    return NULL;
}

/* The digits behind AADSTS; "" when there are none. */
static void token_find_number(const char *text, char out[NUMBER_SIZE])
{
    static const char mark[] = "AADSTS";
    const char *const at = text == NULL ? NULL : strstr(text, mark);
    const size_t len = at == NULL ? 0 : strspn(at + strlen(mark), "0123456789");
    snprintf(out, NUMBER_SIZE, "%.*s", len < NUMBER_SIZE ? (int)len : 0,
             at == NULL ? "" : at + strlen(mark));
}

/* {"error":"invalid_client","error_description":"AADSTS7000215: ..."}, or an object as error. */
static void token_read_error(struct span body, char code[CODE_SIZE], char number[NUMBER_SIZE])
{
    struct json_reader *const reader = json_reader_open(body);
    const char *text = reader == NULL ? NULL : json_reader_text(reader, NULL, "error");
    if (reader != NULL && text == NULL)
        text = json_reader_text(reader, "error", "code");
    const struct span word = {(const uint8_t *)text, text == NULL ? 0 : strlen(text)};
    credentials_copy_words(word, code, CODE_SIZE);
    token_find_number(reader == NULL ? NULL : json_reader_text(reader, NULL, "error_description"),
                      number);
    json_reader_close(reader);
}

enum status entra_token_judge(const struct entra_ask *ask, const char *host,
                              const struct http_answer *answer)
{
    const struct span body = {answer->body.ptr, answer->body.len};
    char code[CODE_SIZE], number[NUMBER_SIZE];
    if (answer->why != NULL) {
        fault_set(ask->fault, REASON_ACCESS_DENIED, "%.100s: %.80s: %.80s", ask->who, host,
                  answer->is_refused ? "plain http may not go there" : answer->why);
        return STATUS_STOP;
    }
    ask->fault->http_status = answer->status;
    if (answer->status == 200)
        return entra_token_take(ask, body, &entra_form_oauth);
    token_read_error(body, code, number);
    const char *const remedy = token_find_remedy(number);
    fault_set(ask->fault, REASON_ACCESS_DENIED, "%.100s: %.80s gives no token: %d%s%s%s%s%s%s",
              ask->who, host, answer->status, code[0] == '\0' ? "" : " ", code,
              number[0] == '\0' ? "" : " AADSTS", number, remedy == NULL ? "" : ": ",
              remedy == NULL ? "" : remedy);
    return STATUS_STOP;
}
