/*
 * list_store SOURCE [PARALLEL [versions|uploads|count [PAGE]]]: lists a SOURCE and prints its keys,
 * one a line, percent-encoded; then requests, objects, seconds (without those in which it could run
 * and others had the cores) and megabytes on standard error. For tests that compare listings with
 * those of others; PARALLEL 1 is one request after the other, PAGE how many objects one of them
 * brings.
 */
#include "crawler/base/buffer.h"
#include "crawler/store/environment.h"
#include "crawler/store/store.h"
#include "signers/uri.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define KEY_MAX 4096

struct listing {
    uint64_t objects;
    bool is_silent;
};

static enum status print_key(void *user, struct object *object)
{
    struct listing *const listing = user;
    char encoded[3 * KEY_MAX];
    listing->objects++;
    if (!listing->is_silent && object->key.len <= KEY_MAX) {
        const size_t len =
            uri_encode((const char *)object->key.ptr, object->key.len, true, encoded);
        printf("%.*s%s%s%s\n", (int)len, encoded, object->version_id[0] != '\0' ? "\t" : "",
               object->version_id, object->versions & OBJECT_DELETE_MARKER ? "\tD" : "");
    }
    object_free(object);
    return STATUS_OK;
}

/* Of a clock that stands while this thread waits for a core ("Scheduler Statistics" of Linux). */
static double seconds_now(void)
{
    struct timespec now;
    unsigned long long waited_ns = 0;
    FILE *const statistics = fopen("/proc/thread-self/schedstat", "r");
    clock_gettime(CLOCK_MONOTONIC, &now);
    if (statistics != NULL) {
        if (fscanf(statistics, "%*u %llu", &waited_ns) != 1)
            waited_ns = 0;
        fclose(statistics);
    }
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9 - (double)waited_ns / 1e9;
}

static int list_store(const struct store *store, const struct list_options *options, bool is_silent)
{
    const atomic_bool cancelled = false;
    const struct http_options window = {&cancelled, options->parallel};
    struct listing listing = {.is_silent = is_silent};
    struct fault fault = {0};
    struct rusage usage;
    const double start = seconds_now();
    struct http *const http = http_create(&environment_process, &window);
    struct lister *const lister = lister_create(store, http, 0, options);
    enum status status;
    do
        status = lister_next(lister, print_key, &listing, &fault);
    while (status == STATUS_OK);
    getrusage(RUSAGE_SELF, &usage);
    fprintf(stderr, "%llu requests, %llu objects, %.3f seconds, %ld MB%s%s\n",
            (unsigned long long)lister_requests(lister), (unsigned long long)listing.objects,
            seconds_now() - start, usage.ru_maxrss / 1024,
            status == STATUS_END ? "" : "; failed: ", status == STATUS_END ? "" : fault.message);
    lister_free(lister);
    http_free(http);
    return status == STATUS_END ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct locator locator = {0};
    struct store *store = NULL;
    struct fault fault = {0};
    const char *const what = argc > 3 ? argv[3] : "";
    const struct list_options options = {.versions = strcmp(what, "versions") == 0,
                                         .uploads = strcmp(what, "uploads") == 0,
                                         .page_size = argc > 4 ? (unsigned)atoi(argv[4]) : 0,
                                         .parallel = argc > 2 ? (unsigned)atoi(argv[2]) : 1};
    if (argc < 2 || !locator_parse(argv[1], &locator, &fault) ||
        store_open(&locator, &environment_process, false, &store, &fault) != STATUS_OK) {
        fprintf(stderr, "list_store: %s\n", fault.message);
        return 2;
    }
    locator_free(&locator);
    const int code = list_store(store, &options, strcmp(what, "count") == 0);
    store_close(store);
    return code;
}
