/* What a refused listing of S3 means, and what to do. */
#include "crawler/store/s3.h"
#include "crawler/store/s3_site.h"

#include <string.h>

static void explain_region(const struct s3 *s3, const struct answer *answer, struct fault *fault)
{
    const char *const region = s3_site_endpoint(s3)->region;
    const char *const host = s3_site_endpoint(s3)->host;
    if (aws_region_is_valid(answer->region))
        fault_set(fault, REASON_HTTP, "bucket %s is in region %s, not %s: set AWS_REGION=%s",
                  s3->bucket, answer->region, region, answer->region);
    else
        fault_set(fault, REASON_HTTP,
                  "bucket %s is not in region %s, and %s does not say where: set AWS_REGION to its "
                  "region",
                  s3->bucket, region, host);
}

void s3_explain(const struct s3 *s3, const struct answer *answer, struct fault *fault)
{
    /* Each completes "bucket B at HOST: " ... " (403 CODE)". */
    static const struct {
        const char *code, *text;
        enum reason reason;
    } known[] = {
        {"SignatureDoesNotMatch",
         "the secret access key is wrong: check AWS_SECRET_ACCESS_KEY or the profile",
         REASON_ACCESS_DENIED},
        {"InvalidAccessKeyId",
         "the access key id is unknown there: check AWS_ACCESS_KEY_ID or the profile",
         REASON_ACCESS_DENIED},
        {"ExpiredToken", "the session token has expired: get new temporary credentials",
         REASON_ACCESS_DENIED},
        {"InvalidToken", "the session token is not valid: get new temporary credentials",
         REASON_ACCESS_DENIED},
        {"RequestTimeTooSkewed", "the clock of this machine is wrong: set it",
         REASON_ACCESS_DENIED},
        {"AccessDenied", "listing is denied: the identity needs s3:ListBucket on the bucket",
         REASON_ACCESS_DENIED},
        {"AllAccessDisabled", "all access to the bucket has been disabled", REASON_ACCESS_DENIED},
        {"NoSuchBucket", "there is no such bucket: check its name, endpoint and account",
         REASON_VANISHED},
        {"InvalidBucketName", "the name of the bucket is not valid", REASON_VANISHED},
    };
    const char *const host = s3_site_endpoint(s3)->host;
    fault->http_status = answer->status;
    if (s3_site_is_elsewhere(answer)) {
        explain_region(s3, answer, fault);
        return;
    }
    const char *const owner = s3->settings->expected_owner;
    const bool is_owned = owner[0] != '\0' && strcmp(answer->code, "AccessDenied") == 0;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(answer->code, known[i].code) == 0) {
            fault_set(fault, known[i].reason, "bucket %s at %s: %s%s%s (%d %s)", s3->bucket, host,
                      known[i].text, is_owned ? ", which must be of account " : "",
                      is_owned ? owner : "", answer->status, answer->code);
            return;
        }
    if (answer->status == 403 || answer->status == 401)
        fault_set(fault, REASON_ACCESS_DENIED, "bucket %s at %s: access denied (%d %s)", s3->bucket,
                  host, answer->status, answer->code);
    else if (answer->status == 404)
        fault_set(fault, REASON_VANISHED,
                  "bucket %s at %s: not found (%d %s); check bucket and endpoint", s3->bucket, host,
                  answer->status, answer->code);
    else
        fault_set(fault, REASON_HTTP, "bucket %s at %s: listing was answered with %d%s%s",
                  s3->bucket, host, answer->status, answer->code[0] == '\0' ? "" : " ",
                  answer->code);
}
