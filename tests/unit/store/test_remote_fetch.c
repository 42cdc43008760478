/* Reading over HTTP: what is resumed, what is asked for again, and what the record says in the end.
 */
#include "crawler/store/provider.h"
#include "crawler/store/remote_fetch.h"
#include "store/script_server.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 12
#define K ((size_t)1024)

struct reading_case {
    const char *name;
    struct script_step steps[STEPS_MAX]; /* ends at the first without head, text and after */
    size_t size;                         /* as listed */
    const char *etag;                    /* as listed */
    enum status end;
    enum reason reason;
    int http_status;
    size_t expected; /* bytes of the pattern that are read */
};

#define OK_HEAD(length) "HTTP/1.1 200 OK\r\nETag: \"e1\"\r\nContent-Length: " length
#define PART_HEAD(first, last, total)                                                              \
    "HTTP/1.1 206 Partial Content\r\nETag: \"e1\"\r\nContent-Range: bytes " first "-" last "/" total
#define ERROR_BODY(code)                                                                           \
    "<?xml version=\"1.0\"?><Error><Code>" code "</Code><Message>m</Message></Error>"
#define ERROR_HEAD(status)                                                                         \
    "HTTP/1.1 " status "\r\nConnection: close\r\nContent-Type: application/xml"
#define REFUSED(status, code)                                                                      \
    {                                                                                              \
        .head = ERROR_HEAD(status), .text = ERROR_BODY(code), .after = SCRIPT_CLOSE                \
    }

