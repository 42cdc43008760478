/* What stores answer besides bytes: headers, dates, when to ask again, and why an object is lost.
 */
#include "crawler/store/answer.h"
#include "crawler/store/dates.h"
#include "crawler/store/http_message.h"
#include "crawler/store/retry.h"

#include "suite.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NOW 1769904000 /* Sun, 01 Feb 2026 00:00:00 GMT */

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

static struct http_headers headers_of(const char *lines)
{
    struct http_headers headers;
    http_headers_init(&headers);
    buffer_append_str(&headers.lines, lines);
    return headers;
}

/* ---- headers ---- */

static const struct {
    const char *name, *lines, *header;
    const char *value; /* NULL: there is none */
} find_cases[] = {
    {"plain", "ETag: x\r\n", "ETag", "x"},
    {"any case", "etag:x\r\n", "ETag", "x"},
    {"spaces around", "ETag: \t x y \t\r\n", "ETag", "x y"},
    {"first counts", "A: 1\r\nA: 2\r\n", "A", "1"},
    {"empty value", "A:\r\n", "A", ""},
    {"not the start of a name", "ETagX: x\r\n", "ETag", NULL},
    {"not the end of a name", "XETag: x\r\n", "ETag", NULL},
    {"not a value", "X: ETag: x\r\n", "ETag", NULL},
    {"space before the colon", "ETag : x\r\n", "ETag", NULL},
    {"no line end", "A: 1", "A", "1"},
    {"bare line feed", "X: y\nA: 1\n", "A", "1"},
    {"name alone", "A", "A", NULL},
    {"nothing", "", "A", NULL},
};

START_TEST(test_find)
{
    struct http_headers headers = headers_of(find_cases[_i].lines);
    struct span value;
    const bool is_found = http_headers_find(&headers, find_cases[_i].header, &value);
    ck_assert_msg(is_found == (find_cases[_i].value != NULL), "%s", find_cases[_i].name);
    if (is_found)
        ck_assert_msg(value.len == strlen(find_cases[_i].value) &&
                          memcmp(value.ptr, find_cases[_i].value, value.len) == 0,
                      "%s", find_cases[_i].name);
    buffer_free(&headers.lines);
}
END_TEST

static const struct {
    const char *value;
    bool is_number;
    uint64_t number;
} number_cases[] = {
    {"0", true, 0},
    {"18446744073709551615", true, UINT64_MAX},
    {"18446744073709551616", false, 0},
    {"99999999999999999999999", false, 0},
    {"007", true, 7},
    {"-1", false, 0},
    {"+1", false, 0},
    {"1 2", false, 0},
    {"1,2", false, 0},
    {"0x10", false, 0},
    {"1e3", false, 0},
    {"", false, 0},
};

START_TEST(test_number)
{
    char line[64];
    uint64_t number = 0;
    snprintf(line, sizeof line, "Content-Length: %s\r\n", number_cases[_i].value);
    struct http_headers headers = headers_of(line);
    ck_assert_msg(http_headers_number(&headers, "content-length", &number) ==
                      number_cases[_i].is_number,
                  "%s", line);
    if (number_cases[_i].is_number)
        ck_assert_uint_eq(number, number_cases[_i].number);
    buffer_free(&headers.lines);
}
END_TEST

static const struct {
    const char *value;
    bool is_range;
} range_cases[] = {
    {"bytes 0-9/10", true},
    {"Bytes 0-0/1", true},
    {"bytes 5-9/18446744073709551615", true},
    {"bytes 0-10/10", false},
    {"bytes 9-0/10", false},
    {"bytes 0-9/*", false},
    {"bytes */10", false},
    {"bytes 0-9", false},
    {"bytes 0-9/", false},
    {"bytes 0-9/10 ", true}, /* a space at the end is not part of the value */
    {"bytes 0-9/10,", false},
    {"bytes=0-9/10", false},
    {"bytes  0-9/10", false},
    {"bytes 0 -9/10", false},
    {"bytes -9/10", false},
    {"items 0-9/10", false},
    {"bytes 0-18446744073709551616/18446744073709551617", false},
    {"bytes", false},
    {"", false},
};

