/* One listed object: what the listing said. */
#ifndef CRAWLER_STORE_OBJECT_H
#define CRAWLER_STORE_OBJECT_H

#include "detectors/span.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* Bytes of the longest id of a version: "Retaining multiple versions", user guide of S3. */
#define OBJECT_ID_MAX 1024

/*
 * What an object is among the versions of its key, as a set. A listing that does not tell versions
 * apart says nothing (0): what it lists is what a reader of the key gets.
 */
enum object_version {
    OBJECT_LATEST = 1 << 0,        /* S3 IsLatest, Azure IsCurrentVersion */
    OBJECT_NONCURRENT = 1 << 1,    /* an older version; never together with OBJECT_LATEST */
    OBJECT_DELETE_MARKER = 1 << 2, /* S3: holds nothing, and is never asked for */
    OBJECT_DELETED = 1 << 3,       /* Azure: soft-deleted; cannot be read unless undeleted */
    OBJECT_UPLOAD = 1 << 4         /* S3: a multipart upload in progress; Azure: blocks that were
                                      never committed; cannot be read */
};

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
    const char *container; /* Azure, of a store that is all of an account; else "" */
    const char *snapshot;  /* Azure: the time that names a snapshot, as the store writes it */
    const char *upload_id; /* S3: of OBJECT_UPLOAD */
    const char *storage_class;
    const char *content_type;
    const char *encryption_mode; /* as in struct object_facts, also the next one */
    const char *encryption_key_id;
    const char *tags;            /* as pairs (pairs.h) */
    const char *metadata;        /* the same; names without "x-amz-meta-" and "x-ms-meta-" */
    bool has_tags, has_metadata; /* the listing said which there are, or that there are none */
    bool is_size_unknown;        /* size is 0, and nobody said so */
    unsigned versions;           /* set of enum object_version */
    unsigned source;             /* index of its SOURCE in the run */
    int refused; /* -1: may be read; else the enum reason why the listing alone rules it out
                    (archived ...) */
};

struct object_init {
    struct span key;
    uint64_t size;
    time_t last_modified;
    struct span container, etag, version_id, snapshot, upload_id, storage_class, content_type;
    struct span encryption_mode, encryption_key_id, tags, metadata;
    bool has_tags, has_metadata, is_size_unknown;
    unsigned versions;
    unsigned source;
    int refused;
};

struct object *
object_create(const struct object_init *init); /* copies; NULL when memory is short */
void object_free(struct object *object);

/* Checksums that are compared, in the order of preference. */
enum checksum_kind {
    CHECKSUM_NONE,
    CHECKSUM_CRC64NVME,
    CHECKSUM_CRC32C,
    CHECKSUM_CRC32,
    CHECKSUM_SHA256,
    CHECKSUM_SHA1,
    CHECKSUM_KIND_COUNT
};

struct object_checksum {
    enum checksum_kind kind;
    bool is_composite; /* of the checksums of parts: cannot be compared with the object */
    uint8_t value[32]; /* as many as the kind has, in network order */
};

/* What the store said with the object itself (response headers). Texts "" when it did not say. */
struct object_facts {
    bool has_size, has_last_modified;
    uint64_t size; /* of the whole object */
    time_t last_modified;
    char etag[128];
    char version_id[OBJECT_ID_MAX + 1];
    char content_type[128];
    bool is_brotli;           /* as Content-Encoding says: nothing else could tell */
    char encryption_mode[32]; /* "sse-s3", "sse-kms", "dsse-kms", "sse-c", "azure", "azure-scope",
                                 "azure-cpk", or "" */
    char encryption_key_id[256];
    bool has_bucket_key, bucket_key;
    struct object_checksum checksum; /* of the whole object */
    unsigned tag_count;              /* 0: none, or none that may be read */
    char lock_mode[16]; /* of object lock: "GOVERNANCE", "COMPLIANCE", or as Azure says */
    time_t lock_until;  /* with lock_mode; -1: nobody says */
    bool has_legal_hold, legal_hold;
};

#endif
