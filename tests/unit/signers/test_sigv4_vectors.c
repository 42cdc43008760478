/*
 * AWS Signature Version 4 against published vectors, step by step, where they are at hand beside
 * the repository: the v4 suite of awslabs/aws-c-auth (tests/aws-signing-test-suite) and the worked
 * examples of the Amazon S3 API Reference. Without them only the other tests run.
 */
#include "signers/sigv4.h"

#include "signers/digest.h"
#include "signers/uri.h"

#include "signers/whole_file.h"
#include "suite.h"

#include <dirent.h>
#include <string.h>
#include <strings.h>

#define SUITE "../shared/vectors/aws-c-auth/tests/aws-signing-test-suite/v4"
#define EXAMPLES "../shared/vectors/s3-docs"
#define PAIRS_MAX 16

static struct dirent **case_entries;
static int case_count;

/* ---- context.json: one flat member a line ---- */

/* Copies the text or number of the member; "" when there is none. */
static void context_get(const char *json, const char *name, char *out, size_t cap)
{
    char quoted[64];
    *out = '\0';
    snprintf(quoted, sizeof quoted, "\"%s\": ", name);
    const char *value = strstr(json, quoted);
    if (value == NULL)
        return;
    value += strlen(quoted);
    value += *value == '"';
    snprintf(out, cap, "%.*s", (int)strcspn(value, "\",\n"), value);
}

static bool context_is_true(const char *json, const char *name)
{
    char value[8];
    context_get(json, name, value, sizeof value);
    return strcmp(value, "true") == 0;
}

struct context {
    char access_key_id[64], secret_access_key[64], session_token[512], region[32], service[32];
    unsigned expires_s;
    struct sigv4_key key;
};

static void context_read(struct context *context, struct sigv4_request *request, const char *json)
{
    char number[16], timestamp[32];
    context_get(json, "access_key_id", context->access_key_id, sizeof context->access_key_id);
    context_get(json, "secret_access_key", context->secret_access_key,
                sizeof context->secret_access_key);
    context_get(json, "token", context->session_token, sizeof context->session_token);
    context_get(json, "region", context->region, sizeof context->region);
    context_get(json, "service", context->service, sizeof context->service);
    context_get(json, "expiration_in_seconds", number, sizeof number);
    context_get(json, "timestamp", timestamp, sizeof timestamp);
    struct tm utc = {0};
    ck_assert_ptr_nonnull(strptime(timestamp, "%Y-%m-%dT%H:%M:%SZ", &utc));
    context->expires_s = (unsigned)strtoul(number, NULL, 10);
    context->key = (struct sigv4_key){context->access_key_id, context->secret_access_key,
                                      context->session_token, context->region, context->service};
    request->time = timegm(&utc);
    request->normalize_path = context_is_true(json, "normalize");
    request->omit_session_token = context_is_true(json, "omit_session_token");
    request->sign_payload_header = context_is_true(json, "sign_body");
}

/* ---- request.txt ---- */

struct parsed {
    char *text;
    char path[1024];
    char payload_hash[DIGEST_SHA256_HEX];
    struct sigv4_pair query[PAIRS_MAX], headers[PAIRS_MAX];
};

static void parse_query(struct parsed *parsed, struct sigv4_request *request, char *query)
{
    for (char *pair; (pair = strsep(&query, "&")) != NULL;) {
        char *const name = strsep(&pair, "=");
        char *const value = pair != NULL ? pair : name + strlen(name);
        uri_decode(name, strlen(name), false, name);
        uri_decode(value, strlen(value), false, value);
        ck_assert_uint_lt(request->query_count, PAIRS_MAX);
        parsed->query[request->query_count++] = (struct sigv4_pair){name, value};
    }
    request->query = parsed->query;
}

/* Takes the header lines off *next and leaves the body, "" when there is none. */
static void parse_headers(struct parsed *parsed, struct sigv4_request *request, char **next)
{
    while (*next != NULL && **next != '\n' && **next != '\0') {
        char *const name = *next, *end = name;
        do /* a line that starts with a space goes on */
            end += strcspn(end + 1, "\n") + 1;
        while (end[0] == '\n' && end[1] == ' ');
        *next = *end == '\0' ? end : end + 1;
        *end = '\0';
        char *const value = strchr(name, ':');
        ck_assert_ptr_nonnull(value);
        *value = '\0';
        ck_assert_uint_lt(request->header_count, PAIRS_MAX);
        parsed->headers[request->header_count++] = (struct sigv4_pair){name, value + 1};
    }
    request->headers = parsed->headers;
    if (**next == '\n')
        ++*next;
}