START_TEST(test_range)
{
    char line[96];
    struct http_range range;
    snprintf(line, sizeof line, "Content-Range: %s\r\n", range_cases[_i].value);
    struct http_headers headers = headers_of(line);
    ck_assert_msg(http_headers_content_range(&headers, &range) == range_cases[_i].is_range, "%s",
                  line);
    buffer_free(&headers.lines);
}
END_TEST

static const struct {
    const char *value, *etag;
} etag_cases[] = {
    {"\"abc-3\"", "abc-3"}, {"W/\"abc\"", "abc"}, {"0x8DABC", "0x8DABC"}, {"\"\"", ""},
    {"\"", "\""},           {"W/x", "x"},         {"\"a\"b\"", "a\"b"},   {"", ""},
};

START_TEST(test_etag)
{
    const struct span etag = http_trim_etag(span_of(etag_cases[_i].value));
    ck_assert_msg(etag.len == strlen(etag_cases[_i].etag) &&
                      memcmp(etag.ptr, etag_cases[_i].etag, etag.len) == 0,
                  "%s", etag_cases[_i].value);
}
END_TEST

/* A copy is cut, and terminated. */
START_TEST(test_copy)
{
    struct http_headers headers = headers_of("A: 123456789\r\n");
    char out[5];
    ck_assert(http_headers_copy(&headers, "A", out, sizeof out));
    ck_assert_str_eq(out, "1234");
    ck_assert(!http_headers_copy(&headers, "B", out, sizeof out));
    ck_assert_str_eq(out, "");
    buffer_free(&headers.lines);
}
END_TEST

/* ---- requests ---- */

static const struct {
    const char *value;
    bool is_sent;
} value_cases[] = {
    {"plain", true},
    {"", true},
    {"a b", true},
    {"a\r\nX: y", false},
    {"a\nb", false},
    {"a\rb", false},
    {"a\x7f"
     "b",
     false},
    {"a\x01", false},
    {"\xc3\xa9", true},
};

START_TEST(test_request_header)
{
    struct http_request request;
    http_request_init(&request);
    buffer_append_str(&request.url, "https://h/");
    http_request_add_header(&request, "A", value_cases[_i].value);
    ck_assert_msg(http_request_seal(&request) == value_cases[_i].is_sent, "%s",
                  value_cases[_i].value);
    http_request_wipe(&request);
}
END_TEST

static const struct {
    struct http_part part;
    const char *range, *match; /* NULL: not sent */
} part_cases[] = {
    {{0, UINT64_MAX, "", NULL}, NULL, NULL},
    {{0, UINT64_MAX, "e", NULL}, NULL, "If-Match: \"e\""},
    {{0, 0, "", NULL}, "Range: bytes=0-0", NULL},
    {{8, UINT64_MAX, "e-2", NULL}, "Range: bytes=8-", "If-Match: \"e-2\""},
    {{8388608, 16777215, "e", NULL}, "Range: bytes=8388608-16777215", "If-Match: \"e\""},
};

START_TEST(test_part)
{
    struct http_request request;
    size_t at = 0;
    http_request_init(&request);
    http_request_add_part(&request, &part_cases[_i].part);
    ck_assert(http_request_seal(&request));
    if (part_cases[_i].range != NULL)
        ck_assert_str_eq(request.headers_at[at++], part_cases[_i].range);
    if (part_cases[_i].match != NULL)
        ck_assert_str_eq(request.headers_at[at++], part_cases[_i].match);
    ck_assert_uint_eq(request.header_count, at);
    http_request_wipe(&request);
}
END_TEST

