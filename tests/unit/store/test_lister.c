/* Listing over HTTP: pages, errors within and instead of them, servers that lead nowhere. */
#include "crawler/store/page_request.h"
#include "crawler/store/provider.h"
#include "store/script_server.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 8

#define XML_HEAD "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nConnection: close"
#define PAGE(xml)                                                                                  \
    {                                                                                              \
        .head = XML_HEAD, .text = (xml), .after = SCRIPT_CLOSE                                     \
    }
#define PAGE_WANTS(xml, want)                                                                      \
    {                                                                                              \
        .head = XML_HEAD, .text = (xml), .after = SCRIPT_CLOSE, .wants = (want)                    \
    }
#define ERROR(status, code)                                                                        \
    {                                                                                              \
        .head = "HTTP/1.1 " status "\r\nConnection: close",                                        \
        .text = "<Error><Code>" code "</Code><Message>hush</Message></Error>",                     \
        .after = SCRIPT_CLOSE                                                                      \
    }
#define OBJECT(key)                                                                                \
    "<Contents><Key>" key "</Key><Size>1</Size><ETag>&quot;e&quot;</ETag></Contents>"
#define LIST(inside)                                                                               \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>" inside "</ListBucketResult>"
#define LAST "<IsTruncated>false</IsTruncated>"
#define MORE(token)                                                                                \
    "<IsTruncated>true</IsTruncated><NextContinuationToken>" token "</NextContinuationToken>"
#define URL_ENCODED "<EncodingType>url</EncodingType>"

struct listing_case {
    const char *name;
    struct script_step steps[STEPS_MAX];
    enum status end;
    const char *keys;    /* joined by '|' */
    const char *message; /* part of the fault */
    enum reason reason;
};

