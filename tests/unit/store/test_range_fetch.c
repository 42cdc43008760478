/* Large objects in parts: put together in order, of one version, whatever happens to a part. */
#include "crawler/base/range_source.h"
#include "crawler/store/http.h"
#include "crawler/store/object_part.h"
#include "crawler/store/provider.h"
#include "crawler/store/store.h"
#include "store/script_server.h"
#include "suite.h"

#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 10
#define MB ((size_t)1 << 20)
#define PART (8 * MB)
#define SIZE (37 * MB + 5) /* five parts, the last a short one */

struct reading_case {
    const char *name;
    struct script_step steps[STEPS_MAX];
    size_t size; /* as listed */
    enum status end;
    enum reason reason;
    size_t expected; /* bytes read; parts come in any order from the server's view */
};

#define WHOLE                                                                                      \
    {                                                                                              \
        .object = SIZE                                                                             \
    }
#define FIRST_OF(version)                                                                          \
    {                                                                                              \
        .head = "HTTP/1.1 206 P\r\nETag: \"e1\"\r\nx-amz-version-id: " version "\r\n"              \
                "Content-Range: bytes 0-8388607/8388618\r\nContent-Length: 8388608",               \
        .len = PART, .not = "versionId"                                                            \
    }
#define GONE                                                                                       \
    {                                                                                              \
        .head = "HTTP/1.1 412 Precondition Failed\r\nConnection: close", .text = "",               \
        .after = SCRIPT_CLOSE, .wants = "If-Match: \"e1\""                                         \
    }

