/*
 * Azure Blob Storage (Blob service REST API, version 2021-12-02), reached with a shared access
 * signature, an account key, a token of Entra ID or anonymously: requests and answers as pure
 * functions.
 */
#ifndef CRAWLER_STORE_AZURE_H
#define CRAWLER_STORE_AZURE_H

#include "crawler/base/fault.h"
#include "crawler/store/answer.h"
#include "crawler/store/azure_settings.h"
#include "crawler/store/credential_cache.h"
#include "crawler/store/http_message.h"
#include "crawler/store/list_query.h"
#include "crawler/store/object.h"
#include "crawler/store/page.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#define AZURE_API_VERSION                                                                          \
    "2021-12-02" /* has <Name Encoded="true">; newer ones add nothing that is used */

/* What was learned of a container, by any thread. */
struct azure_site {
    atomic_bool are_tags_denied; /* no other blob is asked for its tags */
};

/* Where and as whom; everything belongs to the caller. */
struct azure {
    const struct azure_settings *settings;
    const char *container;           /* "": all of the account; objects have their own */
    const char *prefix;              /* "": the whole container */
    struct credential_cache *tokens; /* of Entra ID, where there is neither SAS nor key; or NULL */
    struct azure_site *site;
};

/*
 * List Blobs, 5,000 names, with what list includes. The service takes no delimiter together with
 * snapshots and versions. Failures as in s3.h; the SAS ends the URL as it was given; an account key
 * signs, at the time now.
 */
bool azure_list_request(const struct azure *azure, const struct list_query *list, time_t now,
                        struct http_request *out);

/*
 * Reads EnumerationResults, the answer to list. Blobs in the Archive tier, and those that are on
 * their way out of it, are refused as archived. Snapshots and versions are of their own; deleted
 * ones are refused; a name of which nothing but versions is left is a delete marker. Directories
 * are left out.
 */
enum page_result azure_read_page(const struct list_query *list, struct span body, unsigned source,
                                 struct page *page);

/* The parameter that names the state of a blob and its value: a snapshot has an id of a version,
 * too, where versions are kept, and requests take one of both. Value "": its name alone. */
struct azure_state {
    const char *parameter, *value;
};

struct azure_state azure_state_of(const struct object *object);

/* Get Blob: the snapshot or version that object is, else what its name stands for. */
bool azure_object_request(const struct azure *azure, const struct object *object,
                          const struct http_part *part, time_t now, struct http_request *out);

/* Get Blob Tags, of the same. The answer is Tags/TagSet/Tag with Key and Value. */
bool azure_tags_request(const struct azure *azure, const struct object *object, time_t now,
                        struct http_request *out);

/* A question beside content: a GET with the encoded query on the container, else on the account's
 * root. Failures as above. */
bool azure_question_put(const struct azure *azure, bool is_container, const char *query, time_t now,
                        struct http_request *out);

void azure_read_facts(const struct http_headers *headers, struct object_facts *out);

void azure_explain(const struct azure *azure, const struct answer *answer, struct fault *fault);

#endif