/* Keys go out encoded whole, also across the pieces in which that is done. */
START_TEST(test_encoded_key)
{
    char key[1024], expected[3 * sizeof key + 1] = "";
    struct http_request request;
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = i % 2 == 0 ? ' ' : '/';
        strcat(expected, i % 2 == 0 ? "%20" : "/");
    }
    http_request_init(&request);
    http_request_append_encoded(&request, (struct span){(const uint8_t *)key, sizeof key}, true);
    ck_assert(http_request_seal(&request));
    ck_assert_str_eq((const char *)request.url.ptr, expected);
    http_request_wipe(&request);
}
END_TEST

/* ---- dates ---- */

static const struct {
    const char *text;
    bool is_http, is_iso;
    time_t time;
} date_cases[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", true, false, 784111777},
    {"Sun, 01 Feb 2026 00:00:00 GMT", true, false, NOW},
    {"Thu, 29 Feb 2024 23:59:59 GMT", true, false, 1709251199},
    {"Thu, 01 Jan 1970 00:00:00 GMT", true, false, 0},
    {"Sun, 06 Nov 1994 08:49:37 UTC", false, false, 0},
    {"Sun, 06 Nov 1994 08:49:37 +0000", false, false, 0},
    {"Sunday, 06-Nov-94 08:49:37 GMT", false, false, 0},
    {"Sun Nov  6 08:49:37 1994", false, false, 0},
    {"Sun, 6 Nov 1994 08:49:37 GMT", false, false, 0},
    {"Sun, 06 nov 1994 08:49:37 GMT", false, false, 0},
    {"Sun, 06 anF 1994 08:49:37 GMT", false, false, 0},
    {"Sun, 32 Nov 1994 08:49:37 GMT", false, false, 0},
    {"Sun, 06 Nov 1994 24:49:37 GMT", false, false, 0},
    {"Sun, 06 Nov 1994 08:60:37 GMT", false, false, 0},
    {"Sun, 06 Nov 1969 08:49:37 GMT", false, false, 0},
    {"Sun, 06 Nov 1994 08:49:37 GMT ", false, false, 0},
    {"2026-02-01T00:00:00Z", false, true, NOW},
    {"2026-02-01T00:00:00.000Z", false, true, NOW},
    {"2026-02-01T00:00:00.9999999Z", false, true, NOW},
    {"9999-12-31T23:59:59Z", false, true, 253402300799},
    {"2026-02-01T00:00:00", false, false, 0},
    {"2026-02-01T00:00:00+00:00", false, false, 0},
    {"2026-02-01 00:00:00Z", false, false, 0},
    {"2026-02-01", false, false, 0},
    {"2026-13-01T00:00:00Z", false, false, 0},
    {"2026-00-01T00:00:00Z", false, false, 0},
    {"2026-02-00T00:00:00Z", false, false, 0},
    {"-026-02-01T00:00:00Z", false, false, 0},
    {"2026-02-01T00:00:00ZZ", false, false, 0},
    {"", false, false, 0},
};

START_TEST(test_date)
{
    const struct span text = span_of(date_cases[_i].text);
    time_t time = -7;
    ck_assert_msg(date_parse_http(text, &time) == date_cases[_i].is_http, "%s",
                  date_cases[_i].text);
    ck_assert_msg(date_cases[_i].is_http ? time == date_cases[_i].time : time == -7, "%s: %ld",
                  date_cases[_i].text, (long)time);
    time = -7;
    ck_assert_msg(date_parse_iso(text, &time) == date_cases[_i].is_iso, "%s", date_cases[_i].text);
    ck_assert_msg(date_cases[_i].is_iso ? time == date_cases[_i].time : time == -7, "%s: %ld",
                  date_cases[_i].text, (long)time);
}
END_TEST

/* ---- asking again ---- */

