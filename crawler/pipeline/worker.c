/* A worker: a thread with a window of requests, carrying one object at a time from bytes to its
 * record. */
#include "crawler/pipeline/worker.h"

#include "crawler/base/log.h"
#include "crawler/pipeline/examine_attributes.h"
#include "crawler/store/pace.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define NAME_MAX_BYTES ((size_t)64 << 10)
#define DRIVE_MS 50 /* how long to wait for transfers before looking at the queue again */

struct slot {
    struct object *object;
    struct fetch *fetch; /* NULL: the listing alone ruled the object out */
};

struct worker {
    const struct worker_setup *setup;
    struct http *http;
    struct examiner *examiner;
    struct finding_lines *lines;
    struct buffer uri, key, masked_uri, masked_key;
    struct buffer name; /* of the object at hand, when it is not its key */
    struct buffer tags; /* names and values of the object at hand, masked */
    bool has_tags;      /* they are known */
    size_t count;
    bool has_more; /* the queue may still give objects */
    struct pace pace;
    uint64_t answers; /* objects that were asked for and are done with */
    struct slot window[];
};

static void worker_free(struct worker *worker)
{
    if (worker == NULL)
        return;
    buffer_wipe(&worker->uri);
    buffer_wipe(&worker->key);
    buffer_wipe(&worker->masked_uri);
    buffer_wipe(&worker->masked_key);
    buffer_wipe(&worker->name);
    buffer_wipe(&worker->tags);
    finding_lines_free(worker->lines);
    examiner_free(worker->examiner);
    http_free(worker->http);
    free(worker);
}

static struct worker *worker_create(const struct worker_setup *setup)
{
    struct worker *const worker =
        calloc(1, sizeof *worker + setup->window * sizeof worker->window[0]);
    if (worker == NULL)
        return NULL;
    const struct http_options options = {.cancelled = setup->cancelled, .window = setup->window};
    worker->setup = setup;
    worker->has_more = true;
    pace_init(&worker->pace, setup->window);
    worker->http = http_create(setup->environment, &options);
    worker->examiner = examiner_create(&setup->examine);
    worker->lines = finding_lines_create(setup->locations_max);
    buffer_init(&worker->uri, NAME_MAX_BYTES);
    buffer_init(&worker->key, NAME_MAX_BYTES);
    buffer_init(&worker->masked_uri, NAME_MAX_BYTES);
    buffer_init(&worker->masked_key, NAME_MAX_BYTES);
    buffer_init(&worker->name, NAME_MAX_BYTES);
    buffer_init(&worker->tags, NAME_MAX_BYTES);
    if (worker->http == NULL || worker->examiner == NULL || worker->lines == NULL) {
        worker_free(worker);
        return NULL;
    }
    return worker;
}

static bool worker_is_cancelled(const struct worker *worker)
{
    return atomic_load(worker->setup->cancelled);
}

/* ---- one object ---- */

static bool worker_keep_finding(void *user, const struct finding_record *record)
{
    finding_lines_add(user, record);
    return true;
}

/* Masks the names of the object into the worker's buffers; true when something was masked. */
static bool worker_mask_names(struct worker *worker, const struct object *object)
{
    buffer_clear(&worker->uri);
    store_object_uri(worker->setup->stores[object->source], object, &worker->uri);
    const struct span uri = {worker->uri.ptr, worker->uri.len};
    bool is_masked = examiner_mask_name(worker->examiner, uri, false, &worker->masked_uri);
    is_masked |= examiner_mask_name(worker->examiner, object->key, true, &worker->masked_key);
    if (!worker->uri.is_failed && !worker->masked_uri.is_failed && !worker->masked_key.is_failed)
        return is_masked;
    /* A name that cannot be judged is not shown. */
    buffer_clear(&worker->masked_uri);
    buffer_clear(&worker->masked_key);
    buffer_append_str(&worker->masked_uri, "*");
    buffer_append_str(&worker->masked_key, "*");
    return true;
}

