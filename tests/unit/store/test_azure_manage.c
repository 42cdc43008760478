/* Azure Resource Manager: what is asked, and what is made of every answer. */
#include "crawler/store/azure_manage.h"

#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

#define SUBSCRIPTION "0b1f6471-1bf0-4dda-aec3-111122223333"
#define HEAD "/subscriptions/" SUBSCRIPTION "/resourceGroups/"
#define TAIL "/providers/Microsoft.Storage/storageAccounts/acct"

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

/* ---- questions ---- */

struct place_case {
    const char *subscription, *group, *account;
    const char *why; /* NULL: it may be asked for */
};

static const struct place_case place_cases[] = {
    {SUBSCRIPTION, "", "acct", NULL},
    {SUBSCRIPTION, "my-group_1.(x)", "acct", NULL},
    {"", "", "acct", "no subscription"},
    {"0b1f6471-1bf0-4dda-aec3-11112222333", "", "acct", "no subscription"},
    {"0b1f6471-1bf0-4dda-aec3-11112222333/", "", "acct", "no subscription"},
    {SUBSCRIPTION, "a/b", "acct", "no resource group"},
    {SUBSCRIPTION, "a b", "acct", "no resource group"},
    {SUBSCRIPTION, "a?b", "acct", "no resource group"},
    {SUBSCRIPTION, "ends.", "acct", "no resource group"},
    {SUBSCRIPTION, "g", "", "not known which account"},
    {SUBSCRIPTION, "g", "ac", "not known which account"},
    {SUBSCRIPTION, "g", "acct'x", "not known which account"},
};

START_TEST(place_is_judged)
{
    const struct place_case *const row = &place_cases[_i];
    struct azure_manage manage = {"https://x.example", row->subscription, row->account, ""};
    snprintf(manage.group, sizeof manage.group, "%s", row->group);
    const char *const why = azure_manage_refuse(&manage);
    ck_assert_msg((why == NULL) == (row->why == NULL), "%d: %s", _i, why);
    if (why != NULL)
        ck_assert_msg(strstr(why, row->why) != NULL, "%d: %s", _i, why);
}
END_TEST

static const struct {
    enum manage_question question;
    const char *url;
} url_cases[] = {
    {MANAGE_GROUP, "https://x.example/subscriptions/" SUBSCRIPTION
                   "/resources?api-version=2021-04-01&$filter=resourceType%20eq%20%27Microsoft."
                   "Storage%2FstorageAccounts%27%20and%20name%20eq%20%27acct%27"},
    {MANAGE_ACCOUNT, "https://x.example" HEAD "g" TAIL "?api-version=2023-01-01"},
    {MANAGE_BLOBS,
     "https://x.example" HEAD "g" TAIL "/blobServices/default?api-version=2023-01-01"},
};

START_TEST(question_is_put)
{
    const struct azure_manage manage = {"https://x.example", SUBSCRIPTION, "acct", "g"};
    struct http_request request;
    http_request_init(&request);
    ck_assert(azure_manage_put(&manage, url_cases[_i].question, "secret", &request));
    ck_assert_str_eq(buffer_str(&request.url), url_cases[_i].url);
    ck_assert_uint_eq(request.header_count, 2);
    ck_assert(!azure_manage_put(&manage, url_cases[_i].question, "two\nlines", &request));
    http_request_wipe(&request);
}
END_TEST

