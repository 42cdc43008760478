/* What Azure Resource Manager is asked about an account, where somebody says where it is. */
#include "crawler/store/inspect_part.h"

#include "crawler/store/azure_cloud.h"
#include "crawler/store/azure_manage.h"
#include "crawler/store/entra.h"
#include "crawler/store/url.h"

#include <stdio.h>
#include <string.h>

#define SUBSCRIPTION "AZURE_SUBSCRIPTION_ID"
#define GROUP "AZURE_RESOURCE_GROUP"
#define ENDPOINT "AZURE_RESOURCE_MANAGER_ENDPOINT"

/* One account while it is asked about. */
struct manage_asking {
    struct azure_manage manage;
    enum manage_question question;
    struct credential_cache *tokens;
};

static bool put_manage(const void *user, const struct store *store, struct http_request *out)
{
    const struct manage_asking *const asking = user;
    const struct credentials *const token = credential_cache_borrow(asking->tokens);
    (void)store;
    const bool is_put =
        azure_manage_put(&asking->manage, asking->question, token->session_token, out);
    credential_cache_return(asking->tokens, token);
    return is_put;
}

static void say_account(const struct inspection *inspection, enum inspect_state state,
                        const char *detail)
{
    struct inspect_line line = {
        .permission = "account settings", .needs = "Reader on the storage account", .state = state};
    snprintf(line.detail, sizeof line.detail, "%s", detail);
    if (state == INSPECT_MISSING)
        snprintf(line.remedy, sizeof line.remedy,
                 "assign Reader (Microsoft.Storage/storageAccounts/read) on it; until then minimum "
                 "TLS, network, key source and versioning are unknown");
    inspect_say(inspection, &line);
}

/* Nobody is asked, for that reason. */
static enum status leave_out(const struct inspection *inspection, const char *why)
{
    azure_manage_forget(inspection->posture, why);
    say_account(inspection, INSPECT_UNKNOWN, why);
    return STATUS_OK;
}

/* One question; the answer to MANAGE_GROUP goes into asking, those to others into the posture. */
static enum status ask_manage(const struct inspection *inspection, struct manage_asking *asking,
                              enum fact_outcome *outcome)
{
    struct inspect_reply reply = {.http = {.status = 0}};
    enum status status = inspect_ask(inspection, put_manage, asking, &reply);
    const struct span body = {reply.http.body.ptr, reply.http.body.len};
    *outcome = FACT_FAILED;
    if (status == STATUS_OK && asking->question == MANAGE_GROUP && reply.answer.status == 200)
        *outcome = azure_manage_read_group(body, &asking->manage) ? FACT_READ : FACT_UNSUPPORTED;
    else if (status == STATUS_OK)
        *outcome = azure_manage_read(asking->question, &reply.answer, body, inspection->posture);
    else if (status == STATUS_STOP)
        azure_manage_forget(inspection->posture, "Azure Resource Manager gave no answer");
    http_answer_wipe(&reply.http);
    return status;
}

static enum status ask_account(const struct inspection *inspection, struct manage_asking *asking)
{
    static const enum manage_question questions[] = {MANAGE_GROUP, MANAGE_ACCOUNT, MANAGE_BLOBS};
    enum fact_outcome outcome = FACT_READ;
    enum status status = STATUS_OK;
    for (size_t i = asking->manage.group[0] != '\0';
         i < 3 && status == STATUS_OK && outcome == FACT_READ; i++) {
        asking->question = questions[i];
        status = ask_manage(inspection, asking, &outcome);
    }
    if (status == STATUS_CANCELLED)
        return status;
    if (outcome == FACT_UNSUPPORTED)
        return leave_out(inspection, "the subscription shows no such storage account");
    if (outcome == FACT_READ)
        say_account(inspection, INSPECT_OK, "of Azure Resource Manager");
    else
        say_account(inspection, outcome == FACT_DENIED ? INSPECT_MISSING : INSPECT_UNKNOWN,
                    inspection->posture->why[POSTURE_VERSIONING]);
    return STATUS_OK;
}

/* The root of the URL that tokens may go to: https, or this machine. NULL: it is none. */
static const char *find_root(const struct environment *environment, const struct azure_cloud *cloud,
                             char root[URL_ROOT_SIZE])
{
    const char *const text = environment_get(environment, ENDPOINT);
    struct url url;
    if (text == NULL)
        return cloud->manager;
    if (url_parse(text, &url) != NULL || url.query != NULL || (url.path_len > 1))
        return NULL;
    url_root(&url, root);
    return root;
}

enum status inspect_azure_manage(const struct inspection *inspection)
{
    const struct store *const store = inspection->store;
    const struct azure_settings *const settings = &store->azure_settings;
    const struct environment *const environment = &store->environment;
    const struct azure_cloud *const cloud = azure_cloud_of_endpoint(settings->endpoint);
    const char *const mode = environment_get(environment, "AZURE_STORAGE_AUTH_MODE");
    const char *const group = environment_get(environment, GROUP);
    char root[URL_ROOT_SIZE];
    struct fault fault = {.http_status = 0};
    struct manage_asking asking = {
        .manage = {.root = find_root(environment, cloud, root),
                   .subscription = environment_get(environment, SUBSCRIPTION),
                   .account = settings->account == NULL ? "" : settings->account}};
    if (asking.manage.subscription == NULL || settings->is_anonymous ||
        (mode != NULL && strcmp(mode, "key") == 0))
        return leave_out(inspection,
                         "for Azure Resource Manager set " SUBSCRIPTION " and use an identity");
    if (group != NULL && strlen(group) < AZURE_GROUP_SIZE)
        snprintf(asking.manage.group, sizeof asking.manage.group, "%s", group);
    const char *const why = asking.manage.root == NULL ? ENDPOINT " is no address of a service"
                                                       : azure_manage_refuse(&asking.manage);
    if (why != NULL)
        return leave_out(inspection, why);
    const struct entra_query query = {.authority = cloud->authority, .resource = cloud->manager};
    const enum status status =
        keyring_find_token(provider_keyring(store), &query, &asking.tokens, &fault);
    if (status == STATUS_NO_MEMORY)
        return status;
    return status == STATUS_OK
               ? ask_account(inspection, &asking)
               : leave_out(inspection, "no identity for Azure Resource Manager was found");
}
