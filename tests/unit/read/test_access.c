/* Access logs in columns. */
#include "crawler/read/text_reader.h"
#include "tests/unit/read/field_log.h"
#include "tests/unit/read/reading_check.h"
#include "tests/unit/suite.h"

#include "detectors/registry.h"

#include <stdio.h>
#include <string.h>

#define W3C "#Version: 1.0\n#Fields: date c-ip x-ssn cs-uri-query\n"
#define IP "198.51.100.7"
#define S3                                                                                         \
    "79a59 b [06/Feb/2019:00:00:38 +0000] " IP " 79a59 3E57 REST.GET.OBJECT a "                    \
    "\"GET /b/a?patient_name=Ann+Lee&mrn=A123 HTTP/1.1\" 200 - 113 - 7 - \"-\" \"x/0.4\" -\n"
#define ALB                                                                                        \
    "https 2026-01-02T10:00:00.186641Z app/x " IP ":2817 10.0.0.1:80 0.1 0.0 0.0 200 200 0 57 "    \
    "\"GET https://x.org:443/?mrn=A123 HTTP/1.1\" \"curl/7\" - -\n"
#define AZURE                                                                                      \
    "1.0;2026-01-02T10:00:00.186Z;GetBlob;Success;200;5;5;authenticated;a;a;blob;"                 \
    "\"https://a.blob.core.windows.net/c/x?mrn=A123\";\"/a/c/x\";3e1e;0;" IP ":1;2018\n"

static const struct reading_case rows[] = {
    {"columns named by a directive", W3C "2026-01-02 " IP " 536904399 -\n",
     "1:1 date -\n1:2 c-ip ip-address [" IP "]\n1:3 x-ssn us-ssn [536904399]\n"
     "1:4 cs-uri-query -\n"},
    {"a query string", W3C "1 - - first_name=Ann+Lee&q=1&dob=1978-04-22\n",
     "1:1 date -\n1:2 c-ip ip-address [-]\n1:3 x-ssn us-ssn [-]\n1:4 cs-uri-query -\n"
     "1:4 cs-uri-query person-name [Ann Lee]\n"
     "1:4 cs-uri-query dob [1978-04-22]\n"},
    {"columns named anew", W3C "1 - - -\n#Fields: x-mrn\nA123\n",
     "1:1 date -\n1:2 c-ip ip-address [-]\n1:3 x-ssn us-ssn [-]\n1:4 cs-uri-query -\n"
     "2:1 x-mrn mrn [A123]\n"},
    {"tabs below names with blanks", W3C "1\t" IP "\t536904399\t-\r\n",
     "1:1 date -\n1:2 c-ip ip-address [" IP "]\n1:3 x-ssn us-ssn [536904399]\n"
     "1:4 cs-uri-query -\n"},
    {"commas and quotes",
     "#Fields: t,client-ip,x-ssn\n1,\"198.51.100.7\",\"5\"\"3\"\n2,,536904399\n",
     "1:1 t -\n1:2 client-ip ip-address [" IP "]\n1:3 x-ssn us-ssn [5\"\"3]\n2:1 t -\n"
     "2:3 x-ssn us-ssn [536904399]\n"},
    {"Zeek", "#separator \\x09\n#fields\tts\tid.orig_h\tmrn\n1.5\ta b\tA123\n",
     "1:1 ts -\n1:2 id.orig_h -\n1:3 mrn mrn [A123]\n"},
    {"the server's own address", "#Fields: s-ip c-ip\n10.0.0.1 " IP "\n",
     "1:1 s-ip -\n1:2 c-ip ip-address [" IP "]\n"},
    {"a bucket", S3,
     "1:1 bucket_owner -\n1:2 bucket -\n1:3 time -\n1:4 remote_ip ip-address [" IP "]\n"
     "1:5 requester -\n1:6 request_id -\n1:7 operation -\n1:8 key -\n1:9 request_uri -\n"
     "1:9 request_uri person-name [Ann Lee]\n1:9 request_uri mrn [A123]\n"
     "1:10 http_status -\n1:11 error_code -\n1:12 bytes_sent -\n"
     "1:13 object_size -\n1:14 total_time -\n1:15 turn_around_time -\n1:16 referer -\n"
     "1:17 user_agent -\n1:18 version_id -\n"},
    {"a load balancer", ALB,
     "1:1 type -\n1:2 time -\n1:3 elb -\n1:4 client_port -\n1:5 target_port -\n"
     "1:6 request_processing_time -\n1:7 target_processing_time -\n"
     "1:8 response_processing_time -\n1:9 elb_status_code -\n1:10 target_status_code -\n"
     "1:11 received_bytes -\n1:12 sent_bytes -\n1:13 request -\n1:13 request mrn [A123]\n"
     "1:14 user_agent -\n1:15 ssl_cipher -\n1:16 ssl_protocol -\n"},
    {"a storage account", AZURE,
     "1:1 version_number -\n1:2 request_start_time -\n1:3 operation_type -\n"
     "1:4 request_status -\n1:5 http_status_code -\n1:6 end_to_end_latency_in_ms -\n"
     "1:7 server_latency_in_ms -\n1:8 authentication_type -\n1:9 requester_account -\n"
     "1:10 owner_account -\n1:11 service_type -\n1:12 request_url -\n"
     "1:12 request_url mrn [A123]\n1:13 requested_object_key -\n1:14 request_id_header -\n"
     "1:15 operation_count -\n1:16 requester_ip_address -\n"
     "1:17 request_version_header -\n"},
    {"a web server", IP " - jlee [02/Jan/2026:10:00:00 +0000] \"GET /?mrn=A1 HTTP/1.1\" 200 12\n",
     "1:1 remote_ip ip-address [" IP
     "]\n1:2 identity -\n1:3 user unique-code? [jlee]\n1:4 time -\n1:5 request -\n"
     "1:5 request mrn [A1]\n1:6 status -\n1:7 bytes_sent -\n"},
    {"a quote that never closes", W3C "1 \"" IP " 536904399\n2 - 536904398 -\n",
     "1:1 date -\n1:2 c-ip ip-address [" IP " 536904399]\n2:1 date -\n2:2 c-ip ip-address [-]\n"
     "2:3 x-ssn us-ssn [536904398]\n2:4 cs-uri-query -\n"},
    {"more cells than names", "#Fields: a\n1 2\n", "1:1 a -\n1:2  -\n"},
    {"nothing but a directive", "#Fields: x-ssn\n", ""},
    {"a directive far down", "2026-01-02 10:00:00 a=1\n#Fields: x-ssn\n", NULL},
    {"a comment", "# Fields: x-ssn\n1 2\n", NULL},
    {"a bucket, but only one line of many", S3 "a\nb\nc\n", NULL},
    {"times in another place", "a [06/Feb/2019:00:00:38 +0000] b\n", NULL},
    {"prose", "At 10:00:00 the patient left.\n", NULL},
};

