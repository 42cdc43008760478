/* What S3 is asked about itself. */
#include "crawler/store/inspect_part.h"

#include "crawler/store/s3_ask.h"
#include "crawler/store/s3_posture.h"
#include "crawler/store/xml.h"

#include <stdio.h>
#include <string.h>

/* ---- the bucket ---- */

static enum inspect_state state_of(enum fact_outcome outcome)
{
    static const enum inspect_state states[] = {
        [FACT_READ] = INSPECT_OK,
        [FACT_DENIED] = INSPECT_MISSING,
        [FACT_UNSUPPORTED] = INSPECT_UNSUPPORTED,
        [FACT_FAILED] = INSPECT_UNKNOWN,
    };
    return states[outcome];
}

static void say_fact(const struct inspection *inspection, const struct s3_fact_source *source,
                     enum fact_outcome outcome)
{
    const struct posture *const posture = inspection->posture;
    struct inspect_line line = {
        .permission = source->name, .needs = source->action, .state = state_of(outcome)};
    if (outcome == FACT_READ)
        snprintf(line.detail, sizeof line.detail, "%s: %s%s%.256s", posture_fact_name(source->fact),
                 posture_value_name(posture->values[source->fact]),
                 source->fact == POSTURE_ENCRYPTION && posture->encryption_key[0] != '\0' ? ", key "
                                                                                          : "",
                 source->fact == POSTURE_ENCRYPTION ? posture->encryption_key : "");
    else
        snprintf(line.detail, sizeof line.detail, "%s", posture->why[source->fact]);
    if (outcome == FACT_DENIED)
        snprintf(line.remedy, sizeof line.remedy,
                 "grant %s on the bucket; until then %s is unknown in every record", source->action,
                 posture_fact_name(source->fact));
    inspect_say(inspection, &line);
}

/* From the source at index on nothing was answered. */
static void give_up(const struct inspection *inspection, size_t index, const char *why)
{
    for (; index < s3_fact_source_count(); index++) {
        const struct s3_fact_source *const source = s3_fact_source_at(index);
        snprintf(inspection->posture->why[source->fact], POSTURE_WHY_SIZE, "%.95s", why);
        say_fact(inspection, source, FACT_FAILED);
    }
}

enum status inspect_s3_facts(const struct inspection *inspection)
{
    struct s3_reply reply = {.answer = {.status = 0}};
    enum status status = STATUS_OK;
    for (size_t i = 0; i < s3_fact_source_count() && status == STATUS_OK; i++) {
        const struct s3_fact_source *const source = s3_fact_source_at(i);
        const struct sigv4_pair subresource = {source->subresource, ""};
        const struct aws_request question = {.query = &subresource, .query_count = 1};
        struct fault fault = {.http_status = 0};
        status = s3_ask(inspection->store, inspection->http, &question, &reply, &fault);
        if (status == STATUS_OK) {
            const struct span body = {reply.http.body.ptr, reply.http.body.len};
            say_fact(inspection, source,
                     s3_posture_read(i, inspection->store->s3.bucket, &reply.answer, body,
                                     inspection->posture));
        } else if (status == STATUS_STOP) {
            give_up(inspection, i, fault.message);
        }
    }
    s3_reply_wipe(&reply);
    if (status == STATUS_OK && posture_is_open(inspection->posture))
        status = inspect_s3_account(inspection);
    return status == STATUS_STOP ? STATUS_OK : status;
}

/* The store refuses a request for a bucket of another. */
void inspect_s3_owner(const struct inspection *inspection, bool is_listed)
{
    const struct s3 *const s3 = &inspection->store->s3;
    const char *const owner = inspection->store->aws.expected_owner;
    struct inspect_line line = {
        .permission = "bucket owner", .needs = "", .is_required = true, .state = INSPECT_UNKNOWN};
    if (owner[0] == '\0')
        return;
    if (is_listed && (s3_profile_of(s3)->lacks & S3_LACKS_OWNER_CHECK) != 0)
        line.state = INSPECT_UNSUPPORTED;
    else if (is_listed)
        line.state = INSPECT_OK;
    snprintf(line.detail, sizeof line.detail, "account %s%s", owner,
             is_listed ? "" : ": a refusal does not say whether it is another's");
    inspect_say(inspection, &line);
}

/* ---- versions and tags ---- */

static bool has_root(struct span body, const char *name)
{
    struct xml xml;
    xml_init(&xml, body);
    const bool is_root = xml_next(&xml) == XML_START && xml_is(&xml, name);
    xml_free(&xml);
    return is_root;
}

/* A question whose answer is a document with that root, and nothing else. */
struct s3_try {
    struct aws_request question;
    const char *root;
    struct inspect_line line;
    const char *use; /* "the tags of objects stay unknown" */
};

static enum status try_question(const struct inspection *inspection, struct s3_try *try)
{
    struct s3_reply reply = {.answer = {.status = 0}};
    struct fault fault = {.http_status = 0};
    struct inspect_line *const line = &try->line;
    const enum status status =
        s3_ask(inspection->store, inspection->http, &try->question, &reply, &fault);
    const struct answer *const answer = &reply.answer;
    line->state = INSPECT_UNKNOWN;
    if (status != STATUS_OK) {
        snprintf(line->detail, sizeof line->detail, "%s", fault.message);
    } else if (answer->status == 200) {
        const struct span body = {reply.http.body.ptr, reply.http.body.len};
        line->state = has_root(body, try->root) ? INSPECT_OK : INSPECT_UNSUPPORTED;
    } else {
        snprintf(line->detail, sizeof line->detail, "%d %s", answer->status, answer->code);
        if (answer->status == 401 || answer->status == 403)
            line->state = INSPECT_MISSING;
        else if (answer->status == 405 || answer->status == 501)
            line->state = INSPECT_UNSUPPORTED;
    }
    if (line->state == INSPECT_MISSING)
        snprintf(line->remedy, sizeof line->remedy, "grant %s; until then %s", line->needs,
                 try->use);
    s3_reply_wipe(&reply);
    if (status == STATUS_CANCELLED || status == STATUS_NO_MEMORY)
        return status;
    inspect_say(inspection, line);
    return STATUS_OK;
}

enum status inspect_s3_versions(const struct inspection *inspection)
{
    const struct sigv4_pair query[] = {
        {"max-keys", "1"}, {"prefix", inspection->store->s3.prefix}, {"versions", ""}};
    struct s3_try try = {
        .question = {.query = query, .query_count = 3},
        .root = "ListVersionsResult",
        .line = {.permission = "list versions", .needs = "s3:ListBucketVersions"},
        .use = "only current versions can be scanned",
    };
    return try_question(inspection, &try);
}

enum status inspect_s3_tags(const struct inspection *inspection)
{
    static const struct sigv4_pair tagging = {"tagging", ""};
    struct s3_try try = {
        .question = {.query = &tagging, .query_count = 1},
        .root = "Tagging",
        .line = {.permission = "read tags", .needs = "s3:GetObjectTagging"},
        .use = "the tags that objects have are not recorded",
    };
    if (inspection->first != NULL) {
        try.question.key = inspection->first->key;
        return try_question(inspection, &try);
    }
    try.line.state = INSPECT_UNKNOWN;
    snprintf(try.line.detail, sizeof try.line.detail, "no object was listed to try it on");
    inspect_say(inspection, &try.line);
    return STATUS_OK;
}
