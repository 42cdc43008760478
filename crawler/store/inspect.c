/* Tries the permissions of a scan, one after the other. */
#include "crawler/store/inspect_part.h"

#include "crawler/store/retry.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define ATTEMPTS_MAX 3
#define PAUSE_MS 300 /* between attempts */

static const struct http_ask_limits limits = {
    .timeout_ms = 15000, .attempts = 1, .body_size = 1u << 20};

void inspect_say(const struct inspection *inspection, const struct inspect_line *line)
{
    if (inspection->taker != NULL)
        inspection->taker->take(inspection->taker->user, line);
}

const char *inspect_state_name(enum inspect_state state)
{
    static const char *const names[] = {
        [INSPECT_OK] = "ok",
        [INSPECT_MISSING] = "missing",
        [INSPECT_UNSUPPORTED] = "not-supported",
        [INSPECT_UNKNOWN] = "unknown",
    };
    return names[state];
}

/* ---- one request ---- */

static bool reply_is_transient(const struct store *store, const struct inspect_reply *reply)
{
    if (reply->http.is_refused || reply->http.body.is_failed)
        return false;
    if (reply->http.why != NULL || provider_renew_credentials(store, &reply->answer))
        return true;
    if (strcmp(reply->answer.code, "RequestTimeTooSkewed") == 0)
        return provider_learn_clock(store, &reply->http.headers);
    return retry_judge(reply->answer.status, reply->answer.code) != RETRY_NO;
}

enum status inspect_ask(const struct inspection *inspection, inspect_put_fn put, const void *user,
                        struct inspect_reply *reply)
{
    struct http_request request;
    bool goes_on = true;
    http_request_init(&request);
    for (int i = 0; goes_on && i < ATTEMPTS_MAX; i++) {
        if (i > 0)
            (void)poll(NULL, 0, PAUSE_MS);
        if (!put(user, inspection->store, &request)) {
            reply->http.why = "a name or a credential cannot be put into a request";
            break;
        }
        http_ask_once(inspection->http, &request, &limits, i > 0, &reply->http);
        const struct span body = {reply->http.body.ptr, reply->http.body.len};
        answer_read(&reply->answer, reply->http.status, &reply->http.headers, body);
        goes_on = !reply->http.is_cancelled && reply_is_transient(inspection->store, reply);
    }
    http_request_wipe(&request);
    if (reply->http.is_cancelled)
        return STATUS_CANCELLED;
    return reply->http.why == NULL ? STATUS_OK : STATUS_STOP;
}

/* ---- listing ---- */

static enum status keep_first(void *user, struct object *object)
{
    struct inspection *const inspection = user;
    inspection->listed++;
    if (inspection->first == NULL && object->refused < 0)
        inspection->first = object;
    else
        object_free(object);
    return STATUS_OK;
}

static void say_reach(const struct inspection *inspection, const struct fault *fault)
{
    const bool is_plain = inspection->posture->is_plain;
    struct inspect_line line = {
        .permission = "reach", .needs = "", .is_required = true, .state = INSPECT_OK};
    if (fault != NULL) {
        line.state = INSPECT_MISSING;
        snprintf(line.detail, sizeof line.detail, "%s", fault->message);
        snprintf(line.remedy, sizeof line.remedy,
                 "let this machine reach it: name service, firewall, proxy, endpoint");
    } else {
        snprintf(line.detail, sizeof line.detail, "%.200s answers%s",
                 provider_endpoint(inspection->store),
                 is_plain ? " over plain http" : ", and its certificate is good");
    }
    inspect_say(inspection, &line);
}

static const char *needed_to(const struct store *store, const char *for_s3, const char *for_azure)
{
    if (store->locator.provider == PROVIDER_LOCAL)
        return "permission to read the directory";
    return store->locator.provider == PROVIDER_S3 ? for_s3 : for_azure;
}

