/*
 * One opened SOURCE: where it is, who asks, how to list it and how to read from it. The same few
 * calls for S3, Azure Blob and directories; what differs is in pure provider functions (s3.c,
 * azure.c) and in local.c.
 */
#ifndef CRAWLER_STORE_STORE_H
#define CRAWLER_STORE_STORE_H

#include "crawler/base/byte_source.h"
#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/locator.h"
#include "crawler/store/object.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct environment; /* crawler/store/environment.h: variables, home directory, clock, given by main
                     */
struct http;        /* crawler/store/http.h: one thread's transfers */
struct store;       /* immutable after store_open(); shared by all threads */

/*
 * Finds endpoint, region and credentials for locator (which it copies) and checks that they are
 * usable. No request is made to the store, but credentials may have to be asked for elsewhere; of
 * the keyring of environment where it has one, which must outlive the store.
 * is_anonymous: requests are not signed and no credentials are looked for. STATUS_STOP with a fault
 * when something is missing or malformed. Close when no lister and no fetch is left.
 */
enum status store_open(const struct locator *locator, const struct environment *environment,
                       bool is_anonymous, struct store **out, struct fault *fault);
void store_close(struct store *store);

/*
 * Leaves the directory at path, and what is below it, out of the listing of a PROVIDER_LOCAL store:
 * the run folder, which grows while it would be read. Before any lister is made; does nothing for
 * other stores and missing paths.
 */
void store_exclude_directory(struct store *store, const char *path);

/* What holds for every request to a bucket of S3; other stores know neither. */
struct store_terms {
    bool pays;                  /* for requests to buckets whose owner does not (requester pays) */
    const char *expected_owner; /* the account that must own the bucket, 12 digits; NULL: any */
};

/* Before any lister is made. What the environment says of the terms stays where they say nothing.
 */
void store_set_terms(struct store *store, const struct store_terms *terms);

const struct locator *store_locator(const struct store *store);

/* "s3", "azure-blob" or "file", for records. */
const char *store_provider_name(const struct store *store);

/* Whether listings can say tags and encryption of objects. */
bool store_lists_tags(const struct store *store);

/* The bucket or container of an object; the directory or file of PROVIDER_LOCAL. */
const char *store_object_bucket(const struct store *store, const struct object *object);

/* The printed URI of an object: the SOURCE's root and its key, raw bytes (the caller masks and
 * escapes). */
struct buffer;
void store_object_uri(const struct store *store, const struct object *object, struct buffer *out);

/* libcurl and what it is built on, as they are loaded: "libcurl/7.88.1 OpenSSL/3.0.17 ...". Static
 * text. */
const char *store_library_versions(void);

/* ---- transfers of one thread ---- */

struct http_options {
    const atomic_bool
        *cancelled; /* checked often; blocking calls return STATUS_CANCELLED soon after it is set */
    unsigned window; /* connections to keep at most */
};

/* What was asked of stores so far. */
struct http_load {
    uint64_t requests;
    unsigned throttled; /* how often one asked to slow down */
};

/* One per thread; NULL when memory is short. */
struct http *http_create(const struct environment *environment, const struct http_options *options);
void http_free(struct http *http);
struct http_load http_load(const struct http *http);

/* ---- listing ---- */

struct lister;

/* Called once an object; takes ownership of it. May block (the queue is full). Returning anything
 * but OK ends the page. */
typedef enum status (*lister_take_fn)(void *user, struct object *object);

#define LIST_PARALLEL_MAX 256

/* What a listing is to bring beside the objects that readers of their keys get. */
struct list_options {
    bool versions; /* all versions, delete markers; of Azure snapshots and what was soft-deleted */
    bool uploads;  /* uploads in progress, blocks that were not committed */
    bool tags, metadata; /* where the listing can say them: Azure */
    unsigned page_size;  /* objects of one page of S3; 0: as many as it gives */
    unsigned parallel;   /* requests at once at most, up to LIST_PARALLEL_MAX; 0: 1 */
};

/* NULL when memory is short. http should keep as many connections as requests may be under way. */
struct lister *lister_create(const struct store *store, struct http *http, unsigned source,
                             const struct list_options *options);

/*
 * Lists one page (a directory's entries for PROVIDER_LOCAL) and hands its objects to take. One
 * request after the other brings objects in the order of the store; several at once bring the same
 * objects, each once, page by page in any order. OK:
 * there is more; END: the listing is complete; STOP: refused, missing or unreachable, or an
 * unusable answer, with fault; CANCELLED.
 */
enum status lister_next(struct lister *lister, lister_take_fn take, void *user,
                        struct fault *fault);
void lister_free(struct lister *lister);

/* Requests made so far, those that were repeated included; 0 for PROVIDER_LOCAL. */
uint64_t lister_requests(const struct lister *lister);

/* ---- reading ---- */

struct fetch;

/*
 * Starts reading object (which must outlive the fetch) and returns at once. Retries, resumption in
 * the body (Range + If-Match) and the choice of error are inside. NULL when memory is short.
 */
struct fetch *fetch_start(const struct store *store, struct http *http,
                          const struct object *object);

/* Lets all transfers of http go on for at most wait_ms, returning early when one becomes ready. */
enum status http_drive(struct http *http, int wait_ms);

/*
 * True when reading would not block: the whole body, a full buffer or a failure is there. Large
 * bodies count as ready with a full buffer, small ones when complete.
 */
bool fetch_is_ready(struct fetch *fetch);

/* The body; owned by the fetch, read by its thread only. SKIP faults carry the reason for the
 * record. */
struct byte_source *fetch_body(struct fetch *fetch);

/*
 * What users wrote on the object, as tags and metadata of struct object; to be asked for once the
 * fetch is ready. Tags are NULL when they are not known; metadata is never NULL. Both belong to the
 * fetch.
 */
const char *fetch_tags(const struct fetch *fetch);
const char *fetch_metadata(const struct fetch *fetch);

/* What came of the checksum that the store has of the object. */
struct fetch_checksum {
    const char *algorithm; /* "crc64nvme", "sha256" ...; NULL: the store gives none */
    bool is_composite;     /* it is of the checksums of parts, and cannot be compared */
    bool is_verified;      /* the body was read to its end, and has it */
};
struct fetch_checksum fetch_checksum(const struct fetch *fetch);

/* What the response said; complete once the body was read from or the fetch is ready. */
const struct object_facts *fetch_facts(const struct fetch *fetch);

/* Ends it, read or not. */
void fetch_free(struct fetch *fetch);

#endif
