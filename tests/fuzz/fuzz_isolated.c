/*
 * Any bytes as what a child says that decodes an archive. Properties: the walk ends with OK and
 * within its limits, gives out no more than was said, and is whole only when the child said so.
 */
#include "crawler/base/range_source.h"
#include "crawler/unpack/archive.h"
#include "crawler/unpack/isolated_walk.h"
#include "tests/fuzz/walk_sum.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#define FILE_LEN 300000

struct fake_child {
    int socket;
    struct span words;
};

/* Takes whatever it is answered, so that nobody waits. */
static void *fake_child_listen(void *user)
{
    const struct fake_child *const child = user;
    uint8_t buf[65536];
    while (recv(child->socket, buf, sizeof buf, 0) > 0)
        continue;
    return NULL;
}

static void *fake_child_speak(void *user)
{
    struct fake_child *const child = user;
    while (child->words.len > 0) {
        const ssize_t sent = send(child->socket, child->words.ptr, child->words.len, MSG_NOSIGNAL);
        if (sent <= 0)
            break;
        child->words.ptr += sent;
        child->words.len -= (size_t)sent;
    }
    shutdown(child->socket, SHUT_WR);
    return fake_child_listen(user);
}

struct listener {
    bool is_reading; /* else members are left alone */
    size_t bytes, parts;
};

static enum status listen_part(void *user, const struct archive_part *part)
{
    struct listener *const listener = user;
    uint8_t buf[999];
    enum status status = STATUS_OK;
    require(part->kind == ARCHIVE_PART_MEMBER || part->kind == ARCHIVE_PART_FOLDER);
    require((part->bytes != NULL) == (part->kind == ARCHIVE_PART_MEMBER));
    require(part->name.len <= ARCHIVE_NAME_MAX);
    listener->parts++;
    listener->bytes += part->name.len;
    if (part->bytes == NULL || !listener->is_reading)
        return STATUS_OK;
    while (status == STATUS_OK) {
        size_t len = 0;
        status = byte_source_read(part->bytes, buf, sizeof buf, &len);
        require((len > 0) == (status == STATUS_OK));
        listener->bytes += len;
    }
    return status == STATUS_END || status == STATUS_SKIP ? STATUS_OK : status;
}

static bool says_end(struct span words)
{
    const struct archive_message end = {ARCHIVE_SAYS_END, 0};
    for (size_t at = 0; at + sizeof end.type <= words.len; at++) {
        if (memcmp(words.ptr + at, &end.type, sizeof end.type) == 0)
            return true;
    }
    return false;
}

static void check_walk(struct span words, struct range_source *file)
{
    int ends[2];
    pthread_t thread;
    struct coverage coverage = {0};
    struct meter meter = {.limits = &walk_sum_limits, .coverage = &coverage};
    struct listener listener = {.is_reading = words.ptr[words.len - 1] % 2 == 0};
    require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    struct fake_child child = {ends[1], words};
    require(pthread_create(&thread, NULL, fake_child_speak, &child) == 0);
    struct isolator_job job = {ends[0], -1};
    const struct isolated_archive archive = {NULL, file, &meter};
    require(isolated_walk_job(&archive, &job, listen_part, &listener) == STATUS_OK);
    pthread_join(thread, NULL);
    close(ends[1]);
    require(listener.bytes <= words.len);
    require(listener.parts * sizeof(struct archive_message) <= words.len);
    require(coverage.reasons != 0 || says_end(words));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static uint8_t content[FILE_LEN];
    if (len == 0)
        return 0;
    struct range_source *const file = range_source_from_span((struct span){content, FILE_LEN});
    require(file != NULL);
    check_walk((struct span){bytes, len}, file);
    range_source_close(file);
    return 0;
}
