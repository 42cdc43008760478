/*
 * AWS Signature Version 4 against tests/golden/sigv4, step by step. The cases are made by
 * tests/tools/make_sigv4_golden.py, which describes their format.
 */
#include "signers/sigv4.h"

#include "signers/uri.h"

#include "signers/whole_file.h"
#include "suite.h"

#include <dirent.h>
#include <string.h>

#define GOLDEN "tests/golden/sigv4"
#define PAIRS_MAX 16

struct golden {
    char *text; /* the request file, cut into the texts below */
    struct sigv4_key key;
    struct sigv4_request request;
    struct sigv4_pair query[PAIRS_MAX], headers[PAIRS_MAX];
    unsigned expires_s;
    bool is_presigned;
};

static struct dirent **golden_entries;
static int golden_count;

static time_t parse_time(const char *text)
{
    struct tm utc = {0};
    const char *const end = strptime(text, "%Y%m%dT%H%M%SZ", &utc);
    ck_assert_msg(end != NULL && *end == '\0', "time %s", text);
    return timegm(&utc);
}

/* NAME=VALUE, both encoded. */
static struct sigv4_pair parse_pair(char *text)
{
    char *const value = strchr(text, '=');
    ck_assert_ptr_nonnull(value);
    *value = '\0';
    uri_decode(text, strlen(text), false, text);
    uri_decode(value + 1, strlen(value + 1), false, value + 1);
    return (struct sigv4_pair){text, value + 1};
}

static void parse_flag(struct sigv4_request *request, const char *name)
{
    const struct {
        const char *name;
        bool *flag;
    } flags[] = {{"double_encode_path", &request->double_encode_path},
                 {"normalize_path", &request->normalize_path},
                 {"omit_session_token", &request->omit_session_token},
                 {"sign_payload_header", &request->sign_payload_header}};
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
        if (strcmp(name, flags[i].name) == 0) {
            *flags[i].flag = true;
            return;
        }
    }
    ck_abort_msg("flag %s", name);
}

static void parse_word(struct golden *golden, const char *word, char *value)
{
    const struct {
        const char *word;
        const char **text;
    } texts[] = {{"method", &golden->request.method},
                 {"path", &golden->request.path},
                 {"payload_hash", &golden->request.payload_hash},
                 {"access_key_id", &golden->key.access_key_id},
                 {"secret_access_key", &golden->key.secret_access_key},
                 {"session_token", &golden->key.session_token},
                 {"region", &golden->key.region},
                 {"service", &golden->key.service}};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (strcmp(word, texts[i].word) == 0) {
            *texts[i].text = value;
            return;
        }
    }
    if (strcmp(word, "query") == 0)
        golden->query[golden->request.query_count++] = parse_pair(value);
    else if (strcmp(word, "header") == 0)
        golden->headers[golden->request.header_count++] = parse_pair(value);
    else if (strcmp(word, "time") == 0)
        golden->request.time = parse_time(value);
    else if (strcmp(word, "expires") == 0)
        golden->expires_s = (unsigned)strtoul(value, NULL, 10);
    else if (strcmp(word, "mode") == 0)
        golden->is_presigned = strcmp(value, "query") == 0;
    else if (strcmp(word, "flag") == 0)
        parse_flag(&golden->request, value);
    else
        ck_abort_msg("word %s", word);
}

static void golden_read(struct golden *golden, const char *folder)
{
    *golden = (struct golden){.text = whole_file_read(folder, "request")};
    ck_assert_ptr_nonnull(golden->text);
    golden->request.query = golden->query;
    golden->request.headers = golden->headers;
    char *next = golden->text;
    for (char *line; (line = strsep(&next, "\n")) != NULL && *line != '\0';) {
        ck_assert_uint_lt(golden->request.query_count, PAIRS_MAX);
        ck_assert_uint_lt(golden->request.header_count, PAIRS_MAX);
        char *const value = strchr(line, ' ');
        ck_assert_ptr_nonnull(value);
        *value = '\0';
        parse_word(golden, line, value + 1);
    }
}

static void check_step(const char *folder, const char *step, const char *actual)
{
    char *const expected = whole_file_read(folder, step);
    ck_assert_msg(expected != NULL, "%s/%s is missing", folder, step);
    ck_assert_msg(actual != NULL && strcmp(actual, expected) == 0,
                  "%s: %s\n--- expected\n%s\n--- got\n%s", folder, step, expected, actual);
    free(expected);
}

