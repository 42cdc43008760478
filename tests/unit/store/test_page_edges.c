/* Pages of listings at their edges, of S3 and of Azure, and the requests for keys of any bytes. */
#include "crawler/store/azure.h"
#include "crawler/store/s3.h"

#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char azure_endpoint[] = "https://acct.blob.core.windows.net";

/* Writes "key=size" of each object, '|' between them, and "+cursor" when there is more. */
static void describe(const struct page *page, char *out, size_t cap)
{
    size_t at = 0;
    *out = '\0';
    for (size_t i = 0; i < page->count; i++)
        at += (size_t)snprintf(
            out + at, cap - at, "%s%.*s=%llu%s", i == 0 ? "" : "|", (int)page->objects[i]->key.len,
            (const char *)page->objects[i]->key.ptr, (unsigned long long)page->objects[i]->size,
            page->objects[i]->refused >= 0 ? "!" : "");
    if (page->has_more)
        snprintf(out + at, cap - at, "+%s", (const char *)page->cursor.ptr);
}

struct page_case {
    const char *name, *body, *prefix;
    enum page_result result;
    const char *objects; /* as described */
};

static void check_case(const struct page_case *row, const struct page *page,
                       enum page_result result)
{
    char actual[512];
    ck_assert_msg(result == row->result, "%s: %d", row->name, (int)result);
    if (result != PAGE_OK)
        return;
    describe(page, actual, sizeof actual);
    ck_assert_msg(strcmp(actual, row->objects) == 0, "%s: %s", row->name, actual);
}

/* ---- S3 ---- */

#define LIST(inside) "<ListBucketResult>" inside "</ListBucketResult>"
#define LAST "<IsTruncated>false</IsTruncated>"
#define URL "<EncodingType>url</EncodingType>"
#define OBJECT(key) "<Contents><Key>" key "</Key><Size>5</Size></Contents>"

