/* The kinds of listings of S3 beside ListObjectsV2: what is asked for, and what is read of it. */
#include "crawler/base/coverage.h"
#include "crawler/store/s3.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

#define LAST "<IsTruncated>false</IsTruncated>"
#define MORE "<IsTruncated>true</IsTruncated>"
#define URL "<EncodingType>url</EncodingType>"
#define OBJECT(key) "<Contents><Key>" key "</Key><Size>5</Size></Contents>"
#define V1(inside) "<ListBucketResult><Marker/>" inside "</ListBucketResult>"
#define VERSIONS(inside) "<ListVersionsResult>" inside "</ListVersionsResult>"
#define UPLOADS(inside) "<ListMultipartUploadsResult>" inside "</ListMultipartUploadsResult>"
#define VERSION(key, id, latest)                                                                   \
    "<Version><Key>" key "</Key><VersionId>" id "</VersionId><IsLatest>" latest                    \
    "</IsLatest><Size>5</Size></Version>"
#define MARKER(key, id, latest)                                                                    \
    "<DeleteMarker><Key>" key "</Key><VersionId>" id "</VersionId><IsLatest>" latest               \
    "</IsLatest><LastModified>2026-01-02T03:04:05.000Z</LastModified></DeleteMarker>"
#define UPLOAD(key, id)                                                                            \
    "<Upload><Key>" key "</Key><UploadId>" id                                                      \
    "</UploadId><Initiated>2026-01-02T03:04:05.000Z</Initiated></Upload>"
#define PREFIX(text) "<CommonPrefixes><Prefix>" text "</Prefix></CommonPrefixes>"

/* "key=size", "#version", "L" latest, "N" noncurrent, "D" delete marker, "U" upload and its id, "!"
 * refused; "+cursor" with "~" for its NUL, "v1" when the page says so; "/prefix" for each. */
static size_t describe_object(const struct object *o, char *out, size_t cap)
{
    static const struct {
        unsigned bit;
        char letter;
    } bits[] = {{OBJECT_LATEST, 'L'},
                {OBJECT_NONCURRENT, 'N'},
                {OBJECT_DELETE_MARKER, 'D'},
                {OBJECT_UPLOAD, 'U'}};
    char letters[8] = "";
    for (size_t i = 0, at = 0; i < sizeof bits / sizeof *bits; i++)
        if (o->versions & bits[i].bit)
            letters[at++] = bits[i].letter;
    return (size_t)snprintf(out, cap, "%s=%d%s%s%s%s%s|", (const char *)o->key.ptr, (int)o->size,
                            o->version_id[0] != '\0' ? "#" : "", o->version_id, letters,
                            o->upload_id, o->refused >= 0 ? "!" : "");
}

static void describe(const struct page *page, char *out, size_t cap)
{
    size_t at = 0;
    *out = '\0';
    for (size_t i = 0; i < page->count; i++)
        at += describe_object(page->objects[i], out + at, cap - at);
    if (at > 0)
        out[--at] = '\0';
    for (size_t i = 0; i < page->prefixes.len; i++) {
        const char c = (char)page->prefixes.ptr[i];
        const bool begins = i == 0 || page->prefixes.ptr[i - 1] == '\0';
        at += (size_t)snprintf(out + at, cap - at, "%s%.*s", begins ? ">" : "", c != '\0', &c);
    }
    for (size_t i = 0; page->has_more && i < page->cursor.len; i++) {
        const char c = (char)page->cursor.ptr[i];
        at += (size_t)snprintf(out + at, cap - at, "%s%c", i == 0 ? "+" : "", c == '\0' ? '~' : c);
    }
    if (page->is_v1)
        snprintf(out + at, cap - at, " v1");
}