START_TEST(test_golden)
{
    struct golden golden;
    struct sigv4_result result;
    char folder[300];
    snprintf(folder, sizeof folder, GOLDEN "/%s", golden_entries[_i]->d_name);
    golden_read(&golden, folder);
    ck_assert(golden.is_presigned
                  ? sigv4_presign(&golden.key, &golden.request, golden.expires_s, &result)
                  : sigv4_sign(&golden.key, &golden.request, &result));
    check_step(folder, "canonical-request", result.canonical_request);
    check_step(folder, "string-to-sign", result.string_to_sign);
    check_step(folder, "signature", result.signature);
    if (golden.is_presigned) {
        check_step(folder, "query", result.query);
        ck_assert_ptr_null(result.authorization);
    } else {
        check_step(folder, "authorization", result.authorization);
        ck_assert_ptr_null(result.query);
    }
    sigv4_result_free(&result);
    ck_assert_ptr_null(result.canonical_request);
    free(golden.text);
}
END_TEST

static const struct sigv4_key some_key = {"AKIDMADEUP", "made-up-secret", "made-up-token",
                                          "us-east-1", "s3"};

static struct sigv4_request some_request(const struct sigv4_pair *headers, size_t count)
{
    return (struct sigv4_request){.method = "GET",
                                  .path = "/",
                                  .headers = headers,
                                  .header_count = count,
                                  .payload_hash = "UNSIGNED-PAYLOAD",
                                  .time = 1769904000};
}

START_TEST(test_amz_date)
{
    static const struct {
        time_t time;
        const char *date; /* NULL: refused */
    } rows[] = {
        {0, "19700101T000000Z"},
        {951782400, "20000229T000000Z"},
        {253402300799, "99991231T235959Z"},
        {253402300800, NULL},
        {INT64_MAX, NULL},
        {-30610224000, "10000101T000000Z"},
        {-30610224001, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct sigv4_request request = some_request(NULL, 0);
        struct sigv4_result result;
        request.time = rows[i].time;
        ck_assert_msg(sigv4_sign(&some_key, &request, &result) == (rows[i].date != NULL), "%s",
                      rows[i].date);
        ck_assert_str_eq(result.amz_date, rows[i].date == NULL ? "" : rows[i].date);
        sigv4_result_free(&result);
    }
}
END_TEST

/* The signature may not depend on the order in which headers are given. */
START_TEST(test_header_order_is_irrelevant)
{
    const struct sigv4_pair one[] = {{"Host", "h"}, {"Range", "bytes=0-1"}, {"If-Match", "e"}};
    const struct sigv4_pair other[] = {{"if-match", "e"}, {"range", " bytes=0-1"}, {"HOST", "h"}};
    const struct sigv4_request request[] = {some_request(one, 3), some_request(other, 3)};
    struct sigv4_result result[2];
    for (int i = 0; i < 2; i++)
        ck_assert(sigv4_sign(&some_key, &request[i], &result[i]));
    ck_assert_str_eq(result[0].authorization, result[1].authorization);
    for (int i = 0; i < 2; i++)
        sigv4_result_free(&result[i]);
}
END_TEST

/* Only the signing itself sees the secret. */
START_TEST(test_secret_is_in_no_text)
{
    const struct sigv4_pair host = {"Host", "h"};
    const struct sigv4_request request = some_request(&host, 1);
    struct sigv4_result result;
    ck_assert(sigv4_sign(&some_key, &request, &result));
    ck_assert_ptr_null(strstr(result.canonical_request, some_key.secret_access_key));
    ck_assert_ptr_null(strstr(result.string_to_sign, some_key.secret_access_key));
    ck_assert_ptr_null(strstr(result.authorization, some_key.secret_access_key));
    ck_assert_ptr_null(strstr(result.authorization, some_key.session_token));
    sigv4_result_free(&result);
    sigv4_result_free(&result);
}
END_TEST

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(void)
{
    golden_count = scandir(GOLDEN, &golden_entries, is_visible, alphasort);
    if (golden_count < 60) {
        fprintf(stderr, "%s: %d cases, expected 60 or more\n", GOLDEN, golden_count);
        return 1;
    }
    Suite *const suite = suite_create("sigv4");
    TCase *const tcase = tcase_create("sigv4");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_golden, 0, golden_count);
    tcase_add_test(tcase, test_amz_date);
    tcase_add_test(tcase, test_header_order_is_irrelevant);
    tcase_add_test(tcase, test_secret_is_in_no_text);
    suite_add_tcase(suite, tcase);
    const int exit_code = suite_run(suite);
    for (int i = 0; i < golden_count; i++)
        free(golden_entries[i]);
    free(golden_entries);
    return exit_code;
}
