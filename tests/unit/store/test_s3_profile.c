/* Which server it is, by host and by what it says of itself. */
#include "crawler/store/s3.h"
#include "crawler/store/s3_profile.h"
#include "crawler/store/s3_site.h"

#include "suite.h"

#include <stdio.h>
#include <string.h>

struct profile_case {
    const char *host, *server; /* server NULL: no such header */
    const char *name;
    bool has_checksums, has_tags;
};

static const struct profile_case profile_cases[] = {
    {"b.s3.eu-west-1.amazonaws.com", NULL, "AWS", true, true},
    {"b.s3.cn-north-1.amazonaws.com.cn", NULL, "AWS", true, true},
    {"bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com:443", NULL, "AWS", true, true},
    {"b.s3.eusc-de-east-1.amazonaws.eu", NULL, "AWS", true, true},
    {"amazonaws.com.example.org", NULL, "unknown", false, true},
    {"notamazonaws.com", NULL, "unknown", false, true},
    {"127.0.0.1:9000", NULL, "unknown", false, true},
    {"127.0.0.1:9000", "MinIO", "MinIO", true, true},
    {"127.0.0.1:9000", "minio/RELEASE.2024", "MinIO", true, true},
    {"127.0.0.1:9000", "Ceph Object Gateway (squid)", "Ceph", false, true},
    {"127.0.0.1:9000", "nginx", "unknown", false, true},
    {"127.0.0.1:9000", "", "unknown", false, true},
    {"127.0.0.1:9000", "AmazonS3", "AWS", true, true},
    {"a.r2.cloudflarestorage.com", NULL, "Cloudflare R2", false, false},
    {"storage.googleapis.com", "AmazonS3", "Google Cloud Storage", false, false},
    {"s3.eu-central-1.wasabisys.com", NULL, "Wasabi", false, true},
};

START_TEST(test_profile)
{
    const struct profile_case *const row = &profile_cases[_i];
    struct s3_site site = {0};
    struct s3 s3 = {.site = &site};
    struct http_headers headers;
    snprintf(s3.endpoint.host, sizeof s3.endpoint.host, "%s", row->host);
    http_headers_init(&headers);
    buffer_append_str(&headers.lines, "HTTP/1.1 200 OK\r\n");
    if (row->server != NULL)
        buffer_append_format(&headers.lines, "Server: %s\r\n", row->server);
    for (int i = 0; i < 2; i++)
        s3_profile_learn(&s3, &headers);
    const struct s3_profile *const profile = s3_profile_of(&s3);
    ck_assert_msg(strcmp(profile->name, row->name) == 0, "%s, %s: %s", row->host, row->server,
                  profile->name);
    ck_assert_int_eq((profile->lacks & S3_LACKS_CHECKSUMS) == 0, row->has_checksums);
    ck_assert_int_eq((profile->lacks & S3_LACKS_TAGS) == 0, row->has_tags);
    buffer_free(&headers.lines);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("s3_profile");
    TCase *const tcase = tcase_create("s3_profile");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_profile, 0, sizeof profile_cases / sizeof *profile_cases);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
