/* Puts the parts of a large object together in order. */
#include "crawler/store/range_fetch.h"

#include "crawler/store/remote_fetch.h"
#include "crawler/store/remote_ranges.h"

#include <stdlib.h>

#define PART_BYTES (8u << 20)
#define PARTS_MAX 4 /* in flight, the one that is read among them */

struct range_fetch {
    struct byte_source source; /* first */
    struct remote_fetch_init init;
    struct object_said said;               /* with the first part, once it is ready */
    struct remote_fetch *parts[PARTS_MAX]; /* a ring; the one that is read is at current */
    uint8_t *memory[PARTS_MAX];
    size_t current;
    uint64_t next_first; /* where the next part that is to be started begins */
    uint64_t size;       /* of the object; next_first <= size once reading has begun */
    bool is_reading;
    struct remote_ranges ranges; /* offered once the store has given a part */
    enum status end;             /* OK until the answer is final */
};

static struct remote_fetch *current_part(const struct range_fetch *fetch)
{
    return fetch->parts[fetch->current];
}

/* Starts the next part in the slot; no memory for it is no reason to stop: it then waits for its
 * turn with little. */
static bool start_part(struct range_fetch *fetch, size_t slot)
{
    struct remote_fetch_init init = fetch->init;
    if (fetch->memory[slot] == NULL)
        fetch->memory[slot] = malloc(PART_BYTES);
    init.memory = fetch->memory[slot];
    init.memory_size = PART_BYTES;
    init.part = (struct http_part){.first = fetch->next_first,
                                   .last = fetch->next_first + PART_BYTES - 1,
                                   .etag = fetch->said.facts.etag};
    if (init.part.last >= fetch->size)
        init.part.last = fetch->size - 1;
    fetch->parts[slot] = remote_fetch_start(&init);
    if (fetch->parts[slot] == NULL)
        return false;
    fetch->next_first = init.part.last + 1;
    return true;
}

/* Fills the empty slots, as far as there is more of the object. */
static bool start_parts(struct range_fetch *fetch)
{
    for (size_t i = 0; i < PARTS_MAX && fetch->next_first < fetch->size; i++) {
        const size_t slot = (fetch->current + i) % PARTS_MAX;
        if (fetch->parts[slot] == NULL && !start_part(fetch, slot))
            return false;
    }
    return true;
}

/* The first part was read from: now the store has said how large the object is, and whether it
 * gives parts at all. */
static bool begin_reading(struct range_fetch *fetch)
{
    const struct object_part *const first = remote_fetch_part(current_part(fetch));
    const bool is_part = first->received > 0 && first->has_total && first->last != UINT64_MAX;
    fetch->is_reading = true;
    object_said_copy(remote_fetch_said(current_part(fetch)), &fetch->said);
    fetch->init.version_id = fetch->said.facts.version_id;
    fetch->size = is_part ? first->object_size : 0;
    fetch->next_first = is_part ? first->total : 0;
    if (is_part && fetch->said.facts.etag[0] != '\0') {
        remote_ranges_init(&fetch->ranges, &fetch->init, fetch->size, fetch->said.facts.etag);
        fetch->source.ranges = &fetch->ranges.ranges;
    }
    return start_parts(fetch);
}

/* The current part is read to its end: frees it and makes the next one current. */
static enum status end_part(struct range_fetch *fetch)
{
    remote_fetch_free(current_part(fetch));
    fetch->parts[fetch->current] = NULL;
    fetch->current = (fetch->current + 1) % PARTS_MAX;
    if (!start_parts(fetch))
        return STATUS_NO_MEMORY;
    return current_part(fetch) == NULL ? STATUS_END : STATUS_OK;
}

static enum status range_fetch_read(struct byte_source *source, uint8_t *buf, size_t cap,
                                    size_t *len)
{
    struct range_fetch *const fetch = (struct range_fetch *)source;
    while (fetch->end == STATUS_OK) {
        struct byte_source *const body = remote_fetch_body(current_part(fetch));
        const enum status status = byte_source_read(body, buf, cap, len);
        if (!fetch->is_reading && !begin_reading(fetch))
            fetch->end = STATUS_NO_MEMORY; /* told at the next read: these bytes are good */
        if (status == STATUS_OK)
            return STATUS_OK;
        fetch->source.fault = body->fault;
        if (fetch->end == STATUS_OK)
            fetch->end = status == STATUS_END ? end_part(fetch) : status;
    }
    return fetch->end;
}

static void range_fetch_close(struct byte_source *source)
{
    (void)source; /* the fetch owns it */
}

static const struct byte_source_ops range_fetch_ops = {range_fetch_read, range_fetch_close};

struct range_fetch *range_fetch_start(const struct store *store, struct http *http,
                                      const struct object *object)
{
    struct range_fetch *const fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return NULL;
    fetch->source.ops = &range_fetch_ops;
    object_said_init(&fetch->said);
    fetch->init = (struct remote_fetch_init){
        .store = store, .http = http, .object = object, .part = {0, PART_BYTES - 1, "", NULL}};
    fetch->parts[0] = remote_fetch_start(&fetch->init);
    if (fetch->parts[0] == NULL) {
        free(fetch);
        return NULL;
    }
    return fetch;
}

bool range_fetch_is_ready(const struct range_fetch *fetch)
{
    return fetch->end != STATUS_OK || remote_fetch_is_ready(current_part(fetch));
}

struct byte_source *range_fetch_body(struct range_fetch *fetch)
{
    return &fetch->source;
}

const struct object_said *range_fetch_said(const struct range_fetch *fetch)
{
    return fetch->is_reading ? &fetch->said : remote_fetch_said(current_part(fetch));
}

void range_fetch_free(struct range_fetch *fetch)
{
    if (fetch == NULL)
        return;
    for (size_t i = 0; i < PARTS_MAX; i++) {
        remote_fetch_free(fetch->parts[i]);
        free(fetch->memory[i]);
    }
    remote_ranges_free(&fetch->ranges);
    object_said_free(&fetch->said);
    free(fetch);
}