static const struct listing_case cases[] = {
    {"empty",
     {PAGE_WANTS(LIST(LAST),
                 "GET /bucket/?list-type=2&encoding-type=url&max-keys=1000&prefix=in%2F HTTP/1.1")},
     STATUS_END,
     "",
     NULL,
     0},
    {"one page",
     {PAGE(LIST(OBJECT("in/a") OBJECT("in/b") LAST))},
     STATUS_END,
     "in/a|in/b",
     NULL,
     0},
    {"two pages",
     {PAGE(LIST(OBJECT("in/a") MORE("t/+="))),
      PAGE_WANTS(LIST(OBJECT("in/b") LAST), "continuation-token=t%2F%2B%3D ")},
     STATUS_END,
     "in/a|in/b",
     NULL,
     0},
    {"an empty page in between",
     {PAGE(LIST(OBJECT("in/a") MORE("1"))), PAGE(LIST(MORE("2"))), PAGE(LIST(OBJECT("in/b") LAST))},
     STATUS_END,
     "in/a|in/b",
     NULL,
     0},
    {"keys are decoded when the answer says so",
     {PAGE(LIST(URL_ENCODED OBJECT("in/a%2Fb+c%2B%25") LAST))},
     STATUS_END,
     "in/a/b c+%",
     NULL,
     0},
    {"also when it says so behind them",
     {PAGE(LIST(OBJECT("in/a+b") LAST URL_ENCODED))},
     STATUS_END,
     "in/a b",
     NULL,
     0},
    {"and not otherwise",
     {PAGE(LIST(OBJECT("in/a%2Fb+c") LAST))},
     STATUS_END,
     "in/a%2Fb+c",
     NULL,
     0},

    {"an error within a 200, then the page",
     {PAGE("<Error><Code>SlowDown</Code></Error>"), PAGE(LIST(OBJECT("in/a") LAST))},
     STATUS_END,
     "in/a",
     NULL,
     0},
    {"a cut page, then the page",
     {PAGE("<ListBucketResult>" OBJECT("in/a")), PAGE(LIST(OBJECT("in/a") LAST))},
     STATUS_END,
     "in/a",
     NULL,
     0},
    {"a page that does not say whether it is the last, then one that does",
     {PAGE(LIST(OBJECT("in/a"))), PAGE(LIST(OBJECT("in/a") LAST))},
     STATUS_END,
     "in/a",
     NULL,
     0},
    {"a document type, then the page",
     {PAGE("<!DOCTYPE x [<!ENTITY a \"b\">]>" LIST(LAST)), PAGE(LIST(OBJECT("in/a") LAST))},
     STATUS_END,
     "in/a",
     NULL,
     0},
    {"a body shorter than its Content-Length, then the page",
     {{.head = "HTTP/1.1 200 OK\r\nContent-Length: 5000",
       .text = LIST(LAST),
       .after = SCRIPT_CLOSE},
      PAGE(LIST(OBJECT("in/a") LAST))},
     STATUS_END,
     "in/a",
     NULL,
     0},
    {"slow down, then the page",
     {ERROR("503 Slow Down", "SlowDown"), PAGE(LIST(OBJECT("in/a") LAST))},
     STATUS_END,
     "in/a",
     NULL,
     0},

    {"a token that comes again",
     {PAGE(LIST(OBJECT("in/a") MORE("t"))), PAGE(LIST(OBJECT("in/a") MORE("t")))},
     STATUS_STOP,
     "in/a|in/a",
     "circles",
     REASON_READ_ERROR},
    {"two tokens that take turns",
     {PAGE(LIST(OBJECT("in/a") MORE("t"))), PAGE(LIST(OBJECT("in/b") MORE("u"))),
      PAGE(LIST(OBJECT("in/a") MORE("t"))), PAGE(LIST(OBJECT("in/b") MORE("u"))),
      PAGE(LIST(OBJECT("in/a") MORE("t"))), PAGE(LIST(OBJECT("in/b") MORE("u")))},
     STATUS_STOP,
     NULL,
     "circles",
     REASON_READ_ERROR},
    {"more without a token",
     {PAGE(LIST(OBJECT("in/a") "<IsTruncated>true</IsTruncated>"))},
     STATUS_STOP,
     "",
     "without a continuation token",
     REASON_READ_ERROR},
    {"a key outside the prefix",
     {PAGE(LIST(OBJECT("in/a") OBJECT("out") LAST))},
     STATUS_STOP,
     "",
     "ignores the prefix",
     REASON_READ_ERROR},
    {"a web page",
     {PAGE("<html><body>hello</body></html>")},
     STATUS_STOP,
     "",
     "not answer with a listing",
     REASON_READ_ERROR},

    {"wrong secret",
     {ERROR("403 Forbidden", "SignatureDoesNotMatch")},
     STATUS_STOP,
     "",
     "AWS_SECRET_ACCESS_KEY",
     REASON_ACCESS_DENIED},
    {"unknown key",
     {ERROR("403 Forbidden", "InvalidAccessKeyId")},
     STATUS_STOP,
     "",
     "AWS_ACCESS_KEY_ID",
     REASON_ACCESS_DENIED},
    {"no such bucket",
     {ERROR("404 Not Found", "NoSuchBucket")},
     STATUS_STOP,
     "",
     "no such bucket",
     REASON_VANISHED},
    {"denied",
     {ERROR("403 Forbidden", "AccessDenied")},
     STATUS_STOP,
     "",
     "s3:ListBucket",
     REASON_ACCESS_DENIED},
    {"expired",
     {ERROR("400 Bad Request", "ExpiredToken")},
     STATUS_STOP,
     "",
     "has expired",
     REASON_ACCESS_DENIED},
    {"elsewhere",
     {{.head = "HTTP/1.1 301 Moved Permanently\r\nx-amz-bucket-region: eu-west-1\r\nLocation: "
               "http://127.0.0.1:1/\r\nContent-Length: 0",
       .text = ""}},
     STATUS_STOP,
     "",
     "is in region eu-west-1, not us-east-1: set AWS_REGION=eu-west-1",
     REASON_HTTP},
    {"elsewhere by the body",
     {{.head = "HTTP/1.1 400 Bad Request\r\nConnection: close",
       .text = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>us-west-2</Region></Error>",
       .after = SCRIPT_CLOSE}},
     STATUS_STOP,
     "",
     "AWS_REGION=us-west-2",
     REASON_HTTP},
    {"elsewhere, by a region that is none",
     {{.head =
           "HTTP/1.1 301 Moved Permanently\r\nx-amz-bucket-region: evil.com/#\r\nContent-Length: 0",
       .text = ""}},
     STATUS_STOP,
     "",
     "does not say where",
     REASON_HTTP},
    {"not implemented",
     {ERROR("501 Not Implemented", "NotImplemented")},
     STATUS_STOP,
     "",
     "501 NotImplemented",
     REASON_HTTP},
};

static const char *no_variable(void *user, const char *name)
{
    (void)user;
    (void)name;
    return NULL;
}

static time_t fixed_now(void *user)
{
    (void)user;
    return 784111777;
}

static const struct environment environment = {no_variable, fixed_now, NULL, NULL};
static const struct aws_settings settings = {.is_anonymous = true, .region = "us-east-1"};

static void store_make(struct store *store, struct provider_clock *clock, const char *host,
                       unsigned port)
{
    static char prefix[] = "in/";
    memset(store, 0, sizeof *store);
    store->environment = environment;
    store->clock = clock;
    store->locator.provider = PROVIDER_S3;
    store->s3.settings = &settings;
    store->s3.bucket = "bucket";
    store->locator.prefix = prefix;
    store->s3.prefix = prefix;
    strcpy(store->s3.endpoint.scheme, "http");
    strcpy(store->s3.endpoint.path_prefix, "/bucket");
    strcpy(store->s3.endpoint.region, "us-east-1");
    snprintf(store->s3.endpoint.host, sizeof store->s3.endpoint.host, "%s:%u", host, port);
}