static const struct reading_case cases[] = {
    {"five parts",
     {{.object = SIZE, .wants = "Range: bytes=0-8388607\r\n", .not = "If-Match"},
      {.object = SIZE, .wants = "If-Match: \"e1\""},
      WHOLE,
      WHOLE,
      WHOLE},
     SIZE,
     STATUS_END,
     0,
     SIZE},
    {"smaller than listed",
     {{.object = 20 * MB}, {.object = 20 * MB}, {.object = 20 * MB}},
     SIZE,
     STATUS_END,
     0,
     20 * MB},
    {"larger than listed", {WHOLE, WHOLE, WHOLE, WHOLE, WHOLE}, 17 * MB, STATUS_END, 0, SIZE},
    {"smaller than a part", {{.object = 5}}, SIZE, STATUS_END, 0, 5},
    {"of one part", {{.object = PART}}, SIZE, STATUS_END, 0, PART},
    {"of one part and a byte",
     {{.object = PART + 1}, {.object = PART + 1, .wants = "Range: bytes=8388608-8388608\r\n"}},
     SIZE,
     STATUS_END,
     0,
     PART + 1},
    {"empty",
     {{.head = "HTTP/1.1 416 Range Not Satisfiable\r\nConnection: close",
       .text = "",
       .after = SCRIPT_CLOSE},
      {.head = "HTTP/1.1 200 OK\r\nETag: \"e2\"\r\nContent-Length: 0",
       .text = "",
       .not = "Range:"}},
     SIZE,
     STATUS_END,
     0,
     0},
    {"ranges are ignored",
     {{.head = "HTTP/1.1 200 OK\r\nETag: \"e1\"\r\nContent-Length: 20000000", .len = 20000000}},
     20000000,
     STATUS_END,
     0,
     20000000},
    {"no ETag",
     {{.head =
           "HTTP/1.1 206 P\r\nContent-Range: bytes 0-8388607/20000000\r\nContent-Length: 8388608",
       .len = 1000,
       .after = SCRIPT_CLOSE},
      {.head = "HTTP/1.1 200 OK\r\nContent-Length: 20000000", .len = 20000000, .not = "Range:"}},
     20000000,
     STATUS_END,
     0,
     20000000},
    {"cut within parts",
     {{.object = SIZE, .len = 5 * MB, .after = SCRIPT_CLOSE},
      {.object = SIZE, .len = 5 * MB, .after = SCRIPT_CLOSE},
      {.object = SIZE, .len = 5 * MB, .after = SCRIPT_CLOSE},
      WHOLE,
      WHOLE,
      WHOLE,
      WHOLE,
      WHOLE},
     SIZE,
     STATUS_END,
     0,
     SIZE},
    {"replaced behind the first part",
     {WHOLE, GONE, GONE, GONE},
     SIZE,
     STATUS_SKIP,
     REASON_CHANGED,
     PART},
    {"replaced behind the first part, which is of a version that is kept",
     {FIRST_OF("v+1"), GONE, {.object = PART + 10, .wants = "versionId=v%2B1 HTTP"}},
     SIZE,
     STATUS_END,
     0,
     PART + 10},
    {"replaced behind the first part, which is of a version that is not for us",
     {FIRST_OF("v1"),
      GONE,
      {.head = "HTTP/1.1 403 Forbidden\r\nConnection: close",
       .text = "<Error><Code>AccessDenied</Code></Error>",
       .after = SCRIPT_CLOSE}},
     SIZE,
     STATUS_SKIP,
     REASON_CHANGED,
     PART},
    {"replaced behind the first part, and so is what has its version's name",
     {FIRST_OF("null"), GONE, GONE},
     SIZE,
     STATUS_SKIP,
     REASON_CHANGED,
     PART},
    {"of no parts, replaced, in a version that is kept",
     {{.head = "HTTP/1.1 200 OK\r\nETag: \"e1\"\r\nx-amz-version-id: v1\r\n"
               "Content-Length: 3000000",
       .len = 1000000,
       .after = SCRIPT_CLOSE,
       .not = "versionId"},
      GONE,
      {.object = 3000000, .wants = "versionId=v1 HTTP"}},
     3000000,
     STATUS_END,
     0,
     3000000},
    {"replaced before anything was read",
     {{.object = SIZE, .len = 1000, .after = SCRIPT_CLOSE},
      GONE,
      {.head =
           "HTTP/1.1 206 P\r\nETag: \"e2\"\r\nContent-Range: bytes 0-9/10\r\nContent-Length: 10",
       .len = 10}},
     SIZE,
     STATUS_END,
     0,
     10},
    {"denied",
     {{.head = "HTTP/1.1 403 Forbidden\r\nConnection: close",
       .text = "<Error><Code>AccessDenied</Code></Error>",
       .after = SCRIPT_CLOSE}},
     SIZE,
     STATUS_SKIP,
     REASON_ACCESS_DENIED,
     0},
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

struct client {
    struct provider_clock clock;
    struct store store;
    atomic_bool cancelled;
    struct http *http;
    struct object *object;
    struct fetch *fetch;
};

static void client_start(struct client *client, unsigned port, size_t size)
{
    const struct object_init init = {.key = {(const uint8_t *)"k", 1},
                                     .size = size,
                                     .etag = {(const uint8_t *)"e1", 2},
                                     .refused = -1};
    memset(client, 0, sizeof *client);
    const struct http_options options = {&client->cancelled, 4};
    client->store.environment = environment;
    client->store.clock = &client->clock;
    client->store.locator.provider = PROVIDER_S3;
    client->store.s3.settings = &settings;
    client->store.s3.bucket = "bucket";
    client->store.s3.prefix = "";
    strcpy(client->store.s3.endpoint.scheme, "http");
    snprintf(client->store.s3.endpoint.host, sizeof client->store.s3.endpoint.host, "127.0.0.1:%u",
             port);
    client->http = http_create(&environment, &options);
    client->object = object_create(&init);
    client->fetch = fetch_start(&client->store, client->http, client->object);
    ck_assert_ptr_nonnull(client->fetch);
}

static void client_end(struct client *client)
{
    fetch_free(client->fetch);
    object_free(client->object);
    http_free(client->http);
}

static size_t client_read(struct client *client, size_t cap, enum status *end)
{
    uint8_t *const buf = malloc(cap);
    size_t total = 0, len;
    while ((*end = byte_source_read(fetch_body(client->fetch), buf, cap, &len)) == STATUS_OK) {
        size_t same = 0;
        while (same < len && buf[same] == script_pattern(total + same))
            same++;
        ck_assert_msg(same == len, "byte %zu is wrong", total + same);
        total += len;
    }
    free(buf);
    return total;
}

static size_t count_steps(const struct reading_case *row)
{
    size_t count = 0;
    while (count < STEPS_MAX && (row->steps[count].head != NULL || row->steps[count].object > 0))
        count++;
    return count;
}

START_TEST(parts_are_put_together)
{
    const struct reading_case *const row = &cases[_i];
    struct script_server server;
    struct client client;
    enum status end;
    script_server_start(&server, row->steps, count_steps(row));
    client_start(&client, server.port, row->size);
    while (!fetch_is_ready(client.fetch))
        ck_assert_int_eq(http_drive(client.http, 1000), STATUS_OK);
    const size_t got = client_read(&client, 200000, &end);
    const struct fault fault = fetch_body(client.fetch)->fault;
    ck_assert_msg(end == row->end, "%s: status %d, %s", row->name, end, fault.message);
    ck_assert_msg(got == row->expected, "%s: %zu bytes", row->name, got);
    if (end == STATUS_SKIP)
        ck_assert_msg(fault.reason == row->reason, "%s: reason %d", row->name, fault.reason);
    else if (strcmp(row->name, "no ETag") != 0)
        ck_assert_int_eq(fetch_facts(client.fetch)->etag[0], 'e');
    client_end(&client);
    script_server_stop(&server);
    /* Of a body that is lost, one more part may have been asked for before that was known. */
    const size_t spare = row->end == STATUS_SKIP ? 1 : 0;
    const size_t steps = count_steps(row);
    ck_assert_msg(server.served >= steps && server.served <= steps + spare, "%s: %zu requests",
                  row->name, server.served);
}
END_TEST

START_TEST(nothing_is_read_ahead_before_the_first_read)
{
    /* More than is held of it, and no more, so that the server is free for others. */
    static const struct script_step steps[] = {
        {.object = SIZE, .len = 300000, .after = SCRIPT_HANG}, WHOLE, WHOLE, WHOLE, WHOLE};
    struct script_server server;
    struct client client;
    uint8_t buf[10];
    size_t len;
    script_server_start(&server, steps, 5);
    client_start(&client, server.port, SIZE);
    while (!fetch_is_ready(client.fetch))
        ck_assert_int_eq(http_drive(client.http, 1000), STATUS_OK);
    ck_assert_int_eq(http_drive(client.http, 50), STATUS_OK);
    ck_assert_uint_eq(server.accepted, 1);
    ck_assert_int_eq(byte_source_read(fetch_body(client.fetch), buf, sizeof buf, &len), STATUS_OK);
    for (int i = 0; i < 100 && server.accepted < 4; i++)
        ck_assert_int_eq(http_drive(client.http, 20), STATUS_OK);
    ck_assert_uint_eq(server.accepted, 4);
    client_end(&client); /* with all parts in flight */
    script_server_stop(&server);
}
END_TEST

static const struct {
    uint64_t at;
    size_t len;
    enum status status;
} places[] = {
    {SIZE - 8, 8, STATUS_OK},         /* a request */
    {SIZE - 5000, 4000, STATUS_OK},   /* of the same window */
    {10 * MB, 100, STATUS_OK},        /* a request */
    {10 * MB + 50, 20, STATUS_OK},    /* of the same window */
    {11 * MB - 10, 20, STATUS_OK},    /* over its end: a request */
    {12 * MB + 1, 2 * MB, STATUS_OK}, /* larger than a window: a request */
    {SIZE - 8, 9, STATUS_SKIP},
};

START_TEST(ranges_are_read_by_place)
{
    /* Of the first part no more than is held, so that the server is free for others. */
    static const struct script_step steps[] = {
        {.object = SIZE, .len = 300000, .after = SCRIPT_HANG},
        WHOLE,
        WHOLE,
        WHOLE, /* what is read ahead */
        WHOLE,
        WHOLE,
        WHOLE,
        WHOLE};
    struct script_server server;
    struct client client;
    enum status end;
    uint8_t *const buf = malloc(2 * MB);
    size_t len;
    script_server_start(&server, steps, 8);
    client_start(&client, server.port, SIZE);
    struct byte_source *const body = fetch_body(client.fetch);
    ck_assert_ptr_null(body->ranges);
    ck_assert_int_eq(byte_source_read(body, buf, 1, &len), STATUS_OK);
    ck_assert_ptr_nonnull(body->ranges);
    ck_assert_uint_eq(body->ranges->size, SIZE);
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        end = range_source_read_at(body->ranges, places[i].at, buf, places[i].len);
        ck_assert_msg(end == places[i].status, "%zu: %d, %s", i, end, body->ranges->fault.message);
        for (size_t j = 0; end == STATUS_OK && j < places[i].len; j++)
            ck_assert(buf[j] == script_pattern((size_t)places[i].at + j));
    }
    client_end(&client);
    script_server_stop(&server);
    ck_assert_uint_eq(server.served, 8);
    free(buf);
}
END_TEST