/* Examines what users wrote on the object; of one that is not asked for, what the listing said. */
static void worker_take_attributes(struct worker *worker, const struct slot *slot,
                                   const struct finding_sink *sink, struct coverage *coverage)
{
    const struct object *const object = slot->object;
    const char *const listed_tags = object->has_tags ? object->tags : NULL;
    const struct attributes tags = {"tag",
                                    slot->fetch != NULL ? fetch_tags(slot->fetch) : listed_tags};
    const struct attributes metadata = {
        "metadata", slot->fetch != NULL ? fetch_metadata(slot->fetch) : object->metadata};
    worker->has_tags = tags.pairs != NULL;
    enum status status = examiner_take_attributes(worker->examiner, &tags, sink, &worker->tags);
    if (status == STATUS_OK)
        status = examiner_take_attributes(worker->examiner, &metadata, sink, NULL);
    if (status == STATUS_NO_MEMORY)
        coverage_add(coverage, REASON_LIMIT_MEMORY);
    worker->has_tags = worker->has_tags && status == STATUS_OK;
}

static void worker_count(const struct worker_setup *setup, const struct object_record *record)
{
    struct worker_counts *const counts = setup->counts;
    atomic_fetch_add(&counts->objects, 1);
    atomic_fetch_add(&counts->bytes, record->size);
    if ((record->coverage->reasons & ~setup->accepted_reasons) != 0)
        atomic_fetch_add(&counts->incomplete, 1);
    if (setup->fail_on >= 0 && (int)tally_classify(record->tally).class >= setup->fail_on)
        atomic_fetch_add(&counts->at_or_above, 1);
}

/* Adds the verdicts under named policies. */
static void worker_judge(struct worker *worker, const struct object *object,
                         const struct object_facts *facts, struct object_record *record)
{
    const struct worker_setup *const setup = worker->setup;
    const struct store *const store = setup->stores[object->source];
    if (setup->postures == NULL || worker_is_cancelled(worker) ||
        store_locator(store)->provider == PROVIDER_LOCAL)
        return;
    const struct posture_asker asker = {store, object->source, worker->http};
    /* Every answer to a GET has an ETag: without one there was no answer. */
    const bool is_answered = facts != NULL && facts->etag[0] != '\0';
    record->policy_count =
        posture_book_judge(setup->postures, &asker, is_answered ? facts : NULL, record->policies);
}

static struct record_version worker_version(const struct object *object)
{
    return (struct record_version){
        .is_known = (object->versions & (OBJECT_LATEST | OBJECT_NONCURRENT)) != 0,
        .is_latest = (object->versions & OBJECT_LATEST) != 0,
        .is_delete_marker = (object->versions & OBJECT_DELETE_MARKER) != 0,
        .is_deleted = (object->versions & OBJECT_DELETED) != 0,
        .is_uncommitted = (object->versions & OBJECT_UPLOAD) != 0,
        .snapshot = object->snapshot,
        .upload_id = object->upload_id,
    };
}

/* What the store said with the object, over what the listing said. */
static void worker_add_facts(const struct object *object, const struct fetch *fetch,
                             const struct object_facts *facts, struct object_record *record)
{
    const struct fetch_checksum checksum = fetch_checksum(fetch);
    record->checksum =
        (struct record_checksum){checksum.algorithm, checksum.is_composite, checksum.is_verified};
    if (object->is_size_unknown && facts->has_size)
        record->size = facts->size;
    if (object->last_modified == -1 && facts->has_last_modified)
        record->last_modified = facts->last_modified;
    if (facts->etag[0] != '\0')
        record->etag = facts->etag;
    if (facts->version_id[0] != '\0')
        record->version_id = facts->version_id;
    if (facts->content_type[0] != '\0')
        record->content_type = facts->content_type;
    record->encryption_mode = facts->encryption_mode;
    record->encryption_key_id = facts->encryption_key_id;
    record->has_bucket_key = facts->has_bucket_key;
    record->bucket_key = facts->bucket_key;
    record->lock_mode = facts->lock_mode;
    record->lock_until = facts->lock_until;
    record->has_legal_hold = facts->has_legal_hold;
    record->legal_hold = facts->legal_hold;
}

