/* The profile that AWS's shared files hold for this run. For aws_settings.c and aws_credentials.c.
 */
#ifndef CRAWLER_STORE_AWS_PROFILE_H
#define CRAWLER_STORE_AWS_PROFILE_H

#include "crawler/store/environment.h"
#include "crawler/store/ini.h"

struct aws_profile {
    char *name;             /* AWS_PROFILE, AWS_DEFAULT_PROFILE or "default" */
    char *credentials_path; /* NULL when neither its variable nor HOME is set */
    char *config_path;
    char *config_section; /* "profile NAME", or "default" */
    struct ini credentials, config;
};

/*
 * Reads both files; one that does not exist is empty. STATUS_STOP with a fault when a file is
 * malformed, or when the variables name a profile that is in neither file. Release with
 * aws_profile_free(), also after a failure.
 */
enum status aws_profile_load(const struct environment *environment, struct aws_profile *out,
                             struct fault *fault);
void aws_profile_free(struct aws_profile *profile);

/* The entry of the profile: the credentials file's, else the config file's, else NULL. */
const struct ini_entry *aws_profile_find(const struct aws_profile *profile, const char *parent,
                                         const char *name);

/* The names of another profile, for aws_profile_view(). */
struct aws_profile_name {
    char name[128], config_section[160];
};

/*
 * Makes *out the profile of that name in the files of profile, over names: valid as long as the
 * two, never to be freed. False when neither file has it or the name is too long.
 */
bool aws_profile_view(const struct aws_profile *profile, const char *name,
                      struct aws_profile_name *names, struct aws_profile *out);

#endif
