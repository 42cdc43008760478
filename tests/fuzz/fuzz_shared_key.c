/*
 * Shared Key of Azure over any path, query, headers and key. Properties: only a valid key signs;
 * the string to sign is the method, eleven lines, the headers and the resource; the x-ms- headers
 * are whole lines in order; the order of headers of different names does not matter.
 *
 * Input: texts that each end with a NUL: key, path, query, then headers.
 */
#include "signers/shared_key.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define HEADERS_MAX 8
#define INPUT_MAX 4096
#define KEY "cGhpY3Jhd2wgdGVzdCBrZXksIG5vdCBhIHNlY3JldCwgZm9yIGF6dXJpdGUgb25seS4uLi4uLi4="

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

/* The next text of the input, "" at its end. */
static const char *take(const char **next, const char *end)
{
    const char *const text = *next;
    if (text >= end)
        return "";
    *next += strlen(text) + 1;
    return text;
}

static bool has_equal_names(const char *const *headers, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const size_t len = strcspn(headers[i], ":");
        for (size_t j = 0; j < i; j++) {
            if (strcspn(headers[j], ":") == len && strncasecmp(headers[i], headers[j], len) == 0)
                return true;
        }
    }
    return false;
}

static void check_steps(const struct shared_key_request *request,
                        const struct shared_key_result *result)
{
    const size_t headers_len = strlen(result->headers), resource_len = strlen(result->resource);
    const size_t len = strlen(result->string_to_sign);
    const char *const tail = result->string_to_sign + len - headers_len - resource_len;
    require(headers_len + resource_len + strlen(request->method) + 12 <= len);
    require(strncmp(tail, result->headers, headers_len) == 0);
    require(strcmp(tail + headers_len, result->resource) == 0);
    require(headers_len == 0 || result->headers[headers_len - 1] == '\n');
    require(headers_len == 0 || strncmp(result->headers, "x-ms-", 5) == 0);
    require(strncmp(result->resource, "/acct", 5) == 0);
    require(strlen(result->authorization) == strlen("SharedKey acct:") + 44);
}

static void check_order(const struct shared_key *key, const struct shared_key_request *request,
                        const char *authorization)
{
    const char *reversed[HEADERS_MAX];
    struct shared_key_request other = *request;
    struct shared_key_result result;
    if (has_equal_names(request->headers, request->header_count))
        return;
    for (size_t i = 0; i < request->header_count; i++)
        reversed[i] = request->headers[request->header_count - 1 - i];
    other.headers = reversed;
    require(shared_key_sign(key, &other, &result));
    require(strcmp(result.authorization, authorization) == 0);
    shared_key_free(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    char text[INPUT_MAX + 1];
    const char *headers[HEADERS_MAX];
    if (len > INPUT_MAX)
        return 0;
    if (len > 0)
        memcpy(text, bytes, len);
    text[len] = '\0';
    const char *next = text, *const end = text + len;
    const struct shared_key any = {"acct", take(&next, end)}, good = {"acct", KEY};
    struct shared_key_request request = {.method = "GET", .headers = headers};
    request.path = take(&next, end);
    request.query = take(&next, end);
    while (next < end && request.header_count < HEADERS_MAX)
        headers[request.header_count++] = take(&next, end);
    struct shared_key_result result;
    require(shared_key_sign(&any, &request, &result) == shared_key_is_valid(any.key));
    shared_key_free(&result);
    require(shared_key_sign(&good, &request, &result));
    check_steps(&request, &result);
    check_order(&good, &request, result.authorization);
    shared_key_free(&result);
    return 0;
}
