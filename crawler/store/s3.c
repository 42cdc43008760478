/* Objects of S3, and what the answers say of them. */
#include "crawler/store/checksum.h"
#include "crawler/store/dates.h"
#include "crawler/store/s3_profile.h"
#include "crawler/store/s3_request.h"

#include <stdio.h>
#include <string.h>

#define TAGS_COUNT_MAX 1000

static const struct sigv4_pair checksum_mode = {"x-amz-checksum-mode", "ENABLED"};

bool s3_has_checksums(const struct s3 *s3)
{
    return !s3->settings->skips_checksums && (s3_profile_of(s3)->lacks & S3_LACKS_CHECKSUMS) == 0;
}

bool s3_object_request(const struct s3 *s3, const struct object *object,
                       const struct http_part *part, time_t now, struct http_request *out)
{
    const struct sigv4_pair version = {"versionId", part->version_id != NULL ? part->version_id
                                                                             : object->version_id};
    const struct sigv4_request request = {.query = &version,
                                          .query_count = version.value[0] != '\0',
                                          .headers = &checksum_mode,
                                          .header_count = s3_has_checksums(s3),
                                          .time = now};
    if (!s3_put_request(s3, object->key, &request, out))
        return false;
    http_request_add_part(out, part);
    return http_request_seal(out);
}

/* They come only to who may read them. */
static void read_lock(const struct http_headers *headers, struct object_facts *out)
{
    struct span value;
    uint64_t count;
    if (http_headers_number(headers, "x-amz-tagging-count", &count))
        out->tag_count = count < TAGS_COUNT_MAX ? (unsigned)count : TAGS_COUNT_MAX;
    http_headers_copy(headers, "x-amz-object-lock-mode", out->lock_mode, sizeof out->lock_mode);
    out->lock_until = -1;
    if (http_headers_find(headers, "x-amz-object-lock-retain-until-date", &value))
        (void)date_parse_iso(value, &out->lock_until);
    out->has_legal_hold = http_headers_find(headers, "x-amz-object-lock-legal-hold", &value);
    out->legal_hold = out->has_legal_hold && span_is(value, "ON");
}

void s3_read_facts(const struct http_headers *headers, struct object_facts *out)
{
    static const struct {
        const char *header, *mode;
    } modes[] = {{"AES256", "sse-s3"}, {"aws:kms", "sse-kms"}, {"aws:kms:dsse", "dsse-kms"}};
    static const char sse[] = "x-amz-server-side-encryption";
    struct span value;
    http_headers_copy(headers, "x-amz-version-id", out->version_id, sizeof out->version_id);
    if (http_headers_find(headers, sse, &value))
        for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
            if (span_is(value, modes[i].header))
                snprintf(out->encryption_mode, sizeof out->encryption_mode, "%s", modes[i].mode);
    if (http_headers_find(headers, "x-amz-server-side-encryption-customer-algorithm", &value))
        snprintf(out->encryption_mode, sizeof out->encryption_mode, "sse-c");
    http_headers_copy(headers, "x-amz-server-side-encryption-aws-kms-key-id",
                      out->encryption_key_id, sizeof out->encryption_key_id);
    out->has_bucket_key =
        http_headers_find(headers, "x-amz-server-side-encryption-bucket-key-enabled", &value);
    checksum_read(headers, &out->checksum);
    read_lock(headers, out);
    out->bucket_key = out->has_bucket_key && span_is(value, "true");
}
