/* Tries what a scan would need, source by source. */
#include "crawler/pipeline/check.h"

#include "crawler/base/log.h"

#include <stdatomic.h>
#include <stdio.h>

struct check {
    const struct check_options *options;
    struct check_source source;
    bool is_missing; /* something that is required */
    bool is_broken;  /* nobody takes the lines any more */
    atomic_bool cancelled;
};

static void check_take(void *user, const struct inspect_line *line)
{
    struct check *const check = user;
    check->is_missing |= line->is_required && line->state == INSPECT_MISSING;
    if (!check->is_broken)
        check->is_broken = !check->options->take(check->options->user, &check->source, line);
    if (check->is_broken)
        atomic_store(&check->cancelled, true);
}

/* What opening a store needs is its credentials. */
static void check_say_closed(struct check *check, const struct fault *fault)
{
    struct inspect_line line = {
        .permission = "credentials", .needs = "", .is_required = true, .state = INSPECT_MISSING};
    snprintf(line.detail, sizeof line.detail, "%s", fault->message);
    check_take(check, &line);
}

static enum status check_opened(struct check *check, const struct store *store)
{
    const struct http_options options = {.cancelled = &check->cancelled, .window = 1};
    const struct inspect_taker taker = {check_take, check};
    struct http *const http = http_create(check->options->environment, &options);
    struct posture posture;
    if (http == NULL)
        return STATUS_NO_MEMORY;
    const enum status status = inspect_permissions(store, http, &taker, &posture);
    http_free(http);
    return status;
}

static enum status check_one(struct check *check, const struct locator *locator)
{
    struct store *store = NULL;
    struct fault fault = {.http_status = 0};
    check->source.uri = locator->uri;
    enum status status = store_open(locator, check->options->environment,
                                    check->options->no_sign_request, &store, &fault);
    if (status == STATUS_STOP)
        check_say_closed(check, &fault);
    if (status == STATUS_OK) {
        store_set_terms(store, &check->options->terms);
        status = check_opened(check, store);
    }
    store_close(store);
    return status == STATUS_STOP ? STATUS_OK : status;
}

int check_run(const struct check_options *options)
{
    struct check check = {.options = options};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < options->source_count && status == STATUS_OK; i++) {
        struct locator locator = {0};
        struct fault fault = {.http_status = 0};
        if (!locator_parse(options->sources[i], &locator, &fault)) {
            log_line(LOG_ERROR, "%s", fault.message);
            return 2;
        }
        check.source.index = i;
        status = check_one(&check, &locator);
        locator_free(&locator);
    }
    if (status == STATUS_NO_MEMORY)
        log_line(LOG_ERROR, "not enough memory to check a source");
    if (status != STATUS_OK || check.is_broken)
        return 1;
    return check.is_missing ? 4 : 0;
}
