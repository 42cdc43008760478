/* Small questions to S3 and sister services: what is sent, what is asked again, what comes back. */
#include "crawler/store/s3_ask.h"

#include "fake_environment.h"
#include "script_server.h"
#include "suite.h"

#define STEPS_MAX 6

struct ask_case {
    const char *name;
    struct aws_request question; /* "" for scheme: the host of the test's server is filled in */
    struct script_step steps[STEPS_MAX];
    enum status end;
    int status;
    const char *code, *body;
};

#define OK_HEAD "HTTP/1.1 200 OK\r\nContent-Length: 2"
#define DENIED                                                                                     \
    "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>no</Message></Error>"

static const struct sigv4_pair policy_status = {"policyStatus", ""};
static const struct sigv4_pair account = {"x-amz-account-id", "123456789012"};
static const char form[] = "Action=GetCallerIdentity&Version=2011-06-15";

static const struct ask_case ask_cases[] = {
    {"subresource of the bucket",
     {.query = &policy_status, .query_count = 1},
     {{.head = OK_HEAD,
       .text = "hi",
       .wants = "GET /bucket/?policyStatus= HTTP/1.1\r\n",
       .not = "/bucket/bucket"}},
     STATUS_OK,
     200,
     "",
     "hi"},
    {"HEAD has no body to wait for",
     {.method = "HEAD"},
     {{.head = "HTTP/1.1 301 Moved\r\nx-amz-bucket-region: eu-west-1\r\nContent-Length: 99",
       .text = "",
       .wants = "HEAD /bucket/ HTTP/1.1\r\n"}},
     STATUS_OK,
     301,
     "",
     ""},
    {"an object's",
     {.key = {(const uint8_t *)"a b", 3}, .query = &policy_status, .query_count = 1},
     {{.head = OK_HEAD, .text = "hi", .wants = "GET /bucket/a%20b?policyStatus= "}},
     STATUS_OK,
     200,
     "",
     "hi"},
    {"signed headers",
     {.headers = &account, .header_count = 1},
     {{.head = OK_HEAD,
       .text = "hi",
       .wants = "SignedHeaders=host;x-amz-account-id;x-amz-content-sha256;x-amz-date;x-amz-"
                "security-token,"}},
     STATUS_OK,
     200,
     "",
     "hi"},
    {"session token signed",
     {.query = &policy_status, .query_count = 1},
     {{.head = OK_HEAD, .text = "hi", .wants = "x-amz-security-token: TOKEN\r\n"}},
     STATUS_OK,
     200,
     "",
     "hi"},
    {"refused: told, not asked again",
     {.query = &policy_status, .query_count = 1},
     {{.head = "HTTP/1.1 403 Forbidden\r\nConnection: close",
       .text = DENIED,
       .after = SCRIPT_CLOSE}},
     STATUS_OK,
     403,
     "AccessDenied",
     DENIED},
    {"throttled, cut, then answered",
     {.query = &policy_status, .query_count = 1},
     {{.head = "HTTP/1.1 503 Slow Down\r\nContent-Length: 0", .text = ""},
      {.head = OK_HEAD, .text = "h", .after = SCRIPT_CLOSE},
      {.head = OK_HEAD, .text = "hi"}},
     STATUS_OK,
     200,
     "",
     "hi"},
    {"broken for ever",
     {.query = &policy_status, .query_count = 1},
     {{.after = SCRIPT_CLOSE, .text = ""},
      {.after = SCRIPT_CLOSE, .text = ""},
      {.after = SCRIPT_CLOSE, .text = ""},
      {.after = SCRIPT_CLOSE, .text = ""}},
     STATUS_STOP,
     0,
     "",
     ""},
    {"another service",
     {.service = "sts",
      .method = "POST",
      .scheme = "",
      .path = "/",
      .region = "eu-north-1",
      .body = {(const uint8_t *)form, sizeof form - 1}},
     {{.head = OK_HEAD, .text = "hi", .wants = "/eu-north-1/sts/aws4_request", .not = "sha256:"}},
     STATUS_OK,
     200,
     "",
     "hi"},
};

static void ask(const struct ask_case *row, struct script_server *server)
{
    static const char *const variables[] = {NULL};
    static char id[] = "AKIDMADEUP", secret[] = "TOPSECRET", token[] = "TOKEN";
    struct fake_environment fake = {variables};
    struct provider_clock clock = {0};
    const atomic_bool cancelled = false;
    const struct http_options options = {&cancelled, 2};
    struct aws_settings settings = {
        .region = "us-east-1",
        .keys = {.access_key_id = id, .secret_access_key = secret, .session_token = token}};
    struct store store = {.environment = fake_environment(&fake), .clock = &clock};
    struct aws_request question = row->question;
    struct s3_reply reply = {0};
    struct fault fault = {0};
    store.locator.provider = PROVIDER_S3;
    store.s3.settings = &settings;
    strcpy(store.s3.endpoint.scheme, "http");
    strcpy(store.s3.endpoint.path_prefix, "/bucket");
    strcpy(store.s3.endpoint.region, "us-east-1");
    store.s3.endpoint.service = "s3";
    snprintf(store.s3.endpoint.host, sizeof store.s3.endpoint.host, "127.0.0.1:%u", server->port);
    question.scheme = "http";
    question.host = store.s3.endpoint.host;
    struct http *const http = http_create(&store.environment, &options);
    ck_assert_msg(s3_ask(&store, http, &question, &reply, &fault) == row->end, "%s: %s", row->name,
                  fault.message);
    ck_assert_msg(reply.answer.status == row->status, "%s: %d", row->name, reply.answer.status);
    ck_assert_str_eq(reply.answer.code, row->code);
    if (row->end == STATUS_OK)
        ck_assert_msg(reply.http.body.len == strlen(row->body), "%s: %zu bytes", row->name,
                      reply.http.body.len);
    s3_reply_wipe(&reply);
    http_free(http);
}

START_TEST(test_ask)
{
    const struct ask_case *const row = &ask_cases[_i];
    struct script_server server;
    size_t count = 0;
    while (count < STEPS_MAX && (row->steps[count].head != NULL || row->steps[count].text != NULL))
        count++;
    script_server_start(&server, row->steps, count);
    ask(row, &server);
    script_server_stop(&server);
    ck_assert_msg(server.served == count, "%s: %zu requests", row->name, server.served);
}
END_TEST

START_TEST(test_cancelled)
{
    const atomic_bool cancelled = true;
    const struct http_options options = {&cancelled, 2};
    struct aws_settings settings = {.region = "us-east-1", .is_anonymous = true};
    struct provider_clock clock = {0};
    struct store store = {.environment = environment_process, .clock = &clock};
    const struct aws_request question = {.query = &policy_status, .query_count = 1};
    struct s3_reply reply = {0};
    struct fault fault = {0};
    store.s3.settings = &settings;
    strcpy(store.s3.endpoint.scheme, "http");
    strcpy(store.s3.endpoint.host, "127.0.0.1:9");
    struct http *const http = http_create(&store.environment, &options);
    ck_assert_int_eq(s3_ask(&store, http, &question, &reply, &fault), STATUS_CANCELLED);
    s3_reply_wipe(&reply);
    http_free(http);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("s3_ask");
    TCase *const tcase = tcase_create("ask");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_ask, 0, sizeof ask_cases / sizeof *ask_cases);
    tcase_add_test(tcase, test_cancelled);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
