/* Asks Azure Resource Manager, and reads what it says. */
#include "crawler/store/azure_manage.h"

#include "crawler/store/json_reader.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define ACCOUNTS "/providers/Microsoft.Storage/storageAccounts/"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* Facts that the data plane does not tell. */
static const enum posture_fact facts[] = {POSTURE_MINIMUM_TLS,     POSTURE_TLS_ONLY,
                                          POSTURE_NETWORK_DEFAULT, POSTURE_KEY_SOURCE,
                                          POSTURE_ACCOUNT_PUBLIC,  POSTURE_VERSIONING};

void azure_manage_forget(struct posture *posture, const char *why)
{
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        posture->values[facts[i]] = POSTURE_UNKNOWN;
        snprintf(posture->why[facts[i]], POSTURE_WHY_SIZE, "%s", why);
    }
}

/* ---- questions ---- */

static bool manage_is_group(const char *text, size_t len)
{
    return len > 0 && len < AZURE_GROUP_SIZE && strspn(text, LETTERS DIGITS "-_.()") >= len &&
           text[len - 1] != '.';
}

const char *azure_manage_refuse(const struct azure_manage *manage)
{
    const size_t len = strlen(manage->account);
    if (strlen(manage->subscription) != 36 ||
        strspn(manage->subscription, "abcdefABCDEF-" DIGITS) != 36)
        return "AZURE_SUBSCRIPTION_ID is no subscription";
    if (manage->group[0] != '\0' && !manage_is_group(manage->group, strlen(manage->group)))
        return "AZURE_RESOURCE_GROUP is no resource group";
    if (len < 3 || len > 24 || strspn(manage->account, LETTERS DIGITS) != len)
        return "it is not known which account this is";
    return NULL;
}

bool azure_manage_put(const struct azure_manage *manage, enum manage_question question,
                      const char *token, struct http_request *out)
{
    struct buffer value;
    http_request_clear(out);
    buffer_append_format(&out->url, "%s/subscriptions/%s", manage->root, manage->subscription);
    if (question == MANAGE_GROUP)
        buffer_append_format(&out->url,
                             "/resources?api-version=2021-04-01&$filter=resourceType%%20eq%%20"
                             "%%27Microsoft.Storage%%2FstorageAccounts%%27%%20and%%20name%%20eq"
                             "%%20%%27%s%%27",
                             manage->account);
    else
        buffer_append_format(&out->url, "/resourceGroups/%s" ACCOUNTS "%s%s?api-version=2023-01-01",
                             manage->group, manage->account,
                             question == MANAGE_BLOBS ? "/blobServices/default" : "");
    buffer_init(&value, HTTP_HEADERS_LIMIT);
    buffer_append_format(&value, "Bearer %s", token);
    const char *const text = buffer_str(&value);
    if (text != NULL)
        http_request_add_header(out, "Authorization", text);
    http_request_add_header(out, "Accept", "application/json");
    const bool is_put = text != NULL && http_request_seal(out);
    buffer_wipe(&value);
    return is_put;
}

/* ---- answers ---- */

/* "/subscriptions/ID/resourceGroups/GROUP/providers/Microsoft.Storage/storageAccounts/NAME" */
static bool manage_take_group(const char *id, struct azure_manage *manage)
{
    char head[80], tail[80];
    const size_t head_len = (size_t)snprintf(
        head, sizeof head, "/subscriptions/%.36s/resourceGroups/", manage->subscription);
    snprintf(tail, sizeof tail, ACCOUNTS "%.24s", manage->account);
    if (strncasecmp(id, head, head_len) != 0)
        return false;
    const char *const group = id + head_len;
    const size_t len = strcspn(group, "/");
    if (!manage_is_group(group, len) || strcasecmp(group + len, tail) != 0)
        return false;
    snprintf(manage->group, sizeof manage->group, "%.*s", (int)len, group);
    return true;
}

bool azure_manage_read_group(struct span body, struct azure_manage *manage)
{
    struct json_reader *const reader = json_reader_open(body);
    bool is_found = false;
    if (reader == NULL)
        return false;
    const struct json_node *const values = json_reader_member(reader, "value");
    for (size_t i = 0; !is_found && i < json_node_count(values); i++) {
        const char *const id = json_node_text(json_node_member(json_node_at(values, i), "id"));
        is_found = id != NULL && manage_take_group(id, manage);
    }
    json_reader_close(reader);
    return is_found;
}

struct manage_word {
    const char *text;
    enum posture_value value;
};