static const struct {
    const char *name;
    enum list_kind kind;
    bool has_delimiter;
    const char *prefix, *body;
    enum page_result result;
    const char *expected;
} cases[] = {
    {"an answer of the first version to a request of the second", LIST_OBJECTS, false, "",
     V1(OBJECT("a") OBJECT("b") MORE), PAGE_OK, "a=5|b=5+b v1"},
    {"it says where to go on", LIST_OBJECTS, false, "",
     V1(OBJECT("a") MORE "<NextMarker>b&amp;c</NextMarker>"), PAGE_OK, "a=5+b&c v1"},
    {"a marker is encoded as keys are", LIST_OBJECTS_V1, false, "",
     V1(MORE "<NextMarker>a%2Fb+c</NextMarker>" URL OBJECT("a")), PAGE_OK, "a=5+a/b c"},
    {"or is not", LIST_OBJECTS_V1, false, "", V1(MORE "<NextMarker>a%2Fb+c</NextMarker>"), PAGE_OK,
     "+a%2Fb+c"},
    {"a marker is the last key as it stands", LIST_OBJECTS_V1, false, "",
     V1(URL OBJECT("a") OBJECT("b%252F%2B") MORE "<NextMarker>b%2F+</NextMarker>"), PAGE_OK,
     "a=5|b%2F+=5+b%2F+"},
    {"a marker is the last key encoded", LIST_OBJECTS_V1, false, "",
     V1(URL OBJECT("b%252F%2B") MORE "<NextMarker>b%252F%2B</NextMarker>"), PAGE_OK,
     "b%2F+=5+b%2F+"},
    {"the last key is decoded once", LIST_OBJECTS_V1, false, "", V1(URL OBJECT("a%252F") MORE),
     PAGE_OK, "a%2F=5+a%2F"},
    {"more, but neither marker nor key", LIST_OBJECTS_V1, false, "", V1(MORE), PAGE_NO_CURSOR, ""},
    {"more of the second version without a token", LIST_OBJECTS, false, "",
     "<ListBucketResult>" OBJECT("a") "<KeyCount>1</KeyCount>" MORE "</ListBucketResult>",
     PAGE_NO_CURSOR, ""},
    {"a marker with a NUL cannot be asked with", LIST_OBJECTS_V1, false, "",
     V1(URL MORE "<NextMarker>a%00b</NextMarker>"), PAGE_NO_CURSOR, ""},
    {"a token where the first version was asked for counts for nothing", LIST_OBJECTS_V1, false, "",
     V1(OBJECT("a") MORE "<NextContinuationToken>t</NextContinuationToken>"), PAGE_OK, "a=5+a"},
    {"two markers", LIST_OBJECTS_V1, false, "",
     V1(MORE "<NextMarker>a</NextMarker><NextMarker>b</NextMarker>"), PAGE_MALFORMED, ""},

    {"versions and delete markers", LIST_VERSIONS, false, "",
     VERSIONS(LAST MARKER("a", "3", "true") VERSION("a", "2", "false")
                  VERSION("b", "null", "true")),
     PAGE_OK, "a=0#3LD|a=5#2N|b=5#nullL"},
    {"more of them", LIST_VERSIONS, false, "",
     VERSIONS(MORE URL "<NextKeyMarker>a%2Fb</NextKeyMarker><NextVersionIdMarker>a%2F"
                       "</NextVersionIdMarker>" VERSION("a", "1", "true")),
     PAGE_OK, "a=5#1L+a/b~a%2F"},
    {"more of them without an id", LIST_VERSIONS, false, "",
     VERSIONS(MORE "<NextKeyMarker>a</NextKeyMarker>"), PAGE_OK, "+a"},
    {"more of them without an id, behind a version", LIST_VERSIONS, false, "",
     VERSIONS(MORE "<NextKeyMarker>a</NextKeyMarker>" VERSION("a", "1", "true")), PAGE_OK,
     "a=5#1L+a~1"},
    {"an id that is none, behind a version that has one", LIST_VERSIONS, false, "",
     VERSIONS(
         MORE
         "<NextKeyMarker>a</NextKeyMarker><NextVersionIdMarker>null</NextVersionIdMarker>" VERSION(
             "a", "1", "true")),
     PAGE_OK, "a=5#1L+a~1"},
    {"an id that is none, behind a version without one", LIST_VERSIONS, false, "",
     VERSIONS(
         MORE
         "<NextKeyMarker>a</NextKeyMarker><NextVersionIdMarker>null</NextVersionIdMarker>" VERSION(
             "a", "null", "true")),
     PAGE_OK, "a=5#nullL+a~null"},
    {"an id that is none, of a key behind the page", LIST_VERSIONS, false, "",
     VERSIONS(
         MORE
         "<NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>null</NextVersionIdMarker>" VERSION(
             "a", "1", "true")),
     PAGE_OK, "a=5#1L+b~null"},
    {"more of them without a marker", LIST_VERSIONS, false, "",
     VERSIONS(VERSION("a", "1", "true") MORE), PAGE_NO_CURSOR, ""},
    {"a version without a size", LIST_VERSIONS, false, "",
     VERSIONS(LAST "<Version><Key>a</Key></Version>"), PAGE_MALFORMED, ""},
    {"archived version", LIST_VERSIONS, false, "",
     VERSIONS(LAST "<Version><Key>a</Key><StorageClass>GLACIER</StorageClass><Size>1</Size>"
                   "</Version>"),
     PAGE_OK, "a=1!"},
    {"objects in place of versions", LIST_VERSIONS, false, "", V1(LAST OBJECT("a")), PAGE_OTHER,
     ""},
    {"entries of another listing are none", LIST_VERSIONS, false, "", VERSIONS(LAST OBJECT("a")),
     PAGE_OK, ""},
    {"outside the prefix", LIST_VERSIONS, false, "in/", VERSIONS(LAST VERSION("a", "1", "true")),
     PAGE_OUTSIDE_PREFIX, ""},

    {"uploads", LIST_UPLOADS, false, "", UPLOADS(LAST UPLOAD("a", "u1") UPLOAD("a", "u2")), PAGE_OK,
     "a=0Uu1!|a=0Uu2!"},
    {"more of them", LIST_UPLOADS, false, "",
     UPLOADS(MORE "<NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>u1</NextUploadIdMarker>"),
     PAGE_OK, "+a~u1"},
    {"objects in place of uploads", LIST_UPLOADS, false, "", V1(LAST OBJECT("a")), PAGE_OTHER, ""},

    {"prefixes", LIST_OBJECTS, true, "", V1(LAST PREFIX("a/") OBJECT("b") PREFIX("c%2F")), PAGE_OK,
     "b=5>a/>c%2F"},
    {"encoded prefixes", LIST_OBJECTS, true, "d/", V1(URL LAST PREFIX("d%2Fe+%2B/")), PAGE_OK,
     ">d/e +/"},
    {"a prefix outside of the one asked for", LIST_OBJECTS, true, "d/", V1(LAST PREFIX("a/")),
     PAGE_OUTSIDE_PREFIX, ""},
    {"the prefix asked for itself", LIST_OBJECTS, true, "d/", V1(LAST PREFIX("d/")),
     PAGE_OUTSIDE_PREFIX, ""},
    {"an empty prefix", LIST_OBJECTS, true, "", V1(LAST PREFIX("")), PAGE_MALFORMED, ""},
    {"no prefix in it", LIST_OBJECTS, true, "", V1(LAST "<CommonPrefixes/>"), PAGE_MALFORMED, ""},
    {"a prefix with a NUL", LIST_OBJECTS, true, "", V1(URL LAST PREFIX("a%00/")), PAGE_MALFORMED,
     ""},
};