static const struct {
    const char *lines;
    int64_t wait_ms;
} wait_cases[] = {
    {"", 0},
    {"Retry-After: 0\r\n", 0},
    {"Retry-After: 5\r\n", 5000},
    {"Retry-After: 59\r\n", 59000},
    {"Retry-After: 61\r\n", 60000},
    {"Retry-After: 18446744073709551615\r\n", 60000},
    {"Retry-After: -5\r\n", 0},
    {"Retry-After: soon\r\n", 0},
    {"Retry-After: Sun, 01 Feb 2026 00:00:05 GMT\r\n", 5000},
    {"Retry-After: Sat, 31 Jan 2026 00:00:05 GMT\r\n", 0},
    {"Retry-After: Sun, 01 Feb 2027 00:00:05 GMT\r\n", 60000},
    {"x-amz-retry-after: 1500\r\n", 1500},
    {"x-ms-retry-after-ms: 250\r\nRetry-After: 5\r\n", 250},
    {"retry-after-ms: 99999999\r\n", 60000},
};

START_TEST(test_server_wait)
{
    struct http_headers headers = headers_of(wait_cases[_i].lines);
    const int64_t wait_ms = retry_server_wait_ms(&headers, NOW);
    ck_assert_msg(wait_ms == wait_cases[_i].wait_ms, "%s: %" PRId64, wait_cases[_i].lines, wait_ms);
    buffer_free(&headers.lines);
}
END_TEST

static const struct {
    int status;
    const char *code;
    enum retry_kind kind;
} judge_cases[] = {
    {500, "", RETRY_TRANSIENT},
    {502, "", RETRY_TRANSIENT},
    {504, "", RETRY_TRANSIENT},
    {408, "", RETRY_TRANSIENT},
    {503, "", RETRY_THROTTLED},
    {429, "", RETRY_THROTTLED},
    {200, "SlowDown", RETRY_THROTTLED},
    {200, "InternalError", RETRY_TRANSIENT},
    {400, "RequestTimeout", RETRY_TRANSIENT},
    {403, "RequestTimeTooSkewed", RETRY_TRANSIENT},
    {503, "ServerBusy", RETRY_THROTTLED},
    {400, "", RETRY_NO},
    {400, "ExpiredToken", RETRY_NO},
    {403, "AccessDenied", RETRY_NO},
    {404, "NoSuchKey", RETRY_NO},
    {412, "PreconditionFailed", RETRY_NO},
    {416, "", RETRY_NO},
    {501, "NotImplemented", RETRY_NO},
    {301, "PermanentRedirect", RETRY_NO},
    {403, "slowdown", RETRY_NO},
};

START_TEST(test_judge)
{
    ck_assert_msg(retry_judge(judge_cases[_i].status, judge_cases[_i].code) == judge_cases[_i].kind,
                  "%d %s", judge_cases[_i].status, judge_cases[_i].code);
}
END_TEST

/* A series ends, whatever chance says, and never waits longer than the rules allow. */
START_TEST(test_series)
{
    static const uint32_t chances[] = {0, UINT32_MAX / 2, UINT32_MAX};
    static const enum retry_kind kinds[] = {RETRY_TRANSIENT, RETRY_THROTTLED};
    const enum retry_kind kind = kinds[_i % 2];
    const uint32_t random = chances[_i / 2];
    struct retry retry = {0};
    int64_t now_ms = 1000;
    unsigned attempts = 0;
    for (;;) {
        const int64_t wait_ms = retry_next_wait_ms(&retry, kind, 0, now_ms, random);
        attempts++;
        if (wait_ms < 0)
            break;
        ck_assert_int_le(wait_ms, RETRY_WAIT_MAX_MS);
        now_ms += wait_ms;
    }
    ck_assert_uint_eq(attempts, RETRY_ATTEMPTS_MAX);
    ck_assert_int_le(now_ms - 1000, RETRY_TIME_MAX_MS);
}
END_TEST

/* Settings say how many attempts there are. */
START_TEST(test_series_as_set)
{
    const unsigned most = (unsigned)_i + 1;
    struct retry retry = {.attempts_max = most};
    for (unsigned i = 1; i < most; i++)
        ck_assert_int_eq(retry_next_wait_ms(&retry, RETRY_TRANSIENT, 0, 0, 0), 0);
    ck_assert_int_eq(retry_next_wait_ms(&retry, RETRY_TRANSIENT, 0, 0, 0), -1);
}
END_TEST

