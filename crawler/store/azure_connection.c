/* Connection strings of Azure Storage. */
#include "crawler/store/azure_connection.h"

#include "crawler/store/azure_name.h"
#include "crawler/store/sas.h"
#include "crawler/store/url.h"
#include "signers/digest.h"
#include "signers/shared_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The members that count. */
enum member {
    MEMBER_PROTOCOL,
    MEMBER_SUFFIX,
    MEMBER_ACCOUNT,
    MEMBER_KEY,
    MEMBER_ENDPOINT,
    MEMBER_SAS,
    MEMBER_EMULATOR,
    MEMBER_COUNT
};

static const char *const member_names[MEMBER_COUNT] = {
    [MEMBER_PROTOCOL] = "DefaultEndpointsProtocol",
    [MEMBER_SUFFIX] = "EndpointSuffix",
    [MEMBER_ACCOUNT] = "AccountName",
    [MEMBER_KEY] = "AccountKey",
    [MEMBER_ENDPOINT] = "BlobEndpoint",
    [MEMBER_SAS] = "SharedAccessSignature",
    [MEMBER_EMULATOR] = "UseDevelopmentStorage",
};

/* Known to everybody: "Use the Azurite emulator", "Authorize against the well-known account". */
static const char emulator_endpoint[] = "http://127.0.0.1:10000/devstoreaccount1";
static const char emulator_key[] =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/* Cuts text, in place, into the values of its members; those that are absent or empty are NULL. */
static void members_split(char *text, char *values[MEMBER_COUNT])
{
    for (char *pair; (pair = strsep(&text, ";")) != NULL;) {
        char *const value = strchr(pair, '=');
        if (value == NULL || value[1] == '\0')
            continue;
        *value = '\0';
        pair += strspn(pair, " \t\r\n");
        for (int i = 0; i < MEMBER_COUNT; i++) {
            if (strcasecmp(pair, member_names[i]) == 0)
                values[i] = value + 1;
        }
    }
}

/*
 * Where the account of an endpoint stands: in the host of Azure's clouds, in the path of an
 * emulator or an IP address, and nowhere in a domain of one's own. len is 0 when it is malformed.
 */
static const char *connection_find_account(const struct url *url, const char *account, size_t *len)
{
    const size_t host_len = azure_name_split_host(url->host, "blob", NULL);
    *len = 0;
    if (host_len > 0) {
        *len = url->path_len == 0 ? host_len : 0;
        return url->host;
    }
    if (url->path_len > 0) {
        *len = azure_name_is_account(url->path + 1, url->path_len - 1) ? url->path_len - 1 : 0;
        return url->path + 1;
    }
    if (account != NULL && azure_name_is_account(account, strlen(account)))
        *len = strlen(account);
    return account;
}

/* NULL, or what is wrong with text; sets endpoint and account, which stay NULL without memory. */
static const char *connection_set(struct azure_connection *out, const char *text,
                                  const char *account)
{
    struct url url;
    char root[URL_ROOT_SIZE];
    size_t len;
    const char *const why = url_parse(text, &url);
    if (why != NULL)
        return why;
    if (url.query != NULL)
        return "has an endpoint with a query: write the SAS as SharedAccessSignature=";
    while (url.path_len > 0 && url.path[url.path_len - 1] == '/')
        url.path_len--;
    const char *const name = connection_find_account(&url, account, &len);
    if (len == 0)
        return "names no account, or more than an account behind the host of its endpoint";
    if (account != NULL && (strlen(account) != len || memcmp(account, name, len) != 0))
        return "names one account and the endpoint of another";
    url_root(&url, root);
    out->account = strndup(name, len);
    if (asprintf(&out->endpoint, "%s%.*s", root, (int)url.path_len, url.path) < 0)
        out->endpoint = NULL;
    return NULL;
}