/* Puts what listing, store and examination said into the run folder. */
static void worker_record(struct worker *worker, const struct object *object,
                          const struct fetch *fetch, const struct coverage *coverage,
                          bool is_masked)
{
    const struct worker_setup *const setup = worker->setup;
    const struct store *const store = setup->stores[object->source];
    struct object_record record = {
        .uri = {worker->masked_uri.ptr, worker->masked_uri.len},
        .key = {worker->masked_key.ptr, worker->masked_key.len},
        .provider = store_provider_name(store),
        .bucket = store_locator(store)->provider == PROVIDER_LOCAL
                      ? NULL
                      : store_object_bucket(store, object),
        .version_id = object->version_id,
        .version = worker_version(object),
        .etag = object->etag,
        .storage_class = object->storage_class,
        .content_type = object->content_type,
        .size = object->size,
        .last_modified = object->last_modified,
        .coverage = coverage,
        .format_names = examiner_format_names(worker->examiner),
        .tally = examiner_tally(worker->examiner),
        .phi_in_key = is_masked || examiner_masked_member(worker->examiner),
        .true_uri = {worker->uri.ptr, worker->uri.len},
        .true_key = object->key,
        .locations_dropped = finding_lines_dropped(worker->lines),
        .allowed = examiner_listed(worker->examiner).allowed,
        .on_roster = examiner_listed(worker->examiner).on_roster,
    };
    const struct object_facts *const facts = fetch != NULL ? fetch_facts(fetch) : NULL;
    if (worker->has_tags)
        record.existing_tags = (struct span){worker->tags.ptr, worker->tags.len};
    if (facts != NULL)
        worker_add_facts(object, fetch, facts, &record);
    worker_judge(worker, object, facts, &record);
    if (!run_folder_append(setup->folder, &record, worker->lines))
        atomic_store(setup->cancelled, true);
    if (coverage_has(coverage, REASON_ARCHIVED))
        restorer_add(setup->restorer, store, object);
    worker_count(setup, &record);
}

/* Whether the body is not what the checksum of its store says; one within the object that is wrong
 * comes wrong again. */
static bool worker_is_damaged(const struct slot *slot)
{
    return slot->fetch != NULL && fetch_body(slot->fetch)->fault.message[0] != '\0' &&
           fetch_body(slot->fetch)->fault.reason == REASON_CHECKSUM;
}

/* What an object is called by what is in it: bytes of brotli, which only a header of their store
 * tells, as they would be called in a folder. */
static struct span worker_name(struct worker *worker, const struct slot *slot)
{
    const struct span key = slot->object->key;
    const struct object_facts *const facts = fetch_facts(slot->fetch);
    const bool is_called =
        key.len >= 3 && strncasecmp((const char *)key.ptr + key.len - 3, ".br", 3) == 0;
    if (facts == NULL || !facts->is_brotli || is_called)
        return key;
    buffer_clear(&worker->name);
    buffer_append(&worker->name, key.ptr, key.len);
    buffer_append_str(&worker->name, ".br");
    return worker->name.is_failed ? key : (struct span){worker->name.ptr, worker->name.len};
}

/* Carries one slot from bytes to its record. False when its bytes came damaged: nothing is recorded
 * then, unless it is the last attempt. */
