/* The profile that AWS's shared files hold for this run. */
#include "crawler/store/aws_profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* *out is NULL and true when there is no place to look. */
static bool profile_set_path(const struct environment *environment, const char *variable,
                             const char *file, char **out)
{
    const char *const path = environment_get(environment, variable);
    const char *const home = environment_get(environment, "HOME");
    *out = NULL;
    if (path != NULL && (strncmp(path, "~/", 2) != 0 || home == NULL)) {
        *out = strdup(path);
        return *out != NULL;
    }
    if (home == NULL)
        return true;
    if (asprintf(out, "%s/%s", home, path != NULL ? path + 2 : file) >= 0)
        return true;
    *out = NULL;
    return false;
}

static bool profile_set_names(const struct environment *environment, struct aws_profile *out)
{
    const char *name = environment_get(environment, "AWS_PROFILE");
    if (name == NULL)
        name = environment_get(environment, "AWS_DEFAULT_PROFILE");
    out->name = strdup(name == NULL ? "default" : name);
    return out->name != NULL &&
           profile_set_path(environment, "AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials",
                            &out->credentials_path) &&
           profile_set_path(environment, "AWS_CONFIG_FILE", ".aws/config", &out->config_path);
}

/* [default] needs no "profile", but where both stand, [profile default] counts. */
static bool profile_set_section(struct aws_profile *out)
{
    if (asprintf(&out->config_section, "profile %s", out->name) < 0) {
        out->config_section = NULL;
        return false;
    }
    if (strcmp(out->name, "default") == 0 && !ini_has_section(&out->config, out->config_section))
        strcpy(out->config_section, "default");
    return true;
}

static enum status profile_read(const char *path, struct ini *out, struct fault *fault)
{
    const enum status status = path == NULL ? STATUS_END : ini_read(path, out, fault);
    return status == STATUS_END ? STATUS_OK : status;
}

enum status aws_profile_load(const struct environment *environment, struct aws_profile *out,
                             struct fault *fault)
{
    *out = (struct aws_profile){0};
    if (!profile_set_names(environment, out))
        return STATUS_NO_MEMORY;
    enum status status = profile_read(out->credentials_path, &out->credentials, fault);
    if (status == STATUS_OK)
        status = profile_read(out->config_path, &out->config, fault);
    if (status != STATUS_OK)
        return status;
    if (!profile_set_section(out))
        return STATUS_NO_MEMORY;
    if (strcmp(out->name, "default") == 0 || ini_has_section(&out->credentials, out->name) ||
        ini_has_section(&out->config, out->config_section))
        return STATUS_OK;
    fault_set(fault, REASON_ACCESS_DENIED, "AWS profile %.60s is neither in %.100s nor in %.100s",
              out->name, out->credentials_path == NULL ? "(no HOME)" : out->credentials_path,
              out->config_path == NULL ? "(no HOME)" : out->config_path);
    return STATUS_STOP;
}

void aws_profile_free(struct aws_profile *profile)
{
    ini_free(&profile->credentials);
    ini_free(&profile->config);
    free(profile->name);
    free(profile->credentials_path);
    free(profile->config_path);
    free(profile->config_section);
    *profile = (struct aws_profile){0};
}

const struct ini_entry *aws_profile_find(const struct aws_profile *profile, const char *parent,
                                         const char *name)
{
    const struct ini_entry *const entry =
        ini_find(&profile->credentials, profile->name, parent, name);
    if (entry != NULL)
        return entry;
    return ini_find(&profile->config, profile->config_section, parent, name);
}

bool aws_profile_view(const struct aws_profile *profile, const char *name,
                      struct aws_profile_name *names, struct aws_profile *out)
{
    if (strlen(name) >= sizeof names->name)
        return false;
    strcpy(names->name, name);
    snprintf(names->config_section, sizeof names->config_section, "profile %s", name);
    if (strcmp(name, "default") == 0 && !ini_has_section(&profile->config, names->config_section))
        strcpy(names->config_section, "default");
    *out = *profile;
    out->name = names->name;
    out->config_section = names->config_section;
    return ini_has_section(&profile->credentials, names->name) ||
           ini_has_section(&profile->config, names->config_section);
}
