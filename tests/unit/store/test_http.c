/* The door to HTTP: what goes out, what comes back, and what is not let through. */
#include "crawler/store/http.h"

#include "crawler/store/environment.h"
#include "crawler/store/http_settings.h"
#include "store/script_server.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

/* ---- a client that keeps what comes ---- */

struct taker {
    struct http_client client; /* first */
    struct http *http;
    char body[4096];
    size_t len, limit; /* takes no more than limit */
    unsigned woken;
};

static bool taker_take(struct http_client *client, struct span bytes)
{
    struct taker *const taker = (struct taker *)client;
    if (taker->len + bytes.len > taker->limit)
        return false;
    memcpy(taker->body + taker->len, bytes.ptr, bytes.len);
    taker->len += bytes.len;
    return true;
}

static void taker_wake(struct http_client *client)
{
    struct taker *const taker = (struct taker *)client;
    taker->woken++;
    http_signal(taker->http);
}

static const struct http_client_ops taker_ops = {taker_take, taker_wake};

/* ---- the environment of a test ---- */

struct variable {
    const char *name, *value;
};

static const char *get_variable(void *user, const char *name)
{
    for (const struct variable *variable = user; variable->name != NULL; variable++)
        if (strcmp(variable->name, name) == 0)
            return variable->value;
    return NULL;
}

static time_t no_time(void *user)
{
    (void)user;
    return 0;
}

struct fixture {
    struct script_server server;
    atomic_bool cancelled;
    struct http *http;
    struct http_request request;
    struct taker taker;
    struct http_transfer *transfer;
};

static void fixture_start(struct fixture *fixture, const struct script_step *steps, size_t count,
                          struct variable *variables)
{
    static struct variable none[] = {{NULL, NULL}};
    const struct environment environment = {get_variable, no_time,
                                            variables == NULL ? none : variables, NULL};
    const struct http_options options = {&fixture->cancelled, 8};
    memset(fixture, 0, sizeof *fixture);
    script_server_start(&fixture->server, steps, count);
    fixture->http = http_create(&environment, &options);
    ck_assert_ptr_nonnull(fixture->http);
    http_request_init(&fixture->request);
}

static void fixture_end(struct fixture *fixture)
{
    http_transfer_free(fixture->transfer);
    http_request_wipe(&fixture->request);
    http_free(fixture->http);
    script_server_stop(&fixture->server);
}

static void fixture_send(struct fixture *fixture, const char *scheme, const char *host,
                         const char *path)
{
    struct http_request *const request = &fixture->request;
    http_request_clear(request);
    buffer_append_format(&request->url, "%s://%s:%u%s", scheme, host, fixture->server.port, path);
    http_request_add_header(request, "X-Test", "yes");
    ck_assert(http_request_seal(request));
    fixture->taker = (struct taker){
        .client.ops = &taker_ops, .http = fixture->http, .limit = sizeof fixture->taker.body};
    http_transfer_free(fixture->transfer);
    fixture->transfer = http_send(fixture->http, request, &fixture->taker.client, false);
    ck_assert_ptr_nonnull(fixture->transfer);
}

static void fixture_wait(struct fixture *fixture)
{
    while (!http_transfer_is_finished(fixture->transfer))
        ck_assert_int_eq(http_drive(fixture->http, 1000), STATUS_OK);
}

/* ---- answers ---- */

static char long_header[80000]; /* "HTTP/1.1 200 OK", one header and much of it */
static char longer_header[200000];
static char many_headers[80000];

static const struct answer_case {
    const char *name, *head, *text;
    enum http_failure failure;
    int status;
    const char *body;
} answers[] = {
    {"plain", "HTTP/1.1 200 OK\r\nContent-Length: 5", "hello", HTTP_FAILURE_NONE, 200, "hello"},
    {"HTTP/1.0", "HTTP/1.0 200 OK", "hello", HTTP_FAILURE_NONE, 200, "hello"},
    {"no body", "HTTP/1.1 204 No Content", "", HTTP_FAILURE_NONE, 204, ""},
    {"interim", "HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 5",
     "hello", HTTP_FAILURE_NONE, 200, "hello"},
    {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
     HTTP_FAILURE_NONE, 200, "hello"},
    {"a trailer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: ETag",
     "5\r\nhello\r\n0\r\nX-Late: 1\r\n\r\n", HTTP_FAILURE_NONE, 200, "hello"},
    {"gzip is not decoded", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5",
     "hello", HTTP_FAILURE_NONE, 200, "hello"},
    {"a redirect is an answer",
     "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0", "",
     HTTP_FAILURE_NONE, 301, ""},
    {"401 asks for nothing",
     "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0", "",
     HTTP_FAILURE_NONE, 401, ""},
    {"cut chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "5\r\nhel", HTTP_FAILURE_CUT,
     200, "hel"},
    {"bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", "zz\r\n", HTTP_FAILURE_CUT, 200,
     ""},
    {"short body", "HTTP/1.1 200 OK\r\nContent-Length: 9", "hello", HTTP_FAILURE_CUT, 200, "hello"},
    {"negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1", "hello", HTTP_FAILURE_PROTOCOL, 0,
     NULL},
    {"no HTTP", "SSH-2.0-OpenSSH_9.2", "", HTTP_FAILURE_PROTOCOL, 0, ""},
    {"a long header", long_header, "", HTTP_FAILURE_PROTOCOL, 0, ""},
    {"a header beyond what libcurl takes", longer_header, "", HTTP_FAILURE_PROTOCOL, 0, ""},
    {"many headers", many_headers, "", HTTP_FAILURE_PROTOCOL, 0, ""},
    {"nothing", NULL, "", HTTP_FAILURE_CUT, 0, ""},
};

