/* What List Blobs says of blobs beside their names, and how it is asked for. */
#include "crawler/store/azure.h"

#include "crawler/base/coverage.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALL                                                                                        \
    (LIST_INCLUDE_VERSIONS | LIST_INCLUDE_UPLOADS | LIST_INCLUDE_TAGS | LIST_INCLUDE_METADATA)
#define RESULTS(blobs)                                                                             \
    "<EnumerationResults><Blobs>" blobs "</Blobs><NextMarker/></EnumerationResults>"
#define SIZED "<Content-Length>5</Content-Length>"
#define BLOB(inside, properties)                                                                   \
    "<Blob><Name>a</Name>" inside "<Properties>" SIZED "<Etag>0x1</Etag>" properties               \
    "</Properties></Blob>"

/* The only object of a page: "" stands for what is not said. */
struct blob_case {
    const char *name, *blob;
    unsigned include;
    unsigned versions;
    int refused; /* -1: may be read */
    const char *version_id, *snapshot, *tier, *mode, *key_id, *tags, *metadata;
};

static const struct blob_case blob_cases[] = {
    {.name = "plain", BLOB("", ""), .refused = -1},
    {.name = "current version",
     BLOB("<VersionId>2026-01-01T00:00:00.0000000Z</VersionId>"
          "<IsCurrentVersion>true</IsCurrentVersion>",
          ""),
     .include = LIST_INCLUDE_VERSIONS,
     .versions = OBJECT_LATEST,
     .refused = -1,
     .version_id = "2026-01-01T00:00:00.0000000Z"},
    {.name = "version that was not asked for",
     BLOB("<VersionId>2026-01-01T00:00:00.0000000Z</VersionId>"
          "<IsCurrentVersion>true</IsCurrentVersion>",
          ""),
     .refused = -1},
    {.name = "older version",
     BLOB("<VersionId>2025-01-01T00:00:00.0000000Z</VersionId>", ""),
     .include = LIST_INCLUDE_VERSIONS,
     .versions = OBJECT_NONCURRENT,
     .refused = -1,
     .version_id = "2025-01-01T00:00:00.0000000Z"},
    {.name = "snapshot",
     BLOB("<Snapshot>2025-01-01T00:00:00.0000000Z</Snapshot>", ""),
     .versions = OBJECT_NONCURRENT,
     .refused = -1,
     .snapshot = "2025-01-01T00:00:00.0000000Z"},
    {.name = "deleted snapshot",
     BLOB("<Snapshot>2025-01-01T00:00:00.0000000Z</Snapshot><Deleted>true</Deleted>", ""),
     .versions = OBJECT_NONCURRENT | OBJECT_DELETED,
     .refused = REASON_VANISHED,
     .snapshot = "2025-01-01T00:00:00.0000000Z"},
    {.name = "deleted",
     BLOB("<Deleted>true</Deleted>", "<DeletedTime>Thu, 01 Jan 2026 00:00:00 GMT</DeletedTime>"),
     .versions = OBJECT_DELETED,
     .refused = REASON_VANISHED},
    {.name = "not deleted", BLOB("<Deleted>false</Deleted>", ""), .refused = -1},
    {.name = "nothing but versions is left",
     "<Blob><Name>a</Name><HasVersionsOnly>true</HasVersionsOnly><Properties/></Blob>",
     .versions = OBJECT_DELETE_MARKER,
     .refused = -1},
    {.name = "blocks that were never committed",
     "<Blob><Name>a</Name><Properties><Content-Length>0</Content-Length><Etag>0x1</Etag>"
     "</Properties></Blob>",
     .include = LIST_INCLUDE_UPLOADS,
     .versions = OBJECT_UPLOAD,
     .refused = REASON_UNSUPPORTED_METHOD},
    {.name = "empty blob beside such",
     "<Blob><Name>a</Name><Properties><Content-Length>0</Content-Length>"
     "<Content-Type>text/plain</Content-Type></Properties></Blob>",
     .include = LIST_INCLUDE_UPLOADS,
     .refused = -1},
    {.name = "archived",
     BLOB("", "<AccessTier>Archive</AccessTier>"),
     .refused = REASON_ARCHIVED,
     .tier = "Archive"},
    {.name = "on its way out of the archive",
     BLOB("", "<AccessTier>Archive</AccessTier>"
              "<ArchiveStatus>rehydrate-pending-to-hot</ArchiveStatus>"),
     .refused = REASON_ARCHIVED,
     .tier = "Archive"},
    {.name = "cold", BLOB("", "<AccessTier>Cold</AccessTier>"), .refused = -1, .tier = "Cold"},
    {.name = "encrypted by the service",
     BLOB("", "<ServerEncrypted>true</ServerEncrypted>"),
     .refused = -1,
     .mode = "azure"},
    {.name = "not encrypted", BLOB("", "<ServerEncrypted>false</ServerEncrypted>"), .refused = -1},
    {.name = "scope",
     BLOB("", "<EncryptionScope>tenant-7</EncryptionScope><ServerEncrypted>true</ServerEncrypted>"),
     .refused = -1,
     .mode = "azure-scope",
     .key_id = "tenant-7"},
    {.name = "key of the customer",
     BLOB("<Metadata Encrypted=\"true\"/>",
          "<ServerEncrypted>true</ServerEncrypted>"
          "<CustomerProvidedKeySha256>c2hh</CustomerProvidedKeySha256>"),
     .refused = -1,
     .mode = "azure-cpk",
     .key_id = "c2hh"},
    {.name = "tags",
     BLOB("<Tags><TagSet><Tag><Key>team a</Key><Value>x&amp;y=1</Value></Tag>"
          "<Tag><Key>b</Key><Value/></Tag></TagSet></Tags>",
          ""),
     .include = LIST_INCLUDE_TAGS,
     .refused = -1,
     .tags = "team%20a=x%26y%3D1&b="},
    {.name = "no tags", BLOB("", ""), .include = LIST_INCLUDE_TAGS, .refused = -1},
    {.name = "metadata",
     BLOB("<Metadata><Patient>Marlow Q</Patient><mrn>488</mrn><empty/></Metadata>", ""),
     .include = LIST_INCLUDE_METADATA,
     .refused = -1,
     .metadata = "Patient=Marlow%20Q&mrn=488&empty="},
    {.name = "names of metadata that are names elsewhere",
     BLOB("<Metadata><Name>b</Name><Deleted>true</Deleted></Metadata>", ""),
     .include = LIST_INCLUDE_METADATA,
     .refused = -1,
     .metadata = "Name=b&Deleted=true"},
    {.name = "elements of tags elsewhere",
     BLOB("<X><Y><Z><Key>k</Key><Value>v</Value></Z></Y></X>", ""),
     .refused = -1},
    {.name = "directory with content is a blob",
     BLOB("", "<ResourceType>directory</ResourceType>"),
     .refused = -1},
    {.name = "file", BLOB("", "<ResourceType>file</ResourceType>"), .refused = -1},
};