static const struct page_case s3_cases[] = {
    {"empty", LIST(LAST), "", PAGE_OK, ""},
    {"one", LIST(LAST OBJECT("a/b")), "", PAGE_OK, "a/b=5"},
    {"two", LIST(OBJECT("a") LAST OBJECT("b")), "", PAGE_OK, "a=5|b=5"},
    {"namespace",
     "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">" LAST OBJECT(
         "a") "</ListBucketResult>",
     "", PAGE_OK, "a=5"},
    {"encoded", LIST(URL LAST OBJECT("a%2Fb%20c+d%25")), "", PAGE_OK, "a/b c d%=5"},
    {"encoding said behind", LIST(LAST OBJECT("a%2Fb") URL), "", PAGE_OK, "a/b=5"},
    {"not encoded", LIST(LAST OBJECT("a%2Fb+c")), "", PAGE_OK, "a%2Fb+c=5"},
    {"control character", LIST(URL LAST OBJECT("a%01")), "", PAGE_OK, "a\x01=5"},
    {"entity in a plain key", LIST(LAST OBJECT("a&amp;b")), "", PAGE_OK, "a&b=5"},
    {"dots and slashes", LIST(URL LAST OBJECT("..%2F..%2Fetc") OBJECT("%2F%2Fx")), "", PAGE_OK,
     "../../etc=5|//x=5"},
    {"directory marker", LIST(LAST "<Contents><Key>a/</Key><Size>0</Size></Contents>"), "", PAGE_OK,
     "a/=0"},
    {"more",
     LIST("<IsTruncated>true</IsTruncated><NextContinuationToken>1/a+b=="
          "</NextContinuationToken>" OBJECT("a")),
     "", PAGE_OK, "a=5+1/a+b=="},
    {"more, but no object",
     LIST("<IsTruncated>true</IsTruncated><NextContinuationToken>t"
          "</NextContinuationToken>"),
     "", PAGE_OK, "+t"},
    {"cursor without more", LIST(LAST "<NextContinuationToken>t</NextContinuationToken>"), "",
     PAGE_OK, ""},
    {"archived",
     LIST(LAST "<Contents><Key>a</Key><Size>1</Size><StorageClass>GLACIER"
               "</StorageClass></Contents>"),
     "", PAGE_OK, "a=1!"},
    {"archived deep",
     LIST(LAST "<Contents><Key>a</Key><Size>1</Size><StorageClass>DEEP_ARCHIVE"
               "</StorageClass></Contents>"),
     "", PAGE_OK, "a=1!"},
    {"archived, with a restored copy",
     LIST(LAST "<Contents><Key>a</Key><Size>1</Size><StorageClass>GLACIER</StorageClass>"
               "<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>"
               "2026-03-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus></Contents>"),
     "", PAGE_OK, "a=1"},
    {"archived, a copy is on its way",
     LIST(LAST "<Contents><Key>a</Key><Size>1</Size><StorageClass>DEEP_ARCHIVE</StorageClass>"
               "<RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus>"
               "</Contents>"),
     "", PAGE_OK, "a=1!"},
    {"a copy of the entry before",
     LIST(LAST "<Contents><Key>a</Key><Size>1</Size><StorageClass>GLACIER</StorageClass>"
               "<RestoreStatus><IsRestoreInProgress>false</IsRestoreInProgress><RestoreExpiryDate>"
               "2026-03-01T00:00:00.000Z</RestoreExpiryDate></RestoreStatus></Contents>"
               "<Contents><Key>b</Key><Size>1</Size><StorageClass>GLACIER</StorageClass>"
               "</Contents>"),
     "", PAGE_OK, "a=1|b=1!"},
    {"read at once",
     LIST(LAST "<Contents><Key>a</Key><Size>1</Size><StorageClass>GLACIER_IR"
               "</StorageClass></Contents>"),
     "", PAGE_OK, "a=1"},
    {"common prefixes are no objects",
     LIST(LAST "<CommonPrefixes><Prefix>a/</Prefix></CommonPrefixes>"), "", PAGE_OK, ""},
    {"key of an owner is no key",
     LIST(LAST "<Contents><Owner><Key>x</Key></Owner><Key>a</Key><Size>5</Size></Contents>"), "",
     PAGE_OK, "a=5"},
    {"below the prefix", LIST(LAST OBJECT("in/a")), "in/", PAGE_OK, "in/a=5"},
    {"the prefix itself", LIST(LAST OBJECT("in/")), "in/", PAGE_OK, "in/=5"},
    {"outside the prefix", LIST(LAST OBJECT("out/a")), "in/", PAGE_OUTSIDE_PREFIX, NULL},
    {"shorter than the prefix", LIST(LAST OBJECT("in")), "in/", PAGE_OUTSIDE_PREFIX, NULL},
    {"more without a cursor", LIST("<IsTruncated>true</IsTruncated>"), "", PAGE_NO_CURSOR, NULL},
    {"more with an empty cursor", LIST("<IsTruncated>true</IsTruncated><NextContinuationToken/>"),
     "", PAGE_NO_CURSOR, NULL},
    {"does not say whether there is more", LIST(OBJECT("a")), "", PAGE_MALFORMED, NULL},
    {"says so twice", LIST(LAST LAST), "", PAGE_MALFORMED, NULL},
    {"two cursors",
     LIST("<IsTruncated>true</IsTruncated><NextContinuationToken>a</NextContinuationToken>"
          "<NextContinuationToken>b</NextContinuationToken>"),
     "", PAGE_MALFORMED, NULL},
    {"two keys", LIST(LAST "<Contents><Key>a</Key><Key>b</Key><Size>1</Size></Contents>"), "",
     PAGE_MALFORMED, NULL},
    {"two sizes", LIST(LAST "<Contents><Key>a</Key><Size>1</Size><Size>1</Size></Contents>"), "",
     PAGE_MALFORMED, NULL},
    {"no key", LIST(LAST "<Contents><Size>1</Size></Contents>"), "", PAGE_MALFORMED, NULL},
    {"empty key", LIST(LAST OBJECT("")), "", PAGE_MALFORMED, NULL},
    {"no size", LIST(LAST "<Contents><Key>a</Key></Contents>"), "", PAGE_MALFORMED, NULL},
    {"negative size", LIST(LAST "<Contents><Key>a</Key><Size>-1</Size></Contents>"), "",
     PAGE_MALFORMED, NULL},
    {"size that does not fit",
     LIST(LAST "<Contents><Key>a</Key><Size>99999999999999999999</Size></Contents>"), "",
     PAGE_MALFORMED, NULL},
    {"cut", "<ListBucketResult>" LAST OBJECT("a"), "", PAGE_MALFORMED, NULL},
    {"text behind", LIST(LAST) "x", "", PAGE_MALFORMED, NULL},
    {"error in a 200", "<Error><Code>SlowDown</Code></Error>", "", PAGE_OTHER, NULL},
    {"versions", "<ListVersionsResult>" LAST "</ListVersionsResult>", "", PAGE_OTHER, NULL},
    {"HTML", "<html></html>", "", PAGE_OTHER, NULL},
    {"nothing", "", "", PAGE_MALFORMED, NULL},
    {"JSON", "{}", "", PAGE_MALFORMED, NULL},
    {"document type", "<!DOCTYPE x>" LIST(LAST), "", PAGE_MALFORMED, NULL},
};

