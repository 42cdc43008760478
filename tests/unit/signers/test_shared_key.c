/*
 * Shared Key of Azure, step by step: our own cases, the signatures of which come from Python's
 * hmac, and where they are at hand beside the repository the requests of Microsoft's SDK.
 */
#include "signers/shared_key.h"

#include "signers/whole_file.h"
#include "suite.h"

#include <string.h>

#define VECTORS "../shared/vectors/azure"
#define HEADERS_MAX 12
#define KEY "cGhpY3Jhd2wgdGVzdCBrZXksIG5vdCBhIHNlY3JldCwgZm9yIGF6dXJpdGUgb25seS4uLi4uLi4="
#define DATE "Sun, 01 Feb 2026 00:00:00 GMT"
#define DATED "x-ms-date:" DATE "\nx-ms-version:2021-12-02\n"

struct sign_case {
    const char *name, *method, *path, *query;
    const char *lines[HEADERS_MAX]; /* of the request */
    const char *headers, *resource, *string_to_sign, *signature;
};

static const struct sign_case sign_cases[] = {
    {"listing: sorted, decoded",
     "GET",
     "/files",
     "restype=container&comp=list&maxresults=5000&prefix=a%20b%2F%C3%A9+%25&marker=2!4!a%3D",
     {"x-ms-version: 2021-12-02", "x-ms-date: " DATE},
     DATED,
     "/acct/files\ncomp:list\nmarker:2!4!a=\nmaxresults:5000\nprefix:a b/\xc3\xa9+%\n"
     "restype:container",
     NULL,
     "/KqDUpiv+oYioEA059wnaZ2loEKRP/dG9mwV1IITk0A="},
    {"part of a blob of an emulator: the path stays encoded",
     "GET",
     "/acct/files/a%20b",
     "",
     {"X-MS-Version: 2021-12-02", "Range: bytes=10-109", "If-Match: \"0x8D\"",
      "User-Agent: phicrawl", "x-ms-date:  " DATE " \t"},
     DATED,
     "/acct/acct/files/a%20b",
     "GET\n\n\n\n\n\n\n\n\"0x8D\"\n\n\nbytes=10-109\n" DATED "/acct/acct/files/a%20b",
     "IQ1O1KM7BCzyokNEogKHVr5utoViFYYbkAtmCjffmfg="},
    {"every header; hyphens count last; values of one name joined",
     "PUT",
     "/",
     "b&A=3&&a=2&c=&a=1&",
     {"content-type:text/plain", "Content-MD5:MD5==", "Content-Length: 5", "Content-Language: en",
      "Content-Encoding: gzip", "Date: " DATE, "If-Unmodified-Since: D", "If-None-Match: C",
      "If-Match: B", "If-Modified-Since: A", "x-ms-meta-ab: 3", "x-ms-meta-a-b: 1"},
     "x-ms-meta-a-b:1\nx-ms-meta-ab:3\n",
     "/acct/\na:1,2,3\nb:\nc:",
     "PUT\ngzip\nen\n5\nMD5==\ntext/plain\n" DATE "\nA\nB\nC\nD\n\n"
     "x-ms-meta-a-b:1\nx-ms-meta-ab:3\n/acct/\na:1,2,3\nb:\nc:",
     "E5E2+sdfkXrqGLba4GWZecS9Vv7YOK+eg/FxXbRQgCY="},
    {"hyphens are skipped",
     "GET",
     "/",
     "",
     {"x-ms-b: 1", "x-ms-a-c: 2", "x-ms-ab: 3", "x-msb: not one"},
     "x-ms-ab:3\nx-ms-a-c:2\nx-ms-b:1\n",
     "/acct/",
     NULL,
     "4SLqSxjIczBpQhxovp3/qWmM6GZ7wv67VdyiqHkXq8g="},
    {"date of x-ms-date, no length",
     "GET",
     "/",
     "",
     {"Date: yesterday", "x-ms-date: " DATE, "Content-Length: 0"},
     "x-ms-date:" DATE "\n",
     "/acct/",
     "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:" DATE "\n/acct/",
     "HEQfY/v4dIT7W9XKCLqgr/iyOk/4LkUccXOiSAleNM8="},
    {"nothing",
     "GET",
     "",
     "",
     {NULL},
     "",
     "/acct",
     "GET\n\n\n\n\n\n\n\n\n\n\n\n/acct",
     "YZO5qefy55ctlmzPD8YCmyz1/KKkKTpOR6g8FXJHRTY="},
};

