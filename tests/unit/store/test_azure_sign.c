/* Requests to Azure with an account key: what is added, what is signed, and dates. */
#include "crawler/store/azure_sign.h"

#include "crawler/store/azure.h"
#include "crawler/store/dates.h"
#include "store/fake_environment.h"
#include "suite.h"

#include <stdbool.h>

#define KEY "cGhpY3Jhd2wgdGVzdCBrZXksIG5vdCBhIHNlY3JldCwgZm9yIGF6dXJpdGUgb25seS4uLi4uLi4="
#define DATE "Sun, 01 Feb 2026 00:00:00 GMT"

static char account[] = "acct", endpoint[] = "http://127.0.0.1:10000/acct", key[] = KEY;

static bool has_line(const struct http_request *request, const char *line)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (strcmp(request->headers_at[i], line) == 0)
            return true;
    return false;
}

/* Signatures: Python's hmac over the string to sign that the documentation asks for. */
START_TEST(test_list)
{
    const struct azure_settings settings = {.endpoint = endpoint, .account = account, .key = key};
    const struct azure azure = {
        .settings = &settings, .container = "files", .prefix = "a b/\xc3\xa9"};
    const struct list_query second = {.prefix = azure.prefix,
                                      .cursor = {(const uint8_t *)"2!4!a=", 6}};
    struct http_request request;
    http_request_init(&request);
    ck_assert(azure_list_request(&azure, &second, FAKE_NOW, &request));
    ck_assert_str_eq(buffer_str(&request.url),
                     "http://127.0.0.1:10000/acct/files?restype=container&comp=list"
                     "&maxresults=5000&prefix=a%20b%2F%C3%A9&marker=2%214%21a%3D");
    ck_assert(has_line(&request, "x-ms-version: 2021-12-02"));
    ck_assert(has_line(&request, "x-ms-date: " DATE));
    ck_assert(has_line(
        &request, "Authorization: SharedKey acct:wK4RYbs2xAZCHnWNv82tO5cBUWMF/pdmScSrCjmh8+k="));
    ck_assert_uint_eq(request.header_count, 3);
    http_request_wipe(&request);
}
END_TEST

START_TEST(test_object)
{
    const struct azure_settings settings = {.endpoint = endpoint, .account = account, .key = key};
    const struct azure azure = {.settings = &settings, .container = "files", .prefix = ""};
    const struct object object = {.key = {(const uint8_t *)"a b", 3}};
    const struct http_part part = {10, 109, "0x8D", NULL};
    struct http_request request;
    http_request_init(&request);
    ck_assert(azure_object_request(&azure, &object, &part, FAKE_NOW, &request));
    ck_assert(has_line(&request, "Range: bytes=10-109"));
    ck_assert(has_line(&request, "If-Match: \"0x8D\""));
    ck_assert(has_line(
        &request, "Authorization: SharedKey acct:IQ1O1KM7BCzyokNEogKHVr5utoViFYYbkAtmCjffmfg="));
    http_request_wipe(&request);
}
END_TEST

/* The key itself is in no part of a request; without a key nothing is added. */
START_TEST(test_secret)
{
    struct azure_settings settings = {.endpoint = endpoint, .account = account, .key = key};
    const struct azure azure = {.settings = &settings, .container = "files", .prefix = ""};
    const struct list_query first = {.prefix = ""};
    struct http_request request;
    http_request_init(&request);
    ck_assert(azure_list_request(&azure, &first, FAKE_NOW, &request));
    ck_assert_ptr_null(strstr(buffer_str(&request.url), KEY));
    for (size_t i = 0; i < request.header_count; i++)
        ck_assert_ptr_null(strstr(request.headers_at[i], KEY));
    settings.key = NULL;
    ck_assert(azure_list_request(&azure, &first, FAKE_NOW, &request));
    ck_assert_uint_eq(request.header_count, 1);
    settings.key = account; /* "acct" is base64 */
    ck_assert(azure_list_request(&azure, &first, FAKE_NOW, &request));
    settings.key = endpoint; /* this is not */
    ck_assert(!azure_list_request(&azure, &first, FAKE_NOW, &request));
    http_request_wipe(&request);
}
END_TEST

static enum status find_next(const void *user, struct credentials *out, struct fault *fault)
{
    (void)user;
    (void)fault;
    *out = (struct credentials){.session_token = strdup("second")};
    return STATUS_OK;
}

static struct credential_cache *open_tokens(const struct environment *environment)
{
    static const struct credential_source source = {"token", find_next, NULL};
    struct credentials token = {.session_token = strdup("first")};
    return credential_cache_create(environment, &source, &token);
}

/* The token at hand goes with each request, in place of all else. */
START_TEST(test_token)
{
    static const char *const none[] = {NULL};
    struct fake_environment fake = {none};
    const struct environment environment = fake_environment(&fake);
    const struct azure_settings settings = {.endpoint = endpoint, .account = account};
    const struct azure azure = {.settings = &settings,
                                .container = "files",
                                .prefix = "",
                                .tokens = open_tokens(&environment)};
    const struct list_query list = {.prefix = ""};
    struct http_request request;
    http_request_init(&request);
    ck_assert(azure_list_request(&azure, &list, FAKE_NOW, &request));
    ck_assert(has_line(&request, "Authorization: Bearer first"));
    ck_assert(has_line(&request, "x-ms-version: 2021-12-02"));
    ck_assert_uint_eq(request.header_count, 2);
    ck_assert(credential_cache_renew(azure.tokens));
    ck_assert(azure_list_request(&azure, &list, FAKE_NOW, &request));
    ck_assert(has_line(&request, "Authorization: Bearer second"));
    http_request_wipe(&request);
    credential_cache_free(azure.tokens);
}
END_TEST