static const struct {
    const char *body, *group; /* NULL: it is not found */
} group_cases[] = {
    {"{\"value\":[{\"id\":\"" HEAD "Prod-1" TAIL "\"}]}", "Prod-1"},
    {"{\"value\":[{\"id\":\"/SUBSCRIPTIONS/" SUBSCRIPTION "/RESOURCEGROUPS/g" TAIL "\"}]}", "g"},
    {"{\"value\":[{\"id\":7},{},{\"id\":\"" HEAD "a" TAIL "\"}]}", "a"},
    {"{\"value\":[]}", NULL},
    {"{}", NULL},
    {"[]", NULL},
    {"<html>", NULL},
    {"{\"value\":[{\"id\":\"" HEAD "a" TAIL "2\"}]}", NULL},
    {"{\"value\":[{\"id\":\"" HEAD "a?b" TAIL "\"}]}", NULL},
    {"{\"value\":[{\"id\":\"" HEAD TAIL "\"}]}", NULL},
    {"{\"value\":[{\"id\":\"/subscriptions/00000000-1bf0-4dda-aec3-111122223333/resourceGroups/"
     "a" TAIL "\"}]}",
     NULL},
};

START_TEST(group_is_found)
{
    struct azure_manage manage = {"https://x.example", SUBSCRIPTION, "acct", ""};
    const bool is_found = azure_manage_read_group(span_of(group_cases[_i].body), &manage);
    ck_assert_int_eq(is_found, group_cases[_i].group != NULL);
    ck_assert_str_eq(manage.group, is_found ? group_cases[_i].group : "");
}
END_TEST

/* ---- answers ---- */

#define OF(properties) "{\"id\":\"x\",\"properties\":{" properties "}}"

struct answer_case {
    const char *name;
    enum manage_question question;
    int status;
    const char *body;
    enum fact_outcome outcome;
    enum posture_fact fact;
    enum posture_value value;
};

static const struct answer_case answer_cases[] = {
    {"minimum TLS", MANAGE_ACCOUNT, 200, OF("\"minimumTlsVersion\":\"TLS1_2\""), FACT_READ,
     POSTURE_MINIMUM_TLS, POSTURE_TLS_1_2},
    {"an old one", MANAGE_ACCOUNT, 200, OF("\"minimumTlsVersion\":\"TLS1_0\""), FACT_READ,
     POSTURE_MINIMUM_TLS, POSTURE_TLS_1_0},
    {"one nobody knows", MANAGE_ACCOUNT, 200, OF("\"minimumTlsVersion\":\"TLS9\""), FACT_READ,
     POSTURE_MINIMUM_TLS, POSTURE_UNKNOWN},
    {"https only", MANAGE_ACCOUNT, 200, OF("\"supportsHttpsTrafficOnly\":true"), FACT_READ,
     POSTURE_TLS_ONLY, POSTURE_YES},
    {"plain http", MANAGE_ACCOUNT, 200, OF("\"supportsHttpsTrafficOnly\":false"), FACT_READ,
     POSTURE_TLS_ONLY, POSTURE_NO},
    {"another type", MANAGE_ACCOUNT, 200, OF("\"supportsHttpsTrafficOnly\":1"), FACT_READ,
     POSTURE_TLS_ONLY, POSTURE_UNKNOWN},
    {"network", MANAGE_ACCOUNT, 200, OF("\"networkAcls\":{\"defaultAction\":\"Allow\"}"), FACT_READ,
     POSTURE_NETWORK_DEFAULT, POSTURE_ALLOW},
    {"no public network", MANAGE_ACCOUNT, 200,
     OF("\"publicNetworkAccess\":\"Disabled\",\"networkAcls\":{\"defaultAction\":\"Allow\"}"),
     FACT_READ, POSTURE_NETWORK_DEFAULT, POSTURE_DENY},
    {"an open network with rules", MANAGE_ACCOUNT, 200,
     OF("\"publicNetworkAccess\":\"Enabled\",\"networkAcls\":{\"defaultAction\":\"Deny\"}"),
     FACT_READ, POSTURE_NETWORK_DEFAULT, POSTURE_DENY},
    {"the provider's keys", MANAGE_ACCOUNT, 200,
     OF("\"encryption\":{\"keySource\":\"Microsoft.Storage\"}"), FACT_READ, POSTURE_KEY_SOURCE,
     POSTURE_PLATFORM_KEYS},
    {"the customer's keys", MANAGE_ACCOUNT, 200,
     OF("\"encryption\":{\"keySource\":\"Microsoft.KeyVault\"}"), FACT_READ, POSTURE_KEY_SOURCE,
     POSTURE_CUSTOMER_KEYS},
    {"public containers", MANAGE_ACCOUNT, 200, OF("\"allowBlobPublicAccess\":false"), FACT_READ,
     POSTURE_ACCOUNT_PUBLIC, POSTURE_NO},
    {"absent is not no", MANAGE_ACCOUNT, 200, OF("\"isHnsEnabled\":true"), FACT_READ,
     POSTURE_ACCOUNT_PUBLIC, POSTURE_UNKNOWN},
    {"namespace", MANAGE_ACCOUNT, 200, OF("\"isHnsEnabled\":true"), FACT_READ, POSTURE_HNS,
     POSTURE_YES},
    {"versions", MANAGE_BLOBS, 200, OF("\"isVersioningEnabled\":true"), FACT_READ,
     POSTURE_VERSIONING, POSTURE_ON},
    {"soft delete", MANAGE_BLOBS, 200, OF("\"deleteRetentionPolicy\":{\"enabled\":false}"),
     FACT_READ, POSTURE_SOFT_DELETE, POSTURE_OFF},
    {"no versions said", MANAGE_BLOBS, 200, OF("\"deleteRetentionPolicy\":{\"enabled\":false}"),
     FACT_READ, POSTURE_VERSIONING, POSTURE_UNKNOWN},
    {"denied", MANAGE_ACCOUNT, 403, "{\"error\":{\"code\":\"AuthorizationFailed\"}}", FACT_DENIED,
     POSTURE_VERSIONING, POSTURE_UNKNOWN},
    {"not there", MANAGE_ACCOUNT, 404, OF("\"isHnsEnabled\":true"), FACT_FAILED, POSTURE_TLS_ONLY,
     POSTURE_UNKNOWN},
    {"a page", MANAGE_ACCOUNT, 200, "<html>", FACT_FAILED, POSTURE_TLS_ONLY, POSTURE_UNKNOWN},
    {"nothing in it", MANAGE_ACCOUNT, 200, "{}", FACT_FAILED, POSTURE_TLS_ONLY, POSTURE_UNKNOWN},
    {"another type of properties", MANAGE_BLOBS, 200, "{\"properties\":[true]}", FACT_READ,
     POSTURE_VERSIONING, POSTURE_UNKNOWN},
};