START_TEST(test_s3)
{
    const struct page_case *const row = &s3_cases[_i];
    const struct list_query list = {.prefix = row->prefix};
    struct page page;
    page_init(&page);
    check_case(row, &page,
               s3_read_page(&list, (struct span){(const uint8_t *)row->body, strlen(row->body)}, 3,
                            &page));
    page_free(&page);
}
END_TEST

/* ---- Azure ---- */

#define RESULTS(inside) "<EnumerationResults>" inside "</EnumerationResults>"
#define END_MARK "<NextMarker />"
#define BLOB(name)                                                                                 \
    "<Blob><Name>" name "</Name><Properties><Content-Length>5</Content-Length></Properties></"     \
    "Blob>"

static const struct page_case azure_cases[] = {
    {"empty", RESULTS("<Blobs/>" END_MARK), "", PAGE_OK, ""},
    {"one", RESULTS("<Blobs>" BLOB("a/b") "</Blobs>" END_MARK), "", PAGE_OK, "a/b=5"},
    {"two and more", RESULTS("<Blobs>" BLOB("a") BLOB("b") "</Blobs><NextMarker>m</NextMarker>"),
     "", PAGE_OK, "a=5|b=5+m"},
    {"more, but no blob", RESULTS("<Blobs></Blobs><NextMarker>m&amp;n</NextMarker>"), "", PAGE_OK,
     "+m&n"},
    {"plain names are not decoded", RESULTS("<Blobs>" BLOB("a%20+b") "</Blobs>" END_MARK), "",
     PAGE_OK, "a%20+b=5"},
    {"encoded name",
     RESULTS("<Blobs><Blob><Name Encoded=\"true\">a%01+%EF%BF%BE</Name><Properties><Content-Length>"
             "5</Content-Length></Properties></Blob></Blobs>" END_MARK),
     "", PAGE_OK, "a\x01+\xef\xbf\xbe=5"},
    {"encoded, then plain",
     RESULTS("<Blobs><Blob><Name Encoded='true'>%41</Name><Properties><Content-Length>5"
             "</Content-Length></Properties></Blob>" BLOB("%42") "</Blobs>" END_MARK),
     "", PAGE_OK, "A=5|%42=5"},
    {"archived",
     RESULTS("<Blobs><Blob><Name>a</Name><Properties><Content-Length>5</Content-Length>"
             "<AccessTier>Archive</AccessTier></Properties></Blob></Blobs>" END_MARK),
     "", PAGE_OK, "a=5!"},
    {"cool",
     RESULTS("<Blobs><Blob><Name>a</Name><Properties><Content-Length>5</Content-Length>"
             "<AccessTier>Cool</AccessTier></Properties></Blob></Blobs>" END_MARK),
     "", PAGE_OK, "a=5"},
    {"blob prefixes are no blobs",
     RESULTS("<Blobs><BlobPrefix><Name>a/</Name></BlobPrefix></Blobs>" END_MARK), "", PAGE_OK, ""},
    {"metadata is no property",
     RESULTS("<Blobs><Blob><Name>a</Name><Metadata><Content-Length>9</Content-Length></Metadata>"
             "<Properties><Content-Length>5</Content-Length></Properties></Blob></Blobs>" END_MARK),
     "", PAGE_OK, "a=5"},
    {"outside the prefix", RESULTS("<Blobs>" BLOB("b") "</Blobs>" END_MARK), "a",
     PAGE_OUTSIDE_PREFIX, NULL},
    {"no marker", RESULTS("<Blobs>" BLOB("a") "</Blobs>"), "", PAGE_MALFORMED, NULL},
    {"two markers", RESULTS("<Blobs/>" END_MARK END_MARK), "", PAGE_MALFORMED, NULL},
    {"no length", RESULTS("<Blobs><Blob><Name>a</Name></Blob></Blobs>" END_MARK), "",
     PAGE_MALFORMED, NULL},
    {"cut", "<EnumerationResults><Blobs>" BLOB("a"), "", PAGE_MALFORMED, NULL},
    {"error", "<Error><Code>ServerBusy</Code></Error>", "", PAGE_OTHER, NULL},
};