START_TEST(test_series_in_time)
{
    struct retry retry = {0};
    ck_assert_int_eq(retry_next_wait_ms(&retry, RETRY_THROTTLED, 60000, 0, 0), 60000);
    ck_assert_int_eq(retry_next_wait_ms(&retry, RETRY_THROTTLED, 60000, 60000, 0), 60000);
    ck_assert_int_eq(retry_next_wait_ms(&retry, RETRY_THROTTLED, 60000, 120000, 0), 60000);
    ck_assert_int_eq(retry_next_wait_ms(&retry, RETRY_THROTTLED, 60000, 180000, 0), -1);
    struct retry other = {0};
    ck_assert_int_eq(retry_next_wait_ms(&other, RETRY_NO, 0, 0, 0), -1);
}
END_TEST

/* 35 retries at 14, or 100 at 5, are free; then each waits, until answers have paid for one. */
START_TEST(test_quota)
{
    static const struct {
        enum retry_kind kind;
        int free, cost;
    } rows[] = {{RETRY_TRANSIENT, 35, 14}, {RETRY_THROTTLED, 100, 5}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct retry_quota quota = {0};
        for (int j = 0; j < rows[i].free; j++)
            ck_assert_int_eq(retry_quota_take(&quota, rows[i].kind, UINT32_MAX), 0);
        ck_assert_int_eq(retry_quota_take(&quota, rows[i].kind, 0), 10000);
        ck_assert_int_eq(retry_quota_take(&quota, rows[i].kind, UINT32_MAX), 19999);
        ck_assert_int_eq(retry_quota_take(&quota, RETRY_NO, UINT32_MAX), 0);
        for (int j = 0; j < rows[i].cost; j++)
            retry_quota_refill(&quota);
        ck_assert_int_eq(retry_quota_take(&quota, rows[i].kind, 0), 0);
        for (int j = 0; j < 2000; j++)
            retry_quota_refill(&quota);
        ck_assert_int_eq(quota.spent, 0);
    }
}
END_TEST

/* ---- why an object is lost ---- */

#define ERROR(code, message)                                                                       \
    "<?xml version=\"1.0\"?><Error><Code>" code "</Code><Message>" message "</Message></Error>"

#define DETAIL(text)                                                                               \
    "<Error><Code>AuthenticationFailed</Code><AuthenticationErrorDetail>" text                     \
    "</AuthenticationErrorDetail></Error>"

