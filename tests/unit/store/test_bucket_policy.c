/* Which bucket policies refuse plain http. */
#include "crawler/store/bucket_policy.h"

#include "suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DENY(principal, action, resource, condition)                                               \
    "{\"Effect\":\"Deny\",\"Principal\":" principal ",\"Action\":" action                          \
    ",\"Resource\":" resource ",\"Condition\":" condition "}"
#define POLICY(statement) "{\"Version\":\"2012-10-17\",\"Statement\":[" statement "]}"
#define EVERYBODY "\"*\""
#define ALL "\"s3:*\""
#define BOTH "[\"arn:aws:s3:::records\",\"arn:aws:s3:::records/*\"]"
#define PLAIN "{\"Bool\":{\"aws:SecureTransport\":\"false\"}}"

struct policy_case {
    const char *name, *policy;
    enum policy_answer answer;
};

static const struct policy_case policy_cases[] = {
    {"as AWS writes it", POLICY(DENY(EVERYBODY, ALL, BOTH, PLAIN)), POLICY_YES},
    {"one statement without array", "{\"Statement\":" DENY(EVERYBODY, ALL, BOTH, PLAIN) "}",
     POLICY_YES},
    {"principal AWS", POLICY(DENY("{\"AWS\":\"*\"}", ALL, BOTH, PLAIN)), POLICY_YES},
    {"principal AWS, array", POLICY(DENY("{\"AWS\":[\"*\"]}", ALL, BOTH, PLAIN)), POLICY_YES},
    {"action *", POLICY(DENY(EVERYBODY, "\"*\"", BOTH, PLAIN)), POLICY_YES},
    {"actions by pattern", POLICY(DENY(EVERYBODY, "[\"s3:Get*\",\"s3:put*\"]", BOTH, PLAIN)),
     POLICY_YES},
    {"in two statements",
     POLICY(DENY(EVERYBODY, "\"s3:GetObject\"", BOTH, PLAIN) "," DENY(EVERYBODY, "\"s3:PutObject\"",
                                                                      BOTH, PLAIN)),
     POLICY_YES},
    {"behind another statement",
     POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":"
            "\"*\"}," DENY(EVERYBODY, ALL, BOTH, PLAIN)),
     POLICY_YES},
    {"a boolean", POLICY(DENY(EVERYBODY, ALL, BOTH, "{\"Bool\":{\"aws:SecureTransport\":false}}")),
     POLICY_YES},
    {"an array of one",
     POLICY(DENY(EVERYBODY, ALL, BOTH, "{\"Bool\":{\"aws:SecureTransport\":[\"false\"]}}")),
     POLICY_YES},
    {"other partition", POLICY(DENY(EVERYBODY, ALL, "\"arn:aws-us-gov:s3:::records/*\"", PLAIN)),
     POLICY_YES},
    {"every resource", POLICY(DENY(EVERYBODY, ALL, "\"*\"", PLAIN)), POLICY_YES},
    {"allowed, not denied",
     POLICY("{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\","
            "\"Condition\":" PLAIN "}"),
     POLICY_NO},
    {"denied where TLS is used",
     POLICY(DENY(EVERYBODY, ALL, BOTH, "{\"Bool\":{\"aws:SecureTransport\":\"true\"}}")),
     POLICY_NO},
    {"one account only", POLICY(DENY("{\"AWS\":\"arn:aws:iam::1:root\"}", ALL, BOTH, PLAIN)),
     POLICY_NO},
    {"reading only", POLICY(DENY(EVERYBODY, "\"s3:GetObject\"", BOTH, PLAIN)), POLICY_NO},
    {"the bucket, no objects", POLICY(DENY(EVERYBODY, ALL, "\"arn:aws:s3:::records\"", PLAIN)),
     POLICY_NO},
    {"another bucket", POLICY(DENY(EVERYBODY, ALL, "\"arn:aws:s3:::records2/*\"", PLAIN)),
     POLICY_NO},
    {"below a prefix", POLICY(DENY(EVERYBODY, ALL, "\"arn:aws:s3:::records/a/*\"", PLAIN)),
     POLICY_NO},
    {"on a second condition",
     POLICY(DENY(EVERYBODY, ALL, BOTH,
                 "{\"Bool\":{\"aws:SecureTransport\":\"false\"},\"IpAddress\":{\"aws:SourceIp\":"
                 "\"10.0.0.0/8\"}}")),
     POLICY_NO},
    {"on a second key",
     POLICY(DENY(EVERYBODY, ALL, BOTH,
                 "{\"Bool\":{\"aws:SecureTransport\":\"false\",\"aws:ViaAWSService\":\"false\"}}")),
     POLICY_NO},
    {"everything is refused, TLS or not",
     POLICY("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\"}"),
     POLICY_NO},
    {"NotPrincipal",
     POLICY("{\"Effect\":\"Deny\",\"NotPrincipal\":\"*\",\"Action\":\"s3:*\",\"Resource\":\"*\","
            "\"Condition\":" PLAIN "}"),
     POLICY_NO},
    {"NotAction",
     POLICY("{\"Effect\":\"Deny\",\"Principal\":\"*\",\"NotAction\":\"s3:*\",\"Resource\":\"*\","
            "\"Condition\":" PLAIN "}"),
     POLICY_NO},
    {"numbers for texts",
     POLICY("{\"Effect\":1,\"Principal\":[2],\"Action\":{},\"Resource\":null,\"Condition\":[]}"),
     POLICY_NO},
    {"no statements", "{\"Version\":\"2012-10-17\",\"Statement\":[]}", POLICY_NO},
    {"no Statement", "{\"Version\":\"2012-10-17\"}", POLICY_MALFORMED},
    {"empty", "", POLICY_MALFORMED},
    {"an array", "[]", POLICY_MALFORMED},
    {"a name twice", "{\"Statement\":[],\"Statement\":[" DENY(EVERYBODY, ALL, BOTH, PLAIN) "]}",
     POLICY_MALFORMED},
    {"HTML", "<!DOCTYPE html><html><body>Sign in</body></html>", POLICY_MALFORMED},
    {"XML", "<?xml version=\"1.0\"?><ListBucketResult/>", POLICY_MALFORMED},
    {"cut", "{\"Statement\":[{\"Effect\":\"Deny\",", POLICY_MALFORMED},
};