START_TEST(test_azure)
{
    const struct page_case *const row = &azure_cases[_i];
    const struct list_query list = {.prefix = row->prefix};
    struct page page;
    page_init(&page);
    check_case(row, &page,
               azure_read_page(&list, (struct span){(const uint8_t *)row->body, strlen(row->body)},
                               3, &page));
    page_free(&page);
}
END_TEST

/* Every cut of a page is refused: none is taken for a shorter listing. */
START_TEST(test_cut)
{
    static const char s3_body[] = LIST(URL LAST OBJECT("a%2Fb") OBJECT("c"));
    static const char azure_body[] = RESULTS("<Blobs>" BLOB("a") BLOB("b") "</Blobs>" END_MARK);
    const struct list_query list = {.prefix = ""};
    struct page page;
    page_init(&page);
    for (size_t len = 0; len < strlen(s3_body); len++) {
        const struct span body = {(const uint8_t *)s3_body, len};
        ck_assert_msg(s3_read_page(&list, body, 0, &page) == PAGE_MALFORMED, "%zu", len);
    }
    for (size_t len = 0; len < strlen(azure_body); len++) {
        const struct span body = {(const uint8_t *)azure_body, len};
        ck_assert_msg(azure_read_page(&list, body, 0, &page) == PAGE_MALFORMED, "%zu", len);
    }
    page_free(&page);
}
END_TEST

/* ---- requests ---- */

static const struct {
    const char *key;
    size_t len;
    const char *encoded;
} key_cases[] = {
    {"a/b.csv", 7, "a/b.csv"},
    {"a//b", 4, "a//b"},
    {"./x", 3, "./x"},
    {"../x", 4, "../x"},
    {"/", 1, "/"},
    {"%2F", 3, "%252F"},
    {"a b+c", 5, "a%20b%2Bc"},
    {"a?b#c&d=e", 9, "a%3Fb%23c%26d%3De"},
    {"\xe4\xbd\x8f", 3, "%E4%BD%8F"},
    {"\x01\x7f\xff", 3, "%01%7F%FF"},
    {"a\0b", 3, "a%00b"},
    {"\r\nHost: x", 9, "%0D%0AHost%3A%20x"},
};