static const struct {
    int status;
    const char *headers, *body;
    const char *code;
    enum reason reason;
} reason_cases[] = {
    {403, "", ERROR("AccessDenied", "no"), "AccessDenied", REASON_ACCESS_DENIED},
    {403, "", ERROR("InvalidObjectState", "x"), "InvalidObjectState", REASON_ARCHIVED},
    {409, "x-ms-error-code: BlobArchived\r\n", "", "BlobArchived", REASON_ARCHIVED},
    {409, "x-ms-error-code: BlobBeingRehydrated\r\n", "", "BlobBeingRehydrated", REASON_ARCHIVED},
    {403, "x-ms-error-code: AuthenticationFailed\r\n", DETAIL("Signature did not match."),
     "AuthenticationFailed", REASON_ACCESS_DENIED},
    {403, "x-ms-error-code: AuthenticationFailed\r\n",
     DETAIL("Request date header too old: 'Thu, 01 Jan 2026 00:00:00 GMT'"), "RequestTimeTooSkewed",
     REASON_ACCESS_DENIED},
    {403, "", ERROR("AccessDenied", "not authorized to perform: kms:Decrypt"), "AccessDenied",
     REASON_KMS_DENIED},
    {400, "", ERROR("AccessDenied", "The ciphertext refers to a customer master key that is gone"),
     "AccessDenied", REASON_KMS_DENIED},
    {400, "", ERROR("KMS.DisabledException", "x"), "KMS.DisabledException", REASON_KMS_DENIED},
    {403, "x-ms-error-code: KeyVaultEncryptionKeyNotFound\r\n", "", "KeyVaultEncryptionKeyNotFound",
     REASON_KMS_DENIED},
    {400, "",
     ERROR("InvalidRequest", "The object was stored using a form of Server Side Encryption. x"),
     "InvalidRequest", REASON_CUSTOMER_KEY_NEEDED},
    {409, "x-ms-error-code: BlobUsesCustomerSpecifiedEncryption\r\n", "",
     "BlobUsesCustomerSpecifiedEncryption", REASON_CUSTOMER_KEY_NEEDED},
    {404, "", ERROR("NoSuchKey", "x"), "NoSuchKey", REASON_VANISHED},
    {404, "", "", "", REASON_VANISHED},
    {412, "", ERROR("PreconditionFailed", "x"), "PreconditionFailed", REASON_CHANGED},
    {400, "", ERROR("ExpiredToken", "x"), "ExpiredToken", REASON_ACCESS_DENIED},
    {401, "", "", "", REASON_ACCESS_DENIED},
    {418, "", "", "", REASON_HTTP},
    {500, "", "<html>", "", REASON_HTTP},
    {403, "", "<Error><Code>a b</Code></Error>", "", REASON_ACCESS_DENIED},
    {403, "", "<Error><Code>x\x1b[2J</Code></Error>", "", REASON_ACCESS_DENIED},
    {403, "",
     "<Error><Code>"
     "0123456789012345678901234567890123456789012345678901234567890123"
     "</Code></Error>",
     "", REASON_ACCESS_DENIED},
    {403, "", "<Other><Code>KMS.X</Code></Other>", "", REASON_ACCESS_DENIED},
    {403, "", "<Error><Deep><Code>KMS.X</Code></Deep></Error>", "", REASON_ACCESS_DENIED},
    {403, "", "<Error><Code>First</Code><Code>Second</Code></Error>", "First",
     REASON_ACCESS_DENIED},
    {403, "x-ms-error-code: Header\r\n", ERROR("Body", "x"), "Header", REASON_ACCESS_DENIED},
};

START_TEST(test_reason)
{
    struct http_headers headers = headers_of(reason_cases[_i].headers);
    struct answer answer;
    answer_read(&answer, reason_cases[_i].status, &headers, span_of(reason_cases[_i].body));
    ck_assert_msg(strcmp(answer.code, reason_cases[_i].code) == 0, "%s: %s", reason_cases[_i].body,
                  answer.code);
    ck_assert_msg(answer_reason(&answer) == reason_cases[_i].reason, "%d %s: %d",
                  reason_cases[_i].status, reason_cases[_i].body, (int)answer_reason(&answer));
    buffer_free(&headers.lines);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("answer_edges");
    TCase *const tcase = tcase_create("answer_edges");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_find, 0, COUNT(find_cases));
    tcase_add_loop_test(tcase, test_number, 0, COUNT(number_cases));
    tcase_add_loop_test(tcase, test_range, 0, COUNT(range_cases));
    tcase_add_loop_test(tcase, test_etag, 0, COUNT(etag_cases));
    tcase_add_test(tcase, test_copy);
    tcase_add_loop_test(tcase, test_request_header, 0, COUNT(value_cases));
    tcase_add_loop_test(tcase, test_part, 0, COUNT(part_cases));
    tcase_add_test(tcase, test_encoded_key);
    tcase_add_loop_test(tcase, test_date, 0, COUNT(date_cases));
    tcase_add_loop_test(tcase, test_server_wait, 0, COUNT(wait_cases));
    tcase_add_test(tcase, test_quota);
    tcase_add_loop_test(tcase, test_judge, 0, COUNT(judge_cases));
    tcase_add_loop_test(tcase, test_series, 0, 6);
    tcase_add_loop_test(tcase, test_series_as_set, 0, 12);
    tcase_add_test(tcase, test_series_in_time);
    tcase_add_loop_test(tcase, test_reason, 0, COUNT(reason_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
