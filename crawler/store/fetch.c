/* Reads one object: from a directory, over HTTP, or in parts over HTTP; compares what was read in
 * order with the checksum that its store has of it. */
#include "crawler/store/checksum.h"
#include "crawler/store/provider.h"
#include "crawler/store/range_fetch.h"
#include "crawler/store/remote_fetch.h"
#include "crawler/store/s3_ask.h"
#include "crawler/store/tag_fetch.h"

#include <stdlib.h>
#include <string.h>

/* One of the three is set. */
struct fetch {
    struct byte_source source; /* first: what is read from the other two */
    const struct store *store;
    struct http *http;
    const struct object *object;
    struct byte_source *file;
    struct remote_fetch *remote;
    struct range_fetch *ranges;
    struct tag_fetch *tags; /* NULL: not asked for */
    bool are_tags_asked;
    bool is_begun;
    struct object_checksum expected; /* once it is begun */
    struct checksum *checksum;       /* NULL: nothing to compare */
    bool is_verified;
    enum status end; /* OK until the answer is final */
};

static struct byte_source *fetch_inner(const struct fetch *fetch)
{
    return fetch->ranges != NULL ? range_fetch_body(fetch->ranges)
                                 : remote_fetch_body(fetch->remote);
}

/* ---- checksums ---- */

/* Answers with a part of an object say nothing of the whole: HEAD does. */
static void fetch_ask_checksum(struct fetch *fetch)
{
    const struct sigv4_pair version = {"versionId", fetch->object->version_id};
    const struct sigv4_pair mode = {"x-amz-checksum-mode", "ENABLED"};
    const struct aws_request head = {.method = "HEAD",
                                     .key = fetch->object->key,
                                     .query = &version,
                                     .query_count = version.value[0] != '\0',
                                     .headers = &mode,
                                     .header_count = 1};
    struct s3_reply reply = {0};
    struct fault fault = {0};
    char etag[sizeof fetch_facts(fetch)->etag];
    if (s3_ask(fetch->store, fetch->http, &head, &reply, &fault) == STATUS_OK &&
        reply.answer.status == 200) {
        http_headers_etag(&reply.http.headers, etag, sizeof etag);
        if (strcmp(etag, fetch_facts(fetch)->etag) == 0)
            checksum_read(&reply.http.headers, &fetch->expected);
    }
    s3_reply_wipe(&reply);
}

/* Something was read: now the facts are there. */
static void fetch_begin(struct fetch *fetch)
{
    const struct store *const store = fetch->store;
    fetch->is_begun = true;
    fetch->expected = fetch_facts(fetch)->checksum;
    if (store->crcs == NULL)
        return;
    if (fetch->ranges != NULL && fetch->expected.kind == CHECKSUM_NONE &&
        store->locator.provider == PROVIDER_S3 && s3_has_checksums(&store->s3))
        fetch_ask_checksum(fetch);
    fetch->checksum = checksum_create(&fetch->expected, store->crcs);
}

static enum status fetch_judge(struct fetch *fetch)
{
    if (fetch->checksum == NULL)
        return STATUS_END;
    fetch->is_verified = checksum_is_right(fetch->checksum);
    if (fetch->is_verified)
        return STATUS_END;
    fault_set(&fetch->source.fault, REASON_CHECKSUM,
              "%s: the bytes do not have the %s of the object", provider_endpoint(fetch->store),
              checksum_name(fetch->expected.kind));
    return STATUS_SKIP;
}

/* ---- the body ---- */

static enum status fetch_read(struct byte_source *source, uint8_t *buf, size_t cap, size_t *len)
{
    struct fetch *const fetch = (struct fetch *)source;
    struct byte_source *const inner = fetch_inner(fetch);
    *len = 0;
    if (fetch->end != STATUS_OK)
        return fetch->end;
    const enum status status = byte_source_read(inner, buf, cap, len);
    if (!fetch->is_begun)
        fetch_begin(fetch);
    source->ranges = inner->ranges;
    if (status == STATUS_OK && fetch->checksum != NULL)
        checksum_add(fetch->checksum, buf, *len);
    if (status == STATUS_SKIP)
        source->fault = inner->fault;
    if (status != STATUS_OK)
        fetch->end = status == STATUS_END ? fetch_judge(fetch) : status;
    return fetch->end;
}

