/* Tries to read an inventory. */
#include "crawler/pipeline/inventory_check.h"

#include "crawler/pipeline/inventory_rows.h"
#include "crawler/store/inventory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 20000 /* of a file: what is listed first may all be archived */

/* One file while an object is looked for in it. */
struct sampling {
    struct inventory *inventory;
    struct inventory_sample *sample;
    unsigned rows;
    bool has_ended;    /* there is enough of it */
    uint64_t bad_rows; /* that name no object of what is listed */
};

/* Ends the reading as soon as there is enough of it. */
static enum status sampling_take(void *user, struct object_init *init)
{
    struct sampling *const sampling = user;
    sampling->has_ended = init->refused < 0 || ++sampling->rows == ROWS_MAX;
    if (init->refused < 0) {
        sampling->sample->first = object_create(init);
        if (sampling->sample->first == NULL)
            return STATUS_NO_MEMORY;
    }
    return sampling->has_ended ? STATUS_CANCELLED : STATUS_OK;
}

static enum status sampling_read(struct sampling *sampling, struct byte_source *bytes,
                                 struct span name, struct coverage *coverage)
{
    struct inventory_rows rows;
    enum status status = STATUS_NO_MEMORY;
    if (inventory_rows_init(&rows, sampling->inventory, sampling_take, sampling))
        status = inventory_rows_read(&rows, bytes, name, coverage);
    sampling->bad_rows = rows.bad_rows;
    inventory_rows_free(&rows);
    return status == STATUS_CANCELLED && sampling->has_ended ? STATUS_OK : status;
}

/* ---- lines ---- */

static void say_read(const struct inspect_taker *taker, const struct store *store,
                     struct inspect_line *line, const struct fault *fault)
{
    const bool is_azure = store_locator(store)->provider == PROVIDER_AZURE;
    line->needs = is_azure ? "Storage Blob Data Reader, or a SAS with r" : "s3:GetObject";
    line->is_required = true;
    if (fault != NULL) {
        line->state = INSPECT_MISSING;
        snprintf(line->detail, sizeof line->detail, "%s", fault->message);
    }
    if (fault != NULL && fault->reason == REASON_ACCESS_DENIED)
        snprintf(line->remedy, sizeof line->remedy, "grant %s on the files of the inventory",
                 line->needs);
    else if (fault != NULL && fault->reason == REASON_KMS_DENIED)
        snprintf(line->remedy, sizeof line->remedy,
                 "grant kms:Decrypt on the key that the inventory is encrypted with");
    taker->take(taker->user, line);
}

/* Whether the walk found rows as far as it went; else why it did not. */
static bool file_is_read(const struct sampling *sampling, const struct coverage *coverage,
                         struct fetch *fetch, struct fault *fault)
{
    if (sampling->bad_rows == 0 && coverage->reasons == 0)
        return true;
    *fault = fetch_body(fetch)->fault;
    if (fault->message[0] == '\0' && sampling->bad_rows > 0)
        fault_set(fault, REASON_CORRUPT, "rows of the first file name no object of %s%.100s",
                  sampling->inventory->bucket != NULL ? "bucket " : "a container",
                  sampling->inventory->bucket != NULL ? sampling->inventory->bucket : "");
    else if (fault->message[0] == '\0')
        fault_set(fault, REASON_CORRUPT, "the first file of the inventory cannot be unpacked");
    return false;
}

static enum status check_file(const struct store *store, struct http *http,
                              const struct inspect_taker *taker, struct sampling *sampling)
{
    const char *const name = sampling->inventory->files[0].key;
    struct inspect_line line = {.permission = "inventory file", .state = INSPECT_OK};
    struct coverage coverage = {0};
    struct object *object = NULL;
    struct fault fault = {.http_status = 0};
    struct fetch *const fetch = inventory_fetch(store, http, name, &object);
    enum status status = STATUS_NO_MEMORY;
    if (fetch != NULL)
        status = sampling_read(sampling, fetch_body(fetch),
                               (struct span){(const uint8_t *)name, strlen(name)}, &coverage);
    if (status == STATUS_OK || status == STATUS_SKIP) {
        const bool is_read = file_is_read(sampling, &coverage, fetch, &fault);
        snprintf(line.detail, sizeof line.detail, "the first of them");
        say_read(taker, store, &line, is_read ? NULL : &fault);
        status = STATUS_OK;
    }
    fetch_free(fetch);
    object_free(object);
    return status;
}

/* Of Azure, all of the account becomes the one container that an object was found in. */
static enum status sample_narrow(struct inventory_sample *sample)
{
    if (sample->listed.bucket == NULL || sample->listed.bucket[0] != '\0')
        return STATUS_OK;
    free(sample->listed.bucket);
    sample->listed.bucket = sample->first != NULL ? strdup(sample->first->container) : NULL;
    return sample->first == NULL || sample->listed.bucket != NULL ? STATUS_OK : STATUS_NO_MEMORY;
}

enum status inventory_check(const struct store *store, struct http *http,
                            const struct inspect_taker *taker, struct inventory_sample *out)
{
    struct inventory inventory;
    struct inspect_line line = {.permission = "inventory manifest", .state = INSPECT_OK};
    struct sampling sampling = {.inventory = &inventory, .sample = out};
    struct fault fault = {.http_status = 0};
    *out = (struct inventory_sample){0};
    enum status status = inventory_open(store, http, &inventory, &fault);
    if (status == STATUS_OK)
        status = inventory_locate(&inventory, store_locator(store), &out->listed, &fault);
    if (status == STATUS_OK || status == STATUS_STOP) {
        snprintf(line.detail, sizeof line.detail, "of %s%.100s, %zu file%s",
                 inventory.bucket != NULL ? "bucket " : "blobs",
                 inventory.bucket != NULL ? inventory.bucket : "", inventory.file_count,
                 inventory.file_count == 1 ? "" : "s");
        say_read(taker, store, &line, status == STATUS_OK ? NULL : &fault);
    }
    if (status == STATUS_OK && inventory.file_count > 0)
        status = check_file(store, http, taker, &sampling);
    if (status == STATUS_OK)
        status = sample_narrow(out);
    inventory_close(&inventory);
    return status == STATUS_STOP ? STATUS_OK : status;
}

void inventory_sample_free(struct inventory_sample *sample)
{
    locator_free(&sample->listed);
    object_free(sample->first);
    *sample = (struct inventory_sample){0};
}