/* What is made of a token ends the URL, and no token goes with it. */
START_TEST(test_delegation)
{
    static const char *const none[] = {NULL};
    struct fake_environment fake = {none};
    const struct environment environment = fake_environment(&fake);
    const struct azure_settings settings = {
        .endpoint = endpoint, .account = account, .needs_token = true, .has_delegation = true};
    const struct azure azure = {.settings = &settings,
                                .container = "files",
                                .prefix = "",
                                .tokens = open_tokens(&environment)};
    const struct list_query list = {.prefix = ""};
    const struct object object = {.key = {(const uint8_t *)"a", 1}};
    const struct http_part part = {0, UINT64_MAX, "", NULL};
    struct http_request request;
    http_request_init(&request);
    ck_assert(azure_list_request(&azure, &list, FAKE_NOW, &request));
    ck_assert_str_eq(buffer_str(&request.url),
                     "http://127.0.0.1:10000/acct/files?restype=container&comp=list"
                     "&maxresults=5000&first");
    ck_assert_uint_eq(request.header_count, 1);
    ck_assert(azure_object_request(&azure, &object, &part, FAKE_NOW, &request));
    ck_assert_str_eq(buffer_str(&request.url), "http://127.0.0.1:10000/acct/files/a?first");
    http_request_wipe(&request);
    credential_cache_free(azure.tokens);
}
END_TEST

struct refusal_case {
    const char *code;
    int status;
    const char *with_key, *with_sas, *with_token;
};

static const struct refusal_case refusal_cases[] = {
    {"AuthenticationFailed", 403, "the account key is not accepted: check", "the SAS is not",
     "the token of Entra ID is not accepted: check"},
    {"InvalidAuthenticationInfo", 401, "the account key is not accepted: check", "check the SAS",
     "the token of Entra ID is not accepted: check"},
    {"AuthorizationFailure", 403, "the account key is not accepted: check", "the SAS is not",
     "check its role (Storage Blob Data Reader) and the network"},
    {"AuthorizationPermissionMismatch", 403, "", "does not allow listing",
     "give it the role Storage Blob Data Reader"},
    {"KeyBasedAuthenticationNotPermitted", 403, "does not allow its keys: use a SAS", "allow SAS",
     ""},
    {"ContainerNotFound", 404, "there is no such container", "there is no such container",
     "there is no such container"},
    {"InvalidQueryParameterValue", 400, "leave out --versions", "leave out --versions",
     "(a hierarchical namespace has no versions and no tags): leave out --versions"},
    {"New", 403, "check the account key", "check the SAS", "check the role of the identity"},
};

START_TEST(test_refusal)
{
    const struct refusal_case *const row = &refusal_cases[_i];
    struct azure_settings settings = {.endpoint = endpoint, .account = account, .key = key};
    static const char *const none[] = {NULL};
    struct fake_environment fake = {none};
    const struct environment environment = fake_environment(&fake);
    struct azure azure = {.settings = &settings, .container = "files", .prefix = ""};
    struct answer answer = {.status = row->status};
    struct fault fault = {0};
    snprintf(answer.code, sizeof answer.code, "%s", row->code);
    azure_explain(&azure, &answer, &fault);
    ck_assert_msg(strstr(fault.message, row->with_key) != NULL, "%s", fault.message);
    ck_assert_ptr_null(strstr(fault.message, KEY));
    settings.key = NULL;
    azure_explain(&azure, &answer, &fault);
    ck_assert_msg(strstr(fault.message, row->with_sas) != NULL, "%s", fault.message);
    azure.tokens = open_tokens(&environment);
    azure_explain(&azure, &answer, &fault);
    ck_assert_msg(strstr(fault.message, row->with_token) != NULL, "%s", fault.message);
    ck_assert_msg(strlen(fault.message) < sizeof fault.message - 1, "%s", fault.message);
    credential_cache_free(azure.tokens);
}
END_TEST

struct date_case {
    time_t time;
    const char *text;
};

static const struct date_case date_cases[] = {
    {0, "Thu, 01 Jan 1970 00:00:00 GMT"},
    {784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
    {951827696, "Tue, 29 Feb 2000 12:34:56 GMT"},
    {FAKE_NOW, DATE},
    {FAKE_NOW - 1, "Sat, 31 Jan 2026 23:59:59 GMT"},
};

START_TEST(test_date)
{
    const struct date_case *const row = &date_cases[_i];
    char text[DATE_HTTP_SIZE];
    time_t again;
    date_format_http(row->time, text);
    ck_assert_str_eq(text, row->text);
    ck_assert(date_parse_http((struct span){(const uint8_t *)text, strlen(text)}, &again));
    ck_assert(again == row->time);
    date_format_http((time_t)300000000000, text);
    ck_assert_str_eq(text, "");
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("azure_sign");
    TCase *const tcase = tcase_create("azure_sign");
    tcase_set_timeout(tcase, 120);
    tcase_add_test(tcase, test_list);
    tcase_add_test(tcase, test_object);
    tcase_add_test(tcase, test_secret);
    tcase_add_test(tcase, test_token);
    tcase_add_test(tcase, test_delegation);
    tcase_add_loop_test(tcase, test_refusal, 0, COUNT(refusal_cases));
    tcase_add_loop_test(tcase, test_date, 0, COUNT(date_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
