/*
 * The bytes as a ZIP archive that can be read by place, with passwords at hand. Properties: what
 * streams by is given by place as well, and first; where nothing is wrong both are the same.
 */
#include "crawler/base/range_stream.h"
#include "tests/fuzz/walk_sum.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

/* That of tests/golden/zip, behind a wrong one. */
static struct passwords *make_passwords(void)
{
    static const char text[] = "wrong\ncorrect horse\n";
    char path[64];
    struct fault fault;
    bool is_open;
    const int fd = memfd_create("passwords", 0);
    require(fd >= 0 && write(fd, text, sizeof text - 1) == sizeof text - 1);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct passwords *const passwords = passwords_load(path, &is_open, &fault);
    require(passwords != NULL);
    close(fd);
    return passwords;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    const struct span span = {bytes, len};
    struct passwords *const passwords = make_passwords();
    struct range_source *const file = range_source_from_span(span);
    struct range_stream stream;
    range_stream_init(&stream, file);
    const struct walk_sum placed = walk_sum_run_source(&stream.source, passwords);
    const struct walk_sum streamed = walk_sum_run(span, len + 1);
    if (streamed.coverage.reasons == 0)
        require(placed.hash == streamed.hash && placed.coverage.reasons == 0);
    require(placed.coverage.members <= walk_sum_limits.members);
    range_source_close(file);
    passwords_free(passwords);
    return 0;
}