/* True when the members ask for the emulator, and for no other endpoint. */
static bool connection_is_emulator(char *const values[MEMBER_COUNT])
{
    return values[MEMBER_ENDPOINT] == NULL && values[MEMBER_EMULATOR] != NULL &&
           strcasecmp(values[MEMBER_EMULATOR], "true") == 0;
}

/* The endpoint that the members describe; false when memory is short. *text NULL: they do not. */
static bool connection_describe(char *const values[MEMBER_COUNT], char **text)
{
    const char *const protocol = values[MEMBER_PROTOCOL], *const suffix = values[MEMBER_SUFFIX];
    *text = NULL;
    if (values[MEMBER_ENDPOINT] != NULL)
        *text = strdup(values[MEMBER_ENDPOINT]);
    else if (connection_is_emulator(values))
        *text = strdup(emulator_endpoint);
    else if (values[MEMBER_ACCOUNT] == NULL)
        return true;
    else if (asprintf(text, "%s://%s.blob.%s", protocol == NULL ? "https" : protocol,
                      values[MEMBER_ACCOUNT], suffix == NULL ? "core.windows.net" : suffix) < 0)
        *text = NULL;
    return *text != NULL;
}

static enum status connection_refuse(struct fault *fault, const char *why)
{
    fault_set(fault, REASON_READ_ERROR, "AZURE_STORAGE_CONNECTION_STRING %s", why);
    return STATUS_STOP;
}

static enum status connection_set_endpoint(struct azure_connection *out,
                                           char *const values[MEMBER_COUNT], struct fault *fault)
{
    char *text;
    if (!connection_describe(values, &text))
        return STATUS_NO_MEMORY;
    if (text == NULL)
        return connection_refuse(fault, "has neither BlobEndpoint nor AccountName");
    const char *const why = connection_set(out, text, values[MEMBER_ACCOUNT]);
    free(text);
    if (why != NULL)
        return connection_refuse(fault, why);
    return out->account == NULL || out->endpoint == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status connection_set_sas(struct azure_connection *out, const char *sas,
                                      struct fault *fault)
{
    if (sas == NULL)
        return STATUS_OK;
    sas += *sas == '?';
    const char *const why = sas_judge(sas);
    if (why != NULL)
        return connection_refuse(fault, why);
    out->sas = strdup(sas);
    return out->sas == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status connection_set_key(struct azure_connection *out,
                                      char *const values[MEMBER_COUNT], struct fault *fault)
{
    const char *key = values[MEMBER_KEY];
    if (key == NULL && connection_is_emulator(values))
        key = emulator_key;
    if (key == NULL)
        return STATUS_OK;
    if (!shared_key_is_valid(key))
        return connection_refuse(
            fault, "has an AccountKey that is no base64: copy it again (portal: Access keys)");
    out->key = strdup(key);
    return out->key == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

enum status azure_connection_parse(const char *text, struct azure_connection *out,
                                   struct fault *fault)
{
    char *values[MEMBER_COUNT] = {NULL};
    const size_t len = strlen(text);
    char *const copy = strdup(text);
    *out = (struct azure_connection){0};
    if (copy == NULL)
        return STATUS_NO_MEMORY;
    members_split(copy, values);
    enum status status = connection_set_endpoint(out, values, fault);
    if (status == STATUS_OK)
        status = connection_set_sas(out, values[MEMBER_SAS], fault);
    if (status == STATUS_OK)
        status = connection_set_key(out, values, fault);
    digest_wipe(copy, len);
    free(copy);
    if (status != STATUS_OK)
        azure_connection_free(out);
    return status;
}

void azure_connection_free(struct azure_connection *connection)
{
    if (connection->sas != NULL)
        digest_wipe(connection->sas, strlen(connection->sas));
    if (connection->key != NULL)
        digest_wipe(connection->key, strlen(connection->key));
    free(connection->endpoint);
    free(connection->account);
    free(connection->sas);
    free(connection->key);
    *connection = (struct azure_connection){0};
}
