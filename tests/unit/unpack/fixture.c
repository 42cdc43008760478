/* Files that other programs wrote. */
#include "tests/unit/unpack/fixture.h"

#include "tests/unit/suite.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct span fixture_read(const char *path)
{
    static uint8_t bytes[65536];
    char whole[256];
    snprintf(whole, sizeof whole, "tests/golden/%s", path);
    FILE *const file = fopen(whole, "rb");
    ck_assert_msg(file != NULL, "%s: run this in the root of the repository", whole);
    const size_t len = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return (struct span){bytes, len};
}

struct passwords *fixture_passwords(const char *text)
{
    char path[] = "/tmp/phicrawl-test-XXXXXX";
    struct fault fault = {0};
    bool is_open = true;
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    close(fd);
    struct passwords *const passwords = passwords_load(path, &is_open, &fault);
    unlink(path);
    ck_assert_msg(passwords != NULL, "%s", fault.message);
    ck_assert(!is_open);
    return passwords;
}
