/* Names of regions, and the shapes of S3 endpoints. */
#include "crawler/store/aws_endpoint.h"

#include "suite.h"

#include <string.h>

struct region_case {
    const char *region;
    bool is_valid;
};

#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct region_case region_cases[] = {
    {"us-east-1", true},  {"auto", true}, {"us-gov-west-1", true},
    {"x", true},          {A63, true},    {A63 "a", false},
    {"", false},          {"-a", false},  {"a-", false},
    {"US-EAST-1", false}, {"a.b", false}, {"a/b", false},
    {"a b", false},       {"a_b", false}, {"a\n", false},
    {"a:1", false},       {"a@b", false}, {"\xc3\xa9", false},
};

START_TEST(test_region)
{
    ck_assert_msg(aws_region_is_valid(region_cases[_i].region) == region_cases[_i].is_valid, "%s",
                  region_cases[_i].region);
}
END_TEST

struct endpoint_case {
    const char *bucket;
    struct aws_settings settings;
    const char *host, *path_prefix;
    bool is_plain;
};

static char local_endpoint[] = "http://127.0.0.1:9000";
static char localhost_endpoint[] = "http://localhost:9000";
static char v6_endpoint[] = "http://[::1]:9000";
static char named_endpoint[] = "https://s3.example.org";
static char path_endpoint[] = "https://s3.example.org:8443/a/b";
static char address_endpoint[] = "https://10.0.0.1";

static const struct endpoint_case endpoint_cases[] = {
    {"bucket", {.region = "eu-west-1"}, "bucket.s3.eu-west-1.amazonaws.com", "", false},
    {"bucket", {.region = "cn-north-1"}, "bucket.s3.cn-north-1.amazonaws.com.cn", "", false},
    {"bucket", {.region = "us-gov-west-1"}, "bucket.s3.us-gov-west-1.amazonaws.com", "", false},
    {"bucket", {.region = "us-iso-east-1"}, "bucket.s3.us-iso-east-1.c2s.ic.gov", "", false},
    {"bucket", {.region = "us-isob-east-1"}, "bucket.s3.us-isob-east-1.sc2s.sgov.gov", "", false},
    {"bucket", {.region = "eusc-de-east-1"}, "bucket.s3.eusc-de-east-1.amazonaws.eu", "", false},
    {"bucket", {.region = "r", .use_fips = true}, "bucket.s3-fips.r.amazonaws.com", "", false},
    {"bucket",
     {.region = "r", .use_dualstack = true},
     "bucket.s3.dualstack.r.amazonaws.com",
     "",
     false},
    {"bucket",
     {.region = "r", .use_fips = true, .use_dualstack = true},
     "bucket.s3-fips.dualstack.r.amazonaws.com",
     "",
     false},
    {"bucket",
     {.region = "r", .addressing = AWS_ADDRESSING_PATH},
     "s3.r.amazonaws.com",
     "/bucket",
     false},
    {"my.bucket", {.region = "r"}, "s3.r.amazonaws.com", "/my.bucket", false},
    {"my.bucket",
     {.region = "r", .addressing = AWS_ADDRESSING_VIRTUAL},
     "s3.r.amazonaws.com",
     "/my.bucket",
     false},
    {"Old_Bucket", {.region = "r"}, "s3.r.amazonaws.com", "/Old_Bucket", false},
    {"Bucket", {.region = "r"}, "s3.r.amazonaws.com", "/Bucket", false},
    {"bucket-", {.region = "r"}, "s3.r.amazonaws.com", "/bucket-", false},
    {A63, {.region = "r"}, A63 ".s3.r.amazonaws.com", "", false},
    {A63 "a", {.region = "r"}, "s3.r.amazonaws.com", "/" A63 "a", false},
    {"bucket", {.region = "r", .endpoint = local_endpoint}, "127.0.0.1:9000", "/bucket", true},
    {"bucket",
     {.region = "r", .endpoint = local_endpoint, .addressing = AWS_ADDRESSING_VIRTUAL},
     "127.0.0.1:9000",
     "/bucket",
     true},
    {"bucket",
     {.region = "r", .endpoint = localhost_endpoint, .addressing = AWS_ADDRESSING_VIRTUAL},
     "localhost:9000",
     "/bucket",
     true},
    {"bucket", {.region = "r", .endpoint = v6_endpoint}, "[::1]:9000", "/bucket", true},
    {"bucket", {.region = "r", .endpoint = address_endpoint}, "10.0.0.1", "/bucket", false},
    {"bucket", {.region = "r", .endpoint = named_endpoint}, "s3.example.org", "/bucket", false},
    {"bucket",
     {.region = "r", .endpoint = named_endpoint, .addressing = AWS_ADDRESSING_VIRTUAL},
     "bucket.s3.example.org",
     "",
     false},
    {"a.bucket",
     {.region = "r", .endpoint = named_endpoint, .addressing = AWS_ADDRESSING_VIRTUAL},
     "s3.example.org",
     "/a.bucket",
     false},
    {"bucket",
     {.region = "r", .endpoint = path_endpoint, .addressing = AWS_ADDRESSING_VIRTUAL},
     "bucket.s3.example.org:8443",
     "/a/b",
     false},
    {"bucket",
     {.region = "r", .endpoint = path_endpoint},
     "s3.example.org:8443",
     "/a/b/bucket",
     false},
    {"192.168.0.1",
     {.region = "r", .endpoint = named_endpoint, .addressing = AWS_ADDRESSING_VIRTUAL},
     "s3.example.org",
     "/192.168.0.1",
     false},
    {"bucket",
     {.region = "r", .endpoint = named_endpoint, .use_fips = true},
     "s3.example.org",
     "/bucket",
     false},
};