static bool worker_try(struct worker *worker, struct slot slot, bool is_last)
{
    struct coverage coverage = {0};
    examiner_reset(worker->examiner);
    finding_lines_reset(worker->lines);
    const bool is_masked = worker_mask_names(worker, slot.object);
    const struct finding_sink sink = {worker_keep_finding, worker->lines};
    buffer_clear(&worker->tags);
    (void)buffer_str(&worker->tags); /* known and none is not unknown */
    worker_take_attributes(worker, &slot, &sink, &coverage);
    if (slot.object->refused >= 0) {
        coverage_add(&coverage, (enum reason)slot.object->refused);
    } else if (slot.object->versions & OBJECT_DELETE_MARKER) {
        coverage.bytes_read = 0; /* examined: there is nothing to it */
    } else if (worker_is_cancelled(worker)) {
        coverage_add(&coverage, REASON_INTERRUPTED);
    } else if (slot.fetch == NULL) {
        coverage_add(&coverage, REASON_LIMIT_MEMORY);
    } else {
        struct byte_source *const body = fetch_body(slot.fetch);
        body->size = slot.object->size;
        examiner_run(worker->examiner, body, worker_name(worker, &slot), &coverage, &sink);
    }
    if (!is_last && worker_is_damaged(&slot) && !worker_is_cancelled(worker))
        return false;
    worker_record(worker, slot.object, slot.fetch, &coverage, is_masked);
    return true;
}

/* Examines one slot and frees it; a body that is not what its checksum says is asked for once more.
 */
static void worker_examine(struct worker *worker, struct slot slot)
{
    if (!worker_try(worker, slot, false)) {
        fetch_free(slot.fetch);
        slot.fetch =
            fetch_start(worker->setup->stores[slot.object->source], worker->http, slot.object);
        (void)worker_try(worker, slot, true);
    }
    fetch_free(slot.fetch);
    object_free(slot.object);
}

/* ---- the window ---- */

/* Takes objects from the queue until the window is full, or what the store bears; waits for one
 * only when nothing else is to be done. */
static void worker_fill_window(struct worker *worker)
{
    const struct worker_setup *const setup = worker->setup;
    const struct http_load load = http_load(worker->http);
    const unsigned most =
        pace_follow(&worker->pace, load.throttled, load.requests, worker->answers);
    while (worker->has_more && worker->count < most) {
        struct object *object = NULL;
        const enum status status = queue_pop(setup->queue, worker->count == 0 ? -1 : 0, &object);
        if (status == STATUS_END)
            worker->has_more = false;
        if (status != STATUS_OK)
            return;
        struct slot *const slot = &worker->window[worker->count++];
        slot->object = object;
        slot->fetch = NULL;
        const bool holds_nothing = (object->versions & OBJECT_DELETE_MARKER) != 0;
        if (object->refused < 0 && !holds_nothing && !worker_is_cancelled(worker))
            slot->fetch = fetch_start(setup->stores[object->source], worker->http, object);
    }
}

/* The index of a slot that can be worked on without waiting, or -1. */
static int worker_ready_slot(const struct worker *worker)
{
    for (size_t i = 0; i < worker->count; i++) {
        const struct slot *const slot = &worker->window[i];
        if (slot->fetch == NULL || fetch_is_ready(slot->fetch))
            return (int)i;
    }
    return worker->count > 0 && worker_is_cancelled(worker) ? 0 : -1;
}

void *worker_run(void *setup)
{
    struct worker *const worker = worker_create(setup);
    if (worker == NULL) {
        const struct worker_setup *const shared = setup;
        log_line(LOG_ERROR,
                 "not enough memory, or open files (ulimit -n), for a worker: use fewer --workers");
        atomic_store(shared->cancelled, true);
        queue_cancel(shared->queue);
        return NULL;
    }
    for (;;) {
        worker_fill_window(worker);
        if (worker->count == 0)
            break;
        const int ready = worker_ready_slot(worker);
        if (ready < 0) {
            http_drive(worker->http, DRIVE_MS);
            continue;
        }
        const struct slot slot = worker->window[ready];
        memmove(&worker->window[ready], &worker->window[ready + 1],
                (worker->count - (size_t)ready - 1) * sizeof slot);
        worker->count--;
        worker->answers += slot.fetch != NULL;
        worker_examine(worker, slot);
    }
    worker_free(worker);
    return NULL;
}