/* Sets the fact when the answer says one of the words. */
static void manage_set(struct posture *posture, enum posture_fact fact, const char *text,
                       const struct manage_word words[4])
{
    for (int i = 0; text != NULL && i < 4 && words[i].text != NULL; i++)
        if (strcasecmp(text, words[i].text) == 0) {
            posture->values[fact] = words[i].value;
            posture->why[fact][0] = '\0';
        }
}

static const struct manage_word yes_no[4] = {{"true", POSTURE_YES}, {"false", POSTURE_NO}};
static const struct manage_word on_off[4] = {{"true", POSTURE_ON}, {"false", POSTURE_OFF}};

static void manage_read_account(const struct json_node *properties, struct posture *posture)
{
    static const struct manage_word tls[4] = {{"TLS1_0", POSTURE_TLS_1_0},
                                              {"TLS1_1", POSTURE_TLS_1_1},
                                              {"TLS1_2", POSTURE_TLS_1_2},
                                              {"TLS1_3", POSTURE_TLS_1_3}};
    static const struct manage_word network[4] = {
        {"Allow", POSTURE_ALLOW}, {"Deny", POSTURE_DENY}, {"Disabled", POSTURE_DENY}};
    static const struct manage_word keys[4] = {{"Microsoft.Storage", POSTURE_PLATFORM_KEYS},
                                               {"Microsoft.Keyvault", POSTURE_CUSTOMER_KEYS}};
    const struct json_node *const rules = json_node_member(properties, "networkAcls");
    const struct json_node *const encryption = json_node_member(properties, "encryption");
    const char *const access = json_node_text(json_node_member(properties, "publicNetworkAccess"));
    manage_set(posture, POSTURE_MINIMUM_TLS,
               json_node_text(json_node_member(properties, "minimumTlsVersion")), tls);
    manage_set(posture, POSTURE_TLS_ONLY,
               json_node_text(json_node_member(properties, "supportsHttpsTrafficOnly")), yes_no);
    manage_set(posture, POSTURE_NETWORK_DEFAULT,
               json_node_text(json_node_member(rules, "defaultAction")), network);
    if (access != NULL && strcasecmp(access, "Disabled") == 0) /* whatever the rules say */
        manage_set(posture, POSTURE_NETWORK_DEFAULT, access, network);
    manage_set(posture, POSTURE_KEY_SOURCE,
               json_node_text(json_node_member(encryption, "keySource")), keys);
    manage_set(posture, POSTURE_ACCOUNT_PUBLIC,
               json_node_text(json_node_member(properties, "allowBlobPublicAccess")), yes_no);
    manage_set(posture, POSTURE_HNS, json_node_text(json_node_member(properties, "isHnsEnabled")),
               yes_no);
}

static void manage_read_blobs(const struct json_node *properties, struct posture *posture)
{
    const struct json_node *const retention = json_node_member(properties, "deleteRetentionPolicy");
    manage_set(posture, POSTURE_VERSIONING,
               json_node_text(json_node_member(properties, "isVersioningEnabled")), on_off);
    manage_set(posture, POSTURE_SOFT_DELETE, json_node_text(json_node_member(retention, "enabled")),
               on_off);
}

/* Of what is still unknown; MANAGE_BLOBS, the last question, tells versioning alone. */
static void manage_explain(enum manage_question question, const char *why, struct posture *posture)
{
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
        if ((question != MANAGE_BLOBS || facts[i] == POSTURE_VERSIONING) &&
            posture->values[facts[i]] == POSTURE_UNKNOWN)
            snprintf(posture->why[facts[i]], POSTURE_WHY_SIZE, "%s", why);
}

enum fact_outcome azure_manage_read(enum manage_question question, const struct answer *answer,
                                    struct span body, struct posture *posture)
{
    enum fact_outcome outcome = FACT_FAILED;
    char why[POSTURE_WHY_SIZE] = "Azure Resource Manager does not say";
    struct json_reader *const reader = answer->status == 200 ? json_reader_open(body) : NULL;
    const struct json_node *const properties =
        reader == NULL ? NULL : json_reader_member(reader, "properties");
    if (json_node_count(properties) > 0) {
        outcome = FACT_READ;
        if (question == MANAGE_BLOBS)
            manage_read_blobs(properties, posture);
        else
            manage_read_account(properties, posture);
    } else if (answer->status == 401 || answer->status == 403) {
        outcome = FACT_DENIED;
        snprintf(why, sizeof why, "needs Reader on the storage account (%d)", answer->status);
    } else if (answer->status != 200) {
        snprintf(why, sizeof why, "Azure Resource Manager answered %d", answer->status);
    }
    json_reader_close(reader);
    manage_explain(question, why, posture);
    return outcome;
}