static struct shared_key_request request_of(const struct sign_case *row)
{
    struct shared_key_request request = {row->method, row->path, row->query, row->lines, 0};
    while (request.header_count < HEADERS_MAX && row->lines[request.header_count] != NULL)
        request.header_count++;
    return request;
}

static void check_text(const char *name, const char *actual, const char *expected)
{
    ck_assert_msg(expected == NULL || strcmp(actual, expected) == 0,
                  "%s\n--- expected\n%s\n--- got\n%s", name, expected, actual);
}

START_TEST(test_sign)
{
    const struct sign_case *const row = &sign_cases[_i];
    const struct shared_key key = {"acct", KEY};
    const struct shared_key_request request = request_of(row);
    struct shared_key_result result;
    char authorization[128];
    ck_assert(shared_key_sign(&key, &request, &result));
    check_text(row->name, result.headers, row->headers);
    check_text(row->name, result.resource, row->resource);
    check_text(row->name, result.string_to_sign, row->string_to_sign);
    snprintf(authorization, sizeof authorization, "SharedKey acct:%s", row->signature);
    check_text(row->name, result.authorization, authorization);
    shared_key_free(&result);
    shared_key_free(&result);
}
END_TEST

struct key_case {
    const char *key;
    bool is_valid;
};

#define A64 "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

static const struct key_case key_cases[] = {
    {KEY, true},
    {"a2V5", true},
    {"/+8=", true},
    {A64 A64 A64 A64 A64 "AAAAAAAAAAAAAAAAAAAAAA==", true},  /* 256 bytes */
    {A64 A64 A64 A64 A64 "AAAAAAAAAAAAAAAAAAAAAAA=", false}, /* 257 */
    {A64 A64 A64 A64 A64 A64, false},
    {"", false},
    {"a2V", false},
    {"a2V5=", false},
    {"a2V5\n", false},
    {" a2V5", false},
    {"a2V-", false},
    {"====", false},
    {"?sv=2024-11-04&sig=", false},
};

START_TEST(test_key)
{
    const struct key_case *const row = &key_cases[_i];
    const struct shared_key key = {"acct", row->key};
    const struct shared_key_request request = request_of(&sign_cases[0]);
    struct shared_key_result result;
    ck_assert_msg(shared_key_is_valid(row->key) == row->is_valid, "%s", row->key);
    ck_assert_msg(shared_key_sign(&key, &request, &result) == row->is_valid, "%s", row->key);
    if (!row->is_valid)
        ck_assert(result.headers == NULL && result.resource == NULL &&
                  result.string_to_sign == NULL && result.authorization == NULL);
    shared_key_free(&result);
}
END_TEST

/* ---- published vectors ---- */

/* One character of a JSON string; u escapes below U+0800 only. */
static const char *json_char(const char *text, char **out)
{
    if (*text != '\\') {
        *(*out)++ = *text;
        return text + 1;
    }
    if (text[1] != 'u') {
        *(*out)++ = text[1] == 'n' ? '\n' : text[1];
        return text + 2;
    }
    const char digits[] = {text[2], text[3], text[4], text[5], '\0'};
    const unsigned long code = strtoul(digits, NULL, 16);
    ck_assert_uint_lt(code, 0x800);
    if (code >= 0x80)
        *(*out)++ = (char)(0xc0 | code >> 6);
    *(*out)++ = (char)(code < 0x80 ? code : (0x80 | (code & 0x3f)));
    return text + 6;
}

/* Decodes the string that starts behind the next '"' of *next, which moves behind it. */
static char *json_string(const char **next)
{
    const char *text = strchr(*next, '"');
    ck_assert_ptr_nonnull(text);
    char *const value = malloc(strlen(text));
    char *out = value;
    ck_assert_ptr_nonnull(value);
    for (text++; *text != '"';)
        text = json_char(text, &out);
    *out = '\0';
    *next = text + 1;
    return value;
}

