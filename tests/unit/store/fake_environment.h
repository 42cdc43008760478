/* An environment of its own for each test: variables from a table, a fixed clock, files on demand.
 */
#ifndef TESTS_UNIT_STORE_FAKE_ENVIRONMENT_H
#define TESTS_UNIT_STORE_FAKE_ENVIRONMENT_H

#include "crawler/store/environment.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FAKE_NOW 1769904000 /* 2026-02-01T00:00:00Z */

/* "NAME=VALUE" texts, ended by NULL. */
struct fake_environment {
    const char *const *variables;
};

static inline const char *fake_environment_get(void *user, const char *name)
{
    const struct fake_environment *const fake = user;
    const size_t len = strlen(name);
    for (size_t i = 0; fake->variables[i] != NULL; i++) {
        if (strncmp(fake->variables[i], name, len) == 0 && fake->variables[i][len] == '=')
            return fake->variables[i] + len + 1;
    }
    return NULL;
}

static inline time_t fake_environment_now(void *user)
{
    (void)user;
    return FAKE_NOW;
}

static inline struct environment fake_environment(struct fake_environment *fake)
{
    return (struct environment){fake_environment_get, fake_environment_now, fake, NULL};
}

#define FAKE_PATH_SIZE 256

/* Writes a new file of that text and mode; path gets its name. Remove it with unlink(). */
static inline void fake_file_create(const char *text, size_t len, mode_t mode,
                                    char path[FAKE_PATH_SIZE])
{
    const char *const folder = getenv("TMPDIR");
    snprintf(path, FAKE_PATH_SIZE, "%s/phicrawl-test-XXXXXX", folder == NULL ? "/tmp" : folder);
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
    ck_assert_int_eq(fchmod(fd, mode), 0);
    close(fd);
}

#endif
