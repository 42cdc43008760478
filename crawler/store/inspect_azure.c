/* What Azure Blob Storage is asked about itself. */
#include "crawler/store/inspect_part.h"

#include "crawler/store/azure_posture.h"
#include "crawler/store/sas.h"

#include <stdio.h>
#include <string.h>

/* ---- the container and its account ---- */

static bool put_question(const void *user, const struct store *store, struct http_request *out)
{
    const enum azure_question *const question = user;
    return azure_question_request(&store->azure, *question, provider_now(store), out);
}

/* What an answer told, for people. */
static void describe(enum azure_question question, const struct posture *posture, char *out,
                     size_t size)
{
    const enum posture_fact *const fact = azure_question_text(question)->facts;
    if (posture->values[fact[0]] == POSTURE_UNKNOWN)
        snprintf(out, size, "%s", posture->why[fact[0]]);
    else if (fact[0] == fact[1])
        snprintf(out, size, "%s: %s", posture_fact_name(fact[0]),
                 posture_value_name(posture->values[fact[0]]));
    else
        snprintf(out, size, "%s: %s, %s: %s", posture_fact_name(fact[0]),
                 posture_value_name(posture->values[fact[0]]), posture_fact_name(fact[1]),
                 posture_value_name(posture->values[fact[1]]));
}

static void say_question(const struct inspection *inspection, enum azure_question question,
                         enum fact_outcome outcome)
{
    const struct azure_question_text *const text = azure_question_text(question);
    struct inspect_line line = {
        .permission = text->name, .needs = text->needs, .state = INSPECT_UNKNOWN};
    if (outcome == FACT_READ)
        line.state = INSPECT_OK;
    else if (outcome == FACT_DENIED)
        line.state = INSPECT_MISSING;
    describe(question, inspection->posture, line.detail, sizeof line.detail);
    if (outcome == FACT_DENIED)
        snprintf(line.remedy, sizeof line.remedy,
                 "use %.100s; until then what it tells is unknown in every record", text->needs);
    inspect_say(inspection, &line);
}

enum status inspect_azure_facts(const struct inspection *inspection)
{
    enum status status = STATUS_OK;
    for (int i = 0; i < AZURE_QUESTION_COUNT && status != STATUS_CANCELLED; i++) {
        const enum azure_question question = (enum azure_question)i;
        struct inspect_reply reply = {.http = {.status = 0}};
        if (question == AZURE_QUESTION_CONTAINER && inspection->store->azure.container[0] == '\0')
            continue; /* of several containers nothing is known of each */
        if (status == STATUS_OK)
            status = inspect_ask(inspection, put_question, &question, &reply);
        const struct span body = {reply.http.body.ptr, reply.http.body.len};
        if (status != STATUS_CANCELLED)
            say_question(inspection, question,
                         azure_posture_read(question, &reply.answer, &reply.http.headers, body,
                                            inspection->posture));
        http_answer_wipe(&reply.http);
    }
    /* Resource Manager is another host: it may answer where the account does not. */
    return status == STATUS_OK || status == STATUS_STOP ? inspect_azure_manage(inspection) : status;
}

/* ---- versions and tags ---- */

static bool put_versions(const void *user, const struct store *store, struct http_request *out)
{
    (void)user;
    return azure_question_put(&store->azure, true,
                              "restype=container&comp=list&include=versions%2Csnapshots&"
                              "maxresults=1",
                              provider_now(store), out);
}

static bool put_tags(const void *user, const struct store *store, struct http_request *out)
{
    return azure_tags_request(&store->azure, user, provider_now(store), out);
}

static enum status try_question(const struct inspection *inspection, inspect_put_fn put,
                                struct inspect_line *line, const char *use)
{
    struct inspect_reply reply = {.http = {.status = 0}};
    const enum status status = inspect_ask(inspection, put, inspection->first, &reply);
    line->state = INSPECT_UNKNOWN;
    if (status != STATUS_OK) {
        snprintf(line->detail, sizeof line->detail, "%s", reply.http.why);
    } else if (reply.answer.status == 200) {
        line->state = INSPECT_OK;
    } else {
        snprintf(line->detail, sizeof line->detail, "%d %s", reply.answer.status,
                 reply.answer.code);
        if (reply.answer.status == 401 || reply.answer.status == 403)
            line->state = INSPECT_MISSING;
        else if (reply.answer.status == 409 || reply.answer.status == 400)
            line->state = INSPECT_UNSUPPORTED; /* hierarchical namespaces have neither */
    }
    if (line->state == INSPECT_MISSING)
        snprintf(line->remedy, sizeof line->remedy, "grant %s; until then %s", line->needs, use);
    http_answer_wipe(&reply.http);
    if (status != STATUS_CANCELLED)
        inspect_say(inspection, line);
    return status == STATUS_CANCELLED ? status : STATUS_OK;
}

enum status inspect_azure_versions(const struct inspection *inspection)
{
    struct inspect_line line = {.permission = "list versions",
                                .needs = "Storage Blob Data Reader, or a SAS with l"};
    return try_question(inspection, put_versions, &line, "only current versions can be scanned");
}

enum status inspect_azure_tags(const struct inspection *inspection)
{
    struct inspect_line line = {.permission = "read tags",
                                .needs = "Storage Blob Data Owner, or a SAS with t"};
    if (inspection->first != NULL)
        return try_question(inspection, put_tags, &line,
                            "the tags that blobs have are not recorded");
    line.state = INSPECT_UNKNOWN;
    snprintf(line.detail, sizeof line.detail, "no blob was listed to try it on");
    inspect_say(inspection, &line);
    return STATUS_OK;
}

/* ---- who one is ---- */

static void describe_identity(const struct azure *azure, struct inspect_line *line)
{
    const struct credentials *const token = credential_cache_borrow(azure->tokens);
    snprintf(line->detail, sizeof line->detail, "%s (%s)",
             azure->settings->has_delegation ? "a SAS that an identity of Entra ID signed"
                                             : "an identity of Entra ID",
             token->origin == NULL ? "unknown" : token->origin);
    credential_cache_return(azure->tokens, token);
}

enum status inspect_azure_identity(const struct inspection *inspection)
{
    const struct azure_settings *const settings = &inspection->store->azure_settings;
    struct inspect_line line = {
        .permission = "credentials", .needs = "", .is_required = true, .state = INSPECT_OK};
    if (settings->is_anonymous)
        snprintf(line.detail, sizeof line.detail, "none: requests are not signed");
    else if (settings->sas != NULL)
        sas_describe(settings->sas, line.detail, sizeof line.detail);
    else if (settings->key != NULL)
        snprintf(line.detail, sizeof line.detail,
                 "the account key, which may do anything: a SAS with sp=rl is enough");
    else
        describe_identity(&inspection->store->azure, &line);
    inspect_say(inspection, &line);
    return STATUS_OK;
}
