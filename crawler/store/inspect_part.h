/* What the inspect_*.c share: one inspection at work. */
#ifndef CRAWLER_STORE_INSPECT_PART_H
#define CRAWLER_STORE_INSPECT_PART_H

#include "crawler/store/answer.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/inspect.h"
#include "crawler/store/provider.h"

#include <stdint.h>

struct inspection {
    const struct store *store;
    struct http *http;
    const struct inspect_taker *taker; /* NULL: only the posture is asked for */
    struct posture *posture;
    struct object *first; /* the first object that may be read; NULL: none was listed */
    uint64_t listed;      /* of the first page */
    bool is_named;        /* something else than a listing names the objects */
};

/* Hands a line to the taker, if there is one. */
void inspect_say(const struct inspection *inspection, const struct inspect_line *line);

/* An answer to a request that is not one of s3_ask.h. */
struct inspect_reply {
    struct answer answer;
    struct http_answer http;
};

/* Makes the request that is asked; called anew for each attempt. */
typedef bool (*inspect_put_fn)(const void *user, const struct store *store,
                               struct http_request *out);

/* Up to three attempts. OK: there is an answer; STOP: none (reply->http.why); CANCELLED. Release
 * reply with http_answer_wipe(). */
enum status inspect_ask(const struct inspection *inspection, inspect_put_fn put, const void *user,
                        struct inspect_reply *reply);

/* ---- S3: inspect_s3.c ---- */

/* Asks for every fact of the bucket, with a line for each. */
enum status inspect_s3_facts(const struct inspection *inspection);

/* Says whether the bucket is of the account that must own it, if one must. */
void inspect_s3_owner(const struct inspection *inspection, bool is_listed);
enum status inspect_s3_versions(const struct inspection *inspection);
enum status inspect_s3_tags(const struct inspection *inspection);

/* ---- services beside S3: inspect_aws.c ---- */

enum status inspect_s3_identity(const struct inspection *inspection);

/* Asks whether the account blocks what the bucket lets in. */
enum status inspect_s3_account(const struct inspection *inspection);

/* ---- Azure: inspect_azure.c ---- */

enum status inspect_azure_facts(const struct inspection *inspection);
enum status inspect_azure_manage(const struct inspection *inspection); /* inspect_manage.c */
enum status inspect_azure_identity(const struct inspection *inspection);
enum status inspect_azure_versions(const struct inspection *inspection);
enum status inspect_azure_tags(const struct inspection *inspection);

#endif