static void fetch_close(struct byte_source *source)
{
    (void)source; /* the fetch owns it */
}

static const struct byte_source_ops fetch_ops = {fetch_read, fetch_close};

/* ---- starting ---- */

static bool fetch_start_remote(struct fetch *fetch)
{
    /* Parts are put together by the ETag: without one there is no telling that they belong
     * together. */
    if (fetch->object->size > RANGE_FETCH_MIN && fetch->object->etag[0] != '\0') {
        fetch->ranges = range_fetch_start(fetch->store, fetch->http, fetch->object);
        return fetch->ranges != NULL;
    }
    const struct remote_fetch_init init = {.store = fetch->store,
                                           .http = fetch->http,
                                           .object = fetch->object,
                                           .part = {0, UINT64_MAX, "", NULL}};
    fetch->remote = remote_fetch_start(&init);
    return fetch->remote != NULL;
}

struct fetch *fetch_start(const struct store *store, struct http *http, const struct object *object)
{
    struct fetch *const fetch = calloc(1, sizeof *fetch);
    if (fetch == NULL)
        return NULL;
    fetch->source.ops = &fetch_ops;
    fetch->store = store;
    fetch->http = http;
    fetch->object = object;
    bool is_started;
    if (store->locator.provider == PROVIDER_LOCAL) {
        fetch->file = local_file_create(&store->local, object);
        is_started = fetch->file != NULL;
    } else {
        is_started = fetch_start_remote(fetch);
    }
    if (!is_started) {
        free(fetch);
        return NULL;
    }
    return fetch;
}

static bool fetch_has_body(const struct fetch *fetch)
{
    if (fetch->ranges != NULL)
        return range_fetch_is_ready(fetch->ranges);
    return fetch->remote == NULL || remote_fetch_is_ready(fetch->remote);
}

/* The tags are asked for once the answer has counted them, and waited for while others are read. */
bool fetch_is_ready(struct fetch *fetch)
{
    if (!fetch_has_body(fetch))
        return false;
    if (!fetch->are_tags_asked) {
        fetch->are_tags_asked = true;
        if (fetch->file == NULL &&
            tag_fetch_is_wanted(fetch->store, fetch->object, fetch_facts(fetch)))
            fetch->tags = tag_fetch_start(fetch->store, fetch->http, fetch->object);
    }
    return fetch->tags == NULL || tag_fetch_is_over(fetch->tags);
}

struct byte_source *fetch_body(struct fetch *fetch)
{
    return fetch->file != NULL ? fetch->file : &fetch->source;
}

/* NULL: a directory says nothing. */
static const struct object_said *fetch_said(const struct fetch *fetch)
{
    if (fetch->ranges != NULL)
        return range_fetch_said(fetch->ranges);
    return fetch->remote != NULL ? remote_fetch_said(fetch->remote) : NULL;
}

const struct object_facts *fetch_facts(const struct fetch *fetch)
{
    static const struct object_facts none;
    const struct object_said *const said = fetch_said(fetch);
    return said != NULL ? &said->facts : &none;
}

const char *fetch_tags(const struct fetch *fetch)
{
    if (fetch->tags != NULL)
        return tag_fetch_pairs(fetch->tags);
    return fetch->object->has_tags ? fetch->object->tags : NULL;
}

/* What came with the object is newer than what the listing said. */
const char *fetch_metadata(const struct fetch *fetch)
{
    const struct object_said *const said = fetch_said(fetch);
    return said != NULL && said->metadata.len > 0 ? (const char *)said->metadata.ptr
                                                  : fetch->object->metadata;
}

struct fetch_checksum fetch_checksum(const struct fetch *fetch)
{
    return (struct fetch_checksum){checksum_name(fetch->expected.kind),
                                   fetch->expected.is_composite, fetch->is_verified};
}

void fetch_free(struct fetch *fetch)
{
    if (fetch == NULL)
        return;
    byte_source_close(fetch->file);
    remote_fetch_free(fetch->remote);
    range_fetch_free(fetch->ranges);
    checksum_free(fetch->checksum);
    tag_fetch_free(fetch->tags);
    free(fetch);
}
