/* Finds AWS credentials where AWS's tools look first. */
#include "crawler/store/aws_credentials.h"

#include "crawler/base/log.h"
#include "crawler/store/credential_command.h"
#include "crawler/store/credential_container.h"
#include "crawler/store/credential_instance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HINT                                                                                       \
    "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN ('aws configure "          \
    "export-credentials --format env' prints them)"

static enum status credentials_from_environment(const struct environment *environment,
                                                struct credentials *out, struct fault *fault)
{
    static const char *const names[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                                        "AWS_SESSION_TOKEN"};
    struct credentials_found found = {.names = names, .where = ""};
    for (int i = 0; i < 3; i++)
        found.texts[i] = environment_get(environment, names[i]);
    if (found.texts[2] == NULL)
        found.texts[2] = environment_get(environment, "AWS_SECURITY_TOKEN"); /* its old name */
    if (found.texts[0] == NULL && found.texts[1] == NULL)
        return STATUS_END;
    return credentials_set(&found, out, fault);
}

static const char *credentials_value(const struct ini *ini, const char *section, const char *name)
{
    const struct ini_entry *const entry = ini_find(ini, section, NULL, name);
    return entry == NULL || *entry->value == '\0' ? NULL : entry->value;
}

static enum status credentials_from_file(const struct ini *ini, const char *section,
                                         struct credentials *out, struct fault *fault)
{
    static const char *const names[] = {"aws_access_key_id", "aws_secret_access_key",
                                        "aws_session_token"};
    char where[256];
    struct credentials_found found = {.names = names, .where = where};
    for (int i = 0; i < 3; i++)
        found.texts[i] = credentials_value(ini, section, names[i]);
    if (found.texts[2] == NULL)
        found.texts[2] = credentials_value(ini, section, "aws_security_token");
    if (found.texts[0] == NULL && found.texts[1] == NULL)
        return STATUS_END;
    snprintf(where, sizeof where, "%.150s: [%.60s]: ", ini->path, section);
    if (ini->is_exposed)
        log_line(LOG_WARNING,
                 "%s holds credentials and is open to others than its owner: chmod 600 it",
                 ini->path);
    return credentials_set(&found, out, fault);
}

static enum status credentials_from_command(const struct aws_profile *profile,
                                            struct credentials *out, struct fault *fault)
{
    const struct ini_entry *const entry = aws_profile_find(profile, NULL, "credential_process");
    if (entry == NULL || *entry->value == '\0')
        return STATUS_END;
    return credential_command_run(entry, out, fault);
}

/* ---- providers that are not built ---- */

struct provider {
    const char *name; /* of the entry or variable that asks for it */
    const char *text;
};

/* In the order of the credential chain: those before static keys of a file, and those behind. */
static const struct provider providers_before[] = {
    {"role_arn", "AssumeRole"},           {"web_identity_token_file", "web identity"},
    {"sso_session", "single sign-on"},    {"sso_start_url", "single sign-on"},
    {"sso_account_id", "single sign-on"},
};
static const struct provider providers_behind[] = {
    {"login_session", "aws login"},
    {"credential_source", "a credential source"},
    {"source_profile", "another profile"},
};
static enum status credentials_refuse_entry(const struct aws_profile *profile,
                                            const struct provider *providers, size_t count,
                                            struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        const struct ini_entry *const entry = aws_profile_find(profile, NULL, providers[i].name);
        if (entry == NULL || *entry->value == '\0')
            continue;
        fault_set(fault, REASON_ACCESS_DENIED,
                  "%.80s:%u: %s: credentials by %s are not supported yet: " HINT, entry->path,
                  entry->line, providers[i].name, providers[i].text);
        return STATUS_STOP;
    }
    return STATUS_END;
}

static enum status credentials_refuse_variable(const struct environment *environment,
                                               const struct provider *providers, size_t count,
                                               struct fault *fault)
{
    for (size_t i = 0; i < count; i++) {
        if (environment_get(environment, providers[i].name) == NULL)
            continue;
        fault_set(fault, REASON_ACCESS_DENIED,
                  "%s is set, but credentials by %s are not supported yet: " HINT,
                  providers[i].name, providers[i].text);
        return STATUS_STOP;
    }
    return STATUS_END;
}

/* The fault at hand says why the instance gave none. */
static enum status credentials_refuse_all(const struct aws_profile *profile, struct fault *fault)
{
    static const char no_home[] = "(no HOME)";
    char instance[81];
    snprintf(instance, sizeof instance, "%.80s", fault->message);
    fault_set(fault, REASON_ACCESS_DENIED,
              "no AWS credentials: AWS_ACCESS_KEY_ID is not set, and profile %.40s has none in "
              "%.60s or %.60s; %.80s; public buckets can be read with --no-sign-request",
              profile->name,
              profile->credentials_path == NULL ? no_home : profile->credentials_path,
              profile->config_path == NULL ? no_home : profile->config_path, instance);
    return STATUS_STOP;
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum status aws_credentials_find(const struct credential_query *query, struct credentials *out,
                                 struct fault *fault)
{
    static const struct provider web_identity = {"AWS_WEB_IDENTITY_TOKEN_FILE", "web identity"};
    const struct environment *const environment = query->environment;
    const struct aws_profile *const profile = query->profile;
    enum status status = credentials_from_environment(environment, out, fault);
    if (status == STATUS_END)
        status =
            credentials_refuse_entry(profile, providers_before, COUNT(providers_before), fault);
    if (status == STATUS_END)
        status = credentials_refuse_variable(environment, &web_identity, 1, fault);
    if (status == STATUS_END)
        status = credentials_from_file(&profile->credentials, profile->name, out, fault);
    if (status == STATUS_END)
        status = credentials_from_file(&profile->config, profile->config_section, out, fault);
    if (status == STATUS_END)
        status = credentials_from_command(profile, out, fault);
    if (status == STATUS_END)
        status =
            credentials_refuse_entry(profile, providers_behind, COUNT(providers_behind), fault);
    if (status == STATUS_END)
        status = credential_container_ask(query, out, fault);
    if (status == STATUS_END)
        status = credential_instance_ask(query, out, fault);
    return status == STATUS_END ? credentials_refuse_all(profile, fault) : status;
}
