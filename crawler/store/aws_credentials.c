/* Finds AWS credentials where AWS's tools look first. */
#include "crawler/store/aws_credentials.h"

#include "crawler/store/credential_container.h"
#include "crawler/store/credential_instance.h"
#include "crawler/store/credential_profile.h"
#include "crawler/store/credential_role.h"

#include <stdio.h>

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

/* Those of an instance may be late, and still be good. */
static bool credentials_are_over(const struct environment *environment,
                                 const struct credentials *keys)
{
    return keys->expires_at != 0 && !keys->is_instance &&
           keys->expires_at <= environment->now(environment->user);
}

enum status aws_credentials_find(const struct credential_query *query, struct credentials *out,
                                 struct fault *fault)
{
    static const struct {
        enum status (*find)(const struct credential_query *, struct credentials *, struct fault *);
        const char *origin;
    } providers[] = {
        {credential_profile_find_variables, "the environment"},
        {credential_role_assume, "the role of the profile"},
        {credential_role_by_variables, "a web identity"},
        {credential_profile_find, "the profile"},
        {credential_container_ask, "the container"},
        {credential_instance_ask, "the EC2 instance"},
    };
    enum status status = STATUS_END;
    for (size_t i = 0; status == STATUS_END && i < sizeof providers / sizeof *providers; i++) {
        status = providers[i].find(query, out, fault);
        out->origin = providers[i].origin;
    }
    if (status == STATUS_OK && credentials_are_over(query->environment, out))
        return credentials_refuse("the AWS credentials that were found have expired",
                                  "get new ones, or set the clock of this machine", fault);
    return status == STATUS_END ? credentials_refuse_all(query->profile, fault) : status;
}

enum status aws_credentials_find_again(const void *place, struct credentials *out,
                                       struct fault *fault)
{
    const struct aws_credential_place *const where = place;
    struct aws_profile profile;
    const struct credential_query query = {.environment = where->environment,
                                           .profile = &profile,
                                           .region = where->region,
                                           .ca_bundle = where->ca_bundle};
    enum status status = aws_profile_load(where->environment, &profile, fault);
    if (status == STATUS_OK)
        status = aws_credentials_find(&query, out, fault);
    aws_profile_free(&profile);
    return status;
}
