/*
 * Asks a store about itself: which permissions there are, and what the bucket says of its
 * protection; one small request each. Blocks; http is this thread's and not in the middle of
 * waking.
 */
#ifndef CRAWLER_STORE_INSPECT_H
#define CRAWLER_STORE_INSPECT_H

#include "crawler/base/status.h"
#include "crawler/store/posture.h"
#include "crawler/store/store.h"

#include <stdbool.h>

/*
 * Reads the posture of an opened store that has answered before. Facts that cannot be read are
 * unknown; once a request gets no answer at all the rest is not asked for. A directory has none
 * (out->is_read false). OK or CANCELLED.
 */
enum status inspect_posture(const struct store *store, struct http *http, struct posture *out);

/* Whose a key of KMS is: DescribeKey (AWS Key Management Service API Reference). Unknown when the
 * key is no ARN, KMS may not be asked or does not say. */
enum key_owner inspect_key(const struct store *store, struct http *http, const char *key_id);

/* ---- permissions ---- */

enum inspect_state {
    INSPECT_OK,
    INSPECT_MISSING,     /* refused, or what is asked for is not there */
    INSPECT_UNSUPPORTED, /* the store does not know it */
    INSPECT_UNKNOWN      /* not tried, or an answer that does not say */
};

/*
 * One permission of a scan, and how trying it went. Texts are for people, one line each, and hold
 * no key of an object and no secret.
 */
struct inspect_line {
    const char *permission; /* "list"; static */
    const char *needs;      /* IAM action, or Azure role and letter of a SAS; static; "": none */
    bool is_required;       /* a scan cannot do without */
    enum inspect_state state;
    char detail[320]; /* what was seen or refused; "" */
    char remedy[256]; /* what to do; "" */
};

/* Called once a line, in the order of outputs. */
typedef void (*inspect_take_fn)(void *user, const struct inspect_line *line);

/* Who gets the lines. */
struct inspect_taker {
    inspect_take_fn take;
    void *user;
};

/*
 * Tries everything that a scan of an opened store needs, and fills posture along the way. OK,
 * CANCELLED or NO_MEMORY.
 */
enum status inspect_permissions(const struct store *store, struct http *http,
                                const struct inspect_taker *taker, struct posture *posture);

/*
 * The same of a bucket of S3 whose objects something else lists: listing is tried, but a scan can
 * do without; when nothing is listed, reading is tried on first (NULL: on nothing). Frees first.
 */
enum status inspect_named(const struct store *store, struct http *http,
                          const struct inspect_taker *taker, struct object *first);

/* "ok", "missing", "not-supported", "unknown". */
const char *inspect_state_name(enum inspect_state state);

#endif
