/* Inventories of S3 and Azure: manifests that are good, wrong or hostile, and rows as objects. */
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
    {"Parquet", MANIFEST(ARN, "Parquet", "message s3.inventory {}", ""), STATUS_OK, NULL},
    {"ORC", MANIFEST(ARN, "ORC", "struct<bucket:string>", ""), STATUS_STOP, "ORC"},
    {"a format of the future", MANIFEST(ARN, "Arrow", "a", ""), STATUS_STOP, "neither"},
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
    const enum status status = inventory_parse(INVENTORY_S3, text, "to", &inventory, &fault);
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
        ck_assert(inventory_parse(INVENTORY_S3, (struct span){(const uint8_t *)text, len}, "to",
                                  &inventory, &fault) == STATUS_STOP);
        inventory_close(&inventory);
    }
}
END_TEST

#define AZURE(destination, type, format, status, files)                                            \
    "{\"destinationContainer\":\"" destination                                                     \
    "\",\"endpoint\":\"https://a.blob.core.windows.net\",\"files\":[" files                        \
    "],\"inventoryStartTime\":\"2026-02-01T00:00:00Z\",\"ruleDefinition\":{\"format\":\"" format   \
    "\",\"objectType\":\"" type "\",\"filters\":{\"blobTypes\":[\"blockBlob\"]}},\"status\":\""    \
    "" status "\",\"version\":\"1.0\"}"
#define BLOB "{\"blob\":\"2026/02/01/R/R.csv\",\"size\":12}"

static const struct {
    const char *name, *text;
    enum status status;
    const char *message; /* of what is refused */
    bool is_parquet, is_partial;
} azure_manifests[] = {
    {"good", AZURE("to", "blob", "csv", "Succeeded", BLOB), STATUS_OK, NULL, false, false},
    {"Parquet", AZURE("to", "blob", "parquet", "Succeeded", BLOB), STATUS_OK, NULL, true, false},
    {"a part", AZURE("to", "blob", "csv", "PartiallySucceeded", BLOB), STATUS_OK, NULL, false,
     true},
    {"no files", AZURE("to", "blob", "csv", "Succeeded", ""), STATUS_OK, NULL, false, false},
    {"not complete", AZURE("to", "blob", "csv", "Pending", BLOB), STATUS_STOP, "not complete",
     false, false},
    {"failed", AZURE("to", "blob", "csv", "Failed", BLOB), STATUS_STOP, "failed", false, false},
    {"of containers", AZURE("to", "container", "csv", "Succeeded", BLOB), STATUS_STOP,
     "lists containers", false, false},
    {"another container", AZURE("other", "blob", "csv", "Succeeded", BLOB), STATUS_STOP,
     "another container", false, false},
    {"a file without a size", AZURE("to", "blob", "csv", "Succeeded", "{\"blob\":\"b\"}"),
     STATUS_STOP, "without blob or size", false, false},
    {"a file whose size is less than nothing",
     AZURE("to", "blob", "csv", "Succeeded", "{\"blob\":\"b\",\"size\":-1}"), STATUS_STOP,
     "without blob or size", false, false},
    {"one of S3", MANIFEST("to", "CSV", "Bucket, Key", ""), STATUS_STOP, "none of Azure", false,
     false},
};

START_TEST(azure_manifest)
{
    const char *const source = azure_manifests[_i].text;
    const struct span text = {(const uint8_t *)source, strlen(source)};
    struct inventory inventory;
    struct fault fault = {0};
    const enum status status = inventory_parse(INVENTORY_AZURE, text, "to", &inventory, &fault);
    ck_assert_msg(status == azure_manifests[_i].status, "%s: %s", azure_manifests[_i].name,
                  fault.message);
    if (status == STATUS_OK) {
        ck_assert_ptr_null(inventory.bucket);
        ck_assert_int_eq(inventory.created, 1769904000);
        ck_assert_int_eq(inventory.is_parquet, azure_manifests[_i].is_parquet);
        ck_assert_int_eq(inventory.has_head, !inventory.is_parquet);
        ck_assert_int_eq(inventory.is_partial, azure_manifests[_i].is_partial);
        ck_assert(inventory.file_count == 0 || inventory.files[0].size == 12);
    } else {
        ck_assert_msg(strstr(fault.message, azure_manifests[_i].message) != NULL, "%s: %s",
                      azure_manifests[_i].name, fault.message);
    }
    inventory_close(&inventory);
}
END_TEST