static void check_text(const char *name, const char *what, const char *got, const char *expected)
{
    ck_assert_msg(strcmp(got, expected == NULL ? "" : expected) == 0, "%s: %s is %s", name, what,
                  got);
}

/* Reads a page of one blob; the caller frees it. */
static void read_blob(const struct blob_case *row, struct page *page)
{
    const struct list_query list = {.prefix = "", .include = row->include};
    char *body = NULL;
    ck_assert_int_gt(asprintf(&body, RESULTS("%s"), row->blob), 0);
    page_init(page);
    const struct span span = {(const uint8_t *)body, strlen(body)};
    ck_assert_msg(azure_read_page(&list, span, 0, page) == PAGE_OK, "%s", row->name);
    free(body);
}

START_TEST(test_blob)
{
    const struct blob_case *const row = &blob_cases[_i];
    struct page page;
    read_blob(row, &page);
    ck_assert_msg(page.count == 1, "%s: %zu", row->name, page.count);
    const struct object *const object = page.objects[0];
    ck_assert_msg(object->versions == row->versions, "%s: %u", row->name, object->versions);
    ck_assert_msg(object->refused == row->refused, "%s: %d", row->name, object->refused);
    check_text(row->name, "version", object->version_id, row->version_id);
    check_text(row->name, "snapshot", object->snapshot, row->snapshot);
    check_text(row->name, "tier", object->storage_class, row->tier);
    check_text(row->name, "encryption", object->encryption_mode, row->mode);
    check_text(row->name, "key", object->encryption_key_id, row->key_id);
    check_text(row->name, "tags", object->tags, row->tags);
    check_text(row->name, "metadata", object->metadata, row->metadata);
    ck_assert_int_eq(object->has_tags, (row->include & LIST_INCLUDE_TAGS) != 0);
    ck_assert_int_eq(object->has_metadata, (row->include & LIST_INCLUDE_METADATA) != 0);
    page_free(&page);
}
END_TEST

/* Directories, as the two kinds of them come. */
static const struct blob_case directory_cases[] = {
    {.name = "directory of a hierarchical namespace",
     "<Blob><Name>a</Name><Properties><Content-Length>0</Content-Length>"
     "<ResourceType>directory</ResourceType></Properties></Blob>"},
    {.name = "directory of Hadoop",
     "<Blob><Name>a</Name><Properties><Content-Length>0</Content-Length></Properties>"
     "<Metadata><hdi_isfolder>true</hdi_isfolder></Metadata></Blob>",
     .include = LIST_INCLUDE_METADATA},
};

START_TEST(test_directory)
{
    struct page page;
    read_blob(&directory_cases[_i], &page);
    ck_assert_uint_eq(page.count, 0);
    page_free(&page);
}
END_TEST