START_TEST(a_range_of_another_version_is_told)
{
    static const struct script_step steps[] = {
        {.object = SIZE, .len = 300000, .after = SCRIPT_HANG}, WHOLE, WHOLE, WHOLE, GONE};
    struct script_server server;
    struct client client;
    uint8_t buf[10];
    size_t len;
    script_server_start(&server, steps, 5);
    client_start(&client, server.port, SIZE);
    struct byte_source *const body = fetch_body(client.fetch);
    ck_assert_int_eq(byte_source_read(body, buf, 1, &len), STATUS_OK);
    for (int i = 0; i < 500 && server.served < 4; i++)
        ck_assert_int_eq(http_drive(client.http, 20), STATUS_OK);
    ck_assert_int_eq(range_source_read_at(body->ranges, 5, buf, 10), STATUS_SKIP);
    ck_assert_int_eq(body->ranges->fault.reason, REASON_CHANGED);
    client_end(&client);
    script_server_stop(&server);
}
END_TEST

START_TEST(a_cancelled_read_ends)
{
    static const struct script_step steps[] = {
        {.object = SIZE, .len = PART + 1, .after = SCRIPT_HANG},
        {.head = NULL, .text = "", .after = SCRIPT_HANG},
        {.head = NULL, .text = "", .after = SCRIPT_HANG},
        {.head = NULL, .text = "", .after = SCRIPT_HANG}};
    struct script_server server;
    struct client client;
    uint8_t *const buf = malloc(PART);
    size_t len;
    script_server_start(&server, steps, 4);
    client_start(&client, server.port, SIZE);
    ck_assert_int_eq(byte_source_fill(fetch_body(client.fetch), buf, PART, &len), STATUS_OK);
    ck_assert_uint_eq(len, PART);
    atomic_store(&client.cancelled, true);
    ck_assert_int_eq(byte_source_read(fetch_body(client.fetch), buf, PART, &len), STATUS_CANCELLED);
    ck_assert_int_eq(byte_source_read(fetch_body(client.fetch), buf, PART, &len), STATUS_CANCELLED);
    client_end(&client);
    script_server_stop(&server);
    free(buf);
}
END_TEST

