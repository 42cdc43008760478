/* Bodies in chunks, as web archives keep them, are joined; what stands in none is given as it is.
 */
#include "tests/unit/chunk_source.h"
#include "tests/unit/suite.h"
#include "tests/unit/unpack/walk_log.h"
#include "tests/unit/unpack/zip_builder.h"

#include <stdio.h>
#include <string.h>

#define CHUNKED "Transfer-Encoding: chunked\r\n"

static const struct {
    const char *name, *headers, *body, *content, *reasons;
} rows[] = {
    {"chunks", CHUNKED, "7\r\nssn 123\r\n8\r\n-45-6789\r\n0\r\n\r\n", "ssn 123-45-6789", ""},
    {"capital digits, blanks, extensions", "transfer-encoding:gzip, Chunked\r\n",
     "000A \r\nssn 123-45\r\n5;a=\"b\"\r\n-6789\r\n0;x\r\n\r\n", "ssn 123-45-6789", ""},
    {"blanks behind the value", "Transfer-Encoding: chunked \t\r\n",
     "7\r\nssn 123\r\n8\r\n-45-6789\r\n0\r\n\r\n", "ssn 123-45-6789", ""},
    {"not told of", "", "1\r\na\r\n0\r\n\r\n", "1\r\na\r\n0\r\n\r\n", ""},
    {"another coding", "Transfer-Encoding: gzip\r\n", "1\r\na\r\n0\r\n\r\n", "1\r\na\r\n0\r\n\r\n",
     ""},
    {"joined by the writer", CHUNKED, "ssn 123-45-6789", "ssn 123-45-6789", ""},
    {"joined, a number first", CHUNKED, "5\r\nssn 123-45-6789", "5\r\nssn 123-45-6789", ""},
    {"joined, a large number first", CHUNKED, "2024\r\nssn 1", "2024\r\nssn 1", ""},
    {"a line without digits", CHUNKED, "\r\nssn 1", "\r\nssn 1", ""},
    {"a line without an end", CHUNKED, "5", "5", ""},
    {"too many digits", CHUNKED, "0000000000000005\r\nssn 1\r\n", "0000000000000005\r\nssn 1\r\n",
     ""},
    {"trailers", CHUNKED, "3\r\nssn\r\n0\r\nX-Sum: 1\r\n\r\n", "ssnX-Sum: 1\r\n\r\n", ""},
    {"damaged in between", CHUNKED, "3\r\nssn\r\nX\r\n123-45-6789\r\n0\r\n\r\n",
     "ssnX\r\n123-45-6789\r\n0\r\n\r\n", "corrupt"},
    {"cut off behind a chunk", CHUNKED, "3\r\nssn\r\n", "ssn", "truncated"},
    {"cut off in a chunk", CHUNKED, "3\r\nssn\r\n9\r\n 1", "ssn 1", "truncated"},
    {"nothing", CHUNKED, "0\r\n\r\n", "", ""},
    {"no body", CHUNKED, "", "", ""},
};
#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static void build_record(struct buffer *out, const char *headers, struct span body)
{
    char http[200];
    snprintf(http, sizeof http, "HTTP/1.1 200 OK\r\n%s\r\n", headers);
    buffer_append_format(out, "WARC/1.1\r\nWARC-Target-URI: u\r\nContent-Length: %zu\r\n\r\n%s",
                         strlen(http) + body.len, http);
    buffer_append(out, body.ptr, body.len);
    buffer_append_str(out, "\r\n\r\n");
}

/* A second record, which is met only when the first one ended where it should. */
static void check(struct span bytes, size_t chunk, const char *content, const char *reasons)
{
    struct chunk_source source;
    struct walk_log log = {.passwords = NULL};
    char found[256], leaf[400];
    chunk_source_init(&source, bytes, chunk, STATUS_END);
    walk_log_run_source(&log, &source.source, "k.warc", NULL);
    snprintf(leaf, sizeof leaf, "\nu=%s\nheaders@", content);
    const char *const leaves = walk_log_leaves(&log);
    if (*content != 0)
        ck_assert_msg(strstr(leaves, leaf) != NULL, "%s", leaves);
    else
        ck_assert_ptr_eq(strstr(leaves, "\nu="), strstr(leaves, "\nu=the next record"));
    ck_assert(walk_log_has(&log, "the next record"));
    ck_assert_str_eq(walk_log_reasons(&log, found), reasons);
    walk_log_free(&log);
}

START_TEST(test_chunks)
{
    struct buffer bytes;
    buffer_init(&bytes, 10000);
    build_record(&bytes, rows[_i].headers,
                 (struct span){(const uint8_t *)rows[_i].body, strlen(rows[_i].body)});
    build_record(&bytes, "", (struct span){(const uint8_t *)"the next record", 15});
    for (size_t chunk = 0; chunk < 3; chunk++)
        check((struct span){bytes.ptr, bytes.len}, chunk, rows[_i].content, rows[_i].reasons);
    buffer_free(&bytes);
}
END_TEST

/* A body that was compressed and then cut into chunks, some of them larger than the window. */
START_TEST(test_packed_in_chunks)
{
    static const size_t lens[] = {1, 100, 48 * 1024 - 7, 48 * 1024, 100000};
    struct buffer text, packed, body, bytes;
    buffer_init(&text, 2000000);
    buffer_init(&packed, 2000000);
    buffer_init(&body, 4000000);
    buffer_init(&bytes, 4000000);
    uint32_t number = 1;
    for (int i = 0; i < 30000; i++, number = number * 1103515245 + 12345)
        buffer_append_format(&text, "%08x\n", (unsigned)number);
    build_gzip(&packed, (struct span){text.ptr, text.len});
    for (size_t at = 0; at < packed.len;) {
        const size_t left = packed.len - at, most = lens[_i];
        const size_t len = left < most ? left : most;
        buffer_append_format(&body, "%zx\r\n", len);
        buffer_append(&body, packed.ptr + at, len);
        buffer_append_str(&body, "\r\n");
        at += len;
    }
    buffer_append_str(&body, "0\r\n\r\n");
    build_record(&bytes, CHUNKED, (struct span){body.ptr, body.len});
    struct walk_log log;
    walk_log_run(&log, (struct span){bytes.ptr, bytes.len}, "k.warc", NULL);
    ck_assert_uint_eq(log.coverage.reasons, 0);
    ck_assert_uint_ge(log.content.len, text.len);
    ck_assert_mem_eq(log.content.ptr + log.content.len - text.len, text.ptr, text.len);
    walk_log_free(&log);
    buffer_free(&text);
    buffer_free(&packed);
    buffer_free(&body);
    buffer_free(&bytes);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("chunked");
    TCase *const tcase = tcase_create("chunked");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_chunks, 0, ROWS);
    tcase_add_loop_test(tcase, test_packed_in_chunks, 0, 5);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
