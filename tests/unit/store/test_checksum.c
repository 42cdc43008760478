/* Checksums in headers, and objects compared with them. */
#include "crawler/store/checksum.h"

#include "suite.h"

#include <stdlib.h>
#include <string.h>

/* Of "123456789", by other implementations (zlib, the definitions' check values, OpenSSL). */
#define OF_CRC32 "y/Q5Jg=="
#define OF_CRC32C "4waSgw=="
#define OF_CRC64 "rosUhgp5mIg="
#define OF_SHA1 "98O8HYCOBHMq32eZZczDTKeuNEE="
#define OF_SHA256 "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="

struct checksum_case {
    const char *name, *headers;
    enum checksum_kind kind;
    bool is_composite;
    bool is_right; /* for "123456789" */
};

static const struct checksum_case checksum_cases[] = {
    {"none", "ETag: \"x\"\r\n", CHECKSUM_NONE, false, false},
    {"crc32", "x-amz-checksum-crc32: " OF_CRC32 "\r\n", CHECKSUM_CRC32, false, true},
    {"crc32c", "X-Amz-Checksum-Crc32c: " OF_CRC32C "\r\n", CHECKSUM_CRC32C, false, true},
    {"crc64nvme", "x-amz-checksum-crc64nvme: " OF_CRC64 "\r\n", CHECKSUM_CRC64NVME, false, true},
    {"sha1", "x-amz-checksum-sha1: " OF_SHA1 "\r\n", CHECKSUM_SHA1, false, true},
    {"sha256", "x-amz-checksum-sha256: " OF_SHA256 "\r\n", CHECKSUM_SHA256, false, true},
    {"full object", "x-amz-checksum-crc32: " OF_CRC32 "\r\nx-amz-checksum-type: FULL_OBJECT\r\n",
     CHECKSUM_CRC32, false, true},
    {"composite by type",
     "x-amz-checksum-crc32: " OF_CRC32 "\r\nx-amz-checksum-type: COMPOSITE\r\n", CHECKSUM_CRC32,
     true, false},
    {"composite by its end", "x-amz-checksum-sha256: " OF_SHA256 "-7\r\n", CHECKSUM_SHA256, true,
     false},
    {"wrong crc32", "x-amz-checksum-crc32: AAAAAA==\r\n", CHECKSUM_CRC32, false, false},
    {"wrong crc64", "x-amz-checksum-crc64nvme: AAAAAAAAAAA=\r\n", CHECKSUM_CRC64NVME, false, false},
    {"wrong sha256", "x-amz-checksum-sha256: AeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=\r\n",
     CHECKSUM_SHA256, false, false},
    {"too short", "x-amz-checksum-crc32: y/Q5\r\n", CHECKSUM_NONE, false, false},
    {"too long", "x-amz-checksum-crc32: " OF_SHA256 "\r\n", CHECKSUM_NONE, false, false},
    {"no base64", "x-amz-checksum-crc32: y/Q5J***\r\n", CHECKSUM_NONE, false, false},
    {"empty", "x-amz-checksum-crc32:\r\n", CHECKSUM_NONE, false, false},
    {"very long", "x-amz-checksum-sha256: " OF_SHA256 OF_SHA256 OF_SHA256 OF_SHA256 "\r\n",
     CHECKSUM_NONE, false, false},
    {"unknown algorithm", "x-amz-checksum-xxhash64: AAAAAAAAAAA=\r\n", CHECKSUM_NONE, false, false},
    {"the preferred one of two",
     "x-amz-checksum-sha256: " OF_SHA256 "\r\nx-amz-checksum-crc32: " OF_CRC32 "\r\n",
     CHECKSUM_CRC32, false, true},
    {"a bad one beside a good one",
     "x-amz-checksum-crc32c: x\r\nx-amz-checksum-sha1: " OF_SHA1 "\r\n", CHECKSUM_SHA1, false,
     true},
    {"a part", "Content-Range: bytes 0-8/100\r\nx-amz-checksum-crc32: " OF_CRC32 "\r\n",
     CHECKSUM_NONE, false, false},
    {"a later part", "Content-Range: bytes 9-17/18\r\nx-amz-checksum-crc32: " OF_CRC32 "\r\n",
     CHECKSUM_NONE, false, false},
    {"a part that is all", "Content-Range: bytes 0-8/9\r\nx-amz-checksum-crc32: " OF_CRC32 "\r\n",
     CHECKSUM_CRC32, false, true},
    {"a part of nonsense", "Content-Range: x\r\nx-amz-checksum-crc32: " OF_CRC32 "\r\n",
     CHECKSUM_NONE, false, false},
};

static struct crc_table tables[CRC_KIND_COUNT];

static bool matches(const struct object_checksum *expected, size_t cut)
{
    static const uint8_t bytes[] = "123456789";
    struct checksum *const checksum = checksum_create(expected, tables);
    if (checksum == NULL)
        return false;
    checksum_add(checksum, bytes, cut);
    checksum_add(checksum, bytes + cut, 9 - cut);
    const bool is_right = checksum_is_right(checksum);
    checksum_free(checksum);
    return is_right;
}

START_TEST(test_checksum)
{
    const struct checksum_case *const row = &checksum_cases[_i];
    struct http_headers headers;
    struct object_checksum expected;
    for (int kind = 0; kind < CRC_KIND_COUNT; kind++)
        crc_table_fill(&tables[kind], (enum crc_kind)kind);
    http_headers_init(&headers);
    buffer_append_str(&headers.lines, row->headers);
    checksum_read(&headers, &expected);
    ck_assert_msg(expected.kind == row->kind, "%s: kind %d", row->name, expected.kind);
    ck_assert_msg(expected.is_composite == row->is_composite, "%s", row->name);
    for (size_t cut = 0; cut <= 9; cut += 3)
        ck_assert_msg(matches(&expected, cut) == row->is_right, "%s", row->name);
    buffer_free(&headers.lines);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("checksum");
    TCase *const tcase = tcase_create("checksum");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_checksum, 0, sizeof checksum_cases / sizeof *checksum_cases);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