/* ---- the judgement of one answer ---- */

static const struct {
    const char *name;
    struct object_part part;
    int status;
    const char *headers;
    enum part_body body;
    uint64_t total, skip;
} judgements[] = {
    {"all", {.last = UINT64_MAX}, 200, "ETag: e\r\nContent-Length: 9\r\n", PART_NEXT, 9, 0},
    {"shorter than listed",
     {.last = UINT64_MAX},
     200,
     "ETag: e1\r\nContent-Length: 9\r\n",
     PART_NEXT,
     100,
     0},
    {"shorter than listed, another version",
     {.last = UINT64_MAX},
     200,
     "ETag: e2\r\nContent-Length: 9\r\n",
     PART_NEXT,
     9,
     0},
    {"refused", {.last = UINT64_MAX}, 403, "", PART_REFUSAL, 0, 0},
    {"a part that nobody asked for",
     {.last = UINT64_MAX},
     206,
     "ETag: e\r\nContent-Range: bytes 0-8/9\r\n",
     PART_FOREIGN,
     0,
     0},
    {"the first part",
     {.last = 3},
     206,
     "ETag: e\r\nContent-Range: bytes 0-3/9\r\n",
     PART_NEXT,
     4,
     0},
    {"the first part of less",
     {.last = 30},
     206,
     "ETag: e\r\nContent-Range: bytes 0-8/9\r\n",
     PART_NEXT,
     9,
     0},
    {"less than the first part",
     {.last = 3},
     206,
     "ETag: e\r\nContent-Range: bytes 0-2/9\r\n",
     PART_FOREIGN,
     0,
     0},
    {"more than the first part",
     {.last = 3},
     206,
     "ETag: e\r\nContent-Range: bytes 0-4/9\r\n",
     PART_FOREIGN,
     0,
     0},
    {"all instead of the first part",
     {.last = 3},
     200,
     "ETag: e\r\nContent-Length: 9\r\n",
     PART_NEXT,
     9,
     0},
    {"the first part without a version",
     {.last = 3},
     206,
     "Content-Range: bytes 0-3/9\r\n",
     PART_WHOLE,
     0,
     0},
    {"no first part", {.last = 3}, 416, "", PART_WHOLE, 0, 0},
    {"a middle part",
     {.first = 4, .last = 7, .etag = "e"},
     206,
     "ETag: \"e\"\r\nContent-Range: bytes 4-7/9\r\n",
     PART_NEXT,
     4,
     0},
    {"the last part",
     {.first = 4, .last = 11, .etag = "e"},
     206,
     "Content-Range: bytes 4-8/9\r\n",
     PART_NEXT,
     5,
     0},
    {"all instead of a middle part",
     {.first = 4, .last = 7, .etag = "e"},
     200,
     "ETag: e\r\nContent-Length: 9\r\n",
     PART_FOREIGN,
     0,
     0},
    {"a middle part of another version",
     {.first = 4, .last = 7, .etag = "e"},
     206,
     "ETag: f\r\nContent-Range: bytes 4-7/9\r\n",
     PART_REPLACED,
     0,
     0},
    {"the rest",
     {.last = UINT64_MAX, .received = 4, .etag = "e"},
     206,
     "ETag: e\r\nContent-Range: bytes 4-8/9\r\n",
     PART_NEXT,
     9,
     0},
    {"less than the rest",
     {.last = UINT64_MAX, .received = 4, .etag = "e"},
     206,
     "Content-Range: bytes 4-7/9\r\n",
     PART_FOREIGN,
     0,
     0},
    {"the rest of another size",
     {.last = UINT64_MAX, .received = 4, .etag = "e", .has_object_size = true, .object_size = 8},
     206,
     "Content-Range: bytes 4-8/9\r\n",
     PART_FOREIGN,
     0,
     0},
    {"all again",
     {.last = UINT64_MAX, .received = 4, .etag = "e", .has_total = true, .total = 9},
     200,
     "ETag: e\r\nContent-Length: 9\r\n",
     PART_NEXT,
     9,
     4},
    {"all again of who knows what",
     {.last = UINT64_MAX, .received = 4, .etag = "e"},
     200,
     "Content-Length: 9\r\n",
     PART_FOREIGN,
     0,
     0},
    {"all again of another version",
     {.last = UINT64_MAX, .received = 4, .etag = "e"},
     200,
     "ETag: f\r\nContent-Length: 9\r\n",
     PART_REPLACED,
     0,
     0},
};