START_TEST(sources)
{
    ck_assert_str_eq(inventory_source("s3-inventory+s3://b/m.json"), "s3://b/m.json");
    ck_assert_ptr_null(inventory_source("s3://b/m.json"));
    ck_assert_ptr_null(inventory_source("s3-inventory+az://b/m.json"));
    ck_assert_ptr_null(inventory_source("s3-inventory+"));
    ck_assert_str_eq(inventory_source("azure-inventory+az://c/m.json"), "az://c/m.json");
    ck_assert_str_eq(inventory_source("azure-inventory+https://h/c/m.json?s"),
                     "https://h/c/m.json?s");
    ck_assert_ptr_null(inventory_source("azure-inventory+s3://c/m.json"));
    ck_assert_uint_eq(inventory_shown_len("azure-inventory+https://h/c?sig=s"), 27);
    ck_assert_uint_eq(inventory_shown_len("s3-inventory+s3://b/a?b"), 23);
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
    ck_assert(inventory_parse(INVENTORY_S3, (struct span){(const uint8_t *)text, strlen(text)},
                              "to", &inventory, &fault) == STATUS_OK);
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

static const struct {
    enum inventory_kind kind;
    size_t len;
    enum status status;
} long_keys[] = {{INVENTORY_S3, INVENTORY_KEY_MAX, STATUS_OK},
                 {INVENTORY_S3, INVENTORY_KEY_MAX + 1, STATUS_SKIP},
                 {INVENTORY_AZURE, INVENTORY_KEY_MAX, STATUS_OK},
                 {INVENTORY_AZURE, INVENTORY_KEY_MAX + 1, STATUS_SKIP}};

/* A row with a key that no object can have names none: memory is not short. */
START_TEST(long_key)
{
    static uint8_t text[INVENTORY_KEY_MAX + 1];
    const bool is_azure = long_keys[_i].kind == INVENTORY_AZURE;
    struct inventory inventory = {.kind = long_keys[_i].kind, .bucket = (char[]){"from"}};
    const struct span names[] = {{(const uint8_t *)(is_azure ? "Name" : "Key"), is_azure ? 4 : 3},
                                 {(const uint8_t *)"Bucket", 6}};
    const struct span fields[] = {{text, long_keys[_i].len}, {(const uint8_t *)"from", 4}};
    struct object_init init;
    struct buffer key;
    uint64_t wanted;
    memset(text, 'k', sizeof text);
    memcpy(text, "container/", 10);
    buffer_init(&key, INVENTORY_KEY_MAX);
    ck_assert(inventory_read_head(&inventory, names, 2, &wanted));
    ck_assert_int_eq(inventory_object(&inventory, fields, 2, &init, &key), long_keys[_i].status);
    buffer_free(&key);
}
END_TEST

/* ---- where the objects are ---- */

static const struct {
    const char *source, *uri;
} places[] = {
    {"https://acct.blob.core.windows.net/inv/R-manifest.json?sv=2021-08-06&sig=c2ln",
     "https://acct.blob.core.windows.net"},
    {"abfss://inv@acct.dfs.core.windows.net/R-manifest.json", "https://acct.blob.core.windows.net"},
    {"az://inv/R-manifest.json", "az:/"},
};

/* All of the account, with the SAS that the manifest was named with. */
START_TEST(place)
{
    struct locator from = {0}, found = {0};
    struct fault fault = {0};
    const struct inventory inventory = {.kind = INVENTORY_AZURE};
    ck_assert_msg(locator_parse(places[_i].source, &from, &fault), "%s", fault.message);
    ck_assert(inventory_locate(&inventory, &from, &found, &fault) == STATUS_OK);
    ck_assert_str_eq(found.uri, places[_i].uri);
    ck_assert_str_eq(found.bucket, "");
    ck_assert_str_eq(found.prefix, "");
    ck_assert((found.sas == NULL) == (from.sas == NULL));
    ck_assert(found.sas == NULL || strcmp(found.sas, from.sas) == 0);
    locator_free(&found);
    locator_free(&from);
}
END_TEST

/* ---- rows of Azure ---- */

#define AZURE_COLUMNS                                                                              \
    "Name,Content-Length,Last-Modified,Etag,AccessTier,Snapshot,VersionId,IsCurrentVersion,"       \
    "Deleted,hdi_isfolder,ArchiveStatus,EncryptionScope,BlobType"

static const struct {
    const char *name, *fields; /* of AZURE_COLUMNS */
    bool wants_versions;
    enum status status;
    const char *container, *key;
    int refused;
    unsigned versions;
    const char *snapshot, *encryption;
} azure_rows[] = {
    {"plain", "one/a/b.txt,12,2026-01-02T03:04:05Z,\"0x8\",Hot,,,,,,,,BlockBlob", false, STATUS_OK,
     "one", "a/b.txt", -1, 0, "", ""},
    {"a name as it is", "one/a%2Fb+c,12,2026-01-02 03:04:05.000,0x8,Hot,,,,,,,,", false, STATUS_OK,
     "one", "a%2Fb+c", -1, 0, "", ""},
    {"the root container", "$root/x,12,2026-01-02 03:04:05.000Z,0x8,,,,,,,,,", false, STATUS_OK,
     "$root", "x", -1, 0, "", ""},
    {"a slash at its start", "one//x,12,2026-01-02T03:04:05Z,0x8,,,,,,,,,", false, STATUS_OK, "one",
     "/x", -1, 0, "", ""},
    {"archived", "one/x,12,2026-01-02T03:04:05Z,0x8,Archive,,,,,,,,", false, STATUS_OK, "one", "x",
     REASON_ARCHIVED, 0, "", ""},
    {"on its way back", "one/x,12,2026-01-02T03:04:05Z,0x8,Archive,,,,,,rehydrate-pending-to-hot,,",
     false, STATUS_OK, "one", "x", REASON_ARCHIVED, 0, "", ""},
    {"a directory", "one/x,0,2026-01-02T03:04:05Z,0x8,,,,,,true,,,", true, STATUS_END, "", "", 0, 0,
     "", ""},
    {"a snapshot", "one/x,12,2026-01-02T03:04:05Z,0x8,,2026-01-01T00:00:00.0000000Z,,,,,,,", false,
     STATUS_END, "", "", 0, 0, "", ""},
    {"a snapshot that is wanted",
     "one/x,12,2026-01-02T03:04:05Z,0x8,,2026-01-01T00:00:00.0000000Z,,,,,,,", true, STATUS_OK,
     "one", "x", -1, OBJECT_NONCURRENT, "2026-01-01T00:00:00.0000000Z", ""},
    {"the current version", "one/x,12,2026-01-02T03:04:05Z,0x8,,,v1,True,,,,,", false, STATUS_OK,
     "one", "x", -1, OBJECT_LATEST, "", ""},
    {"an older version", "one/x,12,2026-01-02T03:04:05Z,0x8,,,v1,false,,,,,", false, STATUS_END, "",
     "", 0, 0, "", ""},
    {"deleted", "one/x,12,2026-01-02T03:04:05Z,0x8,,,,,true,,,,", false, STATUS_END, "", "", 0, 0,
     "", ""},
    {"deleted and wanted", "one/x,12,2026-01-02T03:04:05Z,0x8,,,,,true,,,,", true, STATUS_OK, "one",
     "x", REASON_VANISHED, OBJECT_DELETED, "", ""},
    {"a scope", "one/x,12,2026-01-02T03:04:05Z,0x8,,,,,,,,scope-1,", false, STATUS_OK, "one", "x",
     -1, 0, "", "azure-scope"},
    {"a container alone", "one,12,2026-01-02T03:04:05Z,0x8,,,,,,,,,", false, STATUS_SKIP, "", "", 0,
     0, "", ""},
    {"no blob", "one/,12,2026-01-02T03:04:05Z,0x8,,,,,,,,,", false, STATUS_SKIP, "", "", 0, 0, "",
     ""},
    {"no container", "/x,12,2026-01-02T03:04:05Z,0x8,,,,,,,,,", false, STATUS_SKIP, "", "", 0, 0,
     "", ""},
    {"a container that leads elsewhere", "../x,12,2026-01-02T03:04:05Z,0x8,,,,,,,,,", false,
     STATUS_SKIP, "", "", 0, 0, "", ""},
    {"no size", "one/x,y,2026-01-02T03:04:05Z,0x8,,,,,,,,,", false, STATUS_SKIP, "", "", 0, 0, "",
     ""},
};

START_TEST(azure_row)
{
    static const char text[] = AZURE("to", "blob", "csv", "Succeeded", "");
    struct inventory inventory;
    struct fault fault = {0};
    struct object_init init;
    struct buffer key;
    struct span fields[16];
    uint64_t wanted;
    buffer_init(&key, 4096);
    ck_assert(inventory_parse(INVENTORY_AZURE, (struct span){(const uint8_t *)text, strlen(text)},
                              "to", &inventory, &fault) == STATUS_OK);
    ck_assert(inventory_read_head(&inventory, fields, split(AZURE_COLUMNS, fields), &wanted));
    ck_assert_uint_eq(wanted, 0xfff); /* all but BlobType */
    inventory.wants_versions = azure_rows[_i].wants_versions;
    const size_t count = split(azure_rows[_i].fields, fields);
    const enum status status = inventory_object(&inventory, fields, count, &init, &key);
    ck_assert_msg(status == azure_rows[_i].status, "%s: %d", azure_rows[_i].name, (int)status);
    if (status == STATUS_OK) {
        ck_assert_msg(equals(init.container, azure_rows[_i].container), "%s", azure_rows[_i].name);
        ck_assert_msg(equals(init.key, azure_rows[_i].key), "%s", azure_rows[_i].name);
        ck_assert_uint_eq(init.size, 12);
        ck_assert_msg(init.last_modified == 1767323045, "%s", azure_rows[_i].name);
        ck_assert(init.etag.len == 3);
        ck_assert_int_eq(init.refused, azure_rows[_i].refused);
        ck_assert_uint_eq(init.versions, azure_rows[_i].versions);
        ck_assert_msg(equals(init.snapshot, azure_rows[_i].snapshot), "%s", azure_rows[_i].name);
        ck_assert_msg(equals(init.encryption_mode, azure_rows[_i].encryption), "%s",
                      azure_rows[_i].name);
    }
    buffer_free(&key);
    inventory_close(&inventory);
}
END_TEST

START_TEST(heads)
{
    static const char *const s3[] = {"bucket", "key", "size"};
    struct inventory inventory = {.kind = INVENTORY_S3, .is_parquet = true};
    struct span names[3];
    uint64_t wanted;
    for (size_t i = 0; i < 3; i++)
        names[i] = (struct span){(const uint8_t *)s3[i], strlen(s3[i])};
    ck_assert(inventory_read_head(&inventory, names, 3, &wanted));
    ck_assert_uint_eq(wanted, 7);
    ck_assert(!inventory_read_head(&inventory, names, 1, &wanted));     /* no key */
    ck_assert(!inventory_read_head(&inventory, names + 1, 2, &wanted)); /* no bucket */
    ck_assert(!inventory_read_head(&inventory, names, 0, &wanted));
    inventory.kind = INVENTORY_AZURE;
    ck_assert(!inventory_read_head(&inventory, names, 3, &wanted)); /* no Name */
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("inventory");
    TCase *const tcase = tcase_create("inventory");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, manifest, 0, (int)(sizeof manifests / sizeof *manifests));
    tcase_add_loop_test(tcase, row, 0, (int)(sizeof rows / sizeof *rows));
    tcase_add_loop_test(tcase, long_key, 0, (int)(sizeof long_keys / sizeof *long_keys));
    tcase_add_loop_test(tcase, azure_manifest, 0,
                        (int)(sizeof azure_manifests / sizeof *azure_manifests));
    tcase_add_loop_test(tcase, azure_row, 0, (int)(sizeof azure_rows / sizeof *azure_rows));
    tcase_add_loop_test(tcase, place, 0, (int)(sizeof places / sizeof *places));
    tcase_add_test(tcase, heads);
    tcase_add_test(tcase, cuts);
    tcase_add_test(tcase, sources);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