static enum status join_key(void *user, struct object *object)
{
    char *const keys = user;
    snprintf(keys + strlen(keys), 1024 - strlen(keys), "%s%s", keys[0] == '\0' ? "" : "|",
             (const char *)object->key.ptr);
    object_free(object);
    return STATUS_OK;
}

static enum status list_all(const struct store *store, atomic_bool *cancelled, char keys[1024],
                            struct fault *fault)
{
    const struct http_options options = {cancelled, 4};
    const struct list_options list = {.parallel = 1};
    struct http *const http = http_create(&environment, &options);
    struct lister *const lister = lister_create(store, http, 0, &list);
    enum status status;
    keys[0] = '\0';
    do
        status = lister_next(lister, join_key, keys, fault);
    while (status == STATUS_OK);
    lister_free(lister);
    http_free(http);
    return status;
}

START_TEST(lists)
{
    const struct listing_case *const row = &cases[_i];
    struct provider_clock clock = {0};
    struct script_server server;
    struct store store;
    struct fault fault = {0};
    atomic_bool cancelled = false;
    char keys[1024];
    size_t count = 0;
    while (count < STEPS_MAX && row->steps[count].head != NULL)
        count++;
    script_server_start(&server, row->steps, count);
    store_make(&store, &clock, "127.0.0.1", server.port);
    const enum status end = list_all(&store, &cancelled, keys, &fault);
    ck_assert_msg(end == row->end, "%s: status %d, %s", row->name, end, fault.message);
    if (row->keys != NULL)
        ck_assert_msg(strcmp(keys, row->keys) == 0, "%s: %s", row->name, keys);
    if (row->message != NULL) {
        ck_assert_msg(strstr(fault.message, row->message) != NULL, "%s: %s", row->name,
                      fault.message);
        ck_assert_msg(fault.reason == row->reason, "%s: reason %d", row->name, fault.reason);
        ck_assert_ptr_null(strstr(fault.message, "hush"));
        ck_assert_ptr_null(strchr(fault.message, '\n'));
    }
    script_server_stop(&server);
}
END_TEST

/* ---- pages together ---- */

static const struct {
    size_t too_few; /* bytes that are left for the page and it has more */
    enum page_state state;
} held_cases[] = {{0, PAGE_ANSWERED}, {1, PAGE_LOST}, {100, PAGE_LOST}};

START_TEST(pages_together_are_bounded)
{
    static const char page[] = LIST(OBJECT("in/a") LAST);
    const struct script_step step = PAGE(page);
    const size_t held = PAGE_HOST_HELD_MAX - strlen(page) + held_cases[_i].too_few;
    const struct list_query list = {.kind = LIST_OBJECTS, .prefix = "in/"};
    const atomic_bool cancelled = false;
    const struct http_options options = {&cancelled, 4};
    struct provider_clock clock = {0};
    struct script_server server;
    struct store store;
    struct page_request request;
    script_server_start(&server, &step, 1);
    store_make(&store, &clock, "127.0.0.1", server.port);
    struct http *const http = http_create(&environment, &options);
    struct page_host host = {.store = &store, .http = http, .held = held};
    page_request_init(&request, &host);
    page_request_start(&request, &list);
    for (int i = 0; i < 100 && request.state == PAGE_ASKED; i++) {
        ck_assert_int_eq(http_drive(http, 1000), STATUS_OK);
        page_request_work(&request);
    }
    ck_assert_int_eq(request.state, held_cases[_i].state);
    if (request.state == PAGE_LOST)
        ck_assert_ptr_nonnull(strstr(request.fault.message, "listings that come at once"));
    page_request_free(&request);
    ck_assert_uint_eq(host.held, held);
    http_free(http);
    script_server_stop(&server);
}
END_TEST

/* ---- nobody there ---- */

static const struct {
    const char *scheme, *host;
    unsigned port;
    const char *message;
} unreachable[] = {
    {"http", "127.0.0.1", 1, "cannot reach 127.0.0.1:1: connection refused"},
    /* A label of 64 letters: no resolver is asked. */
    {"https", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.invalid", 443,
     "no address"},
    {"http", "192.0.2.1", 80, "use https"},
};

START_TEST(an_endpoint_that_cannot_be_reached_is_named)
{
    struct provider_clock clock = {0};
    struct store store;
    struct fault fault = {0};
    atomic_bool cancelled = false;
    char keys[1024];
    store_make(&store, &clock, unreachable[_i].host, unreachable[_i].port);
    strcpy(store.s3.endpoint.scheme, unreachable[_i].scheme);
    ck_assert_int_eq(list_all(&store, &cancelled, keys, &fault), STATUS_STOP);
    ck_assert_msg(strstr(fault.message, unreachable[_i].message) != NULL, "%s", fault.message);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("lister");
    TCase *const tcase = tcase_create("lister");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, pages_together_are_bounded, 0,
                        (int)(sizeof held_cases / sizeof *held_cases));
    tcase_add_loop_test(tcase, lists, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, an_endpoint_that_cannot_be_reached_is_named, 0,
                        sizeof unreachable / sizeof *unreachable);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
