/* The transfers of one thread. */
#include "crawler/store/store.h"

#include <stdlib.h>

struct http {
    struct http_options options;
};

struct http *http_create(const struct environment *environment, const struct http_options *options)
{
    (void)environment;
    struct http *const http = calloc(1, sizeof *http);
    if (http != NULL)
        http->options = *options;
    return http;
}

void http_free(struct http *http)
{
    free(http);
}

enum status http_drive(struct http *http, int wait_ms)
{
    (void)wait_ms;
    return atomic_load(http->options.cancelled) ? STATUS_CANCELLED : STATUS_OK;
}
