/*
 * Answers of S3 to requests for objects: header lines, an empty line, a body. Properties: texts of
 * facts are terminated and fit; metadata comes out as it went in; a checksum that is taken has a
 * name and can be compared; a region that is learned is valid, and the host it leads to is one of
 * AWS's that names it.
 */
#include "crawler/store/aws_endpoint.h"
#include "crawler/store/aws_partition.h"
#include "crawler/store/checksum.h"
#include "crawler/store/pairs.h"
#include "crawler/store/provider.h"
#include "crawler/store/retry.h"
#include "crawler/store/url.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true)
        abort();
}

static void check_facts(const struct http_headers *headers)
{
    struct object_facts facts = {.tag_count = 0};
    s3_read_facts(headers, &facts);
    require(strnlen(facts.version_id, sizeof facts.version_id) < sizeof facts.version_id);
    require(strnlen(facts.lock_mode, sizeof facts.lock_mode) < sizeof facts.lock_mode);
    require(strnlen(facts.encryption_key_id, sizeof facts.encryption_key_id) <
            sizeof facts.encryption_key_id);
    require((checksum_name(facts.checksum.kind) != NULL) == (facts.checksum.kind != CHECKSUM_NONE));
    static struct crc_table tables[CRC_KIND_COUNT];
    struct checksum *const checksum = checksum_create(&facts.checksum, tables);
    require(checksum == NULL || !facts.checksum.is_composite);
    if (checksum != NULL) {
        checksum_add(checksum, (const uint8_t *)"x", 1);
        (void)checksum_is_right(checksum);
    }
    checksum_free(checksum);
}

/* How many headers are metadata, and that as many pairs are read from them. */
static void check_metadata(const struct http_headers *headers)
{
    struct buffer pairs, name, value;
    struct span line_name, line_value;
    size_t lines = 0, read = 0;
    buffer_init(&pairs, 4 * HTTP_HEADERS_LIMIT);
    buffer_init(&name, HTTP_HEADERS_LIMIT);
    buffer_init(&value, HTTP_HEADERS_LIMIT);
    for (size_t at = 0; http_headers_next(headers, &at, &line_name, &line_value); lines++)
        require(at <= headers->lines.len);
    provider_read_metadata(headers, &pairs);
    const char *text = buffer_str(&pairs);
    require(text != NULL);
    while (pairs_next(&text, &name, &value))
        read++;
    require(*text == '\0' && !name.is_failed && !value.is_failed && read <= lines);
    buffer_free(&pairs);
    buffer_free(&name);
    buffer_free(&value);
}

static void check_region(const struct answer *answer)
{
    const struct aws_settings settings = {.region = "us-east-1"};
    struct s3_site site = {.profile = NULL};
    struct s3 s3 = {.settings = &settings, .bucket = "bucket", .site = &site};
    char expected[256];
    require(aws_endpoint_find(&settings, s3.bucket, &s3.endpoint) == NULL);
    if (!s3_site_learn(&s3, answer))
        return;
    const struct aws_endpoint *const found = s3_site_endpoint(&s3);
    require(aws_region_is_valid(answer->region) && strcmp(found->region, answer->region) == 0);
    snprintf(expected, sizeof expected, "bucket.s3.%s.amazonaws.com", answer->region);
    require(strcmp(found->host, expected) == 0 && url_host_is_name(found->host));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    if (len < 1 || len > HTTP_HEADERS_LIMIT)
        return 0;
    const uint8_t *const gap = memmem(bytes, len, "\n\n", 2);
    const size_t head_len = gap == NULL ? len : (size_t)(gap - bytes);
    const size_t body_at = gap == NULL ? len : head_len + 2;
    const struct span body = {bytes + body_at, len - body_at};
    struct http_headers headers;
    struct answer answer;
    http_headers_init(&headers);
    buffer_append(&headers.lines, bytes, head_len);
    check_facts(&headers);
    check_metadata(&headers);
    answer_read(&answer, 200 + bytes[0] * 2, &headers, body);
    check_region(&answer);
    require(retry_server_wait_ms(&headers, 0) <= RETRY_SERVER_WAIT_MAX_MS);
    require(s3_profile_of_host("bucket") == NULL);
    buffer_free(&headers.lines);
    return 0;
}