static void say_list(const struct inspection *inspection, enum status status, bool is_reached,
                     const struct fault *fault)
{
    struct inspect_line line = {.permission = "list",
                                .needs = needed_to(inspection->store, "s3:ListBucket",
                                                   "Storage Blob Data Reader, or a SAS with l"),
                                .is_required = !inspection->is_named,
                                .state = INSPECT_UNKNOWN};
    if (status == STATUS_OK || status == STATUS_END) {
        line.state = INSPECT_OK;
        snprintf(line.detail, sizeof line.detail, "%" PRIu64 "%s object%s on the first page",
                 inspection->listed, status == STATUS_OK ? " or more" : "",
                 inspection->listed == 1 ? "" : "s");
    } else if (is_reached) {
        line.state = INSPECT_MISSING;
        snprintf(line.detail, sizeof line.detail, "%s", fault->message);
    }
    const bool may_pay = inspection->store->locator.provider == PROVIDER_S3 &&
                         !inspection->store->aws.pays && !inspection->is_named;
    if (line.state == INSPECT_MISSING && fault->reason == REASON_ACCESS_DENIED)
        snprintf(line.remedy, sizeof line.remedy, "grant %.120s%s%s", line.needs,
                 inspection->is_named ? "; until then objects that are gone look denied" : "",
                 may_pay ? "; where requesters pay, --request-payer requester" : "");
    inspect_say(inspection, &line);
}

/* Lists a page: whether the store can be reached shows here, too. */
static enum status inspect_list(struct inspection *inspection)
{
    const struct store *const store = inspection->store;
    const bool is_local = store->locator.provider == PROVIDER_LOCAL;
    struct fault fault = {.http_status = 0};
    struct lister *const lister =
        lister_create(store, inspection->http, 0, &(struct list_options){0});
    if (lister == NULL)
        return STATUS_NO_MEMORY;
    const enum status status = lister_next(lister, keep_first, inspection, &fault);
    lister_free(lister);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    const bool is_reached = status != STATUS_STOP || is_local || fault.http_status != 0;
    if (!is_local)
        say_reach(inspection, is_reached ? NULL : &fault);
    say_list(inspection, status, is_reached, &fault);
    if (store->locator.provider == PROVIDER_S3)
        inspect_s3_owner(inspection, status != STATUS_STOP);
    return is_reached ? STATUS_OK : STATUS_STOP;
}

/* ---- reading ---- */

static bool put_object(const void *user, const struct store *store, struct http_request *out)
{
    static const struct http_part first_byte = {0, 0, "", NULL};
    return provider_object_request(store, user, &first_byte, out);
}

/* Copies the ARN of a key of KMS from the message of an error, if one is there. */
static void copy_key_arn(struct span body, char *out, size_t size)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789:/_-";
    const char *const text = (const char *)body.ptr;
    out[0] = '\0';
    for (size_t i = 0; i + 8 < body.len; i++) {
        size_t len = 0;
        if (memcmp(text + i, "arn:aws", 7) != 0)
            continue;
        while (i + len < body.len && text[i + len] != '\0' &&
               strchr(allowed, text[i + len]) != NULL)
            len++;
        if (len < size && memmem(text + i, len, ":kms:", 5) != NULL) {
            snprintf(out, size, "%.*s", (int)len, text + i);
            return;
        }
    }
}

static const char decrypt_needs[] = "kms:Decrypt";

/* Whose the key of an object is, which its ARN does not tell. */
static void say_key_owner(const struct inspection *inspection, const char *key_id)
{
    struct inspect_line line = {
        .permission = "key owner", .needs = "kms:DescribeKey", .state = INSPECT_UNKNOWN};
    const enum key_owner owner = inspect_key(inspection->store, inspection->http, key_id);
    if (owner != KEY_OWNER_UNKNOWN) {
        line.state = INSPECT_OK;
        snprintf(line.detail, sizeof line.detail, "%s",
                 owner == KEY_OWNER_CUSTOMER ? "the key is the customer's"
                                             : "the key is AWS's own");
    } else {
        snprintf(line.detail, sizeof line.detail, "KMS does not say whose the key is");
        snprintf(line.remedy, sizeof line.remedy,
                 "grant kms:DescribeKey on it; until then cmk-required is unknown in every record");
    }
    inspect_say(inspection, &line);
}

