/* Counts what is listed, and works out what reading it would cost. */
#include "crawler/pipeline/estimate.h"

#include "crawler/pipeline/price.h"

#include <stdio.h>
#include <string.h>

#define PART_SIZE (8u << 20)       /* of a large object: crawler/store/range_fetch.h */
#define PARTS_FROM (16u << 20)     /* objects beyond this are read in parts */
#define REQUESTS_PER_SECOND 3000.0 /* below what one prefix of S3 answers, 5,500 */

static struct estimate_class *class_of(struct estimate *estimate, enum provider_kind provider,
                                       const char *name)
{
    for (size_t i = 0; i < estimate->class_count; i++) {
        struct estimate_class *const class = &estimate->classes[i];
        if (class->provider == provider && strncmp(class->name, name, sizeof class->name - 1) == 0)
            return class;
    }
    if (estimate->class_count == ESTIMATE_CLASSES_MAX)
        return &estimate->classes[ESTIMATE_CLASSES_MAX - 1];
    struct estimate_class *const class = &estimate->classes[estimate->class_count++];
    class->provider = provider;
    snprintf(class->name, sizeof class->name, "%s",
             estimate->class_count == ESTIMATE_CLASSES_MAX ? "other" : name);
    return class;
}

void estimate_add(struct estimate *estimate, enum provider_kind provider,
                  const struct object *object)
{
    estimate->entries[provider]++;
    estimate->markers += (object->versions & OBJECT_DELETE_MARKER) != 0;
    estimate->uploads += (object->versions & OBJECT_UPLOAD) != 0;
    if ((object->versions & (OBJECT_DELETE_MARKER | OBJECT_UPLOAD)) != 0)
        return;
    struct estimate_class *const class = class_of(estimate, provider, object->storage_class);
    class->objects++;
    class->bytes += object->size;
    estimate->objects[provider]++;
    if (object->refused >= 0) {
        class->refused_objects++;
        class->refused_bytes += object->size;
        return;
    }
    class->gets += object->size > PARTS_FROM ? (object->size + PART_SIZE - 1) / PART_SIZE : 1;
}

void *estimate_run(void *user)
{
    const struct estimate_setup *const setup = user;
    struct object *object = NULL;
    while (queue_pop(setup->queue, -1, &object) == STATUS_OK) {
        const struct store *const store = setup->stores[object->source];
        estimate_add(setup->estimate, store_locator(store)->provider, object);
        if (object->refused == REASON_ARCHIVED)
            restorer_add(setup->restorer, store, object);
        object_free(object);
    }
    return NULL;
}

/* ---- the bill ---- */

static uint64_t pages_of(const struct estimate *estimate, enum provider_kind provider)
{
    static const uint64_t page_sizes[] = {
        [PROVIDER_S3] = 1000, [PROVIDER_AZURE] = 5000, [PROVIDER_LOCAL] = 0};
    if (page_sizes[provider] == 0)
        return 0;
    return estimate->entries[provider] / page_sizes[provider] + estimate->sources[provider];
}

static void add_class(const struct estimate_class *class, struct estimate_bill *bill)
{
    const struct price_class *const price = price_find(class->provider, class->name);
    const uint64_t bytes = class->bytes - class->refused_bytes;
    bill->bytes += bytes;
    bill->not_read_objects += class->refused_objects;
    bill->not_read_bytes += class->refused_bytes;
    if (class->provider == PROVIDER_LOCAL)
        return;
    bill->gets += class->gets;
    if (price == NULL) {
        bill->has_unpriced = true;
        return;
    }
    bill->requests += price->get_1000 * (double)class->gets / 1000;
    bill->retrieval += price->retrieval_gb * (double)bytes / PRICE_GB;
    bill->restore += price->restore_gb * (double)class->refused_bytes / PRICE_GB +
                     price->restore_1000 * (double)class->refused_objects / 1000;
}

void estimate_bill(const struct estimate *estimate, uint64_t bytes_per_second,
                   struct estimate_bill *out)
{
    uint64_t bytes[3] = {0};
    *out = (struct estimate_bill){.lists = 0};
    for (size_t i = 0; i < estimate->class_count; i++) {
        const struct estimate_class *const class = &estimate->classes[i];
        add_class(class, out);
        bytes[class->provider] += class->bytes - class->refused_bytes;
    }
    for (int i = 0; i < 3; i++) {
        const enum provider_kind provider = (enum provider_kind)i;
        const uint64_t pages = pages_of(estimate, provider);
        out->lists += pages;
        out->requests += price_list_1000(provider) * (double)pages / 1000;
        out->egress += price_egress(provider, bytes[provider]);
    }
    out->has_s3 = estimate->sources[PROVIDER_S3] > 0;
    out->has_azure = estimate->sources[PROVIDER_AZURE] > 0;
    out->macie = price_macie(bytes[PROVIDER_S3], estimate->objects[PROVIDER_S3],
                             estimate->sources[PROVIDER_S3]);
    const double by_bytes = (double)out->bytes / (double)bytes_per_second;
    const double by_requests = (double)out->gets / REQUESTS_PER_SECOND;
    out->seconds = by_bytes > by_requests ? by_bytes : by_requests;
}
