/*
 * What a bucket policy of S3 forbids ("Policies and permissions in Amazon S3", IAM User Guide
 * "JSON policy elements"). Pure; a policy is hostile input.
 */
#ifndef CRAWLER_STORE_BUCKET_POLICY_H
#define CRAWLER_STORE_BUCKET_POLICY_H

#include "detectors/span.h"

#include <stdbool.h>

enum policy_answer { POLICY_NO, POLICY_YES, POLICY_MALFORMED };

/*
 * Whether the policy, a JSON document, refuses plain http to everybody for reading and writing
 * every object of bucket: statements that deny "*" what "aws:SecureTransport" is false for, on no
 * other condition. What only some of that is denied to is POLICY_NO. POLICY_MALFORMED: no policy,
 * or one beyond JSON_READER_TEXT_MAX.
 */
enum policy_answer bucket_policy_is_tls_only(struct span policy, const char *bucket);

/* Whether text is matched by an IAM pattern, where '*' stands for any characters and '?' for one.
 */
bool bucket_policy_matches(const char *pattern, const char *text);

#endif
