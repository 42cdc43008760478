/*
 * What buckets and containers say of themselves: any answer leaves each fact with a value of its
 * vocabulary, an unknown one with a why, and what was not understood changes nothing else.
 */
#include "crawler/store/azure_manage.h"
#include "crawler/store/azure_posture.h"
#include "crawler/store/bucket_policy.h"
#include "crawler/store/s3_posture.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

static void require(bool is_true)
{
    if (!is_true) {
        abort();
    }
}

static void check_posture(const struct posture *posture)
{
    for (int i = 0; i < POSTURE_FACT_COUNT; i++) {
        require(posture->values[i] < POSTURE_VALUE_COUNT);
        require(posture_value_name(posture->values[i]) != NULL);
        require(memchr(posture->why[i], '\0', POSTURE_WHY_SIZE) != NULL);
        require(posture->values[i] != POSTURE_UNKNOWN || posture->why[i][0] != '\0');
    }
    require(memchr(posture->encryption_key, '\0', POSTURE_KEY_SIZE) != NULL);
    for (const char *c = posture->encryption_key; *c != '\0'; c++)
        require((unsigned char)*c >= ' ' && *c != 0x7f);
    require(posture->blocked <= POSTURE_BLOCK_EVERYTHING);
}

static void check_s3(size_t index, int status, struct span body)
{
    struct http_headers headers;
    struct answer answer;
    struct posture posture, before;
    http_headers_init(&headers);
    answer_read(&answer, status, &headers, body);
    posture_start(&posture, PROVIDER_S3, "not asked for");
    before = posture;
    const enum fact_outcome outcome = s3_posture_read(index, "records", &answer, body, &posture);
    check_posture(&posture);
    if (outcome == FACT_DENIED || outcome == FACT_FAILED) {
        require(posture.blocked == 0 && posture.encryption_key[0] == '\0');
        require(memcmp(posture.values, before.values, sizeof posture.values) == 0);
    }
    for (int i = 0; i < POLICY_PROFILE_COUNT; i++) {
        const enum policy_profile profile = (enum policy_profile)i;
        (void)policy_judge_bucket(&posture, profile, KEY_OWNER_UNKNOWN);
        require(policy_judge(&before, profile, NULL, KEY_OWNER_UNKNOWN) == POLICY_UNKNOWN);
    }
    buffer_free(&headers.lines);
}

static void check_azure(enum azure_question question, int status, struct span body)
{
    struct http_headers headers;
    struct answer answer;
    struct posture posture;
    http_headers_init(&headers);
    buffer_append_str(&headers.lines, "x-ms-request-id: 1\r\nx-ms-blob-public-access: ");
    buffer_append(&headers.lines, body.ptr, body.len < 64 ? body.len : 64);
    answer_read(&answer, status, &headers, body);
    posture_start(&posture, PROVIDER_AZURE, "not asked for");
    (void)azure_posture_read(question, &answer, &headers, body, &posture);
    check_posture(&posture);
    buffer_free(&headers.lines);
}

static void check_manage(enum manage_question question, int status, struct span body)
{
    struct azure_manage manage = {"https://x.example", "0b1f6471-1bf0-4dda-aec3-111122223333",
                                  "acct", ""};
    const struct answer answer = {.status = status};
    struct posture posture;
    posture_start(&posture, PROVIDER_AZURE, "not asked for");
    (void)azure_manage_read(question, &answer, body, &posture);
    check_posture(&posture);
    if (azure_manage_read_group(body, &manage))
        require(manage.group[0] != '\0' && azure_manage_refuse(&manage) == NULL);
    else
        require(manage.group[0] == '\0');
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    static const int statuses[] = {200, 200, 200, 403, 404, 501, 503, 0};
    if (len < 2)
        return 0;
    const struct span body = {bytes + 2, len - 2};
    const int status = statuses[bytes[1] % 8];
    const size_t s3_count = s3_fact_source_count(), azure_count = s3_count + AZURE_QUESTION_COUNT;
    const size_t index = bytes[0] % (azure_count + MANAGE_BLOBS + 1);
    if (index < s3_count)
        check_s3(index, status, body);
    else if (index < azure_count)
        check_azure((enum azure_question)(index - s3_count), status, body);
    else
        check_manage((enum manage_question)(index - azure_count), status, body);
    return 0;
}
