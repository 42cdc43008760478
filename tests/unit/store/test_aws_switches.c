/* Settings of S3 that are on or off, where they are found, and where other services are asked. */
#include "crawler/store/service_endpoint.h"

#include "fake_environment.h"
#include "suite.h"

#include <string.h>

enum switch_name { FIPS, DUALSTACK, ACCELERATE, IGNORES_ARN, NO_SESSIONS, NO_CHECKSUMS, PAYS };

struct switch_case {
    const char *variable; /* or NULL */
    const char *config;   /* or NULL */
    enum switch_name name;
    bool is_on;
    const char *fault; /* NULL: OK */
};

static const struct switch_case switch_cases[] = {
    {NULL, NULL, FIPS, false, NULL},
    {"AWS_USE_FIPS_ENDPOINT=true", NULL, FIPS, true, NULL},
    {"AWS_USE_FIPS_ENDPOINT=TRUE", NULL, FIPS, true, NULL},
    {"AWS_USE_FIPS_ENDPOINT=false", "use_fips_endpoint = true", FIPS, false, NULL},
    {"AWS_USE_FIPS_ENDPOINT=yes", NULL, FIPS, false, "neither true nor false"},
    {NULL, "use_fips_endpoint = true", FIPS, true, NULL},
    {"AWS_USE_DUALSTACK_ENDPOINT=true", NULL, DUALSTACK, true, NULL},
    {NULL, "use_dualstack_endpoint = true", DUALSTACK, true, NULL},
    {NULL, "s3 =\n  use_dualstack_endpoint = true", DUALSTACK, true, NULL},
    {"AWS_USE_DUALSTACK_ENDPOINT=false", "s3 =\n  use_dualstack_endpoint = true", DUALSTACK, false,
     NULL},
    {NULL, "s3 =\n  use_accelerate_endpoint = true", ACCELERATE, true, NULL},
    {NULL, "use_accelerate_endpoint = true", ACCELERATE, false, NULL},
    {NULL, "s3 =\n  use_accelerate_endpoint = on", ACCELERATE, false, "neither true nor false"},
    {NULL, NULL, IGNORES_ARN, false, NULL},
    {"AWS_S3_USE_ARN_REGION=false", NULL, IGNORES_ARN, true, NULL},
    {"AWS_S3_USE_ARN_REGION=true", "s3_use_arn_region = false", IGNORES_ARN, false, NULL},
    {NULL, "s3_use_arn_region = false", IGNORES_ARN, true, NULL},
    {NULL, "s3 =\n  use_arn_region = false", IGNORES_ARN, true, NULL},
    {"AWS_S3_DISABLE_EXPRESS_SESSION_AUTH=true", NULL, NO_SESSIONS, true, NULL},
    {NULL, "s3_disable_express_session_auth = true", NO_SESSIONS, true, NULL},
    {"AWS_RESPONSE_CHECKSUM_VALIDATION=when_required", NULL, NO_CHECKSUMS, true, NULL},
    {"AWS_RESPONSE_CHECKSUM_VALIDATION=WHEN_SUPPORTED", NULL, NO_CHECKSUMS, false, NULL},
    {"AWS_RESPONSE_CHECKSUM_VALIDATION=never", NULL, NO_CHECKSUMS, false, "when_required"},
    {NULL, "response_checksum_validation = when_required", NO_CHECKSUMS, true, NULL},
    {"AWS_REQUEST_PAYER=requester", NULL, PAYS, true, NULL},
    {"AWS_REQUEST_PAYER=true", NULL, PAYS, true, NULL},
    {"AWS_REQUEST_PAYER=false", NULL, PAYS, false, NULL},
    {"AWS_REQUEST_PAYER=me", NULL, PAYS, false, "neither requester"},
};

static bool is_on(const struct aws_settings *settings, enum switch_name name)
{
    const bool values[] = {
        [FIPS] = settings->use_fips,
        [DUALSTACK] = settings->use_dualstack,
        [ACCELERATE] = settings->use_accelerate,
        [IGNORES_ARN] = settings->ignores_arn_region,
        [NO_SESSIONS] = settings->has_no_express_sessions,
        [NO_CHECKSUMS] = settings->skips_checksums,
        [PAYS] = settings->pays,
    };
    return values[name];
}

/* Loads the settings of one variable and of the profile [default]. */
static enum status load(const char *variable, const char *config, struct aws_settings *out,
                        struct fault *fault)
{
    char path[FAKE_PATH_SIZE], text[512], file[FAKE_PATH_SIZE + 32];
    const int len = snprintf(text, sizeof text, "[default]\n%s\n", config == NULL ? "" : config);
    fake_file_create(text, (size_t)len, 0600, path);
    snprintf(file, sizeof file, "AWS_CONFIG_FILE=%s", path);
    const char *const variables[] = {file, "AWS_SHARED_CREDENTIALS_FILE=/nowhere/at/all", variable,
                                     NULL};
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    const enum status status = aws_settings_load(&environment, true, out, fault);
    unlink(path);
    return status;
}