START_TEST(pages)
{
    const struct list_query list = {.kind = cases[_i].kind,
                                    .prefix = cases[_i].prefix,
                                    .has_delimiter = cases[_i].has_delimiter};
    const struct span body = {(const uint8_t *)cases[_i].body, strlen(cases[_i].body)};
    char actual[256];
    struct page page;
    page_init(&page);
    const enum page_result result = s3_read_page(&list, body, 0, &page);
    ck_assert_msg(result == cases[_i].result, "%s: %d", cases[_i].name, (int)result);
    if (result == PAGE_OK) {
        describe(&page, actual, sizeof actual);
        ck_assert_msg(strcmp(actual, cases[_i].expected) == 0, "%s: %s", cases[_i].name, actual);
    }
    page_free(&page);
}
END_TEST

/* Every cut of a page is refused: none is taken for a shorter listing. */
START_TEST(cuts)
{
    static const struct {
        enum list_kind kind;
        const char *body;
    } whole[] = {
        {LIST_OBJECTS_V1, V1(OBJECT("a") LAST)},
        {LIST_VERSIONS, VERSIONS(LAST MARKER("a", "1", "true") VERSION("a", "2", "false"))},
        {LIST_UPLOADS, UPLOADS(LAST UPLOAD("a", "u"))},
    };
    struct page page;
    page_init(&page);
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
        const struct list_query list = {.kind = whole[i].kind, .prefix = ""};
        for (size_t len = 0; len < strlen(whole[i].body); len++) {
            const struct span body = {(const uint8_t *)whole[i].body, len};
            ck_assert_msg(s3_read_page(&list, body, 0, &page) == PAGE_MALFORMED, "%zu %zu", i, len);
        }
    }
    page_free(&page);
}
END_TEST

