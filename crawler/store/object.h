/* One listed object: what the listing said. */
#ifndef CRAWLER_STORE_OBJECT_H
#define CRAWLER_STORE_OBJECT_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * Made by a lister, owned by whoever took it from the queue; one allocation, freed with
 * object_free(). Texts are "" when the listing did not say. key is the true key, any bytes,
 * NUL-terminated as well.
 */
struct object {
    struct span key;
    uint64_t size;
    time_t last_modified; /* -1: unknown */
    const char *etag;     /* without quotes */
    const char *version_id;
    const char *storage_class;
    const char *content_type;
    unsigned source; /* index of its SOURCE in the run */
    int refused;     /* -1: may be read; else the enum reason why the listing alone rules it out
                        (archived ...) */
};

struct object_init {
    struct span key;
    uint64_t size;
    time_t last_modified;
    struct span etag, version_id, storage_class, content_type;
    unsigned source;
    int refused;
};

struct object *
object_create(const struct object_init *init); /* copies; NULL when memory is short */
void object_free(struct object *object);

/* What the store said with the object itself (response headers). Texts "" when it did not say. */
struct object_facts {
    char etag[128];
    char version_id[256];
    char content_type[128];
    char encryption_mode[32]; /* "sse-s3", "sse-kms", "dsse-kms", "sse-c", "azure", "azure-scope",
                                 "azure-cpk", or "" */
    char encryption_key_id[256];
    bool has_bucket_key, bucket_key;
};

#endif