START_TEST(test_prefixes)
{
    static const char body[] = RESULTS("<BlobPrefix><Name>a/b/</Name></BlobPrefix>" BLOB(
        "", "") "<BlobPrefix><Name Encoded=\"true\">a%01/</Name></BlobPrefix>");
    const struct list_query list = {.prefix = "a", .has_delimiter = true};
    const struct span span = {(const uint8_t *)body, sizeof body - 1};
    struct page page;
    page_init(&page);
    ck_assert_int_eq(azure_read_page(&list, span, 0, &page), PAGE_OK);
    ck_assert_uint_eq(page.count, 1);
    ck_assert_uint_eq(page.prefixes.len, 9);
    ck_assert_int_eq(memcmp(page.prefixes.ptr, "a/b/\0a\x01/", 9), 0);
    page_free(&page);
}
END_TEST

struct request_case {
    const char *name;
    struct list_query list;
    const char *query; /* behind "?restype=container&comp=list&maxresults=5000" */
};

static const struct request_case request_cases[] = {
    {"blobs", {.prefix = ""}, ""},
    {"prefix", {.prefix = "a/ b"}, "&prefix=a%2F%20b"},
    {"delimiter", {.prefix = "a/", .has_delimiter = true}, "&prefix=a%2F&delimiter=%2F"},
    {"versions",
     {.prefix = "", .include = LIST_INCLUDE_VERSIONS},
     "&include=snapshots,versions,deleted,deletedwithversions"},
    {"uploads", {.prefix = "", .include = LIST_INCLUDE_UPLOADS}, "&include=uncommittedblobs"},
    {"all",
     {.prefix = "p", .include = ALL, .cursor = {(const uint8_t *)"m&", 2}},
     "&include=metadata,tags,uncommittedblobs,snapshots,versions,deleted,deletedwithversions"
     "&prefix=p&marker=m%26"},
};

static char endpoint[] = "https://acct.blob.core.windows.net";

START_TEST(test_request)
{
    const struct request_case *const row = &request_cases[_i];
    const struct azure_settings settings = {.endpoint = endpoint, .is_anonymous = true};
    const struct azure azure = {.settings = &settings, .container = "files", .prefix = ""};
    struct http_request request;
    char expected[512];
    http_request_init(&request);
    ck_assert(azure_list_request(&azure, &row->list, 0, &request));
    snprintf(expected, sizeof expected, "%s/files?restype=container&comp=list&maxresults=5000%s",
             endpoint, row->query);
    ck_assert_str_eq((const char *)request.url.ptr, expected);
    http_request_wipe(&request);
}
END_TEST

static const struct {
    const char *version_id, *snapshot, *sas, *query;
} version_cases[] = {
    {"", "", NULL, ""},
    {"", "", "sig=x", "?sig=x"},
    {"2026-01-01T00:00:00.1Z", "", NULL, "?versionid=2026-01-01T00%3A00%3A00.1Z"},
    {"", "2026-01-01T00:00:00.1Z", "sig=x", "?snapshot=2026-01-01T00%3A00%3A00.1Z&sig=x"},
    {"v", "s", NULL, "?snapshot=s"}, /* a snapshot is what was listed */
    {"&x=1", "", NULL, "?versionid=%26x%3D1"},
};

START_TEST(test_version)
{
    char sas[] = "sig=x";
    const struct azure_settings settings = {.endpoint = endpoint,
                                            .sas = version_cases[_i].sas == NULL ? NULL : sas};
    const struct azure azure = {.settings = &settings, .container = "files", .prefix = ""};
    const struct object object = {.key = {(const uint8_t *)"a", 1},
                                  .version_id = version_cases[_i].version_id,
                                  .snapshot = version_cases[_i].snapshot};
    const struct http_part part = {0, UINT64_MAX, "", NULL};
    struct http_request request;
    char expected[512];
    http_request_init(&request);
    ck_assert(azure_object_request(&azure, &object, &part, 0, &request));
    snprintf(expected, sizeof expected, "%s/files/a%s", endpoint, version_cases[_i].query);
    ck_assert_str_eq((const char *)request.url.ptr, expected);
    ck_assert(azure_tags_request(&azure, &object, 0, &request));
    const char *const query = version_cases[_i].query;
    snprintf(expected, sizeof expected, "%s/files/a?comp=tags%s%s", endpoint,
             *query == '\0' ? "" : "&", query + (*query == '?'));
    ck_assert_str_eq((const char *)request.url.ptr, expected);
    http_request_wipe(&request);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("azure_page");
    TCase *const tcase = tcase_create("azure_page");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_blob, 0, COUNT(blob_cases));
    tcase_add_loop_test(tcase, test_directory, 0, COUNT(directory_cases));
    tcase_add_test(tcase, test_prefixes);
    tcase_add_loop_test(tcase, test_request, 0, COUNT(request_cases));
    tcase_add_loop_test(tcase, test_version, 0, COUNT(version_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