#define ROWS ((int)(sizeof rows / sizeof rows[0]))

static struct span span_of(const char *text)
{
    return (struct span){(const uint8_t *)text, strlen(text)};
}

START_TEST(test_fields)
{
    reading_check(&access_reader_ops, &rows[_i]);
}
END_TEST

START_TEST(test_cuts)
{
    reading_check_pieces(&access_reader_ops, span_of(rows[_i].text));
}
END_TEST

/* Every byte is flipped in turn, and the log cut at every length. */
START_TEST(test_damage)
{
    static const char lines[] = W3C "1 " IP " \"5\" a=1&ssn=536904399\n#Fields: a b\n1\t2\n";
    reading_check_flips(&access_reader_ops, span_of(lines), _i);
}
END_TEST

/* A cell longer than a value: what stands behind it keeps its column, pairs in it their names. */
START_TEST(test_long_cell)
{
    char text[4096] = "#Fields: cs(Cookie) x-ssn\n";
    size_t len = strlen(text);
    memset(text + len, 'x', 700);
    strcpy(text + len + 700, "&mrn=A123&y=");
    len = strlen(text);
    memset(text + len, 'y', 600);
    strcpy(text + len + 600, " 536904399\n");
    struct field_log *const log = field_log_read(&access_reader_ops, span_of(text), 0, 300);
    ck_assert_ptr_nonnull(strstr(log->text, "1:1 cs(Cookie) mrn [A123]\n"));
    ck_assert_ptr_nonnull(strstr(log->text, "1:2 x-ssn us-ssn [536904399]\n"));
    field_log_free(log);
}
END_TEST

/* ---- escapes ---- */

static const struct {
    const char *name;
    const char *text;
    const char *fields; /* with a meaning */
} escaped_rows[] = {
    {"a blank in a value", W3C "1 - 536904399 first_name=Ann%20Lee&mrn=A%201\n",
     "us-ssn [536904399]\nperson-name [Ann Lee]\nmrn [A 1]\n"},
    {"a blank in a cell in front", "#Fields: cs-uri-stem x-ssn\n/a%20b/c%20d 536904399\n",
     "us-ssn [536904399]\n"},
    {"a plus that is none", W3C "1 - - tel=%2B1+202+555+0143\n", "phone [+1 202 555 0143]\n"},
    {"a blank of the line", W3C "1 - - last_name=Lee next\n", "person-name [Lee]\n"},
};

struct escape_log {
    size_t len;
    char text[1024];
};

static void take_named(void *user, const struct field *field)
{
    struct escape_log *const log = user;
    const bool is_none = field->value.len == 1 && field->value.ptr[0] == '-';
    if (field->meaning.detector >= 0 && !is_none)
        log->len +=
            (size_t)snprintf(log->text + log->len, sizeof log->text - log->len, "%s [%.*s]\n",
                             detector_at((size_t)field->meaning.detector)->id,
                             (int)field->value.len, (const char *)field->value.ptr);
}

/* Text that was folded is read with the escapes known for what they were. */
START_TEST(test_escapes)
{
    const struct field_rules *const rules = field_log_rules();
    struct text_reader *const reader = text_reader_create();
    struct byte_source *const source = byte_source_from_span(span_of(escaped_rows[_i].text));
    void *const state = access_reader_ops.create(rules);
    struct escape_log log = {0};
    struct field_sink sink = {.emit = take_named, .user = &log, .text = reader};
    struct segment segment;
    text_reader_begin(reader, source, FORMAT_TEXT);
    ck_assert_int_eq(text_reader_next(reader, &segment), STATUS_OK);
    ck_assert(access_reader_ops.begin(state, (struct span){segment.text, segment.len}, true));
    ck_assert(access_reader_ops.feed(state, &segment, &sink));
    ck_assert_msg(strcmp(log.text, escaped_rows[_i].fields) == 0, "%s:\n%s", escaped_rows[_i].name,
                  log.text);
    access_reader_ops.free(state);
    byte_source_close(source);
    text_reader_free(reader);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("access");
    TCase *const tcase = tcase_create("access");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_fields, 0, ROWS);
    tcase_add_loop_test(tcase, test_cuts, 0, ROWS);
    tcase_add_loop_test(tcase, test_damage, 0, 7);
    tcase_add_test(tcase, test_long_cell);
    tcase_add_loop_test(tcase, test_escapes, 0,
                        (int)(sizeof escaped_rows / sizeof escaped_rows[0]));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