#define CASE_COUNT(cases) ((int)(sizeof(cases) / sizeof((cases)[0])))

START_TEST(policy_is_read)
{
    const struct policy_case *const row = &policy_cases[_i];
    const struct span policy = {(const uint8_t *)row->policy, strlen(row->policy)};
    ck_assert_msg(bucket_policy_is_tls_only(policy, "records") == row->answer, "%s", row->name);
}
END_TEST

/* Every cut of a policy is malformed: none of them is taken for one that refuses. */
START_TEST(policy_is_cut)
{
    static const char policy[] = POLICY(DENY(EVERYBODY, ALL, BOTH, PLAIN));
    for (size_t len = 0; len + 1 < sizeof policy - 1; len++) {
        const struct span cut = {(const uint8_t *)policy, len};
        ck_assert_msg(bucket_policy_is_tls_only(cut, "records") == POLICY_MALFORMED, "%zu", len);
    }
}
END_TEST

/* What is beyond the limit, or nested without end, is no policy. */
START_TEST(policy_is_hostile)
{
    static const size_t sizes[] = {1u << 10, 60u << 10, 65u << 10, 1u << 20};
    const size_t size = sizes[_i];
    char *const text = malloc(size);
    ck_assert_ptr_nonnull(text);
    memset(text, '[', size);
    memcpy(text, "{\"Statement\":", 13);
    const struct span nested = {(const uint8_t *)text, size};
    ck_assert_int_eq(bucket_policy_is_tls_only(nested, "records"), POLICY_MALFORMED);
    memset(text, ' ', size);
    const int len = snprintf(text, size, "%s", POLICY(DENY(EVERYBODY, ALL, BOTH, PLAIN)));
    text[len] = ' ';
    const enum policy_answer answer = bucket_policy_is_tls_only(nested, "records");
    ck_assert_int_eq(answer, size <= 64u << 10 ? POLICY_YES : POLICY_MALFORMED);
    free(text);
}
END_TEST

struct pattern_case {
    const char *pattern, *text;
    bool matches;
};

static const struct pattern_case pattern_cases[] = {
    {"s3:GetObject", "s3:GetObject", true},
    {"S3:getobject", "s3:GetObject", true},
    {"s3:*", "s3:GetObject", true},
    {"*", "", true},
    {"", "", true},
    {"", "a", false},
    {"?", "", false},
    {"s3:Get?bject", "s3:GetObject", true},
    {"s3:Get", "s3:GetObject", false},
    {"s3:GetObject*", "s3:GetObject", true},
    {"*Object", "s3:GetObjectObject", true},
    {"*a*b*c", "xxaxxbxxc", true},
    {"*a*b*c", "xxaxxcxxb", false},
    {"s3:Put*", "s3:GetObject", false},
};

START_TEST(pattern_matches)
{
    const struct pattern_case *const row = &pattern_cases[_i];
    ck_assert_msg(bucket_policy_matches(row->pattern, row->text) == row->matches, "%s on %s",
                  row->pattern, row->text);
}
END_TEST

int main(void)
{
    Suite *const suite = suite_create("bucket_policy");
    TCase *const tcase = tcase_create("policies");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, policy_is_read, 0, CASE_COUNT(policy_cases));
    tcase_add_test(tcase, policy_is_cut);
    tcase_add_loop_test(tcase, policy_is_hostile, 0, 4);
    tcase_add_loop_test(tcase, pattern_matches, 0, CASE_COUNT(pattern_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