static const struct reading_case cases[] = {
    {"whole", {{OK_HEAD("10"), .len = 10}}, 10, "e1", STATUS_END, 0, 0, 10},
    {"empty", {{OK_HEAD("0"), .text = ""}}, 0, "e1", STATUS_END, 0, 0, 0},
    {"large", {{OK_HEAD("5000000"), .len = 5000000}}, 5000000, "e1", STATUS_END, 0, 0, 5000000},
    {"until the connection closes",
     {{"HTTP/1.1 200 OK\r\nETag: \"e1\"", .len = 99, .after = SCRIPT_CLOSE}},
     99,
     "e1",
     STATUS_END,
     0,
     0,
     99},
    {"chunked",
     {{"HTTP/1.1 200 OK\r\nETag: \"x\"\r\nTransfer-Encoding: chunked", .text = "1\r\n\0",
       .after = SCRIPT_CLOSE},
      {"HTTP/1.1 200 OK\r\nETag: \"x\"\r\nContent-Length: 10", .len = 10}},
     10,
     "",
     STATUS_END,
     0,
     0,
     10},
    {"a new version has another size",
     {{OK_HEAD("20"), .len = 20}},
     10,
     "old",
     STATUS_END,
     0,
     0,
     20},
    {"no ETag at all",
     {{"HTTP/1.1 200 OK\r\nContent-Length: 10", .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},

    {"cut before the first byte",
     {{OK_HEAD("10"), .text = "", .after = SCRIPT_RESET}, {OK_HEAD("10"), .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"no answer at all",
     {{NULL, .text = "", .after = SCRIPT_CLOSE}, {OK_HEAD("10"), .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"cut after one byte",
     {{OK_HEAD("10"), .len = 1, .after = SCRIPT_RESET},
      {PART_HEAD("1", "9", "10") "\r\nContent-Length: 9", .from = 1, .len = 9,
       .wants = "Range: bytes=1-\r\n"}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"cut before the last byte, twice",
     {{OK_HEAD("10"), .len = 5, .after = SCRIPT_RESET},
      {PART_HEAD("5", "9", "10") "\r\nContent-Length: 5", .from = 5, .len = 4,
       .after = SCRIPT_CLOSE, .wants = "If-Match: \"e1\"\r\n"},
      {PART_HEAD("9", "9", "10") "\r\nContent-Length: 1", .from = 9, .len = 1,
       .wants = "Range: bytes=9-\r\n"}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"reset in the middle of a large body",
     {{.object = 3000000, .len = 1700000, .after = SCRIPT_RESET},
      {.object = 3000000, .wants = "Range: bytes="}},
     3000000,
     "e1",
     STATUS_END,
     0,
     0,
     3000000},
    {"cut again and again, with progress",
     {{.object = 9000000, .len = 1700000, .after = SCRIPT_CLOSE},
      {.object = 9000000, .len = 1700000, .after = SCRIPT_CLOSE},
      {.object = 9000000, .len = 1700000, .after = SCRIPT_CLOSE},
      {.object = 9000000, .len = 1700000, .after = SCRIPT_CLOSE},
      {.object = 9000000, .len = 1700000, .after = SCRIPT_CLOSE},
      {.object = 9000000, .wants = "Range: bytes=8500000-"}},
     9000000,
     "e1",
     STATUS_END,
     0,
     0,
     9000000},
    {"a short body without a Content-Length is resumed by the listed size",
     {{"HTTP/1.1 200 OK\r\nETag: \"e1\"", .len = 6, .after = SCRIPT_CLOSE},
      {PART_HEAD("6", "9", "10") "\r\nContent-Length: 4", .from = 6, .len = 4,
       .wants = "Range: bytes=6-"}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"a Content-Length below the listed size is resumed",
     {{OK_HEAD("6"), .len = 6},
      {PART_HEAD("6", "9", "10") "\r\nContent-Length: 4", .from = 6, .len = 4,
       .wants = "Range: bytes=6-"}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"a Content-Length below the listed size that is true",
     {{OK_HEAD("6"), .len = 6}, REFUSED("416 Range Not Satisfiable", "InvalidRange")},
     10,
     "e1",
     STATUS_SKIP,
     REASON_TRUNCATED,
     0,
     6},
    {"a chunked body that lost only its end",
     {{"HTTP/1.1 200 OK\r\nETag: \"e1\"\r\nTransfer-Encoding: chunked", .text = "1\r\nx",
       .after = SCRIPT_CLOSE},
      {ERROR_HEAD("416 Range Not Satisfiable") "\r\nContent-Range: bytes */1", .text = "",
       .after = SCRIPT_CLOSE, .wants = "Range: bytes=1-"}},
     0,
     "",
     STATUS_END,
     0,
     0,
     1},

    {"all of it again instead of the rest",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE},
      {OK_HEAD("10"), .len = 10, .wants = "Range: bytes=4-"}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"another part than asked for, then the right one",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE},
      {PART_HEAD("3", "9", "10") "\r\nContent-Length: 7", .from = 3, .len = 7},
      {PART_HEAD("4", "9", "10") "\r\nContent-Length: 6", .from = 4, .len = 6}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"a part without a Content-Range, then the right one",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE},
      {"HTTP/1.1 206 Partial Content\r\nETag: \"e1\"\r\nContent-Length: 6", .from = 4, .len = 6},
      {PART_HEAD("4", "9", "10") "\r\nContent-Length: 6", .from = 4, .len = 6}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"a part of an object of another size, then the right one",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE},
      {PART_HEAD("4", "10", "11") "\r\nContent-Length: 7", .from = 4, .len = 7},
      {PART_HEAD("4", "9", "10") "\r\nContent-Length: 6", .from = 4, .len = 6}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"a part that nobody asked for, then the whole",
     {{PART_HEAD("0", "4", "10") "\r\nContent-Length: 5", .len = 5}, {OK_HEAD("10"), .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"cut without an ETag, nothing read yet: from the start",
     {{"HTTP/1.1 200 OK\r\nContent-Length: 10", .len = 4, .after = SCRIPT_CLOSE},
      {OK_HEAD("10"), .len = 10, .not = "Range:"}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"cut without an ETag within a large body",
     {{"HTTP/1.1 200 OK\r\nContent-Length: 3000000", .len = 1000000, .after = SCRIPT_CLOSE}},
     3000000,
     "e1",
     STATUS_SKIP,
     REASON_READ_ERROR,
     0,
     1000000},

    {"replaced, nothing read yet: from the start",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE},
      REFUSED("412 Precondition Failed", "PreconditionFailed"),
      {"HTTP/1.1 200 OK\r\nETag: \"e2\"\r\nContent-Length: 12", .len = 12, .not = "If-Match"}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     12},
    {"replaced twice",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE},
      REFUSED("412 Precondition Failed", "PreconditionFailed"),
      {"HTTP/1.1 200 OK\r\nETag: \"e2\"\r\nContent-Length: 12", .len = 5, .after = SCRIPT_CLOSE},
      REFUSED("412 Precondition Failed", "PreconditionFailed")},
     10,
     "e1",
     STATUS_SKIP,
     REASON_CHANGED,
     0,
     5},
    {"replaced within a large body",
     {{OK_HEAD("3000000"), .len = 1000000, .after = SCRIPT_CLOSE},
      REFUSED("412 Precondition Failed", "PreconditionFailed")},
     3000000,
     "e1",
     STATUS_SKIP,
     REASON_CHANGED,
     0,
     1000000},
    {"replaced on a server that ignores If-Match",
     {{OK_HEAD("3000000"), .len = 1000000, .after = SCRIPT_CLOSE},
      {"HTTP/1.1 200 OK\r\nETag: \"e2\"\r\nContent-Length: 3000000", .len = 3000000}},
     3000000,
     "e1",
     STATUS_SKIP,
     REASON_CHANGED,
     0,
     1000000},

    {"slow down, then the object",
     {REFUSED("503 Slow Down", "SlowDown"), {OK_HEAD("10"), .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"too many requests with a delay in milliseconds",
     {{ERROR_HEAD("429 Too Many Requests") "\r\nx-amz-retry-after: 20", .text = "",
       .after = SCRIPT_CLOSE},
      {OK_HEAD("10"), .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"an internal error, a time-out and a bad gateway",
     {REFUSED("500 Internal Server Error", "InternalError"),
      REFUSED("400 Bad Request", "RequestTimeout"),
      {ERROR_HEAD("502 Bad Gateway"), .text = "<html>", .after = SCRIPT_CLOSE},
      {OK_HEAD("10"), .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"slow down in the middle",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE},
      REFUSED("503 Slow Down", "SlowDown"),
      {PART_HEAD("4", "9", "10") "\r\nContent-Length: 6", .from = 4, .len = 6}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},
    {"the clock is learned",
     {{ERROR_HEAD("403 Forbidden") "\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT",
       .text = ERROR_BODY("RequestTimeTooSkewed"), .after = SCRIPT_CLOSE},
      {OK_HEAD("10"), .len = 10}},
     10,
     "e1",
     STATUS_END,
     0,
     0,
     10},

    {"access denied",
     {REFUSED("403 Forbidden", "AccessDenied")},
     1,
     "",
     STATUS_SKIP,
     REASON_ACCESS_DENIED,
     403,
     0},
    {"unauthorized",
     {REFUSED("401 Unauthorized", "X")},
     1,
     "",
     STATUS_SKIP,
     REASON_ACCESS_DENIED,
     401,
     0},
    {"vanished",
     {REFUSED("404 Not Found", "NoSuchKey")},
     1,
     "",
     STATUS_SKIP,
     REASON_VANISHED,
     404,
     0},
    {"vanished in the middle",
     {{OK_HEAD("10"), .len = 4, .after = SCRIPT_CLOSE}, REFUSED("404 Not Found", "NoSuchKey")},
     10,
     "e1",
     STATUS_SKIP,
     REASON_VANISHED,
     404,
     4},
    {"archived",
     {REFUSED("403 Forbidden", "InvalidObjectState")},
     1,
     "",
     STATUS_SKIP,
     REASON_ARCHIVED,
     403,
     0},
    {"archived blob",
     {REFUSED("409 Conflict", "BlobArchived")},
     1,
     "",
     STATUS_SKIP,
     REASON_ARCHIVED,
     409,
     0},
    {"key disabled",
     {REFUSED("400 Bad Request", "KMS.DisabledException")},
     1,
     "",
     STATUS_SKIP,
     REASON_KMS_DENIED,
     400,
     0},
    {"redirect is not followed",
     {{"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0",
       .text = ""}},
     1,
     "",
     STATUS_SKIP,
     REASON_HTTP,
     307,
     0},
    {"no content",
     {{"HTTP/1.1 204 No Content", .text = ""}},
     1,
     "",
     STATUS_SKIP,
     REASON_HTTP,
     204,
     0},
    {"a long refusal",
     {{"HTTP/1.1 403 Forbidden\r\nContent-Length: 400000", .len = 400000}},
     1,
     "",
     STATUS_SKIP,
     REASON_ACCESS_DENIED,
     403,
     0},
};

/* ---- the client side ---- */

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

struct client {
    struct aws_settings settings;
    struct provider_clock clock;
    struct store store;
    atomic_bool cancelled;
    struct http *http;
    struct object *object;
    struct remote_fetch *fetch;
};

static struct remote_fetch *client_fetch(const struct client *client)
{
    const struct remote_fetch_init init = {.store = &client->store,
                                           .http = client->http,
                                           .object = client->object,
                                           .part = {0, UINT64_MAX, ""}};
    return remote_fetch_start(&init);
}

static void client_start(struct client *client, unsigned port, size_t size, const char *etag)
{
    static const char key[] = "some/key";
    const struct object_init init = {.key = {(const uint8_t *)key, sizeof key - 1},
                                     .size = size,
                                     .etag = {(const uint8_t *)etag, strlen(etag)},
                                     .refused = -1};
    memset(client, 0, sizeof *client);
    const struct http_options options = {&client->cancelled, 4};
    client->settings = (struct aws_settings){.is_anonymous = true, .region = "us-east-1"};
    client->store.environment = environment;
    client->store.clock = &client->clock;
    client->store.locator.provider = PROVIDER_S3;
    client->store.s3.settings = &client->settings;
    client->store.s3.bucket = "bucket";
    client->store.s3.prefix = "";
    strcpy(client->store.s3.endpoint.scheme, "http");
    strcpy(client->store.s3.endpoint.path_prefix, "/bucket");
    snprintf(client->store.s3.endpoint.host, sizeof client->store.s3.endpoint.host, "127.0.0.1:%u",
             port);
    client->http = http_create(&environment, &options);
    client->object = object_create(&init);
    client->fetch = client_fetch(client);
    ck_assert_ptr_nonnull(client->fetch);
}

static void client_end(struct client *client)
{
    remote_fetch_free(client->fetch);
    object_free(client->object);
    http_free(client->http);
}

/* Reads all, checks the pattern, and returns how many bytes; *end is the last status. */
static size_t client_read(struct client *client, size_t cap, enum status *end)
{
    struct byte_source *const body = remote_fetch_body(client->fetch);
    uint8_t *const buf = malloc(cap);
    size_t total = 0, len;
    while ((*end = byte_source_read(body, buf, cap, &len)) == STATUS_OK) {
        ck_assert_uint_gt(len, 0);
        size_t same = 0;
        while (same < len && buf[same] == script_pattern(total + same))
            same++;
        ck_assert_msg(same == len, "byte %zu is wrong", total + same);
        total += len;
    }
    ck_assert_uint_eq(len, 0);
    free(buf);
    return total;
}

static size_t count_steps(const struct reading_case *row)
{
    size_t count = 0;
    while (count < STEPS_MAX && (row->steps[count].head != NULL || row->steps[count].text != NULL ||
                                 row->steps[count].object > 0))
        count++;
    return count;
}

static void run_case(const struct reading_case *row, bool is_read_at_once, size_t cap)
{
    struct script_server server;
    struct client client;
    enum status end;
    script_server_start(&server, row->steps, count_steps(row));
    client_start(&client, server.port, row->size, row->etag);
    while (!is_read_at_once && !remote_fetch_is_ready(client.fetch))
        ck_assert_int_eq(http_drive(client.http, 1000), STATUS_OK);
    const size_t got = client_read(&client, cap, &end);
    const struct fault fault = remote_fetch_body(client.fetch)->fault;
    ck_assert_msg(end == row->end, "%s: status %d, %s", row->name, end, fault.message);
    ck_assert_msg(got == row->expected, "%s: %zu bytes", row->name, got);
    if (end == STATUS_SKIP) {
        ck_assert_msg(fault.reason == row->reason, "%s: reason %d", row->name, fault.reason);
        ck_assert_msg(fault.http_status == row->http_status, "%s: status %d", row->name,
                      fault.http_status);
    }
    client_end(&client);
    script_server_stop(&server);
    ck_assert_msg(server.served == count_steps(row), "%s: %zu requests", row->name, server.served);
}

START_TEST(reads_when_ready)
{
    run_case(&cases[_i], false, 64 * K);
}
END_TEST

/* In small pieces and without waiting first: the bytes must not differ. */
START_TEST(reads_at_once_in_pieces)
{
    const bool is_restart = strstr(cases[_i].name, "nothing read yet") != NULL ||
                            strstr(cases[_i].name, "replaced twice") != NULL;
    if (!is_restart) /* those depend on nothing having been read */
        run_case(&cases[_i], true, 777);
}
END_TEST

/* ---- what a table does not show ---- */

#define ID64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define LONG_ID ID64 ID64 ID64 ID64 ID64

START_TEST(facts_are_known_when_ready)
{
    static const struct script_step steps[] = {
        {"HTTP/1.1 200 OK\r\netag: W/\"abc\"\r\nContent-Type: text/csv\r\nContent-Length: 3\r\n"
         "Content-Encoding: a, BR\r\nx-amz-version-id: " LONG_ID "\r\n"
         "x-amz-server-side-encryption: aws:kms\r\n"
         "x-amz-server-side-encryption-aws-kms-key-id: arn:k\r\n"
         "x-amz-server-side-encryption-bucket-key-enabled: true",
         .len = 3, .not = "Accept-Encoding"}};
    struct script_server server;
    struct client client;
    script_server_start(&server, steps, 1);
    client_start(&client, server.port, 3, "abc");
    ck_assert(!remote_fetch_is_ready(client.fetch));
    while (!remote_fetch_is_ready(client.fetch))
        ck_assert_int_eq(http_drive(client.http, 1000), STATUS_OK);
    const struct object_facts *const facts = &remote_fetch_said(client.fetch)->facts;
    ck_assert_str_eq(facts->etag, "abc");
    ck_assert(facts->is_brotli && strcmp(facts->content_type, "text/csv") == 0);
    ck_assert_str_eq(facts->version_id, LONG_ID);
    ck_assert_str_eq(facts->encryption_mode, "sse-kms");
    ck_assert_str_eq(facts->encryption_key_id, "arn:k");
    ck_assert(facts->has_bucket_key && facts->bucket_key);
    client_end(&client);
    script_server_stop(&server);
}
END_TEST

START_TEST(gives_up_after_ten_attempts)
{
    struct script_step steps[12];
    struct script_server server;
    struct client client;
    enum status end;
    for (size_t i = 0; i < 12; i++)
        steps[i] = (struct script_step){ERROR_HEAD("500 Internal Server Error"),
                                        .text = ERROR_BODY("InternalError"), .after = SCRIPT_CLOSE};
    script_server_start(&server, steps, 12);
    client_start(&client, server.port, 3, "abc");
    ck_assert_uint_eq(client_read(&client, 100, &end), 0);
    ck_assert_int_eq(end, STATUS_SKIP);
    ck_assert_int_eq(remote_fetch_body(client.fetch)->fault.reason, REASON_HTTP);
    ck_assert_int_eq(remote_fetch_body(client.fetch)->fault.http_status, 500);
    client_end(&client);
    script_server_stop(&server);
    ck_assert_uint_eq(server.served, 10);
}
END_TEST

START_TEST(one_waits_while_another_is_read)
{
    static const struct script_step steps[] = {
        {ERROR_HEAD("503 Slow Down") "\r\nRetry-After: 60", .text = "", .after = SCRIPT_CLOSE},
        {OK_HEAD("10"), .len = 10}};
    struct script_server server;
    struct client client;
    enum status end;
    script_server_start(&server, steps, 2);
    client_start(&client, server.port, 10, "e1");
    /* Let the first be refused before the second is sent. */
    ck_assert_int_eq(http_drive(client.http, 300), STATUS_OK);
    struct remote_fetch *const waiting = client.fetch;
    client.fetch = client_fetch(&client);
    ck_assert_uint_eq(client_read(&client, 100, &end), 10);
    ck_assert_int_eq(end, STATUS_END);
    ck_assert(!remote_fetch_is_ready(waiting));
    remote_fetch_free(waiting);
    client_end(&client);
    script_server_stop(&server);
}
END_TEST

static void *cancel_soon(void *user)
{
    poll(NULL, 0, 50);
    atomic_store((atomic_bool *)user, true);
    return NULL;
}

START_TEST(a_silent_server_is_left_when_cancelled)
{
    static const struct script_step steps[] = {{NULL, .text = "", .after = SCRIPT_HANG}};
    struct script_server server;
    struct client client;
    enum status end;
    pthread_t thread;
    struct timespec before, after;
    script_server_start(&server, steps, 1);
    client_start(&client, server.port, 10, "e1");
    clock_gettime(CLOCK_MONOTONIC, &before);
    ck_assert_int_eq(pthread_create(&thread, NULL, cancel_soon, &client.cancelled), 0);
    ck_assert_uint_eq(client_read(&client, 100, &end), 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    pthread_join(thread, NULL);
    ck_assert_int_eq(end, STATUS_CANCELLED);
    ck_assert_int_le(after.tv_sec - before.tv_sec, 5);
    client_end(&client);
    script_server_stop(&server);
}
END_TEST

START_TEST(a_fetch_can_be_left_at_any_time)
{
    static const struct script_step steps[] = {
        {OK_HEAD("3000000"), .len = 3000000},
        {OK_HEAD("3000000"), .len = 3000000},
        {"HTTP/1.1 200 OK\r\nETag: \"e2\"\r\nContent-Length: 10", .len = 10}};
    struct script_server server;
    struct client client;
    enum status end;
    script_server_start(&server, steps, 3);
    client_start(&client, server.port, 3000000, "e1");
    while (!remote_fetch_is_ready(client.fetch))
        ck_assert_int_eq(http_drive(client.http, 1000), STATUS_OK);
    remote_fetch_free(client.fetch); /* paused */
    client.fetch = client_fetch(&client);
    uint8_t buf[1000];
    size_t len;
    ck_assert_int_eq(byte_source_read(remote_fetch_body(client.fetch), buf, sizeof buf, &len),
                     STATUS_OK);
    remote_fetch_free(client.fetch); /* in its body */
    client.fetch = client_fetch(&client);
    remote_fetch_free(client.fetch); /* not even sent */
    client.fetch = client_fetch(&client);
    ck_assert_uint_eq(client_read(&client, 100, &end), 10);
    ck_assert_int_eq(end, STATUS_END);
    client_end(&client);
    script_server_stop(&server);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("remote_fetch");
    TCase *const tcase = tcase_create("remote_fetch");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, reads_when_ready, 0, sizeof cases / sizeof *cases);
    tcase_add_loop_test(tcase, reads_at_once_in_pieces, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, facts_are_known_when_ready);
    tcase_add_test(tcase, gives_up_after_ten_attempts);
    tcase_add_test(tcase, one_waits_while_another_is_read);
    tcase_add_test(tcase, a_silent_server_is_left_when_cancelled);
    tcase_add_test(tcase, a_fetch_can_be_left_at_any_time);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
