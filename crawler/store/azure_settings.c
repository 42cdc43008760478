/* How to reach Azure Blob Storage. */
#include "crawler/store/azure_settings.h"

#include "crawler/base/log.h"
#include "crawler/store/azure_cloud.h"
#include "crawler/store/azure_connection.h"
#include "crawler/store/azure_name.h"
#include "crawler/store/environment.h"
#include "crawler/store/sas.h"
#include "crawler/store/url.h"
#include "signers/digest.h"
#include "signers/shared_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define AUTH_MODE "AZURE_STORAGE_AUTH_MODE"
#define DELEGATION "delegation"
#define SAS_SHORT_S (30L * 60L)

/* *out becomes a copy of text; STATUS_NO_MEMORY. */
static enum status settings_set(char **out, const char *text)
{
    free(*out);
    *out = strdup(text);
    return *out == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

static bool settings_is_mode(const struct environment *environment, const char *mode)
{
    const char *const value = environment_get(environment, AUTH_MODE);
    return value != NULL && strcasecmp(value, mode) == 0;
}

/* An identity is to ask, whatever else is set. */
static bool settings_is_login(const struct environment *environment)
{
    return settings_is_mode(environment, "login") || settings_is_mode(environment, DELEGATION);
}

/* ---- what the environment holds ---- */

/* A setting by the names that tools have for it. */
struct settings_variable {
    const char *name, *value; /* NULL when none is set */
};

static const char *const account_names[] = {"AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_ACCOUNT_NAME",
                                            NULL};
static const char *const sas_names[] = {"AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_SAS_KEY", NULL};
static const char *const key_names[] = {"AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT_KEY",
                                        "AZURE_STORAGE_ACCESS_KEY", NULL};

static struct settings_variable settings_find(const struct environment *environment,
                                              const char *const *names)
{
    for (; *names != NULL; names++) {
        const char *const value = environment_get(environment, *names);
        if (value != NULL)
            return (struct settings_variable){*names, value};
    }
    return (struct settings_variable){NULL, NULL};
}

static enum status settings_read_sas(const struct settings_variable *sas,
                                     struct azure_connection *out, struct fault *fault)
{
    const char *const query = sas->value + (*sas->value == '?');
    const char *const why = sas_judge(query);
    if (why == NULL)
        return settings_set(&out->sas, query);
    fault_set(fault, REASON_READ_ERROR, "%s %s", sas->name, why);
    return STATUS_STOP;
}

static enum status settings_read_key(const struct settings_variable *key,
                                     struct azure_connection *out, struct fault *fault)
{
    if (shared_key_is_valid(key->value))
        return settings_set(&out->key, key->value);
    fault_set(fault, REASON_READ_ERROR, "%s is no base64: copy the key again (portal: Access keys)",
              key->name);
    return STATUS_STOP;
}

/* How the hosts of the cloud end that the identity is of, as far as it is known. */
static const char *settings_find_suffix(const struct environment *environment)
{
    const char *const authority = environment_get(environment, "AZURE_AUTHORITY_HOST");
    const struct azure_cloud *const cloud =
        authority == NULL ? NULL : azure_cloud_of_authority(authority);
    return cloud == NULL ? azure_cloud_at(0)->suffix : cloud->suffix;
}

static enum status settings_set_account(const struct environment *environment,
                                        const struct settings_variable *account,
                                        struct azure_connection *out, struct fault *fault)
{
    if (!azure_name_is_account(account->value, strlen(account->value))) {
        fault_set(fault, REASON_READ_ERROR, "%s is not 3 to 24 lower-case letters and digits",
                  account->name);
        return STATUS_STOP;
    }
    if (settings_set(&out->account, account->value) != STATUS_OK)
        return STATUS_NO_MEMORY;
    if (asprintf(&out->endpoint, "https://%s.blob%s", account->value,
                 settings_find_suffix(environment)) >= 0)
        return STATUS_OK;
    out->endpoint = NULL;
    return STATUS_NO_MEMORY;
}

/* The account and its SAS, or its key, as far as they are set. */
static enum status settings_read_account(const struct environment *environment,
                                         struct azure_connection *out, struct fault *fault)
{
    const struct settings_variable account = settings_find(environment, account_names);
    const struct settings_variable sas = settings_find(environment, sas_names);
    const struct settings_variable key = settings_find(environment, key_names);
    if (account.value != NULL) {
        const enum status status = settings_set_account(environment, &account, out, fault);
        if (status != STATUS_OK)
            return status;
    }
    if (settings_is_login(environment))
        return STATUS_OK; /* what is not needed cannot be wrong */
    if (sas.value != NULL)
        return settings_read_sas(&sas, out, fault);
    return key.value == NULL ? STATUS_OK : settings_read_key(&key, out, fault);
}

static enum status settings_check_mode(const struct environment *environment, struct fault *fault)
{
    if (environment_get(environment, AUTH_MODE) == NULL || settings_is_login(environment) ||
        settings_is_mode(environment, "key"))
        return STATUS_OK;
    fault_set(fault, REASON_READ_ERROR, AUTH_MODE " is none of key, login, " DELEGATION);
    return STATUS_STOP;
}

/* *out is released by the caller, also after a failure. */
static enum status settings_read_environment(const struct environment *environment,
                                             struct azure_connection *out, struct fault *fault)
{
    const char *const connection = environment_get(environment, "AZURE_STORAGE_CONNECTION_STRING");
    const enum status status = settings_check_mode(environment, fault);
    *out = (struct azure_connection){0};
    if (status != STATUS_OK)
        return status;
    if (connection != NULL)
        return azure_connection_parse(connection, out, fault);
    return settings_read_account(environment, out, fault);
}

/* ---- what the SOURCE leaves open ---- */

/* True for hosts of Azure's clouds and for loopback. */
static bool settings_is_azure_host(const char *endpoint)
{
    struct url url;
    return url_parse(endpoint, &url) == NULL &&
           (url.is_loopback || azure_name_split_host(url.host, "blob", NULL) > 0);
}

/*
 * True when the SAS or key of the environment may be used at the endpoint of the SOURCE: the same
 * endpoint (of a connection string), or the account of AZURE_STORAGE_ACCOUNT, or any when it stands
 * alone, but not on a host that could be anybody's: SOURCEs may come from a list that others wrote.
 */
static bool settings_may_share(const struct locator *locator, const struct environment *env,
                               const struct azure_connection *found)
{
    if (environment_get(env, "AZURE_STORAGE_CONNECTION_STRING") != NULL)
        return strcmp(found->endpoint, locator->endpoint) == 0;
    return settings_is_azure_host(locator->endpoint) &&
           (found->account == NULL || strcmp(found->account, locator->account) == 0);
}

static enum status settings_fill(const struct locator *locator,
                                 const struct environment *environment,
                                 const struct azure_connection *found, struct azure_settings *out,
                                 struct fault *fault)
{
    const bool is_named = locator->endpoint != NULL;
    if (!is_named && found->endpoint == NULL) {
        fault_set(fault, REASON_ACCESS_DENIED,
                  "az:// needs an account: set AZURE_STORAGE_ACCOUNT or "
                  "AZURE_STORAGE_CONNECTION_STRING, or write the https:// form");
        return STATUS_STOP;
    }
    enum status status =
        settings_set(&out->endpoint, is_named ? locator->endpoint : found->endpoint);
    if (status == STATUS_OK)
        status = settings_set(&out->account, is_named ? locator->account : found->account);
    if (status != STATUS_OK || out->is_anonymous)
        return status;
    if (locator->sas != NULL)
        return settings_set(&out->sas, locator->sas);
    if ((is_named && !settings_may_share(locator, environment, found)) ||
        settings_is_login(environment))
        return STATUS_OK;
    if (found->sas != NULL)
        return settings_set(&out->sas, found->sas);
    return found->key == NULL ? STATUS_OK : settings_set(&out->key, found->key);
}

/* NULL, or why no token may be sent to the endpoint, as a phrase. */
static const char *settings_judge_token(const struct azure_settings *settings,
                                        const struct azure_connection *found,
                                        const struct environment *environment)
{
    const bool is_theirs =
        environment_get(environment, "AZURE_STORAGE_CONNECTION_STRING") != NULL &&
        found->endpoint != NULL && strcmp(found->endpoint, settings->endpoint) == 0;
    if (settings_is_mode(environment, "key"))
        return AUTH_MODE " is key, and there is none";
    if (strncmp(settings->endpoint, "https://", 8) != 0)
        return "tokens of Entra ID need https";
    if (!is_theirs && !settings_is_azure_host(settings->endpoint))
        return "tokens of Entra ID go to hosts of Azure only";
    return NULL;
}

/* A SAS that ends soon ends the scan: nobody can renew it. */
static bool settings_check_sas(const struct azure_settings *settings, time_t now,
                               struct fault *fault)
{
    const time_t end = sas_expires_at(settings->sas);
    if (!sas_check(settings->sas, now, settings->endpoint, fault))
        return false;
    if (end >= 0 && end - now < SAS_SHORT_S)
        log_line(LOG_WARNING,
                 "the SAS for %.80s ends in %lld minutes: what is not read by then is denied",
                 settings->endpoint, (long long)(end - now) / 60);
    return true;
}

/* Checks what was filled in, and explains what is missing. */
static enum status settings_check(struct azure_settings *settings,
                                  const struct azure_connection *found,
                                  const struct environment *environment, struct fault *fault)
{
    if (settings->is_anonymous || settings->key != NULL)
        return STATUS_OK;
    if (settings->sas != NULL)
        return settings_check_sas(settings, environment->now(environment->user), fault)
                   ? STATUS_OK
                   : STATUS_STOP;
    const bool is_login = settings_is_login(environment);
    if ((found->sas != NULL || found->key != NULL) && !is_login) {
        fault_set(fault, REASON_ACCESS_DENIED,
                  "no SAS or key for %.80s: the %s in the environment belongs to another account "
                  "or host",
                  settings->endpoint, found->sas != NULL ? "SAS" : "key");
        return STATUS_STOP;
    }
    const char *const why = settings_judge_token(settings, found, environment);
    settings->needs_token = why == NULL;
    settings->has_delegation = settings_is_mode(environment, DELEGATION);
    if (why == NULL)
        return STATUS_OK;
    fault_set(fault, REASON_ACCESS_DENIED,
              "no SAS or key for %.80s, and %s; public: --no-sign-request", settings->endpoint,
              why);
    return STATUS_STOP;
}

enum status azure_settings_load(const struct locator *locator,
                                const struct environment *environment, bool is_anonymous,
                                struct azure_settings *out, struct fault *fault)
{
    struct azure_connection found = {0};
    enum status status = STATUS_OK;
    *out = (struct azure_settings){.is_anonymous = is_anonymous};
    /* What is not needed is not read, so that it cannot be what fails. */
    if (locator->endpoint == NULL || (locator->sas == NULL && !is_anonymous))
        status = settings_read_environment(environment, &found, fault);
    if (status == STATUS_OK)
        status = settings_fill(locator, environment, &found, out, fault);
    if (status == STATUS_OK)
        status = settings_check(out, &found, environment, fault);
    azure_connection_free(&found);
    if (status != STATUS_OK)
        azure_settings_free(out);
    return status;
}

void azure_settings_free(struct azure_settings *settings)
{
    if (settings->sas != NULL)
        digest_wipe(settings->sas, strlen(settings->sas));
    if (settings->key != NULL)
        digest_wipe(settings->key, strlen(settings->key));
    free(settings->endpoint);
    free(settings->account);
    free(settings->sas);
    free(settings->key);
    *settings = (struct azure_settings){0};
}
