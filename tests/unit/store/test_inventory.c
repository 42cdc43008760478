/* S3 Inventory: manifests that are good, wrong or hostile, and rows as objects. */
#include "crawler/base/buffer.h"
#include "crawler/base/coverage.h"
#include "crawler/store/inventory.h"

#include "suite.h"

#include <string.h>

#define MD5 "0123456789abcdef0123456789ABCDEF"
#define FILE_OF(key, md5) "{\"key\":\"" key "\",\"size\":1,\"MD5checksum\":\"" md5 "\"}"
#define MANIFEST(destination, format, schema, files)                                               \
    "{\"sourceBucket\":\"from\",\"destinationBucket\":\"" destination                              \
    "\",\"version\":\"2016-11-30\",\"creationTimestamp\":\"1769904000000\",\"fileFormat\":"        \
    "\"" format "\",\"fileSchema\":\"" schema "\",\"files\":[" files "]}"
#define ARN "arn:aws:s3:::to"

static const struct {
    const char *name, *text;
    enum status status;
    const char *message;
} manifests[] = {
    {"good", MANIFEST(ARN, "CSV", "Bucket, Key, Size", FILE_OF("a.csv.gz", MD5)), STATUS_OK, NULL},
    {"no files", MANIFEST(ARN, "CSV", "Bucket, Key", ""), STATUS_OK, NULL},
    {"a bucket without an ARN", MANIFEST("to", "CSV", "Bucket, Key", ""), STATUS_OK, NULL},
    {"another bucket", MANIFEST("arn:aws:s3:::evil", "CSV", "Bucket, Key", ""), STATUS_STOP,
     "another bucket"},
    {"Parquet", MANIFEST(ARN, "Parquet", "message s3.inventory {}", ""), STATUS_STOP, "CSV"},
    {"no column of keys", MANIFEST(ARN, "CSV", "Bucket, Size", ""), STATUS_STOP, "columns"},
    {"a name that begins with a column's", MANIFEST(ARN, "CSV", "Bucket, Keys", ""), STATUS_STOP,
     "columns"},
    {"a file without a checksum", MANIFEST(ARN, "CSV", "Bucket, Key", "{\"key\":\"a\"}"),
     STATUS_STOP, "MD5checksum"},
    {"a checksum that is none", MANIFEST(ARN, "CSV", "Bucket, Key", FILE_OF("a", "zz")),
     STATUS_STOP, "MD5checksum"},
    {"a file without a key", MANIFEST(ARN, "CSV", "Bucket, Key", FILE_OF("", MD5)), STATUS_STOP,
     "without key"},
    {"a file that is a number", MANIFEST(ARN, "CSV", "Bucket, Key", "7"), STATUS_STOP,
     "without key"},
    {"another document", "{\"a\":1}", STATUS_STOP, "none of S3 Inventory"},
    {"no JSON", "<html>", STATUS_STOP, "no JSON"},
    {"nothing", "", STATUS_STOP, "no JSON"},
};

START_TEST(manifest)
{
    const struct span text = {(const uint8_t *)manifests[_i].text, strlen(manifests[_i].text)};
    struct inventory inventory;
    struct fault fault = {0};
    const enum status status = inventory_parse(text, "to", &inventory, &fault);
    ck_assert_msg(status == manifests[_i].status, "%s: %s", manifests[_i].name, fault.message);
    if (status == STATUS_OK) {
        ck_assert_str_eq(inventory.bucket, "from");
        ck_assert_int_eq(inventory.created, 1769904000);
    } else {
        ck_assert_msg(strstr(fault.message, manifests[_i].message) != NULL, "%s: %s",
                      manifests[_i].name, fault.message);
    }
    inventory_close(&inventory);
}
END_TEST

/* Every cut of a manifest is refused. */
START_TEST(cuts)
{
    static const char text[] = MANIFEST(ARN, "CSV", "Bucket, Key, Size", FILE_OF("a.csv.gz", MD5));
    for (size_t len = 0; len < strlen(text); len++) {
        struct inventory inventory;
        struct fault fault = {0};
        ck_assert(inventory_parse((struct span){(const uint8_t *)text, len}, "to", &inventory,
                                  &fault) == STATUS_STOP);
        inventory_close(&inventory);
    }
}
END_TEST

START_TEST(sources)
{
    ck_assert_str_eq(inventory_source("s3-inventory+s3://b/m.json"), "s3://b/m.json");
    ck_assert_ptr_null(inventory_source("s3://b/m.json"));
    ck_assert_ptr_null(inventory_source("s3-inventory+az://b/m.json"));
    ck_assert_ptr_null(inventory_source("s3-inventory+"));
}
END_TEST

#define COLUMNS                                                                                    \
    "Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, "             \
    "StorageClass, EncryptionStatus, IntelligentTieringAccessTier"