/* The same, which is refused with a message that has message (NULL: is not refused). Returns
 * whether there are settings. */
static bool load_as(const char *variable, const char *config, const char *message,
                    struct aws_settings *out)
{
    struct fault fault = {0};
    const enum status status = load(variable, config, out, &fault);
    ck_assert_msg(status == (message == NULL ? STATUS_OK : STATUS_STOP), "%s, %s: %s", variable,
                  config, fault.message);
    ck_assert_msg(message == NULL || strstr(fault.message, message) != NULL, "%s, %s: %s", variable,
                  config, fault.message);
    return message == NULL;
}

START_TEST(test_switch)
{
    const struct switch_case *const row = &switch_cases[_i];
    struct aws_settings settings;
    if (load_as(row->variable, row->config, row->fault, &settings)) {
        ck_assert_msg(is_on(&settings, row->name) == row->is_on, "%s %s", row->variable,
                      row->config);
    }
    aws_settings_free(&settings);
}
END_TEST

struct retry_case {
    const char *variable, *config;
    unsigned attempts;
    bool has_no_quota;
    const char *fault; /* NULL: OK */
};

static const struct retry_case retry_cases[] = {
    {NULL, NULL, 0, false, NULL},
    {"AWS_MAX_ATTEMPTS=7", NULL, 7, false, NULL},
    {"AWS_MAX_ATTEMPTS=1", "max_attempts = 4", 1, false, NULL},
    {NULL, "max_attempts = 4", 4, false, NULL},
    {"AWS_MAX_ATTEMPTS=1000000", NULL, 1000000, false, NULL},
    {"AWS_MAX_ATTEMPTS=1000001", NULL, 0, false, "AWS_MAX_ATTEMPTS is no number"},
    {"AWS_MAX_ATTEMPTS=99999999999999999999", NULL, 0, false, "no number"},
    {"AWS_MAX_ATTEMPTS=0", NULL, 0, false, "no number"},
    {"AWS_MAX_ATTEMPTS=-1", NULL, 0, false, "no number"},
    {"AWS_MAX_ATTEMPTS=+3", NULL, 0, false, "no number"},
    {"AWS_MAX_ATTEMPTS=3 ", NULL, 0, false, "no number"},
    {"AWS_MAX_ATTEMPTS=many", NULL, 0, false, "no number"},
    {NULL, "max_attempts = many", 0, false, "max_attempts is no number"},
    {"AWS_RETRY_MODE=legacy", NULL, 5, true, NULL},
    {"AWS_RETRY_MODE=Standard", NULL, 3, false, NULL},
    {"AWS_RETRY_MODE=adaptive", NULL, 3, false, NULL},
    {NULL, "retry_mode = legacy", 5, true, NULL},
    {"AWS_RETRY_MODE=standard", "retry_mode = legacy", 3, false, NULL},
    {"AWS_RETRY_MODE=legacy", "max_attempts = 2", 2, true, NULL},
    {"AWS_MAX_ATTEMPTS=9", "retry_mode = standard", 9, false, NULL},
    {"AWS_RETRY_MODE=fast", NULL, 0, false, "AWS_RETRY_MODE is neither legacy"},
    {NULL, "retry_mode = standards", 0, false, "retry_mode is neither legacy"},
};

START_TEST(test_retry)
{
    const struct retry_case *const row = &retry_cases[_i];
    struct aws_settings settings;
    if (load_as(row->variable, row->config, row->fault, &settings)) {
        ck_assert_uint_eq(settings.attempts_max, row->attempts);
        ck_assert_int_eq(settings.has_no_retry_quota, row->has_no_quota);
    }
    aws_settings_free(&settings);
}
END_TEST

struct service_case {
    const char *variable, *config;
    enum aws_service service;
    const char *region, *account;
    const char *root; /* NULL: it may not be asked */
};

#define OWNER "123456789012"

