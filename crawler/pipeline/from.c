/* --from FILE: objects named one a line, instead of a listing. */
#include "crawler/pipeline/from.h"

#include "crawler/base/buffer.h"
#include "crawler/base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_BYTES ((size_t)16 << 10)
#define WAIT_MS 200 /* between looks at whether the run is being stopped */

static bool from_same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* True when objects of both locators are read through one store. */
static bool from_same_store(const struct locator *a, const struct locator *b)
{
    return a->provider == b->provider && from_same_text(a->endpoint, b->endpoint) &&
           from_same_text(a->account, b->account) && from_same_text(a->bucket, b->bucket) &&
           from_same_text(a->sas, b->sas);
}

/* The index of the store for locator, opened when it is the first of its kind; -1 with a fault. */
static long from_store(struct from *from, const struct locator *locator, struct fault *fault)
{
    struct crawl *const crawl = from->crawl;
    for (size_t i = 0; i < from->count; i++) {
        const size_t index = crawl->source_count + i;
        if (from_same_store(store_locator(from->stores[index]), locator))
            return (long)index;
    }
    if (from->count == FROM_STORES_MAX) {
        fault_set(fault, REASON_READ_ERROR, "more than %d different buckets: split the file",
                  FROM_STORES_MAX);
        return -1;
    }
    const size_t index = crawl->source_count + from->count;
    struct store *store = NULL;
    if (store_open(locator, crawl->environment, from->is_anonymous, &store, fault) != STATUS_OK)
        return -1;
    store_set_terms(store, &from->terms);
    from->stores[index] = store;
    crawl->sources[index].store = store;
    from->count++;
    return (long)index;
}

/* A path as object of the whole file system: key is the absolute path without its first '/'. */
static bool from_make_local(struct locator *locator, struct buffer *key, struct object_init *init)
{
    struct stat facts;
    if (locator->bucket[0] != '/') {
        char *const here = getcwd(NULL, 0);
        if (here == NULL)
            return false;
        buffer_append_str(key, here + 1);
        buffer_append_char(key, '/');
        free(here);
    }
    buffer_append_str(key, locator->bucket + (locator->bucket[0] == '/'));
    if (stat(locator->bucket, &facts) == 0) {
        init->size = S_ISREG(facts.st_mode) ? (uint64_t)facts.st_size : 0;
        init->last_modified = facts.st_mtime;
        init->is_size_unknown = false;
    }
    locator_free(locator);
    return !key->is_failed && locator_parse("file:///", locator, &(struct fault){0});
}

static enum status from_push(struct from *from, size_t index, const struct object_init *init)
{
    struct object *const object = object_create(init);
    if (object == NULL)
        return STATUS_NO_MEMORY;
    return crawl_push(from->crawl, &from->crawl->sources[index], &from->scratch, object);
}

/* One line: finds its store and pushes its object. SKIP with a fault when it cannot be used. */
static enum status from_line(struct from *from, const char *line, struct fault *fault)
{
    struct locator locator = {0};
    struct object_init init = {.last_modified = -1, .is_size_unknown = true, .refused = -1};
    struct buffer key;
    enum status status = STATUS_SKIP;
    buffer_init(&key, LINE_MAX_BYTES + 4096);
    if (!locator_parse(line, &locator, fault)) {
        fault_set(fault, REASON_READ_ERROR,
                  "is neither a path nor an object's URI that can be used");
        goto out;
    }
    if (locator.provider != PROVIDER_LOCAL)
        buffer_append_str(&key, locator.prefix);
    else if (!from_make_local(&locator, &key, &init))
        goto out;
    if (key.len == 0) {
        fault_set(fault, REASON_READ_ERROR, "names no object");
        goto out;
    }
    const long index = from_store(from, &locator, fault);
    if (index >= 0) {
        init.key = (struct span){key.ptr, key.len};
        init.source = (unsigned)index;
        status = from_push(from, (size_t)index, &init);
    }
out:
    buffer_wipe(&key);
    locator_free(&locator);
    return status;
}

/* Says which line cannot be used; never what stands in it, which may be somebody's name. */
static void from_refuse(struct from *from, size_t number, const char *why)
{
    log_line(LOG_ERROR, "%s: line %zu: %s",
             strcmp(from->path, "-") == 0 ? "standard input" : from->path, number, why);
    from->is_failed = true;
}

/* Uses one line, which ends at its newline or at the end of the file. */
static enum status from_take_line(struct from *from, struct buffer *line, size_t number)
{
    struct fault fault = {0};
    while (line->len > 0 && line->ptr[line->len - 1] == '\r')
        line->len--;
    const bool is_empty = line->len == 0 && !line->is_failed;
    const char *const text = buffer_str(line);
    enum status status = STATUS_OK;
    if (text == NULL)
        from_refuse(from, number, "is too long");
    else if (!is_empty)
        status = from_line(from, text, &fault);
    if (status == STATUS_SKIP)
        from_refuse(from, number, fault.message);
    buffer_clear(line);
    return status == STATUS_SKIP ? STATUS_OK : status;
}

/* Waits until fd can be read or the run is being stopped. */
static bool from_wait(const struct from *from, int fd)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLIN};
    while (!atomic_load(from->crawl->cancelled)) {
        if (poll(&poll_fd, 1, WAIT_MS) > 0)
            return true;
    }
    return false;
}

/* Reads the file to its end or the end of the run. */
static void from_read(struct from *from, int fd)
{
    char block[16384];
    struct buffer line;
    size_t number = 1;
    ssize_t len = 1;
    enum status status = STATUS_OK;
    buffer_init(&line, LINE_MAX_BYTES);
    while (status == STATUS_OK && len > 0 && from_wait(from, fd)) {
        len = read(fd, block, sizeof block);
        for (ssize_t i = 0; status == STATUS_OK && i < len; i++) {
            if (block[i] == '\n')
                status = from_take_line(from, &line, number++);
            else
                buffer_append_char(&line, block[i]);
        }
    }
    if (status == STATUS_OK && len == 0)
        status = from_take_line(from, &line, number);
    from->is_failed |= status == STATUS_NO_MEMORY || len < 0;
    for (size_t i = 0; i < from->count; i++)
        from->crawl->sources[from->crawl->source_count + i].is_complete =
            status == STATUS_OK && len == 0;
    buffer_wipe(&line);
}

void *from_run(void *user)
{
    struct from *const from = user;
    const bool is_stdin = strcmp(from->path, "-") == 0;
    const int fd =
        is_stdin ? STDIN_FILENO : open(from->path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        log_line(LOG_ERROR, "--from: %s: %s", from->path, strerror(errno));
        from->is_failed = true;
        return NULL;
    }
    if (crawl_scratch_open(&from->scratch))
        from_read(from, fd);
    else
        from->is_failed = true;
    crawl_scratch_close(&from->scratch);
    if (!is_stdin)
        close(fd);
    return NULL;
}
