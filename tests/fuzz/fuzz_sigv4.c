/*
 * Signing of any path, query and headers. Properties: decoding undoes encoding; the canonical query
 * is sorted and of legal characters only; a signature is 64 hexadecimal digits and does not depend
 * on the order of headers of different names; presigned queries are legal.
 *
 * Input: texts that each end with a NUL: path, then pairs for the query and the headers in turn.
 */
#include "signers/digest.h"
#include "signers/sigv4.h"
#include "signers/uri.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define PAIRS_MAX 8
#define INPUT_MAX 4096

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static const char legal[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%";

static void check_codings(const uint8_t *bytes, size_t len)
{
    static char coded[3 * INPUT_MAX + 1];
    static uint8_t plain[INPUT_MAX + 3];
    for (int keep_slash = 0; keep_slash < 2; keep_slash++) {
        const size_t coded_len = uri_encode((const char *)bytes, len, keep_slash == 1, coded);
        require(coded_len == strlen(coded) && coded_len <= 3 * len);
        const size_t legal_len = strspn(coded, legal);
        require(legal_len == coded_len || (keep_slash == 1 && coded[legal_len] == '/'));
        require(uri_decode(coded, coded_len, false, coded) == len);
        require(memcmp(coded, bytes, len) == 0);
    }
    require(uri_decode((const char *)bytes, len, true, coded) <= len);
    const size_t coded_len = digest_base64_encode(bytes, len, coded);
    require(digest_base64_decode(coded, coded_len, plain) == (long)len);
    require(memcmp(plain, bytes, len) == 0);
    (void)digest_base64_decode((const char *)bytes, len, plain);
}

/* The lines of the canonical request: 1 is the path, 2 the query. */
static const char *line_of(const char *text, int line, size_t *len)
{
    while (line-- > 0)
        text = strchr(text, '\n') + 1;
    *len = strcspn(text, "\n");
    return text;
}

static void check_query(const char *query, size_t len)
{
    char previous[3 * INPUT_MAX + 1] = "";
    for (const char *next = query; next < query + len;) {
        const size_t name_len = strspn(next, legal);
        require(next[name_len] == '=');
        const size_t pair_len = name_len + 1 + strspn(next + name_len + 1, legal);
        require(next + pair_len == query + len || next[pair_len] == '&');
        require(strncmp(previous, next, strlen(previous)) <= 0);
        memcpy(previous, next, name_len);
        previous[name_len] = '\0';
        next += pair_len + 1;
    }
}

static bool has_equal_names(const struct sigv4_pair *pairs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcasecmp(pairs[i].name, pairs[j].name) == 0)
                return true;
        }
    }
    return false;
}

static void check_order(const struct sigv4_key *key, const struct sigv4_request *request,
                        const char *signature)
{
    struct sigv4_pair reversed[PAIRS_MAX];
    struct sigv4_request other = *request;
    struct sigv4_result result;
    if (has_equal_names(request->headers, request->header_count))
        return;
    for (size_t i = 0; i < request->header_count; i++)
        reversed[i] = request->headers[request->header_count - 1 - i];
    other.headers = reversed;
    require(sigv4_sign(key, &other, &result));
    require(strcmp(result.signature, signature) == 0);
    sigv4_result_free(&result);
}

static void check_request(const struct sigv4_request *request)
{
    const struct sigv4_key key = {"AKIDMADEUP", "made-up", "token/+=", "us-east-1", "s3"};
    struct sigv4_result result;
    size_t len;
    require(sigv4_sign(&key, request, &result));
    require(strspn(result.signature, "0123456789abcdef") == 64);
    require(*line_of(result.canonical_request, 1, &len) == '/');
    const char *const query = line_of(result.canonical_request, 2, &len);
    check_query(query, len);
    check_order(&key, request, result.signature);
    sigv4_result_free(&result);
    require(sigv4_presign(&key, request, 900, &result));
    check_query(result.query, strcspn(result.query, "\n") - strlen("&X-Amz-Signature=") - 64);
    sigv4_result_free(&result);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len == 0 || len > INPUT_MAX)
        return 0;
    check_codings(bytes, len);
    char text[INPUT_MAX + 1], path[3 * INPUT_MAX + 2] = "/";
    memcpy(text, bytes, len);
    text[len] = '\0';
    struct sigv4_pair pairs[2][PAIRS_MAX];
    size_t counts[2] = {0, 0};
    char *next = text;
    uri_encode(next, strlen(next), true, path + 1);
    next += strlen(next) + 1;
    for (size_t turn = 0; next < text + len && turn < 2 * PAIRS_MAX; turn++) {
        char *const value = next + strlen(next) + 1;
        if (value > text + len)
            break;
        pairs[turn % 2][counts[turn % 2]++] = (struct sigv4_pair){next, value};
        next = value + strlen(value) + 1;
    }
    const struct sigv4_request request = {.method = "GET",
                                          .path = path,
                                          .query = pairs[0],
                                          .query_count = counts[0],
                                          .headers = pairs[1],
                                          .header_count = counts[1],
                                          .payload_hash = "UNSIGNED-PAYLOAD",
                                          .time = 1769904000,
                                          .normalize_path = (bytes[0] & 1) != 0,
                                          .double_encode_path = (bytes[0] & 2) != 0};
    check_request(&request);
    return 0;
}