static void request_read(struct parsed *parsed, struct sigv4_request *request, const char *folder)
{
    static const char version[] = " HTTP/1.1";
    *parsed = (struct parsed){.text = whole_file_read(folder, "request.txt")};
    char *next = parsed->text;
    ck_assert_ptr_nonnull(next);
    char *const line = strsep(&next, "\n");
    request->method = line;
    char *path = strchr(line, ' ');
    ck_assert_ptr_nonnull(path);
    *path++ = '\0';
    path[strlen(path) - strlen(version)] = '\0';
    char *query = path;
    path = strsep(&query, "?");
    if (query != NULL)
        parse_query(parsed, request, query);
    uri_encode(path, strlen(path), true, parsed->path);
    request->path = parsed->path;
    parse_headers(parsed, request, &next);
    uint8_t hash[DIGEST_SHA256_LEN];
    ck_assert(digest_sha256(next, strlen(next), hash));
    digest_hex(hash, sizeof hash, parsed->payload_hash);
    request->payload_hash = parsed->payload_hash;
}

/* ---- comparison ---- */

static void check_step(const char *folder, const char *step, const char *actual)
{
    char *const expected = whole_file_read(folder, step);
    ck_assert_msg(expected != NULL, "%s/%s is missing", folder, step);
    ck_assert_msg(strcmp(actual, expected) == 0, "%s: %s\n--- expected\n%s\n--- got\n%s", folder,
                  step, expected, actual);
    free(expected);
}

/* The signed request holds Authorization as a line of its own. */
static void check_authorization(const char *folder, const struct sigv4_result *result)
{
    char line[1024];
    char *const expected = whole_file_read(folder, "header-signed-request.txt");
    ck_assert_ptr_nonnull(expected);
    snprintf(line, sizeof line, "\nAuthorization:%s\n", result->authorization);
    ck_assert_msg(strstr(expected, line) != NULL, "%s: %s", folder, line);
    free(expected);
}

static size_t count_of(const char *text, char c)
{
    size_t count = 0;
    for (; *text != '\0'; text++)
        count += *text == c;
    return count;
}

/* The suite's order of parameters differs from ours; each of ours must be there, and no other. */
static void check_query(const char *folder, const struct sigv4_result *result)
{
    char *const expected = whole_file_read(folder, "query-signed-request.txt");
    char *const ours = strdup(result->query);
    ck_assert_ptr_nonnull(expected);
    char *query = strchr(expected, '?') + 1;
    *strstr(query, " HTTP/1.1") = '\0';
    ck_assert_uint_eq(count_of(query, '&'), count_of(ours, '&'));
    char padded[4096], wanted[2048];
    snprintf(padded, sizeof padded, "&%s&", query);
    char *next = ours;
    for (char *pair; (pair = strsep(&next, "&")) != NULL;) {
        snprintf(wanted, sizeof wanted, "&%s&", pair);
        /* One case writes its own parameter unencoded. */
        ck_assert_msg(strstr(padded, wanted) != NULL || strncmp(pair, "X-Amz-", 6) != 0,
                      "%s: %s\nin %s", folder, pair, padded);
    }
    free(ours);
    free(expected);
}

START_TEST(test_suite_case)
{
    char folder[512];
    struct parsed parsed;
    struct context context;
    struct sigv4_request request = {0};
    struct sigv4_result result;
    snprintf(folder, sizeof folder, SUITE "/%s", case_entries[_i]->d_name);
    char *const json = whole_file_read(folder, "context.json");
    ck_assert_ptr_nonnull(json);
    request_read(&parsed, &request, folder);
    context_read(&context, &request, json);

    ck_assert(sigv4_sign(&context.key, &request, &result));
    check_step(folder, "header-canonical-request.txt", result.canonical_request);
    check_step(folder, "header-string-to-sign.txt", result.string_to_sign);
    check_step(folder, "header-signature.txt", result.signature);
    check_authorization(folder, &result);
    sigv4_result_free(&result);

    ck_assert(sigv4_presign(&context.key, &request, context.expires_s, &result));
    check_step(folder, "query-canonical-request.txt", result.canonical_request);
    check_step(folder, "query-string-to-sign.txt", result.string_to_sign);
    check_step(folder, "query-signature.txt", result.signature);
    check_query(folder, &result);
    sigv4_result_free(&result);
    free(json);
    free(parsed.text);
}
END_TEST