static const struct service_case service_cases[] = {
    {NULL, NULL, AWS_SERVICE_STS, "eu-west-1", NULL, "https://sts.eu-west-1.amazonaws.com"},
    {NULL, NULL, AWS_SERVICE_KMS, "cn-north-1", NULL, "https://kms.cn-north-1.amazonaws.com.cn"},
    {NULL, NULL, AWS_SERVICE_KMS, "us-iso-east-1", NULL, "https://kms.us-iso-east-1.c2s.ic.gov"},
    {NULL, NULL, AWS_SERVICE_S3_CONTROL, "us-east-1", OWNER,
     "https://" OWNER ".s3-control.us-east-1.amazonaws.com"},
    {"AWS_USE_FIPS_ENDPOINT=true", NULL, AWS_SERVICE_STS, "us-gov-west-1", NULL,
     "https://sts-fips.us-gov-west-1.amazonaws.com"},
    {"AWS_USE_FIPS_ENDPOINT=true", "use_dualstack_endpoint = true", AWS_SERVICE_S3_CONTROL,
     "us-east-1", OWNER, "https://" OWNER ".s3-control-fips.dualstack.us-east-1.amazonaws.com"},
    {"AWS_USE_DUALSTACK_ENDPOINT=true", NULL, AWS_SERVICE_KMS, "us-east-1", NULL,
     "https://kms.us-east-1.amazonaws.com"},
    {"AWS_ENDPOINT_URL_KMS=http://127.0.0.1:9", NULL, AWS_SERVICE_KMS, "us-east-1", NULL,
     "http://127.0.0.1:9"},
    {"AWS_ENDPOINT_URL_KMS=http://127.0.0.1:9", NULL, AWS_SERVICE_STS, "us-east-1", NULL,
     "https://sts.us-east-1.amazonaws.com"},
    {"AWS_ENDPOINT_URL=https://s3.example.org", NULL, AWS_SERVICE_STS, "us-east-1", NULL,
     "https://s3.example.org"},
    {"AWS_ENDPOINT_URL=https://s3.example.org/path", NULL, AWS_SERVICE_STS, "us-east-1", NULL,
     NULL},
    {"AWS_ENDPOINT_URL_STS=http://192.0.2.1", NULL, AWS_SERVICE_STS, "us-east-1", NULL, NULL},
    {NULL, "services = mine\n[services mine]\ns3_control =\n  endpoint_url = https://c.example.org",
     AWS_SERVICE_S3_CONTROL, "us-east-1", OWNER, "https://c.example.org"},
};

START_TEST(test_service)
{
    const struct service_case *const row = &service_cases[_i];
    struct aws_settings settings;
    struct fault fault = {0};
    char root[SERVICE_ROOT_SIZE];
    ck_assert_int_eq(load(row->variable, row->config, &settings, &fault), STATUS_OK);
    const bool is_there =
        aws_service_root(&settings, row->service, row->region, row->account, root);
    ck_assert_msg(is_there == (row->root != NULL), "%d: %s", _i, root);
    if (is_there)
        ck_assert_str_eq(root, row->root);
    aws_settings_free(&settings);
}
END_TEST

struct sts_case {
    const char *variable, *config, *region, *root;
};

/* Where credentials are asked for. */
static const struct sts_case sts_cases[] = {
    {NULL, "", "eu-west-1", "https://sts.eu-west-1.amazonaws.com"},
    {NULL, "", "us-isob-east-1", "https://sts.us-isob-east-1.sc2s.sgov.gov"},
    {"AWS_USE_FIPS_ENDPOINT=true", "", "us-east-1", "https://sts-fips.us-east-1.amazonaws.com"},
    {NULL, "use_fips_endpoint = true", "us-east-1", "https://sts-fips.us-east-1.amazonaws.com"},
    {"AWS_USE_FIPS_ENDPOINT=false", "use_fips_endpoint = true", "us-east-1",
     "https://sts.us-east-1.amazonaws.com"},
    {"AWS_ENDPOINT_URL_STS=https://sts.example.org", "use_fips_endpoint = true", "us-east-1",
     "https://sts.example.org"},
};

START_TEST(test_sts)
{
    const struct sts_case *const row = &sts_cases[_i];
    char path[FAKE_PATH_SIZE], text[256], file[FAKE_PATH_SIZE + 32], root[SERVICE_ROOT_SIZE];
    const int len = snprintf(text, sizeof text, "[default]\n%s\n", row->config);
    fake_file_create(text, (size_t)len, 0600, path);
    snprintf(file, sizeof file, "AWS_CONFIG_FILE=%s", path);
    const char *const variables[] = {file, "AWS_SHARED_CREDENTIALS_FILE=/nowhere/at/all",
                                     row->variable, NULL};
    struct fake_environment fake = {variables};
    const struct environment environment = fake_environment(&fake);
    struct aws_profile profile;
    struct fault fault = {0};
    ck_assert_int_eq(aws_profile_load(&environment, &profile, &fault), STATUS_OK);
    unlink(path);
    const struct credential_query query = {.environment = &environment, .profile = &profile};
    ck_assert_int_eq(
        service_endpoint_find(&query, aws_service_of(AWS_SERVICE_STS), row->region, root, &fault),
        STATUS_OK);
    ck_assert_str_eq(root, row->root);
    aws_profile_free(&profile);
}
END_TEST

#define COUNT(table) (int)(sizeof(table) / sizeof *(table))

int main(void)
{
    Suite *const suite = suite_create("aws_switches");
    TCase *const tcase = tcase_create("aws_switches");
    tcase_set_timeout(tcase, 120);
    tcase_add_loop_test(tcase, test_switch, 0, COUNT(switch_cases));
    tcase_add_loop_test(tcase, test_retry, 0, COUNT(retry_cases));
    tcase_add_loop_test(tcase, test_service, 0, COUNT(service_cases));
    tcase_add_loop_test(tcase, test_sts, 0, COUNT(sts_cases));
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