static void fill_headers(void)
{
    strcpy(long_header, "HTTP/1.1 200 OK\r\nX: ");
    memset(long_header + strlen(long_header), 'x', 70000);
    strcpy(longer_header, "HTTP/1.1 200 OK\r\nX: ");
    memset(longer_header + strlen(longer_header), 'x', 190000);
    strcpy(many_headers, "HTTP/1.1 200 OK");
    char *at = many_headers + strlen(many_headers);
    for (int i = 0; i < 5000; i++)
        at = stpcpy(at, "\r\nX-Y: 1234567");
}

START_TEST(an_answer_is_taken_or_refused)
{
    const struct answer_case *const row = &answers[_i];
    const struct script_step step = {.head = row->head,
                                     .text = row->text,
                                     .after = SCRIPT_CLOSE,
                                     .wants = "User-Agent: phicrawl/",
                                     .not = "Accept-Encoding"};
    struct fixture fixture;
    fixture_start(&fixture, &step, 1, NULL);
    fixture_send(&fixture, "http", "127.0.0.1", "/a/../%2e%2e//b?c");
    fixture_wait(&fixture);
    struct span interim;
    ck_assert_msg(http_transfer_failure(fixture.transfer) == row->failure, "%s: %s", row->name,
                  http_failure_text(http_transfer_failure(fixture.transfer)));
    if (row->failure == HTTP_FAILURE_NONE || row->failure == HTTP_FAILURE_CUT) {
        fixture.taker.body[fixture.taker.len] = '\0';
        ck_assert_msg(http_transfer_status(fixture.transfer) == row->status, "%s", row->name);
        ck_assert_msg(strcmp(fixture.taker.body, row->body) == 0, "%s: %s", row->name,
                      fixture.taker.body);
        ck_assert(
            !http_headers_find(http_transfer_headers(fixture.transfer), "X-Interim", &interim));
        ck_assert(!http_headers_find(http_transfer_headers(fixture.transfer), "X-Late", &interim));
    }
    fixture_end(&fixture);
}
END_TEST

START_TEST(the_path_goes_out_as_it_is)
{
    static const struct script_step step = {"HTTP/1.1 200 OK\r\nContent-Length: 0", .text = "",
                                            .wants = "GET /a/../%2e%2e//b?c HTTP/1.1\r\n"};
    struct fixture fixture;
    fixture_start(&fixture, &step, 1, NULL);
    fixture_send(&fixture, "http", "127.0.0.1", "/a/../%2e%2e//b?c");
    fixture_wait(&fixture);
    fixture_end(&fixture);
    ck_assert_uint_eq(fixture.server.served, 1);
}
END_TEST

/* ---- where requests may go ---- */

static const struct {
    const char *scheme, *host;
    enum http_failure failure;
} targets[] = {
    {"http", "localhost", HTTP_FAILURE_NONE},
    {"http", "bucket.s3.localhost", HTTP_FAILURE_NONE},
    {"http", "127.1.2.3", HTTP_FAILURE_CONNECT}, /* nothing listens there, but it may */
    {"http", "192.0.2.1", HTTP_FAILURE_PLAIN},
    {"http", "10.0.0.1", HTTP_FAILURE_PLAIN},
    {"http", "169.254.169.254", HTTP_FAILURE_PLAIN},
    {"http", "[2001:db8::1]", HTTP_FAILURE_PLAIN},
    {"http", "0.0.0.0", HTTP_FAILURE_PLAIN},
    {"ftp", "127.0.0.1", HTTP_FAILURE_PROTOCOL},
    {"file", "127.0.0.1", HTTP_FAILURE_PROTOCOL},
    {"http", "user@127.0.0.1", HTTP_FAILURE_PROTOCOL},
};