static void say_decrypt(const struct inspection *inspection, const struct inspect_reply *reply,
                        bool is_read)
{
    struct inspect_line line = {.permission = "decrypt",
                                .needs = decrypt_needs,
                                .is_required = true,
                                .state = INSPECT_UNKNOWN};
    struct object_facts facts = {.etag = ""};
    char key[POSTURE_KEY_SIZE];
    provider_read_facts(inspection->store, &reply->http.headers, &facts);
    if (!is_read && answer_reason(&reply->answer) == REASON_KMS_DENIED) {
        copy_key_arn((struct span){reply->http.body.ptr, reply->http.body.len}, key, sizeof key);
        const char *const name = key[0] != '\0' ? key : inspection->posture->encryption_key;
        line.state = INSPECT_MISSING;
        snprintf(line.detail, sizeof line.detail, "the key %.250s refuses this identity",
                 name[0] != '\0' ? name : "of the first object");
        snprintf(line.remedy, sizeof line.remedy,
                 "grant kms:Decrypt on it to this identity, in the key policy or by IAM");
    } else if (is_read && strstr(facts.encryption_mode, "kms") != NULL) {
        line.state = INSPECT_OK;
        snprintf(line.detail, sizeof line.detail, "the first object, %s with key %.250s",
                 facts.encryption_mode, facts.encryption_key_id);
    } else if (is_read) {
        snprintf(line.detail, sizeof line.detail, "the first object is not encrypted with KMS%s%s",
                 facts.encryption_mode[0] != '\0' ? ", but " : "", facts.encryption_mode);
    } else {
        snprintf(line.detail, sizeof line.detail, "no object could be read");
    }
    inspect_say(inspection, &line);
    if (line.state == INSPECT_OK)
        say_key_owner(inspection, facts.encryption_key_id);
}

static void judge_read(const struct answer *answer, struct inspect_line *line)
{
    if (answer->status == 200 || answer->status == 206 || answer->status == 416) {
        line->state = INSPECT_OK; /* 416: an empty object has no first byte */
        snprintf(line->detail, sizeof line->detail, "the first object");
        return;
    }
    snprintf(line->detail, sizeof line->detail, "the first object: %d %s", answer->status,
             answer->code);
    switch (answer_reason(answer)) {
    case REASON_KMS_DENIED:
        line->state = INSPECT_OK; /* the store would give it, the key does not */
        break;
    case REASON_ACCESS_DENIED:
        line->state = INSPECT_MISSING;
        snprintf(line->remedy, sizeof line->remedy, "grant %.120s on the objects", line->needs);
        break;
    case REASON_CUSTOMER_KEY_NEEDED:
        snprintf(line->remedy, sizeof line->remedy,
                 "it is encrypted with a key that only its writer has");
        break;
    default:
        break;
    }
}

static enum status inspect_read(const struct inspection *inspection)
{
    const struct store *const store = inspection->store;
    struct inspect_line line = {
        .permission = "read",
        .needs = needed_to(store, "s3:GetObject", "Storage Blob Data Reader, or a SAS with r"),
        .is_required = true,
        .state = INSPECT_UNKNOWN};
    struct inspect_reply reply = {.http = {.status = 0}};
    enum status status = STATUS_OK;
    if (inspection->first == NULL) {
        snprintf(line.detail, sizeof line.detail, "%s",
                 inspection->listed == 0 ? "no object was listed to try it on"
                                         : "no object of the first page can be read as it is");
    } else {
        status = inspect_ask(inspection, put_object, inspection->first, &reply);
        if (status == STATUS_OK)
            judge_read(&reply.answer, &line);
        else
            snprintf(line.detail, sizeof line.detail, "%s", reply.http.why);
    }
    inspect_say(inspection, &line);
    if (store->locator.provider == PROVIDER_S3)
        say_decrypt(inspection, &reply, line.state == INSPECT_OK && reply.answer.status < 400);
    http_answer_wipe(&reply.http);
    return status == STATUS_CANCELLED ? status : STATUS_OK;
}

