/* Files that other programs wrote. */
#include "tests/unit/unpack/fixture.h"

#include "tests/unit/suite.h"

#include <stdint.h>
#include <stdio.h>

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