START_TEST(an_answer_is_judged)
{
    const struct object object = {.size = 100, .etag = "e1"};
    struct object_part part = judgements[_i].part;
    struct http_headers headers;
    http_headers_init(&headers);
    buffer_append_str(&headers.lines, judgements[_i].headers);
    const enum part_body body = object_part_judge(&part, &object, judgements[_i].status, &headers);
    ck_assert_msg(body == judgements[_i].body, "%s: %d", judgements[_i].name, body);
    if (body == PART_NEXT) {
        ck_assert_msg(part.total == judgements[_i].total, "%s: total", judgements[_i].name);
        ck_assert_msg(part.skip == judgements[_i].skip, "%s: skip", judgements[_i].name);
    }
    buffer_free(&headers.lines);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("range_fetch");
    TCase *const tcase = tcase_create("range_fetch");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, parts_are_put_together, 0, sizeof cases / sizeof *cases);
    tcase_add_test(tcase, ranges_are_read_by_place);
    tcase_add_test(tcase, a_range_of_another_version_is_told);
    tcase_add_test(tcase, nothing_is_read_ahead_before_the_first_read);
    tcase_add_test(tcase, a_cancelled_read_ends);
    tcase_add_loop_test(tcase, an_answer_is_judged, 0, sizeof judgements / sizeof *judgements);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
