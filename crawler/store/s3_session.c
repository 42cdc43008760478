/* Asks directory buckets for sessions. */
#include "crawler/store/s3_session.h"

#include "crawler/store/credential_xml.h"
#include "crawler/store/http_ask.h"
#include "crawler/store/provider.h"
#include "crawler/store/s3_request.h"

#include <stdio.h>
#include <string.h>

static const struct http_ask_limits limits = {
    .timeout_ms = 10000, .attempts = 3, .body_size = 64u << 10};

static const struct span no_key = {NULL, 0};

static enum status session_judge(const struct store *store, const struct http_answer *answer,
                                 struct credentials *out, struct fault *fault)
{
    char who[200];
    struct credential_xml xml;
    snprintf(who, sizeof who, "bucket %.63s at %.100s: CreateSession", store->s3.bucket,
             provider_endpoint(store));
    if (answer->why != NULL)
        return credentials_refuse(who, answer->why, fault);
    credential_xml_read((struct span){answer->body.ptr, answer->body.len}, &xml);
    enum status status = STATUS_STOP;
    fault->http_status = answer->status;
    if (answer->status == 200)
        status = credential_xml_take(&xml, who, out, fault);
    else
        fault_set(fault, REASON_ACCESS_DENIED,
                  "%s was refused (%d %.60s): the identity needs s3express:CreateSession on the "
                  "bucket",
                  who, answer->status, xml.code);
    credential_xml_wipe(&xml);
    return status;
}

/* One request; its answer tells whether the clock is to be learned. */
static bool session_ask(const struct store *store, struct http_answer *answer)
{
    static const struct sigv4_pair query = {"session", ""};
    static const struct sigv4_pair mode = {"x-amz-create-session-mode", "ReadOnly"};
    const struct sigv4_request request = {.query = &query,
                                          .query_count = 1,
                                          .headers = &mode,
                                          .header_count = 1,
                                          .time = provider_now(store)};
    struct http_request out;
    http_request_init(&out);
    const bool is_put =
        s3_put_request(&store->s3, no_key, &request, &out) && http_request_seal(&out);
    if (is_put)
        http_ask(&store->environment, &out, &limits, answer);
    http_request_wipe(&out);
    return is_put;
}

static enum status session_find(const void *user, struct credentials *out, struct fault *fault)
{
    const struct store *const store = user;
    struct http_answer answer = {0};
    struct answer read;
    if (!session_ask(store, &answer)) {
        fault_set(fault, REASON_READ_ERROR, "a credential cannot be put into a request");
        return STATUS_STOP;
    }
    answer_read(&read, answer.status, &answer.headers,
                (struct span){answer.body.ptr, answer.body.len});
    if (strcmp(read.code, "RequestTimeTooSkewed") == 0 &&
        provider_learn_clock(store, &answer.headers)) {
        http_answer_wipe(&answer);
        (void)session_ask(store, &answer);
    }
    const enum status status = session_judge(store, &answer, out, fault);
    http_answer_wipe(&answer);
    return status;
}

enum status s3_session_open(struct store *store, struct fault *fault)
{
    const struct credential_source source = {
        .name = "session of the directory bucket", .find = session_find, .user = store};
    struct credentials keys = {0};
    const enum status status = session_find(store, &keys, fault);
    if (status == STATUS_OK)
        store->s3.sessions = credential_cache_create(&store->environment, &source, &keys);
    credentials_free(&keys);
    return status == STATUS_OK && store->s3.sessions == NULL ? STATUS_NO_MEMORY : status;
}
