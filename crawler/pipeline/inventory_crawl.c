/* A SOURCE whose objects are named by an inventory. */
#include "crawler/pipeline/inventory_crawl.h"

#include "crawler/pipeline/inventory_rows.h"
#include "crawler/store/inventory.h"

#include <string.h>

/* The reading of one inventory. */
struct inventory_reading {
    struct crawl *crawl;
    struct crawl_source *source;
    size_t index;
    struct http *http;
    struct crawl_scratch *scratch;
    struct store *store; /* where the inventory lies */
    struct inventory inventory;
    struct inventory_rows rows;
};

static enum status reading_take(void *user, struct object_init *init)
{
    const struct inventory_reading *const reading = user;
    if (atomic_load(reading->crawl->cancelled))
        return STATUS_CANCELLED;
    init->source = (unsigned)reading->index;
    struct object *const object = object_create(init);
    if (object == NULL)
        return STATUS_NO_MEMORY;
    return crawl_push(reading->crawl, reading->source, reading->scratch, object);
}

/* ---- files ---- */

static enum status reading_file(struct inventory_reading *reading,
                                const struct inventory_file *file)
{
    struct fault *const fault = &reading->source->fault;
    enum status status = inventory_verify(reading->store, reading->http, file, fault);
    if (status != STATUS_OK)
        return status;
    struct coverage coverage = {0};
    struct object *object = NULL;
    const struct span name = {(const uint8_t *)file->key, strlen(file->key)};
    struct fetch *const fetch = inventory_fetch(reading->store, reading->http, file->key, &object);
    status = STATUS_NO_MEMORY;
    if (fetch != NULL)
        status = inventory_rows_read(&reading->rows, fetch_body(fetch), name, &coverage);
    fetch_free(fetch);
    object_free(object);
    if (status != STATUS_OK || coverage.reasons == 0)
        return status;
    fault_set(fault, REASON_CORRUPT, "inventory: %s cannot be read to its end", file->key);
    return STATUS_STOP;
}

static enum status reading_files(struct inventory_reading *reading)
{
    struct fault *const fault = &reading->source->fault;
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < reading->inventory.file_count; i++)
        status = reading_file(reading, &reading->inventory.files[i]);
    if (status != STATUS_OK)
        return status;
    if (reading->rows.bad_rows > 0) {
        fault_set(fault, REASON_CORRUPT, "inventory: %llu rows name no object of %s%s",
                  (unsigned long long)reading->rows.bad_rows,
                  reading->inventory.bucket != NULL ? "bucket " : "a container",
                  reading->inventory.bucket != NULL ? reading->inventory.bucket : "");
        return STATUS_STOP;
    }
    return reading->inventory.is_partial
               ? inventory_refuse(fault, "the store says that it lists a part only")
               : STATUS_OK;
}

/* ---- stores ---- */

/* Takes the locator. */
static enum status reading_open_store(const struct crawl *crawl, struct locator *locator,
                                      struct store **out, struct fault *fault)
{
    const enum status status =
        store_open(locator, crawl->environment, crawl->is_anonymous, out, fault);
    locator_free(locator);
    if (status == STATUS_OK)
        store_set_terms(*out, &crawl->terms);
    return status;
}

static enum status reading_open_list(struct inventory_reading *reading)
{
    struct fault *const fault = &reading->source->fault;
    struct locator locator = {0};
    return locator_parse(inventory_source(reading->source->inventory), &locator, fault)
               ? reading_open_store(reading->crawl, &locator, &reading->store, fault)
               : STATUS_STOP;
}

/* The store of what is listed: from here on the source has it. */
static enum status reading_open_listed(struct inventory_reading *reading)
{
    struct fault *const fault = &reading->source->fault;
    struct store *store = NULL;
    struct locator locator;
    enum status status =
        inventory_locate(&reading->inventory, store_locator(reading->store), &locator, fault);
    if (status == STATUS_OK)
        status = reading_open_store(reading->crawl, &locator, &store, fault);
    else
        locator_free(&locator);
    reading->source->store = store;
    reading->crawl->stores[reading->index] = store;
    return status;
}

static enum status reading_run(struct inventory_reading *reading)
{
    struct fault *const fault = &reading->source->fault;
    enum status status = reading_open_list(reading);
    if (status == STATUS_OK)
        status = inventory_open(reading->store, reading->http, &reading->inventory, fault);
    if (status == STATUS_OK)
        status = reading_open_listed(reading);
    if (status != STATUS_OK)
        return status;
    reading->inventory.wants_versions = reading->crawl->listing.versions;
    reading->source->inventory_created = reading->inventory.created;
    return reading_files(reading);
}

void inventory_crawl(struct crawl *crawl, size_t index, struct http *http,
                     struct crawl_scratch *scratch)
{
    struct crawl_source *const source = &crawl->sources[index];
    struct inventory_reading reading = {
        .crawl = crawl, .source = source, .index = index, .http = http, .scratch = scratch};
    const enum status status =
        inventory_rows_init(&reading.rows, &reading.inventory, reading_take, &reading)
            ? reading_run(&reading)
            : STATUS_NO_MEMORY;
    source->is_complete = status == STATUS_OK;
    source->is_failed = status != STATUS_OK && status != STATUS_CANCELLED;
    if (status == STATUS_NO_MEMORY)
        fault_set(&source->fault, REASON_LIMIT_MEMORY, "not enough memory to read this inventory");
    inventory_close(&reading.inventory);
    store_close(reading.store);
    inventory_rows_free(&reading.rows);
}
