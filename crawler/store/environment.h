/* The outside world, given by main: variables, home directory and clock. Tests give their own. */
#ifndef CRAWLER_STORE_ENVIRONMENT_H
#define CRAWLER_STORE_ENVIRONMENT_H

#include <time.h>

struct keyring; /* crawler/store/keyring.h */

struct environment {
    const char *(*get)(
        void *user,
        const char *name);     /* value of a variable, or NULL; an empty value counts as NULL */
    time_t (*now)(void *user); /* wall clock, for signatures */
    void *user;
    struct keyring *keyring; /* what stores that are opened with it share; NULL: nothing */
};

/* The variable, or NULL when it is not set or empty. */
const char *environment_get(const struct environment *environment, const char *name);

/* The process's own environment and clock. */
extern const struct environment environment_process;

#endif
