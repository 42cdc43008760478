/* The outside world of the process: its variables and its clock. */
#include "crawler/store/environment.h"

#include <stdlib.h>

static const char *real_get(void *user, const char *name)
{
    (void)user;
    return getenv(name);
}

static time_t real_now(void *user)
{
    (void)user;
    return time(NULL);
}

const struct environment environment_process = {real_get, real_now, NULL, NULL};

const char *environment_get(const struct environment *environment, const char *name)
{
    const char *const value = environment->get(environment->user, name);
    return value == NULL || *value == '\0' ? NULL : value;
}
