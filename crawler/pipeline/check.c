/* Tries what a scan would need, source by source. */
#include "crawler/pipeline/check.h"

#include "crawler/base/log.h"
#include "crawler/pipeline/inventory_check.h"
#include "crawler/store/inventory.h"
#include "crawler/store/keyring.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct check {
    const struct check_options *options;
    struct environment environment; /* with the credentials that the sources share */
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

/* A store that is being checked, and the connections to it. The zero value is closed. */
struct check_place {
    struct store *store;
    struct http *http;
};

static void check_close(struct check_place *place)
{
    http_free(place->http);
    store_close(place->store);
    *place = (struct check_place){0};
}

/* STOP: it cannot be opened, which was said. Release in any case. */
static enum status check_open(struct check *check, const struct locator *locator,
                              struct check_place *out)
{
    const struct check_options *const options = check->options;
    const struct http_options transfers = {.cancelled = &check->cancelled, .window = 1};
    struct fault fault = {.http_status = 0};
    const enum status status =
        store_open(locator, &check->environment, options->no_sign_request, &out->store, &fault);
    if (status == STATUS_STOP)
        check_say_closed(check, &fault);
    if (status != STATUS_OK)
        return status;
    store_set_terms(out->store, &options->terms);
    out->http = http_create(&check->environment, &transfers);
    return out->http == NULL ? STATUS_NO_MEMORY : STATUS_OK;
}

static enum status check_one(struct check *check, const struct locator *locator)
{
    const struct inspect_taker taker = {check_take, check};
    struct check_place place = {0};
    struct posture posture;
    check->source.uri = locator->uri;
    enum status status = check_open(check, locator, &place);
    if (status == STATUS_OK)
        status = inspect_permissions(place.store, place.http, &taker, &posture);
    check_close(&place);
    return status == STATUS_STOP ? STATUS_OK : status;
}

/* The bucket that an inventory lists; takes the object that it names. */
static enum status check_listed(struct check *check, const struct locator *listed,
                                struct object *named)
{
    const struct inspect_taker taker = {check_take, check};
    struct check_place place = {0};
    enum status status = check_open(check, listed, &place);
    if (status == STATUS_OK)
        status = inspect_named(place.store, place.http, &taker, named);
    else
        object_free(named);
    check_close(&place);
    return status;
}

/* locator is that of its manifest, source the SOURCE as it was given. */
static enum status check_inventory(struct check *check, const struct locator *locator,
                                   const char *source)
{
    const struct inspect_taker taker = {check_take, check};
    struct check_place place = {0};
    struct inventory_sample sample = {0};
    char *const uri = strndup(source, inventory_shown_len(source));
    if (uri == NULL)
        return STATUS_NO_MEMORY;
    check->source.uri = uri;
    enum status status = check_open(check, locator, &place);
    if (status == STATUS_OK)
        status = inventory_check(place.store, place.http, &taker, &sample);
    check_close(&place);
    if (status == STATUS_OK && sample.listed.bucket != NULL) {
        status = check_listed(check, &sample.listed, sample.first);
        sample.first = NULL;
    }
    inventory_sample_free(&sample);
    free(uri);
    return status == STATUS_STOP ? STATUS_OK : status;
}

/* The SOURCE at index; SKIP: it is none, which was said. */
static enum status check_source_at(struct check *check, size_t index)
{
    const char *const source = check->options->sources[index];
    const char *const inventory = inventory_source(source);
    struct locator locator = {0};
    struct fault fault = {.http_status = 0};
    if (!locator_parse(inventory != NULL ? inventory : source, &locator, &fault)) {
        log_line(LOG_ERROR, "%s", fault.message);
        return STATUS_SKIP;
    }
    check->source.index = index;
    const enum status status =
        inventory != NULL ? check_inventory(check, &locator, source) : check_one(check, &locator);
    locator_free(&locator);
    return status;
}

int check_run(const struct check_options *options)
{
    struct check check = {.options = options, .environment = *options->environment};
    struct keyring *const keyring = keyring_create(options->environment);
    enum status status = keyring == NULL ? STATUS_NO_MEMORY : STATUS_OK;
    check.environment.keyring = keyring;
    for (size_t i = 0; i < options->source_count && status == STATUS_OK; i++)
        status = check_source_at(&check, i);
    keyring_free(keyring);
    if (status == STATUS_NO_MEMORY)
        log_line(LOG_ERROR, "not enough memory to check a source");
    if (status == STATUS_SKIP)
        return 2;
    if (status != STATUS_OK || check.is_broken)
        return 1;
    return check.is_missing ? 4 : 0;
}
