/*
 * ARNs of S3 that stand in the place of a bucket's name ("Using Amazon S3 access points", S3 User
 * Guide):
 *
 *   arn:PARTITION:s3:REGION:ACCOUNT:accesspoint/NAME                  access point
 *   arn:PARTITION:s3-object-lambda:REGION:ACCOUNT:accesspoint/NAME    Object Lambda access point
 *
 * A ':' may stand for the '/'.
 */
#ifndef CRAWLER_STORE_AWS_ARN_H
#define CRAWLER_STORE_AWS_ARN_H

#include "crawler/store/aws_settings.h"

#include <stdbool.h>
#include <stddef.h>

struct aws_arn {
    char partition[16];
    char region[AWS_REGION_SIZE];
    char account[13];
    char name[51]; /* of the access point: letters, digits and '-' */
    bool is_object_lambda;
    size_t len; /* of the ARN in the text, which may go on with "/KEY" */
};

/*
 * Reads the ARN that text begins with. NULL, or what is wrong, as a phrase without any part of text
 * ("is an ARN of another service than S3"): others than the two forms above are refused by name.
 */
const char *aws_arn_parse(const char *text, struct aws_arn *out);

/* Whether text begins as an ARN does. */
bool aws_arn_is_one(const char *text);

#endif
