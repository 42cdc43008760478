/* Takes apart ARNs of access points. */
#include "crawler/store/aws_arn.h"

#include <string.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

bool aws_arn_is_one(const char *text)
{
    return strncmp(text, "arn:", 4) == 0;
}

/* Copies what stands before the next ':' and moves behind that; false when it does not fit or there
 * is none. */
static bool arn_take(const char **at, char *out, size_t size)
{
    const size_t len = strcspn(*at, ":/");
    if ((*at)[len] != ':' || len >= size)
        return false;
    memcpy(out, *at, len);
    out[len] = '\0';
    *at += len + 1;
    return true;
}

static const char *arn_judge_service(const char *service, struct aws_arn *out)
{
    out->is_object_lambda = strcmp(service, "s3-object-lambda") == 0;
    if (strcmp(service, "s3-outposts") == 0)
        return "is an access point of S3 on Outposts, which is not supported (its requests need "
               "SigV4A)";
    if (strcmp(service, "s3express") == 0)
        return "is an ARN of S3 Express: write the name of the directory bucket instead";
    if (strcmp(service, "s3") != 0 && !out->is_object_lambda)
        return "is an ARN of another service than S3";
    return NULL;
}

static const char *arn_judge_place(const struct aws_arn *arn)
{
    if (arn->region[0] == '\0')
        return "is a multi-Region access point, which is not supported (its requests need SigV4A): "
               "name a bucket behind it";
    if (!aws_region_is_valid(arn->region))
        return "is an ARN with a malformed region";
    if (strspn(arn->account, DIGITS) != 12)
        return "is an ARN without a 12-digit account";
    return NULL;
}

/* at is behind "accesspoint/". */
static const char *arn_take_name(const char *at, struct aws_arn *out)
{
    const size_t len = strcspn(at, "/");
    if (len == 0 || len >= sizeof out->name || strspn(at, LETTERS DIGITS "-") < len ||
        at[0] == '-' || at[len - 1] == '-')
        return "is an ARN whose access point has no name of 1 to 50 letters, digits and, between "
               "them, '-'";
    memcpy(out->name, at, len);
    out->name[len] = '\0';
    return NULL;
}

const char *aws_arn_parse(const char *text, struct aws_arn *out)
{
    static const char resource[] = "accesspoint";
    const size_t resource_len = sizeof resource - 1;
    const char *at = text + 4;
    char service[32];
    *out = (struct aws_arn){.len = 0};
    if (!aws_arn_is_one(text) || !arn_take(&at, out->partition, sizeof out->partition) ||
        !arn_take(&at, service, sizeof service) ||
        !arn_take(&at, out->region, sizeof out->region) ||
        !arn_take(&at, out->account, sizeof out->account))
        return "is no ARN of an access point: write "
               "s3://arn:PARTITION:s3:REGION:ACCOUNT:accesspoint/NAME";
    const char *why = arn_judge_service(service, out);
    if (why != NULL)
        return why;
    if (strncmp(at, resource, resource_len) != 0 ||
        (at[resource_len] != '/' && at[resource_len] != ':'))
        return "is an ARN of something else than an access point: write s3://BUCKET for a bucket";
    why = arn_judge_place(out);
    if (why == NULL)
        why = arn_take_name(at + resource_len + 1, out);
    out->len = (size_t)(at - text) + resource_len + 1 + strlen(out->name);
    return why;
}
