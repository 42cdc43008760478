/* Which answers send requests to another region, and where they then go. */
#include "crawler/store/s3.h"
#include "crawler/store/s3_site.h"

#include "suite.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct site_case {
    const char *name, *bucket;
    struct aws_settings settings;
    struct answer answer;
    const char *host; /* requests go to; NULL: to where they went before */
};

static char custom[] = "https://s3.example.org";

#define HERE .settings = {.region = "us-east-1"}
#define ANSWER(...) ANSWER_OF(__VA_ARGS__)
#define ANSWER_OF(number, word, place)                                                             \
    {                                                                                              \
        .status = number, .code = word, .region = place                                            \
    }
#define MOVED 301, "PermanentRedirect"
#define A63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define ARN "arn:aws:s3:us-east-1:123456789012:accesspoint/x"

static const struct site_case site_cases[] = {
    {"301", "b23", HERE, ANSWER(MOVED, "eu-west-1"), "b23.s3.eu-west-1.amazonaws.com"},
    {"307", "b23", HERE, ANSWER(307, "TemporaryRedirect", "me-south-1"),
     "b23.s3.me-south-1.amazonaws.com"},
    {"signed for another region", "b23", HERE,
     ANSWER(400, "AuthorizationHeaderMalformed", "eu-west-1"), "b23.s3.eu-west-1.amazonaws.com"},
    {"location constraint", "b23", HERE,
     ANSWER(400, "IllegalLocationConstraintException", "eu-west-1"),
     "b23.s3.eu-west-1.amazonaws.com"},
    {"HEAD", "b23", HERE, ANSWER(301, "", "eu-west-1"), "b23.s3.eu-west-1.amazonaws.com"},
    {"HEAD, malformed", "b23", HERE, ANSWER(400, "", "eu-west-1"),
     "b23.s3.eu-west-1.amazonaws.com"},
    {"dotted bucket", "b.c.d", HERE, ANSWER(MOVED, "eu-west-1"), "s3.eu-west-1.amazonaws.com"},
    {"FIPS stays",
     "b23",
     {.region = "us-east-1", .use_fips = true},
     ANSWER(MOVED, "us-west-2"),
     "b23.s3-fips.us-west-2.amazonaws.com"},
    {"accelerated",
     "b23",
     {.region = "us-east-1", .use_accelerate = true},
     ANSWER(MOVED, "eu-west-1"),
     "b23.s3-accelerate.amazonaws.com"},
    {"China within China",
     "b23",
     {.region = "cn-north-1"},
     ANSWER(MOVED, "cn-northwest-1"),
     "b23.s3.cn-northwest-1.amazonaws.com.cn"},
    {"another partition", "b23", HERE, ANSWER(MOVED, "cn-north-1"), NULL},
    {"no region", "b23", HERE, ANSWER(MOVED, ""), NULL},
    {"the same region", "b23", HERE, ANSWER(MOVED, "us-east-1"), NULL},
    {"no region's name", "b23", HERE, ANSWER(MOVED, "evil.example"), NULL},
    {"a path", "b23", HERE, ANSWER(MOVED, "eu/west"), NULL},
    {"a long name", "b23", HERE, ANSWER(MOVED, A63), "b23.s3." A63 ".amazonaws.com"},
    {"denied is no redirect", "b23", HERE, ANSWER(403, "AccessDenied", "eu-west-1"), NULL},
    {"not found is no redirect", "b23", HERE, ANSWER(404, "NoSuchBucket", "eu-west-1"), NULL},
    {"bad request is no redirect", "b23", HERE, ANSWER(400, "InvalidRequest", "eu-west-1"), NULL},
    {"custom endpoint",
     "b23",
     {.region = "us-east-1", .endpoint = custom},
     ANSWER(MOVED, "eu-west-1"),
     NULL},
    {"ARN", ARN, HERE, ANSWER(MOVED, "eu-west-1"), NULL},
    {"directory bucket", "b23--use1-az4--x-s3", HERE, ANSWER(MOVED, "eu-west-1"), NULL},
};

START_TEST(test_learn)
{
    const struct site_case *const row = &site_cases[_i];
    struct s3_site site = {0};
    struct s3 s3 = {.settings = &row->settings, .bucket = row->bucket, .site = &site};
    ck_assert_ptr_null(aws_endpoint_find(&row->settings, row->bucket, &s3.endpoint));
    ck_assert_msg(s3_site_learn(&s3, &row->answer) == (row->host != NULL), "%s", row->name);
    const struct aws_endpoint *const found = s3_site_endpoint(&s3);
    const char *const host = row->host == NULL ? s3.endpoint.host : row->host;
    ck_assert_msg(strcmp(found->host, host) == 0, "%s: %s", row->name, found->host);
    if (row->host != NULL)
        ck_assert_str_eq(found->region, row->answer.region);
}
END_TEST

/* A second answer that names yet another region changes nothing. */
START_TEST(test_learn_once)
{
    static const struct answer first = ANSWER(MOVED, "eu-west-1"),
                               second = ANSWER(MOVED, "eu-west-2");
    const struct aws_settings settings = {.region = "us-east-1"};
    struct s3_site site = {0};
    struct s3 s3 = {.settings = &settings, .bucket = "b23", .site = &site};
    ck_assert_ptr_null(aws_endpoint_find(&settings, s3.bucket, &s3.endpoint));
    ck_assert(s3_site_learn(&s3, &first));
    ck_assert(!s3_site_learn(&s3, &second));
    ck_assert(s3_site_learn(&s3, &first));
    ck_assert_str_eq(s3_site_endpoint(&s3)->region, "eu-west-1");
    s3.site = NULL;
    ck_assert(!s3_site_learn(&s3, &first));
}
END_TEST

static void *learn(void *user)
{
    static const struct answer answer = ANSWER(MOVED, "eu-west-1");
    const struct s3 *const s3 = user;
    const bool is_learned = s3_site_learn(s3, &answer);
    return is_learned && strcmp(s3_site_endpoint(s3)->host, "b23.s3.eu-west-1.amazonaws.com") == 0
               ? user
               : NULL;
}

START_TEST(test_threads)
{
    enum { THREADS = 8 };
    const struct aws_settings settings = {.region = "us-east-1"};
    struct s3_site site = {0};
    struct s3 s3 = {.settings = &settings, .bucket = "b23", .site = &site};
    pthread_t threads[THREADS];
    ck_assert_ptr_null(aws_endpoint_find(&settings, s3.bucket, &s3.endpoint));
    for (int i = 0; i < THREADS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, learn, &s3), 0);
    for (int i = 0; i < THREADS; i++) {
        void *result = NULL;
        pthread_join(threads[i], &result);
        ck_assert_ptr_nonnull(result);
    }
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("s3_site");
    TCase *const tcase = tcase_create("s3_site");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_learn, 0, COUNT(site_cases));
    tcase_add_test(tcase, test_learn_once);
    tcase_add_loop_test(tcase, test_threads, 0, 20);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
