/*
 * What an opened store holds, and the few calls that differ between S3 and Azure. Inside
 * crawler/store only.
 */
#ifndef CRAWLER_STORE_PROVIDER_H
#define CRAWLER_STORE_PROVIDER_H

#include "crawler/base/crc.h"
#include "crawler/store/answer.h"
#include "crawler/store/aws_settings.h"
#include "crawler/store/azure.h"
#include "crawler/store/azure_identity.h"
#include "crawler/store/azure_settings.h"
#include "crawler/store/environment.h"
#include "crawler/store/http_message.h"
#include "crawler/store/keyring.h"
#include "crawler/store/local.h"
#include "crawler/store/locator.h"
#include "crawler/store/page.h"
#include "crawler/store/retry.h"
#include "crawler/store/s3.h"
#include "crawler/store/s3_site.h"
#include "crawler/store/store.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

/* How far the clock of the store is ahead of ours: learned at most once, by whichever thread meets
 * it first. */
struct provider_clock {
    atomic_bool is_learned;
    atomic_llong offset_s;
};

struct store {
    struct locator locator;
    struct environment environment;
    char *uri_root; /* what stands before '/' and the key in the URI of an object */
    struct provider_clock *clock;
    struct retry_quota *quota; /* of all threads; NULL: without end */
    struct local_root local;   /* PROVIDER_LOCAL */
    struct keyring *keyring;   /* of its own: nobody else's was given; else NULL */
    struct aws_settings aws;   /* PROVIDER_S3; its keys are in the keyring */
    struct s3 s3;              /* over aws and locator */
    struct crc_table *crcs;    /* one of each kind, for checksums; NULL: none is compared */
    struct s3_site site;       /* of the bucket; see s3_site.h */
    struct azure_settings azure_settings; /* PROVIDER_AZURE */
    struct azure_identity azure_identity; /* of azure_settings */
    struct azure_site azure_site;         /* of azure */
    struct azure azure;                   /* over azure_settings and locator */
};

/*
 * retry_next_wait_ms() for a request to the store that failed, with the quota of all threads; http
 * gives clock and chance.
 */
int64_t provider_next_wait_ms(const struct store *store, struct http *http, struct retry *retry,
                              enum retry_kind kind, int64_t server_wait_ms);

/* The credentials that it shares with others, or its own; NULL only while it is opened. */
struct keyring *provider_keyring(const struct store *store);

/* A request was answered as it should be: retries are worth more again. */
void provider_note_success(const struct store *store);

/* The time to sign with. */
time_t provider_now(const struct store *store);

/*
 * Learns the store's clock from the Date of an answer that calls ours skewed. True when requests
 * will be signed with another time from now on; false when it is known already or the answer has no
 * date.
 */
bool provider_learn_clock(const struct store *store, const struct http_headers *headers);

/*
 * For an answer that says that the credentials have expired or are not known: looks for new ones.
 * True when there are: the same request may be made again, signed with them.
 */
bool provider_renew_credentials(const struct store *store, const struct answer *answer);

/*
 * For an answer that says that the bucket is elsewhere: learns where. True when the same request
 * may be made again, once: it will go there. http, which may be NULL, serves to ask the bucket for
 * its region when the answer does not say it; not to be given by what http wakes.
 */
bool provider_redirect(const struct store *store, struct http *http, const struct answer *answer);

/* The functions of s3.h and azure.h, by provider. The clock is provider_now(). */
bool provider_list_request(const struct store *store, const struct list_query *list,
                           struct http_request *out);
enum page_result provider_read_page(const struct store *store, const struct list_query *list,
                                    struct span body, unsigned source, struct page *page);
bool provider_object_request(const struct store *store, const struct object *object,
                             const struct http_part *part, struct http_request *out);
void provider_read_facts(const struct store *store, const struct http_headers *headers,
                         struct object_facts *out);

/* Appends the metadata that users put on the object, in the headers of an answer, to pairs (see
 * pairs.h): names without "x-amz-meta-" and "x-ms-meta-". */
void provider_read_metadata(const struct http_headers *headers, struct buffer *pairs);
void provider_explain(const struct store *store, const struct answer *answer, struct fault *fault);

/* Where requests go, for messages: "HOST[:PORT]", or the endpoint. */
const char *provider_endpoint(const struct store *store);

#endif
