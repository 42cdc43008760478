/* Tries to read an inventory of S3. */
#include "crawler/pipeline/inventory_check.h"

#include "crawler/pipeline/csv_rows.h"
#include "crawler/store/inventory.h"
#include "crawler/unpack/unpack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE 16384
#define BLOCKS_MAX 64 /* of a file: what is listed first may all be archived */

/* One file while rows are looked for in it. */
struct sampling {
    const struct inventory *inventory;
    struct inventory_sample *sample;
    struct buffer key;
    bool has_ended;    /* there is enough of it */
    uint64_t bad_rows; /* that name no object of the bucket */
};

static enum status sampling_take_row(void *user, const struct span *fields, size_t count)
{
    struct sampling *const sampling = user;
    struct object_init init;
    const enum status status =
        count == 0 ? STATUS_SKIP
                   : inventory_object(sampling->inventory, fields, count, &init, &sampling->key);
    sampling->bad_rows += status == STATUS_SKIP;
    if (status == STATUS_NO_MEMORY)
        return status;
    if (status != STATUS_OK || init.refused >= 0)
        return STATUS_OK;
    sampling->sample->first = object_create(&init);
    return sampling->sample->first != NULL ? STATUS_CANCELLED : STATUS_NO_MEMORY;
}

/* Ends the walk as soon as there is enough of it. */
static enum status sampling_visit(void *user, const struct member *member)
{
    struct sampling *const sampling = user;
    struct csv_rows rows;
    uint8_t block[BLOCK_SIZE];
    enum status status = STATUS_OK;
    size_t len;
    sampling->bad_rows += member->path.ptr != NULL; /* it lies in an archive */
    csv_rows_init(&rows, sampling_take_row, sampling);
    for (int i = 0; i < BLOCKS_MAX && status == STATUS_OK; i++) {
        status = byte_source_read(member->bytes, block, sizeof block, &len);
        if (status == STATUS_OK)
            status = csv_rows_feed(&rows, (struct span){block, len});
    }
    if (status == STATUS_END)
        status = csv_rows_finish(&rows);
    csv_rows_free(&rows);
    if (status != STATUS_OK && sampling->sample->first == NULL)
        return status;
    sampling->has_ended = true;
    return STATUS_CANCELLED;
}

/* ---- lines ---- */

static void say_read(const struct inspect_taker *taker, struct inspect_line *line,
                     const struct fault *fault)
{
    line->needs = "s3:GetObject";
    line->is_required = true;
    if (fault != NULL) {
        line->state = INSPECT_MISSING;
        snprintf(line->detail, sizeof line->detail, "%s", fault->message);
    }
    if (fault != NULL && fault->reason == REASON_ACCESS_DENIED)
        snprintf(line->remedy, sizeof line->remedy,
                 "grant s3:GetObject on the files of the inventory");
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
        fault_set(fault, REASON_CORRUPT, "rows of the first file name no object of bucket %.100s",
                  sampling->inventory->bucket);
    else if (fault->message[0] == '\0')
        fault_set(fault, REASON_CORRUPT, "the first file of the inventory cannot be unpacked");
    return false;
}

static enum status check_file(const struct store *store, struct http *http,
                              const struct inspect_taker *taker, struct sampling *sampling)
{
    const char *const name = sampling->inventory->files[0].key;
    const struct unpack_visitor visitor = {.visit = sampling_visit, .user = sampling};
    struct inspect_line line = {.permission = "inventory file", .state = INSPECT_OK};
    struct unpack_limits limits = unpack_default_limits;
    struct coverage coverage = {0};
    struct object *object = NULL;
    struct fault fault = {.http_status = 0};
    limits.depth = 1;
    struct fetch *const fetch = inventory_fetch(store, http, name, &object);
    enum status status = STATUS_NO_MEMORY;
    if (fetch != NULL)
        status = unpack_walk(fetch_body(fetch), (struct span){(const uint8_t *)name, strlen(name)},
                             &limits, &coverage, &visitor);
    if (status == STATUS_CANCELLED && sampling->has_ended)
        status = STATUS_OK;
    if (status == STATUS_OK || status == STATUS_SKIP) {
        const bool is_read = file_is_read(sampling, &coverage, fetch, &fault);
        snprintf(line.detail, sizeof line.detail, "the first of them");
        say_read(taker, &line, is_read ? NULL : &fault);
        status = STATUS_OK;
    }
    fetch_free(fetch);
    object_free(object);
    return status;
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
    if (status == STATUS_OK || status == STATUS_STOP) {
        snprintf(line.detail, sizeof line.detail, "of bucket %.100s, %zu file%s",
                 inventory.bucket != NULL ? inventory.bucket : "", inventory.file_count,
                 inventory.file_count == 1 ? "" : "s");
        say_read(taker, &line, status == STATUS_OK ? NULL : &fault);
    }
    buffer_init(&sampling.key, (size_t)64 << 10);
    if (status == STATUS_OK) {
        out->bucket = strdup(inventory.bucket);
        status = out->bucket == NULL         ? STATUS_NO_MEMORY
                 : inventory.file_count == 0 ? STATUS_OK
                                             : check_file(store, http, taker, &sampling);
    }
    buffer_wipe(&sampling.key);
    inventory_close(&inventory);
    return status == STATUS_STOP ? STATUS_OK : status;
}

void inventory_sample_free(struct inventory_sample *sample)
{
    free(sample->bucket);
    object_free(sample->first);
    *sample = (struct inventory_sample){0};
}