static const struct {
    struct list_query list;
    const char *query;
} requests[] = {
    {{.kind = LIST_OBJECTS, .prefix = "p"}, "list-type=2&encoding-type=url&max-keys=1000&prefix=p"},
    {{.kind = LIST_OBJECTS, .prefix = "", .start_after = "a/b +"},
     "list-type=2&encoding-type=url&max-keys=1000&prefix=&start-after=a%2Fb%20%2B"},
    {{.kind = LIST_OBJECTS, .prefix = "", .start_after = "a", .cursor = {(const uint8_t *)"t=", 2}},
     "list-type=2&encoding-type=url&max-keys=1000&prefix=&continuation-token=t%3D"},
    {{.kind = LIST_OBJECTS_V1, .prefix = "", .start_after = "\x01"},
     "encoding-type=url&max-keys=1000&prefix=&marker=%01"},
    {{.kind = LIST_OBJECTS_V1, .prefix = "", .cursor = {(const uint8_t *)"k", 1}},
     "encoding-type=url&max-keys=1000&prefix=&marker=k"},
    {{.kind = LIST_OBJECTS, .prefix = "d/", .has_delimiter = true},
     "list-type=2&encoding-type=url&max-keys=1000&prefix=d%2F&delimiter=%2F"},
    {{.kind = LIST_VERSIONS, .prefix = "p"}, "versions=&encoding-type=url&max-keys=1000&prefix=p"},
    {{.kind = LIST_VERSIONS, .prefix = "", .cursor = {(const uint8_t *)"k\0v", 3}},
     "versions=&encoding-type=url&max-keys=1000&prefix=&key-marker=k&version-id-marker=v"},
    {{.kind = LIST_VERSIONS, .prefix = "", .cursor = {(const uint8_t *)"k", 1}},
     "versions=&encoding-type=url&max-keys=1000&prefix=&key-marker=k"},
    {{.kind = LIST_UPLOADS, .prefix = "", .cursor = {(const uint8_t *)"k\0u", 3}},
     "uploads=&encoding-type=url&max-uploads=1000&prefix=&key-marker=k&upload-id-marker=u"},
};

START_TEST(asks)
{
    const struct aws_settings aws = {.region = "eu-west-1", .is_anonymous = true};
    struct s3 s3 = {.settings = &aws, .bucket = "bucket", .prefix = ""};
    struct http_request request;
    http_request_init(&request);
    ck_assert_ptr_null(aws_endpoint_find(&aws, "bucket", &s3.endpoint));
    ck_assert(s3_list_request(&s3, &requests[_i].list, 1769904000, &request));
    const char *const query = strchr((const char *)request.url.ptr, '?');
    ck_assert_ptr_nonnull(query);
    ck_assert_str_eq(query + 1, requests[_i].query);
    http_request_wipe(&request);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("s3_pages");
    TCase *const tcase = tcase_create("s3_pages");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, pages, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_loop_test(tcase, asks, 0, (int)(sizeof requests / sizeof *requests));
    tcase_add_test(tcase, cuts);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