START_TEST(plain_http_stays_on_this_machine)
{
    static const struct script_step step = {"HTTP/1.1 200 OK\r\nContent-Length: 0", .text = ""};
    struct fixture fixture;
    fixture_start(&fixture, &step, 1, NULL);
    fixture_send(&fixture, targets[_i].scheme, targets[_i].host, "/");
    fixture_wait(&fixture);
    ck_assert_int_eq(http_transfer_failure(fixture.transfer), targets[_i].failure);
    fixture_end(&fixture);
    ck_assert_uint_eq(fixture.server.served, targets[_i].failure == HTTP_FAILURE_NONE);
}
END_TEST

static const struct {
    const char *scheme, *host;
    bool is_proxied;
} proxied[] = {
    {"https", "192.0.2.1", true},
    {"https", "127.0.0.1", false},
    {"https", "localhost", false},
    {"http", "127.0.0.1", false},
};

START_TEST(a_proxy_is_used_for_other_machines_only)
{
    static const struct script_step step = {"HTTP/1.1 403 Forbidden\r\nContent-Length: 0",
                                            .text = "", .after = SCRIPT_CLOSE};
    struct fixture fixture, proxy;
    char address[64];
    struct variable variables[] = {
        {"HTTPS_PROXY", address}, {"NO_PROXY", "direct.example"}, {NULL, NULL}};
    fixture_start(&proxy, &step, 1, NULL);
    snprintf(address, sizeof address, "http://127.0.0.1:%u", proxy.server.port);
    fixture_start(&fixture, &step, 1, variables);
    fixture.server.port = 1; /* nobody there, but at the proxy */
    fixture_send(&fixture, proxied[_i].scheme, proxied[_i].host, "/");
    fixture_wait(&fixture);
    ck_assert_int_ne(http_transfer_failure(fixture.transfer), HTTP_FAILURE_NONE);
    fixture_end(&fixture);
    fixture_end(&proxy);
    ck_assert_uint_eq(proxy.server.served, proxied[_i].is_proxied);
}
END_TEST

START_TEST(settings_come_from_the_environment)
{
    struct variable variables[] = {
        {"all_proxy", "http://all"},     {"HTTPS_PROXY", "http://upper"},
        {"https_proxy", "http://lower"}, {"no_proxy", "direct.example,.internal"},
        {"CURL_CA_BUNDLE", "/ca.pem"},   {NULL, NULL}};
    const struct environment environment = {get_variable, no_time, variables, NULL};
    struct http_settings settings;
    ck_assert(http_settings_load(&environment, &settings));
    ck_assert_str_eq(settings.proxy, "http://lower");
    ck_assert_str_eq(settings.ca_file, "/ca.pem");
    ck_assert_ptr_nonnull(strstr(settings.no_proxy, ",direct.example,.internal"));
    ck_assert_ptr_nonnull(strstr(settings.no_proxy, "169.254.0.0/16"));
    http_settings_free(&settings);
    variables[0] = (struct variable){NULL, NULL};
    ck_assert(http_settings_load(&environment, &settings));
    ck_assert_str_eq(settings.proxy, "");
    ck_assert_ptr_null(settings.ca_file);
    http_settings_free(&settings);
}
END_TEST

/* ---- driving ---- */

START_TEST(connections_are_kept)
{
    static struct script_step steps[100];
    struct fixture fixture;
    for (size_t i = 0; i < 100; i++)
        steps[i] = (struct script_step){"HTTP/1.1 200 OK\r\nContent-Length: 5", .text = "hello"};
    fixture_start(&fixture, steps, 100, NULL);
    for (int i = 0; i < 100; i++) {
        fixture_send(&fixture, "http", "127.0.0.1", "/");
        fixture_wait(&fixture);
        ck_assert_int_eq(http_transfer_failure(fixture.transfer), HTTP_FAILURE_NONE);
    }
    fixture_end(&fixture);
    ck_assert_uint_eq(fixture.server.served, 100);
    ck_assert_uint_eq(fixture.server.accepted, 1);
}
END_TEST

