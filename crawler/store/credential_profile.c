/* Everything that a profile alone can say about credentials. */
#include "crawler/store/credential_profile.h"

#include "crawler/base/log.h"
#include "crawler/store/credential_command.h"
#include "crawler/store/credential_role.h"
#include "crawler/store/credential_sso.h"

#include <stdio.h>

enum status credential_profile_find_variables(const struct credential_query *query,
                                              struct credentials *out, struct fault *fault)
{
    static const char *const names[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                                        "AWS_SESSION_TOKEN"};
    struct credentials_found found = {.names = names, .where = ""};
    for (int i = 0; i < 3; i++)
        found.texts[i] = environment_get(query->environment, names[i]);
    if (found.texts[2] == NULL)
        found.texts[2] =
            environment_get(query->environment, "AWS_SECURITY_TOKEN"); /* its old name */
    if (found.texts[0] == NULL && found.texts[1] == NULL)
        return STATUS_END;
    return credentials_set(&found, out, fault);
}

static const char *profile_value(const struct ini *ini, const char *section, const char *name)
{
    const struct ini_entry *const entry = ini_find(ini, section, NULL, name);
    return entry == NULL || *entry->value == '\0' ? NULL : entry->value;
}

static enum status profile_find_in_file(const struct ini *ini, const char *section,
                                        struct credentials *out, struct fault *fault)
{
    static const char *const names[] = {"aws_access_key_id", "aws_secret_access_key",
                                        "aws_session_token"};
    char where[256];
    struct credentials_found found = {.names = names, .where = where};
    for (int i = 0; i < 3; i++)
        found.texts[i] = profile_value(ini, section, names[i]);
    if (found.texts[2] == NULL)
        found.texts[2] = profile_value(ini, section, "aws_security_token");
    if (found.texts[0] == NULL && found.texts[1] == NULL)
        return STATUS_END;
    snprintf(where, sizeof where, "%.150s: [%.60s]: ", ini->path, section);
    if (ini->is_exposed)
        log_line(LOG_WARNING,
                 "%s holds credentials and is open to others than its owner: chmod 600 it",
                 ini->path);
    return credentials_set(&found, out, fault);
}

static enum status profile_run_command(const struct aws_profile *profile, struct credentials *out,
                                       struct fault *fault)
{
    const struct ini_entry *const entry = aws_profile_find(profile, NULL, "credential_process");
    if (entry == NULL || *entry->value == '\0')
        return STATUS_END;
    return credential_command_run(entry, out, fault);
}

enum status credential_profile_find_keys(const struct credential_query *query,
                                         struct credentials *out, struct fault *fault)
{
    const struct aws_profile *const profile = query->profile;
    const enum status status =
        profile_find_in_file(&profile->credentials, profile->name, out, fault);
    if (status != STATUS_END)
        return status;
    return profile_find_in_file(&profile->config, profile->config_section, out, fault);
}

static enum status profile_refuse_login(const struct aws_profile *profile, struct fault *fault)
{
    const struct ini_entry *const entry = aws_profile_find(profile, NULL, "login_session");
    if (entry == NULL || *entry->value == '\0')
        return STATUS_END;
    fault_set(fault, REASON_ACCESS_DENIED,
              "%.80s:%u: login_session: credentials by aws login are not supported: set "
              "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN ('aws configure "
              "export-credentials --format env' prints them)",
              entry->path, entry->line);
    return STATUS_STOP;
}

enum status credential_profile_find(const struct credential_query *query, struct credentials *out,
                                    struct fault *fault)
{
    enum status status = credential_role_assume(query, out, fault);
    if (status == STATUS_END)
        status = credential_role_by_token(query, out, fault);
    if (status == STATUS_END)
        status = credential_sso_ask(query, out, fault);
    if (status == STATUS_END)
        status = credential_profile_find_keys(query, out, fault);
    if (status == STATUS_END)
        status = profile_run_command(query->profile, out, fault);
    return status == STATUS_END ? profile_refuse_login(query->profile, fault) : status;
}