/* The URL of a request ends in the key, percent-encoded and otherwise as it is. */
START_TEST(test_key)
{
    static char sas[] = "sp=rl&sig=a%2Bb";
    static char plain[] = "http://127.0.0.1:9000";
    const struct aws_settings aws = {
        .region = "us-east-1", .is_anonymous = true, .endpoint = plain};
    const struct azure_settings access = {.endpoint = azure_endpoint, .sas = sas};
    const struct azure azure = {.settings = &access, .container = "files", .prefix = ""};
    const struct http_part part = {0, UINT64_MAX, "", NULL};
    const struct object_init init = {.key = {(const uint8_t *)key_cases[_i].key, key_cases[_i].len},
                                     .refused = -1};
    struct object *const object = object_create(&init);
    struct s3 s3 = {.settings = &aws, .bucket = "bucket", .prefix = ""};
    struct http_request request;
    char expected[256];
    ck_assert_ptr_nonnull(object);
    ck_assert_ptr_null(aws_endpoint_find(&aws, "bucket", &s3.endpoint));
    http_request_init(&request);
    ck_assert(s3_object_request(&s3, object, &part, 0, &request));
    snprintf(expected, sizeof expected, "http://127.0.0.1:9000/bucket/%s", key_cases[_i].encoded);
    ck_assert_str_eq((const char *)request.url.ptr, expected);
    ck_assert(azure_object_request(&azure, object, &part, 0, &request));
    snprintf(expected, sizeof expected, "https://acct.blob.core.windows.net/files/%s?%s",
             key_cases[_i].encoded, sas);
    ck_assert_str_eq((const char *)request.url.ptr, expected);
    http_request_wipe(&request);
    object_free(object);
}
END_TEST

static const char *find_header(const struct http_request *request, const char *start)
{
    for (size_t i = 0; i < request->header_count; i++) {
        if (strncmp(request->headers_at[i], start, strlen(start)) == 0)
            return request->headers_at[i];
    }
    return NULL;
}

/* A signed list request holds what was signed, and no secret. */
START_TEST(test_signed_list)
{
    static char id[] = "AKIDMADEUP", secret[] = "TOPSECRET", token[] = "made-up-token";
    const struct aws_settings aws = {.region = "eu-west-1",
                                     .keys.access_key_id = id,
                                     .keys.secret_access_key = secret,
                                     .keys.session_token = token};
    struct s3 s3 = {.settings = &aws, .bucket = "bucket", .prefix = "in/a b+c"};
    struct http_request request;
    ck_assert_ptr_null(aws_endpoint_find(&aws, "bucket", &s3.endpoint));
    http_request_init(&request);
    const struct list_query list = {.prefix = s3.prefix, .cursor = {(const uint8_t *)"1/x+y==", 7}};
    ck_assert(s3_list_request(&s3, &list, 1769904000, &request));
    const char *const url = (const char *)request.url.ptr;
    ck_assert_ptr_eq(strstr(url, "https://bucket.s3.eu-west-1.amazonaws.com/?"), url);
    ck_assert_ptr_nonnull(strstr(url, "prefix=in%2Fa%20b%2Bc"));
    ck_assert_ptr_nonnull(strstr(url, "continuation-token=1%2Fx%2By%3D%3D"));
    ck_assert_ptr_nonnull(strstr(url, "encoding-type=url"));
    const char *const authorization = find_header(&request, "Authorization: ");
    ck_assert_ptr_nonnull(authorization);
    ck_assert_ptr_nonnull(strstr(
        authorization, "Credential=AKIDMADEUP/20260201/eu-west-1/s3/aws4_request, "
                       "SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-optional-object-"
                       "attributes;x-amz-security-token"));
    ck_assert_ptr_null(strstr(authorization, secret));
    ck_assert_str_eq(find_header(&request, "x-amz-date"), "x-amz-date: 20260201T000000Z");
    ck_assert_str_eq(find_header(&request, "x-amz-security-token"),
                     "x-amz-security-token: made-up-token");
    http_request_wipe(&request);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("page_edges");
    TCase *const tcase = tcase_create("page_edges");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_s3, 0, COUNT(s3_cases));
    tcase_add_loop_test(tcase, test_azure, 0, COUNT(azure_cases));
    tcase_add_test(tcase, test_cut);
    tcase_add_loop_test(tcase, test_key, 0, COUNT(key_cases));
    tcase_add_test(tcase, test_signed_list);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