START_TEST(transfers_go_on_together)
{
    enum { COUNT = 24 };
    static struct script_step steps[COUNT];
    static struct taker takers[COUNT];
    static struct http_request requests[COUNT];
    struct http_transfer *transfers[COUNT];
    struct fixture fixture;
    for (size_t i = 0; i < COUNT; i++)
        steps[i] = (struct script_step){"HTTP/1.1 200 OK\r\nContent-Length: 1000", .len = 1000};
    fixture_start(&fixture, steps, COUNT, NULL);
    for (size_t i = 0; i < COUNT; i++) {
        takers[i] = (struct taker){.client.ops = &taker_ops, .http = fixture.http, .limit = 4096};
        http_request_init(&requests[i]);
        buffer_append_format(&requests[i].url, "http://127.0.0.1:%u/", fixture.server.port);
        ck_assert(http_request_seal(&requests[i]));
        transfers[i] = http_send(fixture.http, &requests[i], &takers[i].client, false);
    }
    for (size_t i = 0; i < COUNT; i++) {
        while (!http_transfer_is_finished(transfers[i]))
            ck_assert_int_eq(http_drive(fixture.http, 1000), STATUS_OK);
        ck_assert_int_eq(http_transfer_failure(transfers[i]), HTTP_FAILURE_NONE);
        ck_assert_uint_eq(takers[i].len, 1000);
        ck_assert_uint_eq(takers[i].woken, 1);
        http_transfer_free(transfers[i]);
        http_request_wipe(&requests[i]);
    }
    fixture_end(&fixture);
}
END_TEST

START_TEST(a_pause_holds_the_rest_back)
{
    static const struct script_step step = {"HTTP/1.1 200 OK\r\nContent-Length: 3000", .len = 3000};
    struct fixture fixture;
    fixture_start(&fixture, &step, 1, NULL);
    fixture_send(&fixture, "http", "127.0.0.1", "/");
    fixture.taker.limit = 0;
    while (!http_transfer_is_paused(fixture.transfer))
        ck_assert_int_eq(http_drive(fixture.http, 1000), STATUS_OK);
    ck_assert_uint_eq(fixture.taker.woken, 1);
    ck_assert_int_eq(http_drive(fixture.http, 50), STATUS_OK);
    ck_assert(!http_transfer_is_finished(fixture.transfer));
    fixture.taker.limit = 4096;
    http_transfer_resume(fixture.transfer);
    fixture_wait(&fixture);
    ck_assert_uint_eq(fixture.taker.len, 3000);
    fixture_end(&fixture);
}
END_TEST

START_TEST(a_wait_ends_when_it_is_due)
{
    struct fixture fixture;
    fixture_start(&fixture, NULL, 0, NULL);
    struct taker first = {.client.ops = &taker_ops, .http = fixture.http};
    struct taker second = first, never = first;
    http_wait(fixture.http, &second.client, 60);
    http_wait(fixture.http, &first.client, 5);
    http_wait(fixture.http, &never.client, 1);
    http_forget_wait(fixture.http, &never.client);
    while (first.woken == 0)
        ck_assert_int_eq(http_drive(fixture.http, 1000), STATUS_OK);
    while (second.woken == 0)
        ck_assert_int_eq(http_drive(fixture.http, 1000), STATUS_OK);
    ck_assert_uint_eq(first.woken, 1);
    ck_assert_uint_eq(never.woken, 0);
    ck_assert_int_ge(http_driven_ms(fixture.http), 50);
    fixture_end(&fixture);
}
END_TEST

START_TEST(driving_nothing_returns_at_once)
{
    struct fixture fixture;
    struct timespec before, after;
    fixture_start(&fixture, NULL, 0, NULL);
    clock_gettime(CLOCK_MONOTONIC, &before);
    ck_assert_int_eq(http_drive(fixture.http, 60000), STATUS_OK);
    clock_gettime(CLOCK_MONOTONIC, &after);
    ck_assert_int_le(after.tv_sec - before.tv_sec, 10);
    atomic_store(&fixture.cancelled, true);
    ck_assert_int_eq(http_drive(fixture.http, 60000), STATUS_CANCELLED);
    fixture_end(&fixture);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("http");
    TCase *const tcase = tcase_create("http");
    fill_headers();
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, an_answer_is_taken_or_refused, 0, sizeof answers / sizeof *answers);
    tcase_add_test(tcase, the_path_goes_out_as_it_is);
    tcase_add_loop_test(tcase, plain_http_stays_on_this_machine, 0,
                        sizeof targets / sizeof *targets);
    tcase_add_loop_test(tcase, a_proxy_is_used_for_other_machines_only, 0,
                        sizeof proxied / sizeof *proxied);
    tcase_add_test(tcase, settings_come_from_the_environment);
    tcase_add_test(tcase, connections_are_kept);
    tcase_add_test(tcase, transfers_go_on_together);
    tcase_add_test(tcase, a_pause_holds_the_rest_back);
    tcase_add_test(tcase, a_wait_ends_when_it_is_due);
    tcase_add_test(tcase, driving_nothing_returns_at_once);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