/* The member of that name behind json; the caller frees it. */
static char *json_get(const char *json, const char *name)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\": \"", name);
    const char *at = strstr(json, quoted);
    ck_assert_msg(at != NULL, "%s", name);
    at += strlen(quoted) - 1;
    return json_string(&at);
}

/* Reads the flat object "headers" into lines without Authorization; returns their number. */
static size_t read_headers(const char *json, char *lines[HEADERS_MAX])
{
    const char *next = strstr(json, "\"headers\": {");
    ck_assert_ptr_nonnull(next);
    next = strchr(next, '{') + 1;
    size_t count = 0;
    while (next[strspn(next, " ,\n")] == '"') {
        char *const name = json_string(&next), *const value = json_string(&next);
        char *const line = malloc(strlen(name) + strlen(value) + 3);
        ck_assert_ptr_nonnull(line);
        sprintf(line, "%s: %s", name, value);
        if (strcmp(name, "authorization") == 0)
            free(line);
        else
            lines[count++] = line;
        ck_assert_uint_lt(count, HEADERS_MAX);
        free(name);
        free(value);
    }
    return count;
}

/* Signs the request that json starts with, as Microsoft's SDK did. */
static void check_vector(const struct shared_key *key, const char *json)
{
    static char none[] = "";
    char *lines[HEADERS_MAX];
    const char *view[HEADERS_MAX];
    char *const method = json_get(json, "method"), *const url = json_get(json, "url");
    char *const string_to_sign = json_get(json, "string_to_sign");
    char *const authorization = json_get(json, "authorization");
    char *query = strchr(strstr(url, "://") + 3, '/');
    const char *const path = strsep(&query, "?");
    const size_t count = read_headers(json, lines);
    for (size_t i = 0; i < count; i++)
        view[i] = lines[i];
    const struct shared_key_request request = {method, path, query == NULL ? none : query, view,
                                               count};
    struct shared_key_result result;
    ck_assert(shared_key_sign(key, &request, &result));
    check_text(path, result.string_to_sign, string_to_sign);
    check_text(path, result.authorization, authorization);
    shared_key_free(&result);
    for (size_t i = 0; i < count; i++)
        free(lines[i]);
    free(method);
    free(url);
    free(string_to_sign);
    free(authorization);
}

START_TEST(test_vectors)
{
    char *const json = whole_file_read(VECTORS, "generated-js.json");
    if (json == NULL)
        return; /* not at hand */
    char *const account = json_get(json, "account"), *const base64 = json_get(json, "key_base64");
    const struct shared_key key = {account, base64};
    int count = 0;
    const char *next = strstr(json, "\"shared_key_requests\"");
    ck_assert_ptr_nonnull(next);
    while ((next = strstr(next, "\"method\": ")) != NULL) {
        check_vector(&key, next);
        next++;
        count++;
    }
    ck_assert_int_eq(count, 8);
    free(account);
    free(base64);
    free(json);
}
END_TEST

/* The one published signature; its path has no slash, which is as good for the digest. */
START_TEST(test_published)
{
    char *const json = whole_file_read(VECTORS, "published.json");
    if (json == NULL)
        return; /* not at hand */
    char *const account = json_get(json, "account"), *const base64 = json_get(json, "key_base64");
    char *const string_to_sign = json_get(json, "string_to_sign");
    char *const signature = json_get(json, "signature");
    const struct shared_key key = {account, base64};
    const char *const lines[] = {"x-ms-date: Fri, 23 Sep 2011 01:37:34 GMT",
                                 "x-ms-version: 2018-03-28"};
    const struct shared_key_request request = {"GET", "container", "restype=container", lines, 2};
    struct shared_key_result result;
    ck_assert(shared_key_sign(&key, &request, &result));
    ck_assert_str_eq(result.string_to_sign, string_to_sign);
    ck_assert_str_eq(strchr(result.authorization, ':') + 1, signature);
    shared_key_free(&result);
    free(account);
    free(base64);
    free(string_to_sign);
    free(signature);
    free(json);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("shared_key");
    TCase *const tcase = tcase_create("shared_key");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_sign, 0, COUNT(sign_cases));
    tcase_add_loop_test(tcase, test_key, 0, COUNT(key_cases));
    tcase_add_test(tcase, test_vectors);
    tcase_add_test(tcase, test_published);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