/* ---- all of it ---- */

typedef enum status (*inspect_step_fn)(const struct inspection *inspection);

static enum status inspect_in_turn(const struct inspection *inspection,
                                   const inspect_step_fn *steps, size_t count)
{
    enum status status = STATUS_OK;
    for (size_t i = 0; i < count && status == STATUS_OK; i++)
        status = steps[i](inspection);
    return status;
}

static void start_posture(const struct store *store, struct posture *posture)
{
    const char *const endpoint = store->locator.provider == PROVIDER_S3 ? store->s3.endpoint.scheme
                                                                        : provider_endpoint(store);
    posture_start(posture, store->locator.provider, "not asked for");
    posture->is_plain =
        store->locator.provider != PROVIDER_LOCAL && strncmp(endpoint, "https", 5) != 0;
    posture->is_anonymous = store->locator.provider == PROVIDER_S3
                                ? store->aws.is_anonymous
                                : store->azure_settings.is_anonymous;
}

enum status inspect_posture(const struct store *store, struct http *http, struct posture *out)
{
    struct inspection inspection = {.store = store, .http = http, .posture = out};
    start_posture(store, out);
    switch (store->locator.provider) {
    case PROVIDER_S3:
        return inspect_s3_facts(&inspection);
    case PROVIDER_AZURE:
        return inspect_azure_facts(&inspection);
    default:
        return STATUS_OK;
    }
}

static enum status inspect_directory(struct inspection *inspection)
{
    const enum status status = inspect_list(inspection);
    return status == STATUS_STOP ? STATUS_OK : status;
}

/* named: to be read when nothing is listed; or NULL. */
static enum status inspect_store(struct inspection *inspection, struct object *named)
{
    static const inspect_step_fn s3_steps[] = {inspect_read, inspect_s3_versions, inspect_s3_tags,
                                               inspect_s3_facts};
    static const inspect_step_fn azure_steps[] = {inspect_read, inspect_azure_versions,
                                                  inspect_azure_tags, inspect_azure_facts};
    const bool is_s3 = inspection->store->locator.provider == PROVIDER_S3;
    start_posture(inspection->store, inspection->posture);
    if (inspection->store->locator.provider == PROVIDER_LOCAL)
        return inspect_directory(inspection);
    enum status status =
        is_s3 ? inspect_s3_identity(inspection) : inspect_azure_identity(inspection);
    if (status == STATUS_OK)
        status = inspect_list(inspection);
    struct object *const listed = inspection->first;
    if (listed == NULL)
        inspection->first = named;
    if (status == STATUS_OK)
        status = inspect_in_turn(inspection, is_s3 ? s3_steps : azure_steps, 4);
    object_free(listed);
    return status == STATUS_STOP ? STATUS_OK : status;
}

enum status inspect_permissions(const struct store *store, struct http *http,
                                const struct inspect_taker *taker, struct posture *posture)
{
    struct inspection inspection = {
        .store = store, .http = http, .taker = taker, .posture = posture};
    return inspect_store(&inspection, NULL);
}

enum status inspect_named(const struct store *store, struct http *http,
                          const struct inspect_taker *taker, struct object *first)
{
    struct posture posture;
    struct inspection inspection = {
        .store = store, .http = http, .taker = taker, .posture = &posture, .is_named = true};
    const enum status status = inspect_store(&inspection, first);
    object_free(first);
    return status;
}
