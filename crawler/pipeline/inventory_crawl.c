/* A SOURCE whose objects are named by an inventory. */
#include "crawler/pipeline/inventory_crawl.h"

#include "crawler/pipeline/csv_rows.h"
#include "crawler/store/inventory.h"
#include "crawler/unpack/unpack.h"

#include <stdlib.h>
#include <string.h>

#define KEY_LIMIT ((size_t)64 << 10)
#define BLOCK_SIZE 65536

/* The reading of one inventory. */
struct inventory_reading {
    struct crawl *crawl;
    struct crawl_source *source;
    size_t index;
    struct http *http;
    struct crawl_scratch *scratch;
    struct store *store; /* where the inventory lies */
    struct inventory inventory;
    struct buffer key;
    uint64_t bad_rows;
    uint8_t *block;
};

/* ---- rows ---- */

static enum status reading_take_row(void *user, const struct span *fields, size_t count)
{
    struct inventory_reading *const reading = user;
    struct object_init init;
    if (atomic_load(reading->crawl->cancelled))
        return STATUS_CANCELLED;
    const enum status status =
        count == 0 ? STATUS_SKIP
                   : inventory_object(&reading->inventory, fields, count, &init, &reading->key);
    reading->bad_rows += status == STATUS_SKIP;
    if (status != STATUS_OK)
        return status == STATUS_NO_MEMORY ? status : STATUS_OK;
    init.source = (unsigned)reading->index;
    struct object *const object = object_create(&init);
    if (object == NULL)
        return STATUS_NO_MEMORY;
    return crawl_push(reading->crawl, reading->source, reading->scratch, object);
}

/* A leaf of what a file unpacks to: the one that is the file itself has the rows. */
static enum status reading_visit(void *user, const struct member *member)
{
    struct inventory_reading *const reading = user;
    struct csv_rows rows;
    size_t len;
    if (member->path.ptr != NULL) {
        reading->bad_rows++;
        return STATUS_OK;
    }
    csv_rows_init(&rows, reading_take_row, reading);
    enum status status = STATUS_OK;
    while (status == STATUS_OK && (status = byte_source_read(member->bytes, reading->block,
                                                             BLOCK_SIZE, &len)) == STATUS_OK)
        status = csv_rows_feed(&rows, (struct span){reading->block, len});
    if (status == STATUS_END)
        status = csv_rows_finish(&rows);
    reading->bad_rows += status == STATUS_SKIP;
    csv_rows_free(&rows);
    return status == STATUS_SKIP ? STATUS_OK : status;
}

/* ---- files ---- */

static enum status reading_file(struct inventory_reading *reading,
                                const struct inventory_file *file)
{
    struct fault *const fault = &reading->source->fault;
    enum status status = inventory_verify(reading->store, reading->http, file, fault);
    if (status != STATUS_OK)
        return status;
    struct unpack_limits limits = unpack_default_limits;
    struct coverage coverage = {0};
    struct object *object = NULL;
    const struct unpack_visitor visitor = {.visit = reading_visit, .user = reading};
    const struct span name = {(const uint8_t *)file->key, strlen(file->key)};
    limits.depth = 1;
    struct fetch *const fetch = inventory_fetch(reading->store, reading->http, file->key, &object);
    status = STATUS_NO_MEMORY;
    if (fetch != NULL)
        status = unpack_walk(fetch_body(fetch), name, &limits, &coverage, &visitor);
    fetch_free(fetch);
    object_free(object);
    if (status != STATUS_OK || coverage.reasons == 0)
        return status;
    fault_set(fault, REASON_CORRUPT, "inventory: %s cannot be read to its end", file->key);
    return STATUS_STOP;
}

static enum status reading_files(struct inventory_reading *reading)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; status == STATUS_OK && i < reading->inventory.file_count; i++)
        status = reading_file(reading, &reading->inventory.files[i]);
    if (status != STATUS_OK || reading->bad_rows == 0)
        return status;
    fault_set(&reading->source->fault, REASON_CORRUPT,
              "inventory: %llu rows name no object of bucket %s",
              (unsigned long long)reading->bad_rows, reading->inventory.bucket);
    return STATUS_STOP;
}

/* ---- stores ---- */

static enum status reading_open_store(const struct crawl *crawl, const char *source,
                                      struct store **out, struct fault *fault)
{
    struct locator locator = {0};
    if (!locator_parse(source, &locator, fault))
        return STATUS_STOP;
    const enum status status =
        store_open(&locator, crawl->environment, crawl->is_anonymous, out, fault);
    locator_free(&locator);
    if (status == STATUS_OK)
        store_set_terms(*out, &crawl->terms);
    return status;
}

/* The store of the bucket that is listed: from here on the source has it. */
static enum status reading_open_bucket(struct inventory_reading *reading)
{
    struct buffer uri;
    struct store *store = NULL;
    buffer_init(&uri, KEY_LIMIT);
    buffer_append_format(&uri, "s3://%s", reading->inventory.bucket);
    const char *const text = buffer_str(&uri);
    enum status status = STATUS_NO_MEMORY;
    if (text != NULL)
        status = reading_open_store(reading->crawl, text, &store, &reading->source->fault);
    buffer_free(&uri);
    reading->source->store = store;
    reading->crawl->stores[reading->index] = store;
    return status;
}

static enum status reading_run(struct inventory_reading *reading)
{
    struct fault *const fault = &reading->source->fault;
    enum status status = reading_open_store(
        reading->crawl, inventory_source(reading->source->inventory), &reading->store, fault);
    if (status == STATUS_OK)
        status = inventory_open(reading->store, reading->http, &reading->inventory, fault);
    if (status == STATUS_OK)
        status = reading_open_bucket(reading);
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
    buffer_init(&reading.key, KEY_LIMIT);
    reading.block = malloc(BLOCK_SIZE);
    const enum status status = reading.block != NULL ? reading_run(&reading) : STATUS_NO_MEMORY;
    source->is_complete = status == STATUS_OK;
    source->is_failed = status != STATUS_OK && status != STATUS_CANCELLED;
    if (status == STATUS_NO_MEMORY)
        fault_set(&source->fault, REASON_LIMIT_MEMORY, "not enough memory to read this inventory");
    inventory_close(&reading.inventory);
    store_close(reading.store);
    free(reading.block);
    buffer_wipe(&reading.key);
}