START_TEST(answer_is_understood)
{
    const struct answer_case *const row = &answer_cases[_i];
    const struct answer answer = {.status = row->status};
    struct posture posture;
    posture_start(&posture, PROVIDER_AZURE, "not asked");
    const enum fact_outcome outcome =
        azure_manage_read(row->question, &answer, span_of(row->body), &posture);
    ck_assert_msg(outcome == row->outcome, "%s: outcome %d", row->name, outcome);
    ck_assert_msg(posture.values[row->fact] == row->value, "%s: %s", row->name,
                  posture_value_name(posture.values[row->fact]));
    ck_assert_msg((posture.why[row->fact][0] != '\0') == (row->value == POSTURE_UNKNOWN), "%s",
                  row->name);
    if (row->value == POSTURE_UNKNOWN)
        ck_assert_str_ne(posture.why[row->fact], "not asked");
}
END_TEST

#define COUNT(rows) ((int)(sizeof(rows) / sizeof((rows)[0])))

int main(void)
{
    Suite *const suite = suite_create("azure_manage");
    TCase *const tcase = tcase_create("azure_manage");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, place_is_judged, 0, COUNT(place_cases));
    tcase_add_loop_test(tcase, question_is_put, 0, COUNT(url_cases));
    tcase_add_loop_test(tcase, group_is_found, 0, COUNT(group_cases));
    tcase_add_loop_test(tcase, answer_is_understood, 0, COUNT(answer_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