static const struct {
    const char *name, *fields; /* of COLUMNS, ',' between them */
    bool wants_versions;
    enum status status;
    const char *key;
    uint64_t size;
    int refused;
    unsigned versions;
    const char *version_id, *encryption;
} rows[] = {
    {"plain", "from,a/b,,,,12,2026-01-02T03:04:05.000Z,e,STANDARD,SSE-KMS,", false, STATUS_OK,
     "a/b", 12, -1, 0, "", "sse-kms"},
    {"encoded", "from,a%2Fb+c%2B%0A%25,,,,0,,,,,", false, STATUS_OK, "a/b c+\n%", 0, -1, 0, "", ""},
    {"latest", "from,a,v1,true,false,1,,,,SSE-S3,", false, STATUS_OK, "a", 1, -1, OBJECT_LATEST, "",
     "sse-s3"},
    {"an older version", "from,a,v1,false,false,1,,,,,", false, STATUS_END, "", 0, 0, 0, "", ""},
    {"an older version that is wanted", "from,a,v1,false,false,1,,,,,", true, STATUS_OK, "a", 1, -1,
     OBJECT_NONCURRENT, "v1", ""},
    {"a delete marker", "from,a,v2,true,true,,,,,,", true, STATUS_OK, "a", 0, -1,
     OBJECT_LATEST | OBJECT_DELETE_MARKER, "v2", ""},
    {"a delete marker that is not wanted", "from,a,v2,true,true,,,,,,", false, STATUS_END, "", 0, 0,
     0, "", ""},
    {"archived", "from,a,,,,1,,,GLACIER,NOT-SSE,", false, STATUS_OK, "a", 1, REASON_ARCHIVED, 0, "",
     ""},
    {"archived by tiering", "from,a,,,,1,,,INTELLIGENT_TIERING,,DEEP_ARCHIVE_ACCESS", false,
     STATUS_OK, "a", 1, REASON_ARCHIVED, 0, "", ""},
    {"short row", "from,a", false, STATUS_OK, "a", 0, -1, 0, "", ""},
    {"another bucket", "evil,a,,,,1,,,,,", false, STATUS_SKIP, "", 0, 0, 0, "", ""},
    {"no key", "from,,,,,1,,,,,", false, STATUS_SKIP, "", 0, 0, 0, "", ""},
    {"no size", "from,a,,,,x,,,,,", false, STATUS_SKIP, "", 0, 0, 0, "", ""},
    {"a size beyond all", "from,a,,,,99999999999999999999,,,,,", false, STATUS_SKIP, "", 0, 0, 0,
     "", ""},
    {"one column", "from", false, STATUS_SKIP, "", 0, 0, 0, "", ""},
};

static size_t split(const char *text, struct span fields[16])
{
    size_t count = 0;
    for (;;) {
        fields[count] = (struct span){(const uint8_t *)text, strcspn(text, ",")};
        text += fields[count++].len;
        if (*text++ == '\0')
            return count;
    }
}

static bool equals(struct span text, const char *expected)
{
    return text.len == strlen(expected) &&
           (text.len == 0 || memcmp(text.ptr, expected, text.len) == 0);
}

START_TEST(row)
{
    static const char text[] = MANIFEST(ARN, "CSV", COLUMNS, "");
    struct inventory inventory;
    struct fault fault = {0};
    struct object_init init;
    struct buffer key;
    struct span fields[16];
    const size_t count = split(rows[_i].fields, fields);
    buffer_init(&key, 4096);
    ck_assert(inventory_parse((struct span){(const uint8_t *)text, strlen(text)}, "to", &inventory,
                              &fault) == STATUS_OK);
    inventory.wants_versions = rows[_i].wants_versions;
    const enum status status = inventory_object(&inventory, fields, count, &init, &key);
    ck_assert_msg(status == rows[_i].status, "%s: %d", rows[_i].name, (int)status);
    if (status == STATUS_OK) {
        ck_assert_msg(equals(init.key, rows[_i].key), "%s", rows[_i].name);
        ck_assert_uint_eq(init.size, rows[_i].size);
        ck_assert_int_eq(init.is_size_unknown, strcmp(rows[_i].name, "short row") == 0);
        ck_assert_int_eq(init.refused, rows[_i].refused);
        ck_assert_uint_eq(init.versions, rows[_i].versions);
        ck_assert_msg(equals(init.version_id, rows[_i].version_id), "%s", rows[_i].name);
        ck_assert_msg(equals(init.encryption_mode, rows[_i].encryption), "%s", rows[_i].name);
    }
    buffer_free(&key);
    inventory_close(&inventory);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("inventory");
    TCase *const tcase = tcase_create("inventory");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, manifest, 0, (int)(sizeof manifests / sizeof *manifests));
    tcase_add_loop_test(tcase, row, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_test(tcase, cuts);
    tcase_add_test(tcase, sources);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