/* ---- the worked examples of the S3 API Reference ---- */

#define EXAMPLE_KEY_ID "AKIAIOSFODNN7EXAMPLE"
#define EXAMPLE_HOST                                                                               \
    {                                                                                              \
        "Host", "examplebucket.s3.amazonaws.com"                                                   \
    }

struct example {
    const char *name, *method, *path, *body;
    struct sigv4_pair query[3], headers[4];
};

static const struct example examples[] = {
    {"get-object-range", "GET", "/test.txt", "", {{0}}, {EXAMPLE_HOST, {"Range", "bytes=0-9"}}},
    {"put-object",
     "PUT",
     "/test%24file.text",
     "Welcome to Amazon S3.",
     {{0}},
     {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
      EXAMPLE_HOST,
      {"x-amz-storage-class", "REDUCED_REDUNDANCY"}}},
    {"get-bucket-lifecycle", "GET", "/", "", {{"lifecycle", ""}}, {EXAMPLE_HOST}},
    {"list-objects", "GET", "/", "", {{"prefix", "J"}, {"max-keys", "2"}}, {EXAMPLE_HOST}},
    {"presigned-get", "GET", "/test.txt", NULL, {{0}}, {EXAMPLE_HOST}},
};

static size_t pairs_count(const struct sigv4_pair *pairs)
{
    size_t count = 0;
    while (pairs[count].name != NULL)
        count++;
    return count;
}

/* The value of the first member "name" behind the example's own name. */
static void example_get(const char *json, const char *example, const char *name, char *out,
                        size_t cap)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"name\": \"%s\"", example);
    const char *const start = strstr(json, quoted);
    ck_assert_msg(start != NULL, "%s", example);
    context_get(start, name, out, cap);
}

START_TEST(test_example)
{
    const struct example *const row = &examples[_i];
    char *const json = whole_file_read(EXAMPLES, "vectors.json");
    char secret[64], expected[128], hex[DIGEST_SHA256_HEX] = "UNSIGNED-PAYLOAD";
    ck_assert_ptr_nonnull(json);
    example_get(json, row->name, "secret_key", secret, sizeof secret);
    example_get(json, row->name, "signature", expected, sizeof expected);
    const struct sigv4_key key = {EXAMPLE_KEY_ID, secret, NULL, "us-east-1", "s3"};
    uint8_t hash[DIGEST_SHA256_LEN];
    if (row->body != NULL) {
        ck_assert(digest_sha256(row->body, strlen(row->body), hash));
        digest_hex(hash, sizeof hash, hex);
    }
    const struct sigv4_request request = {.method = row->method,
                                          .path = row->path,
                                          .query = row->query,
                                          .query_count = pairs_count(row->query),
                                          .headers = row->headers,
                                          .header_count = pairs_count(row->headers),
                                          .payload_hash = hex,
                                          .time = 1369353600,
                                          .sign_payload_header = true};
    struct sigv4_result result;
    ck_assert(row->body != NULL ? sigv4_sign(&key, &request, &result)
                                : sigv4_presign(&key, &request, 86400, &result));
    ck_assert_msg(strcmp(result.signature, expected) == 0, "%s: %s", row->name,
                  result.canonical_request);
    ck_assert_msg(strstr(json, row->body != NULL ? result.authorization : result.query) != NULL,
                  "%s", row->name);
    sigv4_result_free(&result);
    free(json);
}
END_TEST

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(void)
{
    case_count = scandir(SUITE, &case_entries, is_visible, alphasort);
    if (case_count < 0) {
        puts("published vectors are not at hand\n0 passed, 0 failed");
        return 0;
    }
    Suite *const suite = suite_create("sigv4_vectors");
    TCase *const tcase = tcase_create("sigv4_vectors");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_suite_case, 0, case_count);
    tcase_add_loop_test(tcase, test_example, 0, (int)(sizeof examples / sizeof *examples));
    suite_add_tcase(suite, tcase);
    const int exit_code = suite_run(suite);
    for (int i = 0; i < case_count; i++)
        free(case_entries[i]);
    free(case_entries);
    return exit_code;
}
