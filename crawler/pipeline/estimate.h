/*
 * What a scan would read, cost and take, from the listing alone: no object is asked for.
 */
#ifndef CRAWLER_PIPELINE_ESTIMATE_H
#define CRAWLER_PIPELINE_ESTIMATE_H

#include "crawler/base/buffer.h"
#include "crawler/pipeline/queue.h"
#include "crawler/pipeline/restorer.h"
#include "crawler/store/locator.h"
#include "crawler/store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ESTIMATE_CLASSES_MAX 32
#define ESTIMATE_CLASS_SIZE 32

/* Objects of one storage class. */
struct estimate_class {
    enum provider_kind provider;
    char name[ESTIMATE_CLASS_SIZE]; /* "": the listing does not say; "other": beyond the maximum */
    uint64_t objects, bytes;
    uint64_t refused_objects, refused_bytes; /* of these, what the listing alone rules out */
    uint64_t gets;                           /* requests to read the rest */
};

/* The zero value is empty. */
struct estimate {
    struct estimate_class classes[ESTIMATE_CLASSES_MAX];
    size_t class_count;
    uint64_t objects[3]; /* by enum provider_kind */
    uint64_t markers;    /* delete markers, which hold nothing: no objects */
    uint64_t uploads;    /* in progress, whose size nobody knows: no objects */
    uint64_t entries[3]; /* of listings: all of these */
    size_t sources[3];
    bool is_partial; /* a source was not listed to its end */
};

/* Adds one object of a store of that kind. */
void estimate_add(struct estimate *estimate, enum provider_kind provider,
                  const struct object *object);

/* What a thread that estimates needs; everything outlives it. */
struct estimate_setup {
    struct queue *queue;
    struct store *const *stores; /* indexed by object->source */
    struct restorer *restorer;
    struct estimate *estimate; /* of this thread alone */
};

/* Takes objects until the queue has ended; a pthread start routine, argument struct estimate_setup
 * *. Returns NULL. */
void *estimate_run(void *setup);

/* Dollars, and the requests and seconds they follow from. */
struct estimate_bill {
    uint64_t lists, gets;
    uint64_t bytes; /* that would be read */
    uint64_t not_read_objects, not_read_bytes;
    double requests, retrieval;           /* of a scan in the region of the data */
    double egress;                        /* beside these, of one elsewhere, over the internet */
    double restore;                       /* of what is archived, to read it too */
    double macie;                         /* of Amazon Macie for the same bytes of S3 */
    double seconds;                       /* at the rate */
    bool has_unpriced, has_s3, has_azure; /* classes that are in no table of prices */
};
void estimate_bill(const struct estimate *estimate, uint64_t bytes_per_second,
                   struct estimate_bill *out);

/* For people, at most 100 columns, and for programs: docs/schema/estimate.schema.json. */
void estimate_render(const struct estimate *estimate, uint64_t bytes_per_second,
                     struct buffer *out);
void estimate_render_json(const struct estimate *estimate, uint64_t bytes_per_second,
                          struct buffer *out);

#endif
