/*
 * How to reach and sign for S3: credentials, region, endpoint and addressing style, found where
 * AWS's own tools find them (environment, then the shared files ~/.aws/credentials and
 * ~/.aws/config), in their order of precedence.
 */
#ifndef CRAWLER_STORE_AWS_SETTINGS_H
#define CRAWLER_STORE_AWS_SETTINGS_H

#include "crawler/base/fault.h"
#include "crawler/base/status.h"
#include "crawler/store/credentials.h"

#include <stdbool.h>

#define AWS_REGION_SIZE 64 /* 63 characters and terminator: a region is one DNS label */

/* Services other than S3 that are asked about a bucket. */
enum aws_service { AWS_SERVICE_STS, AWS_SERVICE_KMS, AWS_SERVICE_S3_CONTROL, AWS_SERVICE_COUNT };

enum aws_addressing {
    AWS_ADDRESSING_AUTO,
    AWS_ADDRESSING_VIRTUAL, /* https://bucket.host/key */
    AWS_ADDRESSING_PATH     /* https://host/bucket/key */
};

/* The zero value is empty. Texts are owned by the struct. */
struct aws_settings {
    bool is_anonymous; /* no Authorization header at all; keys is empty */
    struct credentials keys;
    char region[AWS_REGION_SIZE]; /* after loading always aws_region_is_valid() */
    bool is_region_default;       /* nobody named one: "us-east-1"; the bucket may live elsewhere */
    char *endpoint; /* custom "http[s]://HOST[:PORT][/PATH]", no '/' at the end; or NULL */
    enum aws_addressing addressing;    /* as configured */
    char *ca_bundle;                   /* certificates to trust instead of the system's; or NULL */
    bool use_fips, use_dualstack;      /* of AWS's own endpoints */
    bool use_accelerate;               /* S3 Transfer Acceleration */
    bool ignores_arn_region;           /* an ARN of another region is an error */
    bool has_no_express_sessions;      /* directory buckets are asked with the keys themselves */
    bool skips_checksums;              /* the store is not asked for checksums of objects */
    unsigned attempts_max;             /* of one request; 0: nobody said */
    bool has_no_retry_quota;           /* threads do not share what retries may cost */
    bool pays;                         /* for requests to buckets whose owner does not */
    char expected_owner[13];           /* 12 digits, or "": any account may own the bucket */
    char *services[AWS_SERVICE_COUNT]; /* configured "SCHEME://HOST[:PORT]"; NULL: AWS's own; "":
                                          not to be asked, as what is configured is of no use */
};

/*
 * Reads the settings. is_anonymous: the user asked for unsigned requests; credentials are not
 * looked for then.
 *
 *   credentials  aws_credentials_find(), with the profile (AWS_PROFILE or AWS_DEFAULT_PROFILE or
 *                "default") in AWS_SHARED_CREDENTIALS_FILE (~/.aws/credentials) and in
 *                AWS_CONFIG_FILE (~/.aws/config). The first that is configured wins; half of a
 *                pair is an error. They may have to be asked for over the network.
 *   region       AWS_REGION, AWS_DEFAULT_REGION, the profile's region, "us-east-1"
 *   endpoint     AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL, the profile's services section
 *                (s3 = endpoint_url), its endpoint_url; none of the four when
 *                AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true
 *   other        AWS_CA_BUNDLE or ca_bundle; s3 = addressing_style; AWS_USE_FIPS_ENDPOINT or
 *                use_fips_endpoint; AWS_USE_DUALSTACK_ENDPOINT or use_dualstack_endpoint;
 *                s3 = use_accelerate_endpoint; AWS_S3_USE_ARN_REGION or s3_use_arn_region;
 *                AWS_S3_DISABLE_EXPRESS_SESSION_AUTH or s3_disable_express_session_auth;
 *                AWS_RESPONSE_CHECKSUM_VALIDATION or response_checksum_validation;
 *                AWS_MAX_ATTEMPTS or max_attempts (from 1), AWS_RETRY_MODE or retry_mode (legacy:
 *                5 attempts without a quota, standard and adaptive: 3, where none are said);
 *                AWS_REQUEST_PAYER; AWS_ENDPOINT_URL_STS, _KMS and _S3_CONTROL or their sections
 *
 * STATUS_OK; STATUS_STOP with a fault (REASON_ACCESS_DENIED when no usable credentials were found,
 * else REASON_READ_ERROR) that names the file and line, variable or provider at fault and never a
 * secret; STATUS_NO_MEMORY. Warns of a credentials file that others than its owner may read. On
 * failure *out is the zero value.
 */
enum status aws_settings_load(const struct environment *environment, bool is_anonymous,
                              struct aws_settings *out, struct fault *fault);

/* Wipes the secrets, then frees; leaves the zero value, which it accepts. */
void aws_settings_free(struct aws_settings *settings);

/*
 * True for what may become part of a host name: 1 to 63 of a-z, 0-9 and '-', no '-' at the ends.
 * Check every region that a server names before it is used.
 */
bool aws_region_is_valid(const char *region);

#endif