START_TEST(test_endpoint)
{
    const struct endpoint_case *const row = &endpoint_cases[_i];
    struct aws_endpoint endpoint;
    ck_assert_ptr_null(aws_endpoint_find(&row->settings, row->bucket, &endpoint));
    ck_assert_msg(strcmp(endpoint.host, row->host) == 0, "%s: %s", row->host, endpoint.host);
    ck_assert_msg(strcmp(endpoint.path_prefix, row->path_prefix) == 0, "%s: %s", row->host,
                  endpoint.path_prefix);
    ck_assert_str_eq(endpoint.scheme, row->is_plain ? "http" : "https");
}
END_TEST

START_TEST(test_endpoint_too_long)
{
    char bucket[300];
    struct aws_endpoint endpoint;
    const struct aws_settings settings = {.region = "r"};
    memset(bucket, 'B', sizeof bucket);
    bucket[256] = '\0';
    ck_assert_ptr_nonnull(aws_endpoint_find(&settings, bucket, &endpoint));
    bucket[255] = '\0';
    ck_assert_ptr_null(aws_endpoint_find(&settings, bucket, &endpoint));
}
END_TEST

/* Directory buckets, and access points to them: names that no host could have are refused. */
static const struct {
    const char *bucket, *host;
} express_cases[] = {
    {"a--use1-az4--x-s3", "a--use1-az4--x-s3.s3express-use1-az4.r.amazonaws.com"},
    {"a--use1-az4--xa-s3", "a--use1-az4--xa-s3.s3express-use1-az4.r.amazonaws.com"},
    {"a-b--z--x-s3", "a-b--z--x-s3.s3express-z.r.amazonaws.com"},
    {"a--zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz--x-s3",
     "a--zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz--x-s3.s3express-"
     "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"
     ".r.amazonaws.com"},
    {"a--zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz--x-s3", NULL},
    {"a--z---x-s3", NULL},
    {"a--z---xa-s3", NULL},
    {"a----x-s3", NULL},
    {"a--x-s3", NULL},
    {"-a--z--x-s3", NULL},
    {"a.b--z--x-s3", NULL},
};

START_TEST(test_express)
{
    const struct aws_settings settings = {.region = "r"};
    const char *const bucket = express_cases[_i].bucket;
    struct aws_endpoint endpoint;
    const char *const why = aws_endpoint_find(&settings, bucket, &endpoint);
    ck_assert_msg((why == NULL) == (express_cases[_i].host != NULL), "%s", bucket);
    if (why == NULL)
        ck_assert_str_eq(endpoint.host, express_cases[_i].host);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("aws_endpoint");
    TCase *const tcase = tcase_create("aws_endpoint");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_region, 0, COUNT(region_cases));
    tcase_add_loop_test(tcase, test_endpoint, 0, COUNT(endpoint_cases));
    tcase_add_test(tcase, test_endpoint_too_long);
    tcase_add_loop_test(tcase, test_express, 0, COUNT(express_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
