/*
 * Amazon S3 and what speaks its protocol (API Reference, version 2006-03-01): requests and answers
 * as pure functions.
 */
#ifndef CRAWLER_STORE_S3_H
#define CRAWLER_STORE_S3_H

#include "crawler/base/fault.h"
#include "crawler/store/answer.h"
#include "crawler/store/aws_endpoint.h"
#include "crawler/store/aws_settings.h"
#include "crawler/store/credential_cache.h"
#include "crawler/store/http_message.h"
#include "crawler/store/list_query.h"
#include "crawler/store/object.h"
#include "crawler/store/page.h"

#include <stdbool.h>
#include <time.h>

struct s3_site; /* crawler/store/s3_site.h */

/* Where and as whom; everything belongs to the caller. */
struct s3 {
    const struct aws_settings *settings;
    struct credential_cache *keys;     /* what to sign with; NULL: the keys of settings */
    struct credential_cache *sessions; /* of a directory bucket, see s3_session.h; else NULL */
    struct aws_endpoint endpoint;      /* as configured; see s3_site_endpoint() */
    struct s3_site *site;              /* what is learned of the bucket; NULL: nothing */
    const char *bucket;
    const char *prefix; /* "": the whole bucket */
};

/* One page of the list, with encoding-type=url. False when memory is short or something cannot be
 * put into a request. */
bool s3_list_request(const struct s3 *s3, const struct list_query *list, time_t now,
                     struct http_request *out);

/*
 * Reads the answer to list: a ListBucketResult, ListVersionsResult or ListMultipartUploadsResult;
 * another one is PAGE_OTHER. Keys are decoded only when the answer says EncodingType url. Objects
 * in GLACIER and DEEP_ARCHIVE are refused as archived, unless RestoreStatus says that there is a
 * restored copy. After anything but PAGE_OK the page holds
 * nothing of use.
 */
enum page_result s3_read_page(const struct list_query *list, struct span body, unsigned source,
                              struct page *page);

/* GetObject; failures as above. */
bool s3_object_request(const struct s3 *s3, const struct object *object,
                       const struct http_part *part, time_t now, struct http_request *out);

/* Whether the store is asked for checksums of objects, which it then gives with them. */
bool s3_has_checksums(const struct s3 *s3);

/* The facts in the headers of a GetObject answer; adds to what out holds. */
void s3_read_facts(const struct http_headers *headers, struct object_facts *out);

/* One line for a listing that was refused: the cause, and what to do. */
void s3_explain(const struct s3 *s3, const struct answer *answer, struct fault *fault);

#endif
