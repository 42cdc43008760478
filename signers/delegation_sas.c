/* User delegation SAS of Azure Storage. */
#include "signers/delegation_sas.h"

#include "signers/digest.h"
#include "signers/shared_key.h"
#include "signers/uri.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The parameter of each field, and the first version that signs it. */
static const struct {
    const char *name; /* NULL: in no query */
    const char *since;
} delegation_fields[DELEGATION_FIELDS] = {
    [DELEGATION_PERMISSIONS] = {"sp", ""},
    [DELEGATION_START] = {"st", ""},
    [DELEGATION_END] = {"se", ""},
    [DELEGATION_RESOURCE] = {NULL, ""},
    [DELEGATION_OBJECT_ID] = {"skoid", ""},
    [DELEGATION_TENANT_ID] = {"sktid", ""},
    [DELEGATION_KEY_START] = {"skt", ""},
    [DELEGATION_KEY_END] = {"ske", ""},
    [DELEGATION_KEY_SERVICE] = {"sks", ""},
    [DELEGATION_KEY_VERSION] = {"skv", ""},
    [DELEGATION_AUTHORIZED_ID] = {"saoid", "2020-02-10"},
    [DELEGATION_UNAUTHORIZED_ID] = {"suoid", "2020-02-10"},
    [DELEGATION_CORRELATION_ID] = {"scid", "2020-02-10"},
    [DELEGATION_USER_TENANT_ID] = {"skdutid", "2025-07-05"},
    [DELEGATION_USER_OBJECT_ID] = {"sduoid", "2025-07-05"},
    [DELEGATION_ADDRESSES] = {"sip", ""},
    [DELEGATION_PROTOCOL] = {"spr", ""},
    [DELEGATION_VERSION] = {"sv", ""},
    [DELEGATION_KIND] = {"sr", ""},
    [DELEGATION_SNAPSHOT] = {NULL, ""},
    [DELEGATION_SCOPE] = {"ses", "2020-12-06"},
    [DELEGATION_HEADERS] = {"srh", "2026-04-06"},
    [DELEGATION_QUERY] = {"srq", "2026-04-06"},
    [DELEGATION_CACHE_CONTROL] = {"rscc", ""},
    [DELEGATION_DISPOSITION] = {"rscd", ""},
    [DELEGATION_ENCODING] = {"rsce", ""},
    [DELEGATION_LANGUAGE] = {"rscl", ""},
    [DELEGATION_TYPE] = {"rsct", ""},
};

static const char *delegation_get(const struct delegation_sas *sas, size_t i)
{
    return sas->fields[i] == NULL ? "" : sas->fields[i];
}

/* The fields that the version knows, a line each, without '\n' behind the last. */
static char *delegation_write_string(const struct delegation_sas *sas)
{
    const char *const version = sas->fields[DELEGATION_VERSION];
    char *text = NULL;
    size_t size = 0;
    FILE *const out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < DELEGATION_FIELDS; i++)
        if (strcmp(version, delegation_fields[i].since) >= 0)
            fprintf(out, "%s%s", i == 0 ? "" : "\n", delegation_get(sas, i));
    if (fclose(out) == 0)
        return text;
    free(text);
    return NULL;
}

/* "NAME=VALUE", encoded. */
static bool delegation_put(FILE *out, const char *name, const char *value)
{
    const size_t len = strlen(value);
    char *const encoded = malloc(3 * len + 1);
    if (encoded == NULL)
        return false;
    uri_encode(value, len, false, encoded);
    fprintf(out, "%s=%s", name, encoded);
    digest_wipe(encoded, 3 * len); /* one of them is the signature */
    free(encoded);
    return true;
}

static char *delegation_write_query(const struct delegation_sas *sas, const char *signature)
{
    char *text = NULL;
    size_t size = 0;
    FILE *const out = open_memstream(&text, &size);
    bool is_good = true;
    if (out == NULL)
        return NULL;
    for (size_t i = 0; is_good && i < DELEGATION_FIELDS; i++) {
        const char *const value = delegation_get(sas, i);
        if (delegation_fields[i].name == NULL || *value == '\0')
            continue;
        is_good = delegation_put(out, delegation_fields[i].name, value);
        fputc('&', out);
    }
    is_good = is_good && delegation_put(out, "sig", signature);
    if (fclose(out) == 0 && is_good)
        return text;
    free(text);
    return NULL;
}

bool delegation_sas_sign(const struct delegation_sas *sas, struct delegation_sas_result *result)
{
    char signature[SHARED_KEY_SIGNATURE_SIZE];
    *result = (struct delegation_sas_result){0};
    if (sas->fields[DELEGATION_VERSION] == NULL)
        return false;
    result->string_to_sign = delegation_write_string(sas);
    if (result->string_to_sign != NULL &&
        shared_key_sign_text(sas->key, result->string_to_sign, signature))
        result->query = delegation_write_query(sas, signature);
    digest_wipe(signature, sizeof signature);
    if (result->query != NULL)
        return true;
    delegation_sas_free(result);
    return false;
}

void delegation_sas_free(struct delegation_sas_result *result)
{
    if (result->query != NULL)
        digest_wipe(result->query, strlen(result->query));
    free(result->string_to_sign);
    free(result->query);
    *result = (struct delegation_sas_result){0};
}
