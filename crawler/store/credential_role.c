/* Roles that a profile assumes, or a token is good for. */
#include "crawler/store/credential_role.h"

#include "crawler/store/credential_container.h"
#include "crawler/store/credential_instance.h"
#include "crawler/store/credential_profile.h"
#include "crawler/store/sts.h"

#include <stdio.h>
#include <string.h>

#define PROFILES_MAX 8 /* that assume roles one after the other */

static const char *role_value(const struct credential_query *query, const char *name)
{
    const struct ini_entry *const entry = aws_profile_find(query->profile, NULL, name);
    return entry == NULL || *entry->value == '\0' ? NULL : entry->value;
}

/* ---- what signs the request ---- */

static bool role_is_loop(const struct credential_query *query, const char *name)
{
    int count = 0;
    for (; query != NULL; query = query->outer) {
        if (strcmp(query->profile->name, name) == 0 || ++count == PROFILES_MAX)
            return true;
    }
    return false;
}

static enum status role_find_in_profile(const struct credential_query *query, const char *who,
                                        const char *name, struct credentials *out,
                                        struct fault *fault)
{
    struct aws_profile_name names;
    struct aws_profile profile;
    if (strcmp(name, query->profile->name) == 0) {
        const enum status own = credential_profile_find_keys(query, out, fault);
        return own != STATUS_END
                   ? own
                   : credentials_refuse(who, "source_profile is itself, but has no keys", fault);
    }
    if (role_is_loop(query, name))
        return credentials_refuse(who, "source_profile leads in a circle", fault);
    if (!aws_profile_view(query->profile, name, &names, &profile))
        return credentials_refuse(who, "source_profile names a profile that is not there", fault);
    struct credential_query inner = *query;
    inner.profile = &profile;
    inner.outer = query;
    const enum status status = credential_profile_find(&inner, out, fault);
    return status != STATUS_END
               ? status
               : credentials_refuse(who, "source_profile has no credentials", fault);
}

static enum status role_find_by_source(const struct credential_query *query, const char *who,
                                       const char *source, struct credentials *out,
                                       struct fault *fault)
{
    enum status status;
    if (strcmp(source, "Environment") == 0)
        status = credential_profile_find_variables(query, out, fault);
    else if (strcmp(source, "Ec2InstanceMetadata") == 0)
        status = credential_instance_ask(query, out, fault);
    else if (strcmp(source, "EcsContainer") == 0)
        status = credential_container_ask(query, out, fault);
    else
        return credentials_refuse(
            who, "credential_source is neither Environment, Ec2InstanceMetadata nor EcsContainer",
            fault);
    return status != STATUS_END
               ? status
               : credentials_refuse(who, "credential_source has no credentials", fault);
}

static enum status role_find_signer(const struct credential_query *query, const char *who,
                                    struct credentials *out, struct fault *fault)
{
    const char *const profile = role_value(query, "source_profile");
    const char *const source = role_value(query, "credential_source");
    if ((profile == NULL) == (source == NULL))
        return credentials_refuse(who, "needs source_profile or credential_source, and only one",
                                  fault);
    if (role_value(query, "mfa_serial") != NULL)
        return credentials_refuse(
            who, "mfa_serial needs a person: get a session first, and give its keys", fault);
    return profile != NULL ? role_find_in_profile(query, who, profile, out, fault)
                           : role_find_by_source(query, who, source, out, fault);
}

enum status credential_role_assume(const struct credential_query *query, struct credentials *out,
                                   struct fault *fault)
{
    const struct ini_entry *const entry = aws_profile_find(query->profile, NULL, "role_arn");
    char who[192];
    struct credentials signer = {0};
    if (entry == NULL || *entry->value == '\0' ||
        role_value(query, "web_identity_token_file") != NULL)
        return STATUS_END;
    snprintf(who, sizeof who, "%.150s:%u: role_arn", entry->path, entry->line);
    enum status status = role_find_signer(query, who, &signer, fault);
    if (status == STATUS_OK) {
        const struct sts_role role = {
            .who = who,
            .arn = entry->value,
            .session_name = role_value(query, "role_session_name"),
            .external_id = role_value(query, "external_id"),
            .duration_s = role_value(query, "duration_seconds"),
            .signer = &signer,
        };
        status = sts_assume_role(query, &role, out, fault);
    }
    credentials_free(&signer);
    return status;
}

/* ---- tokens ---- */

static enum status role_trade_token(const struct credential_query *query, const char *path,
                                    struct sts_role *role, struct credentials *out,
                                    struct fault *fault)
{
    struct buffer token;
    enum status status = credentials_read_token(path, role->who, &token, fault);
    if (status == STATUS_OK) {
        role->web_identity_token = (const char *)token.ptr;
        status = sts_assume_role(query, role, out, fault);
    }
    buffer_wipe(&token);
    return status;
}

enum status credential_role_by_variables(const struct credential_query *query,
                                         struct credentials *out, struct fault *fault)
{
    static const char name[] = "AWS_WEB_IDENTITY_TOKEN_FILE";
    const char *const path = environment_get(query->environment, name);
    struct sts_role role = {
        .who = name,
        .arn = environment_get(query->environment, "AWS_ROLE_ARN"),
        .session_name = environment_get(query->environment, "AWS_ROLE_SESSION_NAME"),
    };
    if (path == NULL)
        return STATUS_END;
    if (role.arn == NULL)
        return credentials_refuse(name, "is set, but AWS_ROLE_ARN is not: set both", fault);
    return role_trade_token(query, path, &role, out, fault);
}

enum status credential_role_by_token(const struct credential_query *query, struct credentials *out,
                                     struct fault *fault)
{
    const struct ini_entry *const entry =
        aws_profile_find(query->profile, NULL, "web_identity_token_file");
    char who[192];
    struct sts_role role = {
        .who = who,
        .arn = role_value(query, "role_arn"),
        .session_name = role_value(query, "role_session_name"),
    };
    if (entry == NULL || *entry->value == '\0')
        return STATUS_END;
    snprintf(who, sizeof who, "%.140s:%u: web_identity_token_file", entry->path, entry->line);
    if (role.arn == NULL)
        return credentials_refuse(who, "is set, but role_arn is not: set both", fault);
    return role_trade_token(query, entry->value, &role, out, fault);
}
